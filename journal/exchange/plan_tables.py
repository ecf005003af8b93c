"""The tables of what was planned: medicines, dose plans and turns, appointments, wanted tests.

They are never cut to a period: what held before it began holds in it.
"""

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from flask_babel import gettext as _
from sqlmodel import Session, SQLModel, col, select

from journal.amounts import both_text
from journal.care.problems import N_
from journal.exchange.columns import Names, Row
from journal.exchange.columns_words import WORDS
from journal.exchange.csv_out import Cell, Column, Table
from journal.exchange.fhir_parts import moment
from journal.records.appointments import Appointment
from journal.records.children import Child, TeamMember
from journal.records.lab_plans import LabRule
from journal.records.medicines import DosePlan, Medicine, MedicineTurn
from journal.words import rhythm_text

PLAN = N_("Its id.")
WORDED: Mapping[str, str] = {
    "id": PLAN,
    "name": N_("Its name, as the family wrote it."),
    "born_on": N_("The birth date."),
    "diagnosis": N_("The diagnosis in the family's words."),
    "allergies": N_("Allergies in the family's words; empty: nobody wrote of any."),
    "steroid_plan": N_("The clinic's plan for steroids and sick days."),
    "lines": N_("Ports and catheters."),
    "part": N_("What for."),
    "telephone": N_("The telephone number."),
    "strength": N_("The strength, as on the label."),
    "form": N_("What it comes as."),
    "code": N_("Its id in the journal's catalogue."),
    "medicine_id": WORDS["medicine"],
    "medicine_name": WORDS["medicine_name"],
    "amount": WORDS["amount"],
    "unit": WORDS["unit"],
    "amounts": N_("Every amount of the plan in words, where it has several, each with its time."),
    "counts_from": N_("The day from which every so many days, weeks and months count."),
    "measured": N_("The same amount as it is measured out."),
    "measured_unit": N_("The unit of what is measured out."),
    "rhythm": N_("How often, in words."),
    "first_on": N_("The first day."),
    "last_on": N_("The last day; empty: none is known."),
    "ask_after": N_("The last day for which the clinic wrote a dose."),
    "ordered_by": N_("Who ordered it."),
    "why": N_("Why."),
    "replaced": N_("Whether a later decision for the same days took over."),
    "turn": N_("stop, pause or resume."),
    "on": N_("From which day."),
    "review_on": N_("When it is to be looked at again."),
    "cause": N_("The cause, one word of a fixed list."),
    "reason": N_("Why."),
    "advised_by": N_("Who said so."),
    "kind": N_("What for, one word of a fixed list."),
    "at": N_("When, with its offset from UTC."),
    "with_whom": N_("With whom."),
    "place": N_("Where."),
    "note": WORDS["note"],
    "ended_at": N_("When it was called off or changed; empty: it stands."),
    "tests": N_("LOINC codes, ids of examinations, or own names."),
    "weeks_min": N_("The beginning of the window, in weeks."),
    "weeks_max": N_("The end of the window, in weeks."),
    "days_min": N_("The same in days after an infusion."),
    "days_max": N_("The same in days after an infusion."),
    "repeats": N_("Whether it is wanted again and again."),
    "source": N_("Where the figure is from."),
}


def _table(name: str, what: str, *columns: str) -> Table:
    return Table(
        name=name,
        what=what,
        columns=tuple(Column(name=each, what=WORDED[each]) for each in columns),
    )


TABLES: tuple[tuple[Table, type[SQLModel]], ...] = (
    (
        _table(
            "child", N_("The child."), "id", "name", "born_on", "diagnosis", "allergies",
            "steroid_plan", "lines",
        ),
        Child,
    ),
    (_table("care_team", N_("One of the care team."), "name", "part", "telephone"), TeamMember),
    (
        _table(
            "medicines", N_("One medicine that was ever planned."),
            "id", "name", "strength", "form", "code",
        ),
        Medicine,
    ),
    (
        _table(
            "dose_plans", N_("One dose plan: how much, how often, from when."),
            "id", "medicine_id", "medicine_name", "amount", "unit", "measured", "measured_unit",
            "amounts", "rhythm", "counts_from", "strength", "first_on", "last_on",
            "ask_after", "ordered_by", "why", "replaced",
        ),
        DosePlan,
    ),
    (
        _table(
            "medicine_turns", N_("One stop, pause or resumption of a medicine."),
            "id", "medicine_id", "medicine_name", "turn", "on", "review_on", "cause", "reason",
            "advised_by",
        ),
        MedicineTurn,
    ),
    (
        _table(
            "appointments", N_("One appointment."),
            "id", "kind", "at", "with_whom", "place", "note", "ended_at",
        ),
        Appointment,
    ),
    (
        _table(
            "lab_plans", N_("Tests that are wanted, once or again and again."),
            "id", "medicine_id", "medicine_name", "tests", "weeks_min", "weeks_max", "days_min",
            "days_max", "repeats", "first_on", "last_on", "source", "ended_at",
        ),
        LabRule,
    ),
)  # fmt: skip


def plan_rows(
    session: Session, child: Child, model: type[SQLModel], medicines: Names
) -> Iterator[Row]:
    """Yield the rows of one table of plans, in the order in which they were made."""
    if model is Child:
        yield _row(child, child.zone, medicines)
        return
    table: Any = model
    query = select(table).where(col(table.child_id) == child.id)
    order = table.position if model is TeamMember else getattr(table, "made_at", table.id)
    for one in session.exec(query.order_by(order, col(table.id))):
        yield _row(one, child.zone, medicines)


def _row(one: Any, zone: str, medicines: Names) -> Row:
    found: dict[str, Cell] = {
        name: _cell(name, getattr(one, name), zone, medicines)
        for name in type(one).model_fields
        if name in WORDED
    }
    if getattr(one, "medicine_id", None) is not None:
        found["medicine_name"] = medicines.get(one.medicine_id)
    if isinstance(one, DosePlan):
        found["amounts"] = both_text(one)
    return found


def _cell(name: str, value: Any, zone: str, medicines: Names) -> Cell:
    if name == "rhythm":
        return rhythm_text(value, medicines)
    if value is None or isinstance(value, bool | int | Decimal | list):
        return value
    if isinstance(value, datetime):
        return moment(value, zone)
    return value.isoformat() if isinstance(value, date) else str(value)


def rhythms(session: Session, child: Child) -> Mapping[str, Mapping[str, Any]]:
    """The rhythm of each dose plan as data, by the plan's id: every time with its amount."""
    query = select(DosePlan).where(col(DosePlan.child_id) == child.id)
    return {str(one.id): one.rhythm for one in session.exec(query)}


def words(text: str) -> str:
    """A sentence of a table or column in the language of the request."""
    said: str = _(text)
    return said
