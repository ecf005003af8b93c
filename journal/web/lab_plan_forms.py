"""The form of a rule of tests: what was typed, read; what a template offers, filled in."""

import uuid
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any, TypedDict

from flask_babel import gettext as _
from sqlmodel import Session, func, select

from journal.care import knowledge
from journal.care.dates import read_date
from journal.care.knowledge.lab_templates import (
    LabTemplate,
    Position,
    Weeks,
    lab_templates_edition,
)
from journal.care.labs import single_tests
from journal.care.problems import N_, Problem, Refused
from journal.lab_names import name_of_test
from journal.plans.lab_plans import WEEKS_BEFORE, LabWish
from journal.records.lab_plans import Decision, LabRule
from journal.records.medicines import DosePlan, Medicine
from journal.web.forms import Form
from journal.web.lab_rule_words import after_infusion_text, often_text, split_source

SEVERAL = ("tests",)
OWN = "own"


def read_rule(
    form: Form,
    template: LabTemplate | None,
    medicine_id: uuid.UUID | None,
    today: date,
    *,
    before_first: bool = False,
    after_infusion: bool = False,
) -> LabWish | None:
    """What the form says; None, with every error noted at its field.

    before_first  it is a rule of tests before the first dose: only their day can be typed
    after_infusion  it counts days from each infusion, as some templates do
    """
    before_first = before_first or (template is not None and template.phase.id == "baseline")
    after_infusion = after_infusion or (template is not None and template.after_infusion)
    repeats = form.get("repeats") == "again"
    if template or before_first or after_infusion:
        repeats = after_infusion or (template is not None and template.repeats)
    elif form.get("repeats") not in ("again", "once"):
        form.fail(Problem("required", "repeats", N_("Choose once, or again and again.")))
    chosen = _position(form, template, today)
    window = _days(form, chosen) if after_infusion else _window(form, chosen, before_first)
    first_on = form.read("first_on", lambda typed: read_date(typed, "first_on"))
    last_on = None
    if form.get("last_on"):
        last_on = form.read("last_on", lambda typed: read_date(typed, "last_on"))
    tests = [*form.text.get("tests", [])]
    tests += [part.strip() for part in form.words("other", most=300).split(",") if part.strip()]
    source = form.words("source", most=500)
    if form.errors or first_on is None:
        return None
    wish = LabWish(
        tests=tests,
        **window,
        repeats=repeats,
        first_on=first_on,
        last_on=last_on,
        on_increase=bool(form.get("on_increase")),
        source=source,
        template=template.id if template else "",
        medicine_id=medicine_id,
    )
    return wish if template is None else _whose(wish, template, chosen, today)


def typed_rule(row: LabRule) -> dict[str, Any]:
    """A rule as its form would have been filled in."""
    known = {test.code for test in knowledge.lab_tests()} | {p.id for p in knowledge.lab_panels()}
    tests = [_code(text) for text in row.tests]
    return {
        "tests": [text for text in tests if text in known],
        "other": ", ".join(text for text in tests if text not in known),
        "repeats": "again" if row.repeats else "once",
        "weeks_min": "" if row.weeks_min is None else str(row.weeks_min),
        "weeks_max": "" if row.weeks_max is None else str(row.weeks_max),
        "days_min": "" if row.days_min is None else str(row.days_min),
        "days_max": "" if row.days_max is None else str(row.days_max),
        "first_on": row.first_on.isoformat(),
        "last_on": row.last_on.isoformat() if row.last_on else "",
        "on_increase": "yes" if row.on_increase else "",
        "source": split_source(row.source)[1],
        "position": OWN,
    }


def offered(
    session: Session, medicine: Medicine, template: LabTemplate, today: date
) -> dict[str, Any]:
    """A template as its form stands before anybody typed: a figure only where it may be one."""
    first_on = _counted_from(template, began_on(session, medicine) or today, today)
    default = start_of(template, today)
    last_on = _until(template, first_on, today)
    return {
        "tests": list(template.tests),
        "weeks_min": "" if default is None or default.least is None else str(default.least),
        "weeks_max": "" if default is None else str(default.most),
        "first_on": first_on.isoformat(),
        "last_on": last_on.isoformat() if last_on else "",
        "on_increase": "yes" if template.begins_anew else "",
        "position": "" if _positions(template, today) else OWN,
    }


def began_on(session: Session, medicine: Medicine) -> date | None:
    """The first day of a medicine's first dose plan."""
    first = select(func.min(DosePlan.first_on)).where(DosePlan.medicine_id == medicine.id)
    return session.exec(first).one()


def start_of(template: LabTemplate, today: date) -> Weeks | None:
    """The figure that may stand there; none once the templates are past their review."""
    return None if lab_templates_edition().is_over(today) else template.default


def test_groups() -> list[dict[str, Any]]:
    """Every test by its group, with the panels first, for the tiles of an own rule."""
    panels = [(one.id, _(one.name)) for one in knowledge.lab_panels()]
    groups = [{"label": _("Several at once"), "options": panels}]
    for group in knowledge.lab_groups():
        tests = [test for test in knowledge.lab_tests() if test.panel == group.id]
        options = [(test.code, _(test.name)) for test in tests]
        groups.append({"label": _(group.label), "options": options})
    return groups


def template_tests(template: LabTemplate) -> list[tuple[str, str]]:
    """The tests of a template as tiles."""
    return [(test, name_of_test(test)) for test in template.tests]


def position_tiles(template: LabTemplate, today: date) -> list[tuple[str, str]]:
    """The figures of sources that differ, none of them chosen, and the clinic's own; no tiles once
    the templates are past their review."""
    found = _positions(template, today)
    tiles = [
        (str(number), _position_text(template, one))
        for number, one in enumerate(found)
        if one.weeks or one.days
    ]
    return [*tiles, (OWN, _("Our clinic's own numbers, below"))] if found else []


def _position_text(template: LabTemplate, one: Position) -> str:
    if one.days:
        return after_infusion_text(one.days.least or 0, one.days.most)
    weeks = one.weeks
    return often_text(template.repeats, weeks.least, weeks.most, None) if weeks else ""


def as_changed(row: LabRule, wish: LabWish) -> LabWish:
    """What was typed, with what a form does not say: of which suggestion it was made.

    The sources stay only while the rule says what they say; else it is the clinic's own.
    """
    if not _says_the_same(row, wish):
        decision = Decision.CHANGED if row.template else Decision.OWN
        return replace(wish, template=row.template, decision=decision)
    ids, _words = split_source(row.source)
    source = " ".join([*ids, wish.source]).strip()
    return replace(wish, template=row.template, decision=row.decision, source=source)


def _says_the_same(row: LabRule, wish: LabWish) -> bool:
    """Whether it is the same rule, counted from another day at most."""
    names = ("weeks_min", "weeks_max", "days_min", "days_max", "repeats", "on_increase")
    lasting = [one.last_on and one.last_on - one.first_on for one in (row, wish)]
    return (
        all(getattr(row, name) == getattr(wish, name) for name in names)
        and set(single_tests(row.tests)) == set(single_tests(wish.tests))
        and lasting[0] == lasting[1]
    )


def _counted_from(template: LabTemplate, start: date, today: date) -> date:
    """The start of the medicine; for what goes on again and again today, where it is long ago:
    while a test never had a result."""
    recent = today - start <= timedelta(weeks=13)
    return start if recent or not template.repeats or template.after_infusion else today


class Window(TypedDict, total=False):
    """The fields of a LabWish that say when."""

    weeks_min: int | None
    weeks_max: int | None
    days_min: int | None
    days_max: int | None


def _window(form: Form, chosen: Weeks | None, before_first: bool) -> Window:
    if chosen is not None:
        return {"weeks_min": chosen.least, "weeks_max": chosen.most}
    if before_first:
        return {"weeks_min": -WEEKS_BEFORE, "weeks_max": 0}
    least = form.read("weeks_min", _weeks) if form.get("weeks_min") else None
    return {"weeks_min": least, "weeks_max": form.read("weeks_max", _weeks)}


def _days(form: Form, chosen: Weeks | None) -> Window:
    if chosen is not None:
        return {"weeks_max": None, "days_min": chosen.least or 0, "days_max": chosen.most}
    least, most = (form.read(name, _whole_days) for name in ("days_min", "days_max"))
    return {"weeks_max": None, "days_min": least, "days_max": most}


def _positions(template: LabTemplate, today: date) -> Sequence[Position]:
    return () if lab_templates_edition().is_over(today) else template.positions


def _position(form: Form, template: LabTemplate | None, today: date) -> Weeks | None:
    found = _positions(template, today) if template else ()
    if not found:
        return None
    typed = form.get("position")
    for number, one in enumerate(found):
        if typed == str(number) and (said := one.days or one.weeks):
            return said
    if typed != OWN:
        form.fail(Problem("required", "position", N_("Choose whose numbers to use.")))
    return None


def _until(template: LabTemplate, first_on: date, today: date) -> date | None:
    if template.until is None or start_of(template, today) is None:
        return None
    return first_on + timedelta(weeks=template.until.most)


def _whose(wish: LabWish, template: LabTemplate, chosen: Weeks | None, today: date) -> LabWish:
    """Taken only where all of it is what the source says; what was typed stays beside it."""
    said = chosen or start_of(template, today)
    if said is None or not _is_offer(wish, template, said, today):
        return replace(wish, decision=Decision.CHANGED)
    ids = [source.id for source in said.code.sources]
    source = " ".join([*ids, wish.source]).strip()
    return replace(wish, decision=Decision.TAKEN, source=source)


def _is_offer(wish: LabWish, template: LabTemplate, said: Weeks, today: date) -> bool:
    weeks, typed = (said.least, said.most), (wish.weeks_min, wish.weeks_max)
    if wish.days_max is not None:
        typed = (wish.days_min, wish.days_max)
    return (
        set(single_tests(wish.tests)) == set(single_tests(template.tests))
        and (template.phase.id == "baseline" or weeks == typed)
        and wish.last_on == _until(template, wish.first_on, today)
        and wish.on_increase == template.begins_anew
    )


def _code(text: str) -> str:
    test = knowledge.find_lab_test(text)
    return test.code if test else text


def _weeks(typed: str) -> int:
    sentence = N_("Write the weeks as a whole number, from 1 to 520.")
    return _whole(typed, Problem("weeks_range", None, sentence))


def _whole_days(typed: str) -> int:
    sentence = N_("Write the days after each infusion as whole numbers, the smaller one first.")
    return _whole(typed, Problem("days_range", None, sentence))


def _whole(typed: str, problem: Problem) -> int:
    if typed.isascii() and typed.isdigit() and len(typed) <= 3:
        return int(typed)
    raise Refused(problem)
