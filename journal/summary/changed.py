"""One change of a plan as a phrase of the printed page."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from journal.amounts import Amounts, both_text
from journal.care.problems import Refused
from journal.care.rhythm import read_rhythm
from journal.care.rhythm_amounts import own_amounts
from journal.summary import words
from journal.summary.page import Changed, Turn
from journal.summary.printable import printable
from journal.summary.say import _


def change(changed: Changed, name: str, language: str) -> str:
    """Return one change of a plan as a phrase: "Prednisolone 15 → 12.5 mg (taper)"."""
    before, after = changed.before, changed.after
    if changed.turn is Turn.DOSE and before is not None and after is not None:
        said = f"{name} {_dose_before(changed, before)} → {_dose_after(changed, after)}"
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
    """Return "Prednisolone 10 → 8 (3 Sep) → 7 (24 Sep) → 6 mg (taper)"; the last day is apart.

    steps  as `in_steps` puts them together; days: theirs
    """
    first = replace(steps[-1], before=steps[0].before)
    between = "".join(
        f"{words.number(each.after)} ({on}) → "
        for each, on in zip(steps[:-1], days, strict=False)
        if each.after is not None
    )
    whole = change(first, name, language)
    return whole.replace("→ ", f"→ {between}", 1)


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
