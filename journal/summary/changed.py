"""One change of a plan as a phrase of the printed page."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from journal.amounts import Amounts, both_text
from journal.care.problems import Refused
from journal.care.rhythm import Daily, known_rhythm, read_rhythm
from journal.care.rhythm_amounts import amount_a_day, own_amounts
from journal.summary import words
from journal.summary.page import Changed, Turn
from journal.summary.printable import printable
from journal.summary.say import _


def change(changed: Changed, name: str, language: str, *, through: str = "", last: str = "") -> str:
    """Return one change of a plan as a phrase: "Prednisolone 15 → 12.5 mg (taper)".

    through, last  what stands before and behind the last amount, where several steps are one phrase
    """
    before, after = changed.before, changed.after
    if changed.turn is Turn.DOSE and before is not None and after is not None:
        said = (
            f"{name} {_dose_before(changed, before)} → {through}{_dose_after(changed, after)}{last}"
        )
        if both := _of_days(changed, before, after):
            said = f"{name} {both}"
    elif changed.turn is Turn.STARTED and after is not None:
        said = _("%(name)s started, %(amount)s", name=name, amount=_dose_after(changed, after))
    elif on := words.turned(changed, language):
        said = f"{name}: {on}"
    else:
        said = {
            Turn.STARTED: _("%(name)s started", name=name),
            Turn.DOSE: _("%(name)s: dose changed", name=name),
            Turn.RHYTHM: _("%(name)s: days or times changed", name=name),
            Turn.STRENGTH: _("%(name)s: another strength", name=name),
            Turn.PAUSED: _("%(name)s paused", name=name),
            Turn.RESUMED: _("%(name)s resumed", name=name),
            Turn.STOPPED: _("%(name)s stopped", name=name),
            Turn.ENDED: _("%(name)s: the plan ended", name=name),
        }[changed.turn]
    if changed.taper:
        said = _("%(change)s (taper)", change=said)
    return f"{said}: {printable(changed.reason, 90)}" if changed.reason else said


def in_steps(latest: Sequence[Changed]) -> list[list[Changed]]:
    """Return the changes with the steps of one medicine that follow each other together.

    latest  the latest first; each group stands where its latest stood, the earliest step first
    """
    found: list[list[Changed]] = []
    last: dict[str, list[Changed]] = {}
    for each in latest:
        mine = last.get(each.id)
        if mine and _follows(each, mine[-1]):
            mine.append(each)
        else:
            last[each.id] = [each]
            found.append(last[each.id])
    return [steps[::-1] for steps in found]


def _follows(each: Changed, then: Changed) -> bool:
    """Whether both are plain steps from one amount to the next, for one reason."""
    return (
        each.turn is Turn.DOSE is then.turn
        and each.after is not None
        and each.after == then.before
        and each.before is not None
        and then.after is not None
        and (each.reason, each.taper) == (then.reason, then.taper)
        and not _often_changed(each)
        and not _often_changed(then)
        and {each.before_unit or each.unit, then.before_unit or each.unit} == {then.unit}
        and not any(
            _several(amount, then.unit, plan)
            for amount, plan in (
                (each.before, each.before_rhythm),
                (each.after, each.rhythm),
                (then.after, then.rhythm),
            )
        )
    )


def changes_in_turn(steps: Sequence[Changed], days: Sequence[str], name: str, language: str) -> str:
    """Return "Prednisolone 10 → 8 → 7 (24 Sep) → 6 mg (15 Oct) (taper)"; the first day is apart.

    steps  as `in_steps` puts them together; days: theirs
    """
    whole = replace(steps[-1], before=steps[0].before)
    between = [
        f"{words.number(each.after)}{f' ({on})' if place else ''} → "
        for place, (each, on) in enumerate(zip(steps[:-1], days, strict=False))
        if each.after is not None
    ]
    return change(whole, name, language, through="".join(between), last=f" ({days[-1]})")


def _of_days(changed: Changed, before: Decimal, after: Decimal) -> str:
    """Return "30 mg once a day → 15 mg twice a day: 30 → 30 mg a day"; "" unless both plans are of
    every day and differ in how often: an amount alone would read as halved."""
    was, became = known_rhythm(changed.before_rhythm), known_rhythm(changed.rhythm)
    if not _often_changed(changed):
        return ""
    total = amount_a_day(was, before), amount_a_day(became, after)
    unit = changed.before_unit or changed.unit
    if total[0] is None or total[1] is None:
        return ""
    first = f"{_dose(before, unit, changed.before_rhythm)} {words.a_day(changed.before_rhythm)}"
    then = f"{_dose(after, changed.unit, changed.rhythm)} {words.a_day(changed.rhythm)}"
    return _(
        "%(first)s → %(then)s (%(before)s → %(after)s a day)",
        first=first,
        then=then,
        before=words.number(total[0]) if unit == changed.unit else words.amount(total[0], unit),
        after=words.amount(total[1], changed.unit),
    )


def _dose(amount: Decimal, unit: str, plan: Mapping[str, object]) -> str:
    return _several(amount, unit, plan) or words.amount(amount, unit)


def _often_changed(changed: Changed) -> bool:
    """Whether both plans are of every day, and not equally often."""
    return is_more_or_less_often(changed.before_rhythm, changed.rhythm)


def is_more_or_less_often(was: Mapping[str, object], became: Mapping[str, object]) -> bool:
    """Whether both rhythms are of every day and one has more doses a day than the other."""
    first, then = known_rhythm(was), known_rhythm(became)
    if not isinstance(first, Daily) or not isinstance(then, Daily):
        return False
    return len(first.times) != len(then.times)


def _dose_before(changed: Changed, before: Decimal) -> str:
    unit = changed.before_unit or changed.unit
    several = _several(before, unit, changed.before_rhythm)
    if unit == changed.unit and not several and changed.after is not None:
        has_more = _several(changed.after, unit, changed.rhythm)
        return words.amount(before, unit) if has_more else words.number(before)
    return several or words.amount(before, unit)


def _dose_after(changed: Changed, after: Decimal) -> str:
    return _several(after, changed.unit, changed.rhythm) or words.amount(after, changed.unit)


def _several(first: Decimal, unit: str, plan: Mapping[str, object]) -> str:
    """Return all amounts of a plan that has more than one, else an empty text."""
    try:
        own = own_amounts(read_rhythm(plan))
    except Refused:
        return ""
    if not set(own) - {first}:
        return ""
    return printable(both_text(Amounts(amount=first, unit=unit, rhythm=plan)), 120)
