"""The form of a rule of tests: what was typed, read; what a template offers, filled in."""

import uuid
from datetime import date, timedelta
from typing import Any

from flask_babel import gettext as _
from sqlmodel import Session, col, func, select

from journal.care import knowledge
from journal.care.dates import read_date
from journal.care.knowledge.lab_templates import LabTemplate, Weeks, lab_templates_edition
from journal.care.problems import N_, Problem, Refused
from journal.lab_names import name_of_test
from journal.plans.lab_plans import WEEKS_BEFORE, LabWish
from journal.records.children import Child
from journal.records.entries import Entry
from journal.records.kinds.draw import DrawRow
from journal.records.lab_plans import Decision, LabRule
from journal.records.medicines import DosePlan, Medicine
from journal.web.forms import Form
from journal.web.frame import today_of
from journal.web.lab_rule_words import often_text

SEVERAL = ("tests",)
OWN = "own"


def read_rule(
    form: Form, template: LabTemplate | None, medicine_id: uuid.UUID | None
) -> LabWish | None:
    """What the form says; None, with every error noted at its field."""
    repeats = template.repeats if template else form.get("repeats") == "again"
    if template is None and form.get("repeats") not in ("again", "once"):
        form.fail(Problem("required", "repeats", N_("Choose once, or again and again.")))
    chosen = _position(form, template)
    least, most = _window(form, template, chosen)
    first_on = form.read("first_on", lambda typed: read_date(typed, "first_on"))
    last_on = None
    if form.get("last_on"):
        last_on = form.read("last_on", lambda typed: read_date(typed, "last_on"))
    tests = [*form.text.get("tests", [])]
    tests += [part.strip() for part in form.words("other", most=300).split(",") if part.strip()]
    source = form.words("source", most=500)
    if form.errors or first_on is None:
        return None
    taken = template is not None and _is_taken(template, chosen, least, most)
    if taken and template:
        source = " ".join(_source_ids(template, chosen))
    return LabWish(
        tests=tests,
        weeks_min=least,
        weeks_max=most,
        repeats=repeats,
        first_on=first_on,
        last_on=last_on,
        on_increase=bool(form.get("on_increase")),
        source=source,
        decision=Decision.OWN
        if template is None
        else Decision.TAKEN
        if taken
        else Decision.CHANGED,
        template=template.id if template else "",
        medicine_id=medicine_id,
    )


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
        "first_on": row.first_on.isoformat(),
        "last_on": row.last_on.isoformat() if row.last_on else "",
        "on_increase": "yes" if row.on_increase else "",
        "source": row.source,
        "position": OWN,
    }


def offered(
    session: Session, child: Child, medicine: Medicine, template: LabTemplate, today: date
) -> dict[str, Any]:
    """A template as its form stands before anybody typed: a figure only where it may be one."""
    start = began_on(session, medicine)
    first_on = _counted_from(session, child, template, start or today, today)
    default = start_of(template, today)
    until = template.until.most if template.until and default else None
    return {
        "tests": list(template.tests),
        "weeks_min": "" if default is None or default.least is None else str(default.least),
        "weeks_max": "" if default is None else str(default.most),
        "first_on": first_on.isoformat(),
        "last_on": (first_on + timedelta(weeks=until)).isoformat() if until else "",
        "on_increase": "yes" if template.begins_anew else "",
        "position": "" if template.positions else OWN,
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


def position_tiles(template: LabTemplate) -> list[tuple[str, str]]:
    """The figures of sources that differ, none of them chosen, and the clinic's own."""
    tiles = [
        (str(number), often_text(template.repeats, one.weeks.least, one.weeks.most, None))
        for number, one in enumerate(template.positions)
        if one.weeks
    ]
    return [*tiles, (OWN, _("Our clinic's own numbers, below"))]


def _counted_from(
    session: Session, child: Child, template: LabTemplate, start: date, today: date
) -> date:
    """The start of the medicine; for what goes on again and again the last report, if it is later,
    and today where both are long ago."""
    if not template.repeats:
        return start
    last = session.exec(
        select(func.max(DrawRow.at))
        .join(Entry, col(Entry.id) == col(DrawRow.entry_id))
        .where(DrawRow.child_id == child.id, col(Entry.deleted).is_(False))
    ).one()
    if last is not None and today_of(child, last) > start:
        return today_of(child, last)
    return start if today - start <= timedelta(weeks=13) else today


def _window(
    form: Form, template: LabTemplate | None, chosen: Weeks | None
) -> tuple[int | None, int | None]:
    if chosen is not None:
        return chosen.least, chosen.most
    if template and template.phase.id == "baseline":
        return -WEEKS_BEFORE, 0
    least = form.read("weeks_min", _weeks) if form.get("weeks_min") else None
    return least, form.read("weeks_max", _weeks)


def _decision(template: LabTemplate | None, taken: bool) -> Decision:
    if template is None:
        return Decision.OWN
    return Decision.TAKEN if taken else Decision.CHANGED


def _position(form: Form, template: LabTemplate | None) -> Weeks | None:
    if template is None or not template.positions:
        return None
    typed = form.get("position")
    for number, one in enumerate(template.positions):
        if one.weeks and typed == str(number):
            return one.weeks
    if typed != OWN:
        form.fail(Problem("required", "position", N_("Choose whose numbers to use.")))
    return None


def _is_taken(
    template: LabTemplate, chosen: Weeks | None, least: int | None, most: int | None
) -> bool:
    if chosen is not None:
        return True
    default = template.default
    if default is None:
        return False
    return template.phase.id == "baseline" or (default.least, default.most) == (least, most)


def _source_ids(template: LabTemplate, chosen: Weeks | None) -> list[str]:
    code = chosen.code if chosen else template.default and template.default.code
    return [source.id for source in code.sources] if code else []


def _code(text: str) -> str:
    test = knowledge.find_lab_test(text)
    return test.code if test else text


def _weeks(typed: str) -> int:
    if typed.isascii() and typed.isdigit() and len(typed) <= 3:
        return int(typed)
    sentence = N_("Write the weeks as a whole number, from 1 to 520.")
    raise Refused(Problem("weeks_range", None, sentence))
