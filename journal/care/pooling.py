"""The fewest visits that meet every window, on days when there is a needle or a visit anyway.

Exact, not a guess: docs/rules.md#fewer-needles. Pure: days of the child's calendar in, days out.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

DAY = timedelta(days=1)
# What is overdue waits for no better day than one of these next days. Our own choice.
SOON = timedelta(days=7)
SATURDAY = 5
MOST_VISITS = 400


@dataclass(frozen=True, slots=True, order=True)
class Window:
    """What `what` names is wanted on one of the days opens … by, both included."""

    opens: date
    by: date
    what: str


@dataclass(frozen=True, slots=True)
class Visit:
    """A day with everything that is met by it. `without`: on how many days it would be, each thing
    on the last day of its own window."""

    on: date
    meets: tuple[Window, ...]
    without: int


# Fewest visits; then most on preferred days; then fewest at weekends; then the latest days.
Cost = tuple[int, int, int, int]


def fewest_visits(windows: Iterable[Window], preferred: Iterable[date] = ()) -> list[Visit]:
    """Return the visits, the earliest first; each window is met by the first visit inside it.

    No other choice of days has a smaller cost. Raises ValueError for a window that ends before it
    opens.
    """
    wanted = sorted(windows)
    if any(one.by < one.opens for one in wanted):
        raise ValueError("A window ends before it opens.")
    if not wanted:
        return []
    return _met(wanted, _days(wanted, frozenset(preferred)))


def ahead(
    wanted: Callable[[Mapping[str, date], date], Iterable[Window]],
    preferred: Iterable[date],
    on: date,
    until: date,
) -> list[Visit]:
    """Return the visits from `on` through `until`, planned one after the other.

    wanted  gives the next windows on a day, when each thing by its name was last met on a day
    The first visit of the fewest is taken, its things are met, and the rest is planned again.
    """
    planned: list[Visit] = []
    last: dict[str, date] = {}
    kept = sorted(day for day in set(preferred) if on <= day)
    while len(planned) < MOST_VISITS:
        windows = [window for one in wanted(last, on) if (window := _from(one, on)).opens <= until]
        visits = fewest_visits(windows, kept)
        if not visits or visits[0].on > until:
            return planned
        planned.append(visits[0])
        last |= {one.what: visits[0].on for one in visits[0].meets}
        on = visits[0].on + DAY
    return planned


def _from(window: Window, on: date) -> Window:
    """The window as it is still open on a day; what is overdue has the next days."""
    by = window.by if window.by >= on else on + SOON
    return Window(max(window.opens, on), by, window.what)


def _days(wanted: Sequence[Window], preferred: frozenset[date]) -> list[date]:
    """The cheapest days that meet every window, found from left to right.

    A day that nobody prefers can be moved to the end of a window, or to the Friday before, and
    meets as much; so no other days need to be looked at.
    """
    candidates = sorted(_candidates(wanted, preferred))
    best: dict[date, tuple[Cost, date | None]] = {}
    for number, day in enumerate(candidates):
        before: list[tuple[Cost, date | None]] = []
        # Nothing may end between the visit before and this one without being met.
        if not any(one.by < day for one in wanted):
            before.append(((0, 0, 0, 0), None))
        for earlier in candidates[:number]:
            if earlier in best and not any(earlier < one.opens and one.by < day for one in wanted):
                before.append((best[earlier][0], earlier))
        if before:
            cost, earlier_day = min(before, key=lambda pair: pair[0])
            best[day] = (_add(cost, day, preferred), earlier_day)
    last = [day for day in best if not any(one.opens > day for one in wanted)]
    found: list[date] = []
    day_: date | None = min(last, key=lambda day: best[day][0])
    while day_ is not None:
        found.append(day_)
        day_ = best[day_][1]
    return found[::-1]


def _candidates(wanted: Sequence[Window], preferred: frozenset[date]) -> set[date]:
    found = {one.by for one in wanted}
    for one in wanted:
        weekday = one.by
        while weekday.weekday() >= SATURDAY:
            weekday -= DAY
        found |= {weekday} if weekday >= one.opens else set()
    return found | {day for day in preferred if any(one.opens <= day <= one.by for one in wanted)}


def _add(cost: Cost, day: date, preferred: frozenset[date]) -> Cost:
    visits, liked, weekend, late = cost
    return (
        visits + 1,
        liked - (day in preferred),
        weekend + (day.weekday() >= SATURDAY and day not in preferred),
        late - day.toordinal(),
    )


def _met(wanted: Sequence[Window], days: Sequence[date]) -> list[Visit]:
    visits = []
    for number, day in enumerate(days):
        meets = tuple(
            one
            for one in wanted
            if one.opens <= day <= one.by
            and not any(one.opens <= earlier <= one.by for earlier in days[:number])
        )
        visits.append(Visit(day, meets, len({one.by for one in meets})))
    return visits
