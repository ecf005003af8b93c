"""The tables of what was planned: medicines, doses, infusions, supply, reminders, appointments.

They are never cut to a period: what held before it began holds in it.
"""

from collections.abc import Iterator, Mapping
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from flask_babel import gettext as _
from sqlmodel import Session, SQLModel, select

from journal.amounts import both_text
from journal.care.problems import N_
from journal.exchange.columns import Names, Row
from journal.exchange.csv_out import Cell, Column, Table
from journal.exchange.fhir_parts import moment
from journal.exchange.plan_words import WORDED
from journal.exchange.rows import plain
from journal.records.appointments import Appointment, OwnReminder
from journal.records.children import Child, TeamMember
from journal.records.columns import table_of
from journal.records.infusion_plans import InfusionPlan
from journal.records.lab_plans import ClinicFigure, LabRule
from journal.records.medicines import DosePlan, Medicine, MedicineTurn, Supply
from journal.records.preparations import Preparation
from journal.records.reminder_choices import KindChoice
from journal.records.vaccine_plans import VaccineWish
from journal.words import rhythm_text


def _table(name: str, what: str, *columns: str) -> Table:
    return Table(
        name=name,
        what=what,
        columns=tuple(Column(name=each, what=WORDED[each]) for each in columns),
    )


TABLES: tuple[tuple[Table, type[SQLModel]], ...] = (
    (
        _table(
            "child", N_("The child."), "id", "name", "born_on", "sex", "zone", "day_begins",
            "diagnosis", "allergies", "insurance", "emergency_phone", "emergency_plan",
            "steroid_plan", "lines", "watched", "school_begins", "school_ends",
        ),
        Child,
    ),
    (_table("care_team", N_("One of the care team."), "name", "part", "telephone"), TeamMember),
    (
        _table(
            "medicines", N_("One medicine that was ever planned."),
            "id", "name", "strength", "form", "code", "refill_days",
        ),
        Medicine,
    ),
    (
        _table(
            "dose_plans", N_("One dose plan: how much, how often, from when."),
            "id", "medicine_id", "medicine_name", "amount", "unit", "measured", "measured_unit",
            "amounts", "rhythm", "counts_from", "strength", "first_on", "last_on",
            "ask_after", "taper_id", "told_by", "ordered_by", "why", "replaced",
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
    (
        _table(
            "infusion_plans", N_("How one infusion of a medicine is to go, as the clinic ordered."),
            "id", "medicine_id", "medicine_name", "variant", "product", "amount", "unit",
            "strength", "days", "weight_kg", "weighed_on", "volume_ml", "steps", "before",
            "numbing", "fluids", "place", "access", "pack", "ask", "dates", "told_by", "first_on",
            "follows", "ended_at",
        ),
        InfusionPlan,
    ),
    (
        _table(
            "supply", N_("What was counted, fetched or opened of a medicine."),
            "id", "medicine_id", "medicine_name", "what", "amount", "unit", "strength", "at",
            "use_by", "package", "lot", "note", "taken_back_at",
        ),
        Supply,
    ),
    (
        _table(
            "own_reminders", N_("Something the family is reminded of in its own words."),
            "id", "text", "rhythm", "first_on", "last_on", "follows", "ended_at",
        ),
        OwnReminder,
    ),
    (
        _table(
            "reminder_choices", N_("How one sort of reminder works for this child."),
            "about", "on", "clock", "leads", "again_minutes", "yearly_on",
        ),
        KindChoice,
    ),
    (
        _table(
            "clinic_figures", N_("A figure that the child's own clinic uses."),
            "id", "key", "value", "unit", "told_by", "follows", "ended_at",
        ),
        ClinicFigure,
    ),
    (
        _table(
            "vaccines_followed", N_("A vaccine that the family follows."),
            "id", "vaccine", "follows", "ended_at",
        ),
        VaccineWish,
    ),
    (
        _table(
            "prepared_pages", N_("A page that was prepared for a visit."),
            "id", "whom", "visit_on", "from_on", "to_on", "second", "held_at", "ended_at",
        ),
        Preparation,
    ),
)  # fmt: skip


def plan_rows(
    session: Session, child: Child, model: type[SQLModel], medicines: Names
) -> Iterator[Row]:
    """Yield the rows of one table of plans, in the order in which they were made."""
    for one in _those(session, child, model):
        yield _row(one, child.zone, medicines)


def whole_rows(
    session: Session, child: Child, model: type[SQLModel], medicines: Names
) -> Iterator[Mapping[str, Any]]:
    """Yield the same for JSON: every column that the journal keeps, and what has parts as parts.

    Who made and ended it stands as an id; what is the household's own id is left out.
    """
    for one in _those(session, child, model):
        kept = {name: getattr(one, name) for name in type(one).model_fields}
        kept.pop("household_id", None)
        row = _row(one, child.zone, medicines)
        whole = {
            name: plain(value)
            for name, value in kept.items()
            if name not in row or isinstance(value, dict | list)
        }
        yield {**row, **whole}


def _those(session: Session, child: Child, model: type[SQLModel]) -> Iterator[Any]:
    """The rows of this child, in the order in which they were made."""
    if model is Child:
        yield child
        return
    table = table_of(model)
    first = [table.c[name] for name in ("position", "made_at") if name in table.c][:1]
    query = select(model).where(table.c.child_id == child.id)
    yield from session.exec(query.order_by(*first, *table.primary_key.columns))


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
    if isinstance(value, list):
        return [_piece(each) for each in value]
    if value is None or isinstance(value, bool | int | Decimal):
        return value
    if isinstance(value, datetime):
        return moment(value, zone)
    if isinstance(value, time):
        return f"{value:%H:%M}"
    return value.isoformat() if isinstance(value, date) else str(value)


def _piece(value: Any) -> str:
    """One of several in a cell: "ml_h 30, minutes 30" of what has parts."""
    if not isinstance(value, dict):
        return str(value)
    return ", ".join(f"{name} {each}" for name, each in value.items() if each is not None)


def words(text: str) -> str:
    """A sentence of a table or column in the language of the request."""
    said: str = _(text)
    return said
