"""A taper drawn as stairs: one row for each step, its words beside its tread, time going down.

The words are text of the page, which grows and wraps; the drawing is SVG made of the numbers that
stand here and has no words, so none can leave its tread or cross another.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from babel.dates import format_date
from flask_babel import get_locale, ngettext
from flask_babel import gettext as _

from journal.amounts import both_text
from journal.care.rhythm import Daily, EveryDays, Rhythm
from journal.care.rhythm_kinds import Alternating
from journal.care.taper import Step, Then
from journal.care.taper_days import days_of, total_of
from journal.plans.tapers import PlannedStep, RunningTaper
from journal.words import amount_text, rhythm_text

NO_BREAK = "\N{NO-BREAK SPACE}"
WIDEST = 100  # per cent of the drawing: the tread of the largest amount


@dataclass(frozen=True, slots=True, kw_only=True)
class Tread:
    """One step.

    amounts  the amount, or that of each bottle with its days
    note     how often, where the steps differ
    span     its first and last day
    state    past, now or coming
    bar      how wide its tread is, in per cent
    """

    number: int
    amounts: list[str]
    note: str
    span: str
    days: str
    total: str
    state: str
    bar: float


def stairs_of(running: RunningTaper, *, zone: ZoneInfo, today: date) -> dict[str, Any]:
    """What templates/medicines/_stairs.html draws.

    steps   treads, oldest first; `over` says how many of them are past
    after   what follows the last one
    days, total  of all steps together, or "" while the last one has no end
    rhythm  in words when all steps share one
    """
    unit = running.steps[-1].plan.unit
    steps = running.taper.steps
    rhythms = [one.rhythm for one in running.steps]
    same = all(rhythm == rhythms[0] for rhythm in rhythms)
    most = max(_most(step) for step in steps)
    treads: list[Tread] = []
    for number, (step, rhythm) in enumerate(zip(steps, rhythms, strict=True), start=1):
        planned = running.steps[number - 1]
        treads.append(
            Tread(
                number=number,
                amounts=_amounts(planned),
                note="" if same and not isinstance(rhythm, Alternating) else _note(rhythm, planned),
                span=_span(step, steps[number - 2] if number > 1 else None),
                days=_days(days_of(step)),
                total=amount_text(total_of(step, rhythm, zone), unit),
                state=_state(running, number - 1, today),
                bar=round(WIDEST * float(_most(step) / most), 1),
            )
        )
    whole = _whole(steps, rhythms, zone)
    return {
        "treads": treads,
        "over": sum(one.state == "past" for one in treads),
        "after": _after(running, unit, treads[-1].bar, is_now=_is_over(running, today)),
        "days": _days(whole[0]) if whole else "",
        "total": amount_text(whole[1], unit) if whole else "",
        "rhythm": rhythm_text(rhythms[0]) if same else "",
    }


def _most(step: Step) -> Decimal:
    other = step.rhythm.other if isinstance(step.rhythm, Alternating) else step.amount
    return max(step.amount, other)


def _state(running: RunningTaper, number: int, today: date) -> str:
    one = running.steps[number]
    if one is running.current:
        return "past" if _is_over(running, today) else "now"
    return "past" if one.first_on <= today else "coming"


def _is_over(running: RunningTaper, today: date) -> bool:
    """Whether the written steps are over and the last amount goes on."""
    return running.next is None and running.ends_on is not None and running.ends_on < today


def _span(step: Step, before: Step | None) -> str:
    """ "Sun 22 Nov 2026 – Tue 1 Dec", the year where it is not that of the day before it."""
    known = before.last_on or before.first_on if before else None
    first = _day(step.first_on, known)
    if step.last_on is None:
        return _("from %(day)s", day=first)
    if step.last_on == step.first_on:
        return first
    return _("%(first)s – %(last)s", first=first, last=_day(step.last_on, step.first_on))


def _day(day: date, known: date | None) -> str:
    """ "Sun 22 Nov", with the year unless a day of the same year stands before it."""
    pattern = "EEE d MMM" if known is not None and known.year == day.year else "EEE d MMM y"
    return str(format_date(day, pattern, locale=get_locale() or "en")).replace(" ", NO_BREAK)


def _days(days: int | None) -> str:
    return "" if days is None else str(ngettext("%(num)s day", "%(num)s days", days))


def _amounts(step: PlannedStep) -> list[str]:
    """ "30 mg · 3 mL until 24 Nov", "30 mg · 1.2 mL from 25 Nov" where the bottle changed."""
    said = [(both_text(plan, plan.amount), first, last) for plan, first, last in step.parts]
    if len({text for text, _first, _last in said}) < 2:
        return [said[0][0]]
    return [
        _("%(amount)s until %(day)s", amount=text, day=_short(last))
        if last is not None and number < len(said) - 1
        else _("%(amount)s from %(day)s", amount=text, day=_short(first))
        for number, (text, first, last) in enumerate(said)
    ]


def _short(day: date) -> str:
    return str(format_date(day, "d MMM", locale=get_locale() or "en"))


def _note(rhythm: Rhythm, step: PlannedStep) -> str:
    """How often, short enough to stand under an amount."""
    match rhythm:
        case Alternating(other=other):
            return _("then %(other)s, in turn", other=both_text(step.plan, other))
        case EveryDays(n=2):
            return _("every other day")
        case EveryDays(n=n):
            return _("every %(n)s days", n=n)
        case Daily(times=times) if len(times) > 1:
            return ngettext("%(num)s time a day", "%(num)s times a day", len(times))
    return ""


def _whole(
    steps: tuple[Step, ...], rhythms: list[Rhythm], zone: ZoneInfo
) -> tuple[int, Decimal] | None:
    days = [days_of(step) for step in steps]
    totals = [total_of(step, rhythm, zone) for step, rhythm in zip(steps, rhythms, strict=True)]
    known_days = [each for each in days if each is not None]
    known_totals = [each for each in totals if each is not None]
    if len(known_days) < len(days):
        return None
    return sum(known_days), sum(known_totals, Decimal(0))


def _after(running: RunningTaper, unit: str, bar: float, *, is_now: bool) -> dict[str, Any]:
    """What follows the last step: a tread of its own, without an end."""
    last = running.steps[-1]
    amount = amount_text(last.amount, unit)
    if running.follows is not None:
        words = _("another plan: %(amount)s", amount=amount_text(running.follows.amount, unit))
        begins: date | None = running.follows.first_on
    else:
        words = {
            Then.CONTINUE: _("%(amount)s goes on", amount=amount),
            Then.STOP: _("nothing: it ends"),
            Then.ASK: _("ask your team"),
        }[running.then]
        begins = running.ends_on and running.ends_on + timedelta(days=1)
    goes_on = running.then is not Then.STOP and running.follows is None
    asks = running.then is Then.ASK and running.follows is None
    return {
        "begins": "" if begins is None else _("from %(day)s", day=_day(begins, None)),
        "words": words,
        "note": _("until they answer, %(amount)s goes on", amount=amount) if asks else "",
        "bar": bar if goes_on else 0,
        "is_now": is_now,
    }
