"""How amounts, rhythms, days and moments are said, everywhere the same.

Dates always carry the month's name; a weekly medicine carries its weekday in full (H4, H45).
"""

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from uuid import UUID
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_datetime
from flask_babel import get_locale, gettext, ngettext
from flask_babel import gettext as _

from journal.care.rhythm import (
    Alternating,
    AsNeeded,
    Cycle,
    Daily,
    EveryDays,
    EveryMonths,
    EveryWeeks,
    Once,
    Relative,
    Rhythm,
    Weekday,
    Weekly,
    known_rhythm,
)
from journal.care.units import Unit, show_amount
from journal.care.vaccine_day import DayKnown


def amount_text(amount: Decimal | None, unit: str | None) -> str:
    """ "12.5 mg", "2 ½ tablets", or "" when no amount is known."""
    if amount is None:
        return ""
    shown = _in_quarters(amount) if unit == Unit.TABLET else show_amount(amount)
    return f"{shown} {unit_text(amount, unit)}".strip()


def unbroken(text: str) -> str:
    """The text with every number kept beside its unit: "10 mg · 2 mL" breaks at the dot alone."""
    return re.sub(r"(?<=[\d¼½¾]) (?=[^\W_]|[½¼¾])", "\N{NO-BREAK SPACE}", text)


QUARTERS = {
    Decimal("0.25"): "\N{VULGAR FRACTION ONE QUARTER}",
    Decimal("0.5"): "\N{VULGAR FRACTION ONE HALF}",
    Decimal("0.75"): "\N{VULGAR FRACTION THREE QUARTERS}",
}


def _in_quarters(tablets: Decimal) -> str:
    """ "2 ½", "¼"; what halves and quarters do not make stays a decimal."""
    whole, part = divmod(tablets, 1)
    if part and part not in QUARTERS:
        return show_amount(tablets)
    shown = [show_amount(whole)] if whole or not part else []
    return " ".join([*shown, QUARTERS[part]] if part else shown)


def unit_text(amount: Decimal, unit: str | None) -> str:
    """The unit as it is read beside the amount: "2 tablets"."""
    many = 1 if amount <= 1 else 2
    match unit:
        case "tablet":
            return ngettext("tablet", "tablets", many)
        case "capsule":
            return ngettext("capsule", "capsules", many)
        case "drop":
            return ngettext("drop", "drops", many)
        case "puff":
            return ngettext("puff", "puffs", many)
        case "patch":
            return ngettext("patch", "patches", many)
        case "application":
            return ngettext("application", "applications", many)
    return unit or ""


def day_text(day: date) -> str:
    """ "22 Nov 2026"."""
    return format_date(day, "d MMM y", locale=get_locale() or "en")


def known_text(day: date, known: str | None) -> str:
    """ "22 Nov 2026", "Nov 2026, day not known", "2026, day not known" or "date not known".

    known: a `journal.care.vaccine_day.DayKnown`, None where the day itself is
    """
    language = get_locale() or "en"
    if known is None:
        return day_text(day)
    if known == DayKnown.NOTHING:
        return _("date not known")
    form = "MMM y" if known == DayKnown.MONTH else "y"
    return _("%(when)s, day not known", when=format_date(day, form, locale=language))


def short_weekday(day: date) -> str:
    """ "Sun": beside a time, where the date stands above."""
    return format_date(day, "EEE", locale=get_locale() or "en")


def short_day(day: date) -> str:
    """ "Sun 22 Nov"."""
    return format_date(day, "EEE d MMM", locale=get_locale() or "en")


def long_day(day: date) -> str:
    """ "Sunday 22 Nov 2026"."""
    return format_date(day, "EEEE d MMM y", locale=get_locale() or "en")


def day_in_words(typed: object) -> str:
    """ "Sun 22 Nov 2026" of a date as a form holds it; "" of anything else."""
    try:
        day = date.fromisoformat(typed if isinstance(typed, str) else "")
    except ValueError:
        return ""
    said: str = format_date(day, "EEE d MMM y", locale=get_locale() or "en")
    return said.replace(" ", "\N{NO-BREAK SPACE}")


def coming_day(day: date) -> str:
    """ "Tuesday 24 Nov", weekday in full."""
    return format_date(day, "EEEE d MMM", locale=get_locale() or "en")


def wall_text(wall: datetime) -> str:
    """ "Saturday 21 Nov, 18:00", of a time on the child's wall clock."""
    return f"{coming_day(wall.date())}, {wall:%H:%M}"


def clock_text(moment: datetime, zone: ZoneInfo) -> str:
    """ "08:00", on the child's wall clock."""
    return format_datetime(
        moment.astimezone(zone).replace(tzinfo=None), "HH:mm", locale=get_locale() or "en"
    )


def moment_text(moment: datetime, zone: ZoneInfo) -> str:
    """ "Sun 22 Nov 2026, 08:00"."""
    local = moment.astimezone(zone).replace(tzinfo=None)
    return format_datetime(local, "EEE d MMM y, HH:mm", locale=get_locale() or "en")


def weekday_text(day: Weekday) -> str:
    """The weekday in full: "Tuesday"."""
    # 1 January 2024 was a Monday.
    return format_date(date(2024, 1, 1 + day.number), "EEEE", locale=get_locale() or "en")


def weekly_label(rhythm: Rhythm | Mapping[str, object]) -> str | None:
    """ "once a week, on Tuesday" for a weekly medicine, None for every other (H4).

    Of a rhythm that cannot be read it says just that: it may be a weekly one.
    """
    match known_rhythm(rhythm) if isinstance(rhythm, Mapping) else rhythm:
        case None:
            return unreadable_text()
        case Weekly(on=on) if len(on) == 1:
            return _("once a week, on %(day)s", day=weekday_text(on[0]))
        case EveryWeeks(n=n, on=on) if len(on) == 1:
            return _("every %(n)s weeks, on %(day)s", n=n, day=weekday_text(on[0]))
    return None


def unreadable_text() -> str:
    """What stands for a rhythm that cannot be read: no frequency, least of all daily."""
    return _("can't tell how often, ask your team")


def rhythm_text(
    rhythm: Rhythm | Mapping[str, object], names: Mapping[UUID, str] | None = None
) -> str:
    """The rhythm in words, weekday in full: "once a week, on Tuesday, at 18:00".

    A rhythm that cannot be read says so and names no frequency.
    names: of the child's medicines, for a rhythm that counts from another one.
    """
    known = known_rhythm(rhythm) if isinstance(rhythm, Mapping) else rhythm
    match known:
        case None:
            return unreadable_text()
        case Daily(times=times):
            return _("every day at %(times)s", times=times_text(times))
        case Weekly(on=on, times=times):
            if label := weekly_label(known):
                return _("%(label)s, at %(times)s", label=label, times=times_text(times))
            return _(
                "every week on %(days)s at %(times)s", days=days_text(on), times=times_text(times)
            )
        case EveryDays(n=n, times=times):
            if n == 2:
                return _("every other day at %(times)s", times=times_text(times))
            return gettext("every %(n)s days at %(times)s", n=n, times=times_text(times))
        case Alternating(times=times):
            return _(
                "every day at %(times)s, two amounts day by day in turn", times=times_text(times)
            )
        case Cycle(weeks_on=given, weeks_off=free, times=times):
            return _(
                "every day at %(times)s, %(on)s on, then %(off)s off",
                times=times_text(times),
                on=_weeks(given),
                off=_weeks(free),
            )
        case Relative(medicine=medicine, minutes=minutes):
            other = (names or {}).get(medicine) or _("another medicine")
            if minutes > 0:
                return _("%(time)s after %(medicine)s", time=span_text(minutes), medicine=other)
            return _("%(time)s before %(medicine)s", time=span_text(-minutes), medicine=other)
        case EveryWeeks(n=n, on=on, times=times):
            return _(
                "every %(n)s weeks on %(days)s at %(times)s",
                n=n,
                days=days_text(on),
                times=times_text(times),
            )
        case EveryMonths(n=n, times=times):
            return ngettext(
                "every month at %(times)s",
                "every %(num)s months at %(times)s",
                n,
                times=times_text(times),
            )
        case Once(at=at):
            return _("once, on %(day)s at %(time)s", day=day_text(at.date()), time=f"{at:%H:%M}")
        case AsNeeded(least_gap_hours=gap, most_in_24_hours=most):
            parts = [_("as needed")]
            if gap is not None:
                parts.append(_("at least %(hours)s h apart", hours=show_amount(gap)))
            if most is not None:
                parts.append(_("at most %(most)s in 24 hours", most=show_amount(most)))
            return ", ".join(parts)


def span_text(minutes: int) -> str:
    """ "30 minutes", "24 hours", "2 days", "1 h 30 min"."""
    hours, left = divmod(minutes, 60)
    if not hours:
        return ngettext("%(num)s minute", "%(num)s minutes", left)
    if left:
        return _("%(hours)s h %(minutes)s min", hours=hours, minutes=left)
    if hours % 24 or hours == 24:
        return ngettext("%(num)s hour", "%(num)s hours", hours)
    return ngettext("%(num)s day", "%(num)s days", hours // 24)


def _weeks(number: int) -> str:
    return ngettext("%(num)s week", "%(num)s weeks", number)


def times_text(times: Sequence[time]) -> str:
    """ "08:00, 20:00"."""
    return ", ".join(f"{each:%H:%M}" for each in times)


def days_text(days: Sequence[Weekday]) -> str:
    """ "Tuesday, Friday"."""
    return ", ".join(weekday_text(day) for day in days)


def cause_text(cause: str | None) -> str:
    """ "side effect", a cause of a stop or a pause; "" when none was chosen."""
    match cause:
        case "side_effect":
            return _("side effect")
        case "no_effect":
            return _("no effect")
        case "finished":
            return _("treatment finished")
        case "infection":
            return _("infection")
        case "blood_counts":
            return _("blood counts")
        case "procedure":
            return _("operation or procedure")
        case "supply":
            return _("could not be had")
        case "insurance":
            return _("insurance")
        case "other":
            return _("other reason")
    return ""


def because(cause: str | None, reason: str, advised_by: str = "") -> str:
    """ "infection: fever since Monday (Dr. Okafor)": cause, reason and who said so, in one line.

    A cause "other" says nothing beside a written reason and is left out.
    """
    shown = cause_text(None if cause == "other" and reason else cause)
    said = ": ".join(part for part in (shown, reason) if part)
    return f"{said} ({advised_by})" if said and advised_by else said or advised_by
