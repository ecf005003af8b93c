"""A taper drawn as stairs: one tread for each step, time going down, the amount to the right.

The drawing is SVG made of numbers that stand here; its words are as large as a phone needs. The
same facts stand in a table beside it.
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
from journal.records.medicines import DosePlan
from journal.words import amount_text, day_text, rhythm_text

WIDTH, LEFT, LONGEST = 340, 92, 244
TREAD, TALL_TREAD = 30, 46
LETTER = 7.6  # about how wide one letter of 14 px is


@dataclass(frozen=True, slots=True, kw_only=True)
class Tread:
    """One step, for the drawing and for its row of the table.

    state    past, now, coming or after (what follows the last step)
    amounts  what the table says: the amount, or that of each bottle with its days
    """

    number: int
    first_on: date
    begins: str
    until: str
    days: str
    amount: str
    amounts: list[str]
    note: str
    total: str
    state: str
    top: int
    height: int
    bar: float
    label_at: float


def stairs_of(running: RunningTaper, *, zone: ZoneInfo, today: date) -> dict[str, Any]:
    """What templates/medicines/_stairs.html draws.

    steps   treads, the one after the last included
    days, day_count, total  of all steps together, or "" while the last one has no end
    rhythm  in words when all steps share one
    """
    unit = running.steps[-1].plan.unit
    steps = running.taper.steps
    rhythms = [one.rhythm for one in running.steps]
    same = all(rhythm == rhythms[0] for rhythm in rhythms)
    most = max(_most(step) for step in steps)
    treads: list[Tread] = []
    top = 0
    for number, (step, rhythm) in enumerate(zip(steps, rhythms, strict=True), start=1):
        state, plan = _state(running, number - 1, today), running.steps[number - 1].plan
        note = "" if same and not isinstance(rhythm, Alternating) else _note(rhythm, plan)
        height = TALL_TREAD if note or state == "now" else TREAD
        bar = round(LONGEST * float(_most(step) / most), 1)
        amount = both_text(plan, step.amount)
        treads.append(
            Tread(
                number=number,
                first_on=step.first_on,
                begins=_begins(step, steps[number - 2] if number > 1 else None),
                until=_until(step),
                days=str(days_of(step) or ""),
                amount=amount,
                amounts=_amounts(running.steps[number - 1]),
                note=note,
                total=amount_text(total_of(step, rhythm, zone), unit),
                state=state,
                top=top,
                height=height,
                bar=bar,
                label_at=_label_at(bar, max(len(amount), len(note))),
            )
        )
        top += height
    whole = _whole(steps, rhythms, zone)
    return {
        "treads": treads,
        "after": _after(running, unit, top, treads[-1].bar, is_now=_is_over(running, today)),
        "width": WIDTH,
        "left": LEFT,
        "height": top + TALL_TREAD + 4,
        "days": _days(whole[0]) if whole else "",
        "day_count": whole[0] if whole else "",
        "total": amount_text(whole[1], unit) if whole else "",
        "rhythm": rhythm_text(rhythms[0]) if same else "",
        "words": _words(treads),
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


def _begins(step: Step, before: Step | None) -> str:
    """ "14 May", with the year where it is not that of the line above."""
    pattern = "d MMM" if before and before.first_on.year == step.first_on.year else "d MMM y"
    return str(format_date(step.first_on, pattern, locale=get_locale() or "en"))


def _until(step: Step) -> str:
    """ "27 May", with the year where it is not that of the first day."""
    if step.last_on is None:
        return _("goes on")
    pattern = "d MMM" if step.last_on.year == step.first_on.year else "d MMM y"
    return str(format_date(step.last_on, pattern, locale=get_locale() or "en"))


def _days(days: int) -> str:
    return str(ngettext("%(num)s day", "%(num)s days", days))


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


def _note(rhythm: Rhythm, plan: DosePlan) -> str:
    """How often, short enough to stand under an amount."""
    match rhythm:
        case Alternating(other=other):
            return _("then %(other)s, in turn", other=both_text(plan, other))
        case EveryDays(n=2):
            return _("every other day")
        case EveryDays(n=n):
            return _("every %(n)s days", n=n)
        case Daily(times=times) if len(times) > 1:
            return ngettext("%(num)s time a day", "%(num)s times a day", len(times))
    return ""


def _label_at(bar: float, letters: int) -> float:
    """Inside the tread where the words fit, or else behind it where there is room."""
    wide = letters * LETTER
    is_behind = wide + 16 > bar and bar + wide + 8 <= WIDTH - LEFT
    return LEFT + (bar + 8 if is_behind else 8)


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


def _after(
    running: RunningTaper, unit: str, top: int, bar: float, *, is_now: bool
) -> dict[str, Any]:
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
    return {
        "begins": _("then") if begins is None else day_text(begins),
        "words": words,
        "top": top,
        "bar": bar if goes_on else 0,
        "label_at": _label_at(bar if goes_on else 0, len(words)),
        "is_now": is_now,
        "height": TALL_TREAD if is_now else TREAD,
    }


def _words(treads: list[Tread]) -> str:
    """The drawing in a sentence, for who does not see it."""
    first, last = treads[0], treads[-1]
    return _(
        "Stairs from %(first)s on %(begin)s to %(last)s from %(end)s. The table has every step.",
        first=first.amount,
        begin=day_text(first.first_on),
        last=last.amount,
        end=day_text(last.first_on),
    )
