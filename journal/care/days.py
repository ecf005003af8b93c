"""Which day and which instant a family's wall clock means."""

from bisect import bisect_left
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from journal.care.dates import read_birth_date, read_date, read_zone, show_date, zone_names
from journal.care.problems import N_, Problem, Refused

__all__ = [
    "check_not_future",
    "day_of",
    "day_span",
    "due_instant",
    "from_wall",
    "read_birth_date",
    "read_date",
    "read_zone",
    "show_date",
    "show_moment",
    "slot_instant",
    "zone_names",
]

DAY = timedelta(days=1)
CLOCKS_MAY_DIFFER = timedelta(minutes=15)


def day_of(moment: datetime, zone: ZoneInfo, begins: time = time(4)) -> date:
    """Return the family's day a moment belongs to.

    begins: when the family's day begins on its wall clock; 00:30 belongs to the evening before.

    Agrees with `day_span` for every instant, also in the hour that happens twice. This groups the
    Today page and nothing else: a plan's dates are the child's calendar dates.

    Raises ValueError if the moment carries no time zone.
    """
    _require_aware(moment)
    day = moment.astimezone(zone).date()
    while moment < _begin(day, zone, begins):
        day -= DAY
    while moment >= _begin(day + DAY, zone, begins):
        day += DAY
    return day


def day_span(day: date, zone: ZoneInfo, begins: time = time(4)) -> tuple[datetime, datetime]:
    """Return the first instant of the family's day and the first after it, aware UTC.

    A day is 23 to 25 hours long when the clocks change. A date that a zone left out (Apia,
    30 Dec 2011) is empty: both instants are the same.
    """
    return _begin(day, zone, begins), _begin(day + DAY, zone, begins)


def from_wall(
    wall: datetime, zone: ZoneInfo, fold: int | None = None, field: str = "at"
) -> datetime:
    """Return the instant a wall clock showed, aware UTC.

    wall: naive, in `zone`.
    fold: 0 for the first and 1 for the second of a time that happened twice; otherwise ignored.

    Raises Refused with `time_does_not_exist` in the hour the clocks left out, and with
    `time_ambiguous` when the time happened twice and `fold` does not say which one is meant.
    Source: docs/rules.md#clock-changes.
    """
    before, after = _offsets(wall, zone)
    if before < after:
        raise Refused(_left_out(wall, before, after, zone, field))
    if before > after and fold is None:
        raise Refused(
            Problem(
                code="time_ambiguous",
                field=field,
                text=N_(
                    "%(time)s happened twice on %(day)s, when the clocks went back. "
                    "Choose the first or the second."
                ),
                values={"time": f"{wall:%H:%M}", "day": show_date(wall.date())},
                got=wall.isoformat(timespec="minutes"),
            )
        )
    return _utc(wall, after if fold == 1 else before)


def due_instant(wall: datetime, zone: ZoneInfo) -> datetime:
    """Return when a reminder for a wall-clock time is due, aware UTC. Never refuses.

    A time the clocks left out moves forward by as much as they did (02:30 is due at 03:30); of a
    time that happens twice the first is taken. Source: docs/rules.md#clock-changes.
    """
    return _utc(wall, _offsets(wall, zone)[0])


def slot_instant(wall: datetime, zone: ZoneInfo) -> datetime | None:
    """Return `due_instant`, or None on a date the zone left out, as Apia did with 30 Dec 2011."""
    before, after = _offsets(wall, zone)
    return None if after - before >= DAY else _utc(wall, before)


def check_not_future(
    at: datetime,
    now: datetime,
    *,
    zone: ZoneInfo,
    skew: timedelta = timedelta(0),
    field: str = "at",
) -> None:
    """Raise Refused with `time_future` when `at` lies more than 15 minutes after `now`.

    zone: the zone in which the sentence names both moments.
    skew: how far the writing phone's clock was found to be ahead; it is allowed for.

    Source: docs/rules.md#future.
    """
    # In UTC: Python subtracts two times of one zone by their wall clocks, an hour off twice a year.
    ahead = at.astimezone(UTC) - now.astimezone(UTC)
    if ahead <= CLOCKS_MAY_DIFFER + max(skew, timedelta(0)):
        return
    raise Refused(
        Problem(
            code="time_future",
            field=field,
            text=N_(
                "This is in the future: %(at)s. The server's clock shows %(now)s. "
                "Check the date and the time, and the clock of this phone."
            ),
            values={
                "at": show_moment(at, zone, beside=now),
                "now": show_moment(now, zone, beside=at),
            },
            got=at.astimezone(zone).isoformat(timespec="minutes"),
        )
    )


def show_moment(moment: datetime, zone: ZoneInfo, *, beside: datetime) -> str:
    """Return a moment as "25 Nov 08:00"; the year is added when `beside` lies in another one."""
    local, other = moment.astimezone(zone), beside.astimezone(zone)
    day = show_date(local.date())
    if local.year == other.year:
        day = day.rsplit(" ", 1)[0]
    return f"{day} {local:%H:%M}"


def _begin(day: date, zone: ZoneInfo, begins: time) -> datetime:
    return due_instant(datetime.combine(day, begins), zone)


def _offsets(wall: datetime, zone: ZoneInfo) -> tuple[timedelta, timedelta]:
    """Return the offsets before and after the nearest change; they differ only inside one."""
    before = zone.utcoffset(wall.replace(fold=0))
    after = zone.utcoffset(wall.replace(fold=1))
    assert before is not None
    assert after is not None
    return before, after


def _utc(wall: datetime, offset: timedelta) -> datetime:
    return (wall - offset).replace(tzinfo=UTC, fold=0)


def _left_out(
    wall: datetime, before: timedelta, after: timedelta, zone: ZoneInfo, field: str
) -> Problem:
    change = _change_between(_utc(wall, after), _utc(wall, before), zone)
    old, new = ((change + offset).replace(tzinfo=None) for offset in (before, after))
    same_day = old.date() == new.date()
    return Problem(
        code="time_does_not_exist",
        field=field,
        text=N_(
            "%(time)s did not exist on %(day)s: the clocks went from %(old)s to %(new)s. "
            "Write a time before or after that."
        ),
        values={
            "time": f"{wall:%H:%M}",
            "day": show_date(wall.date()),
            "old": f"{old:%H:%M}",
            "new": f"{new:%H:%M}" if same_day else f"{show_date(new.date())}, {new:%H:%M}",
        },
        got=wall.isoformat(timespec="minutes"),
    )


def _change_between(early: datetime, late: datetime, zone: ZoneInfo) -> datetime:
    """Return the instant the clocks changed, to the second; zoneinfo keeps its table to itself."""
    settled = late.astimezone(zone).utcoffset()

    def has_changed(second: int) -> bool:
        return (early + timedelta(seconds=second)).astimezone(zone).utcoffset() == settled

    seconds = range(round((late - early).total_seconds()))
    return early + timedelta(seconds=bisect_left(seconds, True, key=has_changed))


def _require_aware(moment: datetime) -> None:
    if moment.utcoffset() is None:
        raise ValueError("a moment must carry its time zone")
