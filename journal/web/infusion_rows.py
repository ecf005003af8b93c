"""The lines of the page of infusions: the next days, and a card for each medicine."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from sqlmodel import col, select

from journal.plans.appointments import appointments_of
from journal.plans.at_moment import AtMoment
from journal.plans.expected import medicines_of, readable
from journal.plans.infused import is_infused
from journal.plans.infusion_plans import history_of, plans_in_force
from journal.plans.lab_facts import fact_of
from journal.plans.turns import turn_at, turns_of
from journal.records.appointments import AppointmentKind
from journal.records.children import Child
from journal.records.infusion_plans import InfusionPlan
from journal.records.medicines import Medicine, Turn
from journal.records.people import Account
from journal.records.planned import plans_of
from journal.web.infusion_plan_words import begins_text, changes, plan_facts
from journal.web.planned_rows import appointment_row
from journal.words import clock_text, day_text, moment_text, short_day

Row = dict[str, Any]
# The next year: an infusion every half year is one of those that are planned longest ahead.
AHEAD = timedelta(days=370)
NEXT = 4


@dataclass(frozen=True, kw_only=True)
class InfusedMedicines(AtMoment):
    """The child's medicines that are given as infusions, and their plans, at one moment."""

    @cached_property
    def history(self) -> list[InfusionPlan]:
        return history_of(self.session, self.child.id)

    @cached_property
    def in_force(self) -> dict[uuid.UUID, InfusionPlan]:
        """The plan of each medicine today; of one that is still to come, that one."""
        standing = {row.medicine_id: row for row in self.history if row.ended_at is None}
        return standing | plans_in_force(self.history, self.today)

    @cached_property
    def running(self) -> Sequence[Medicine]:
        """The medicines that nobody stopped."""
        medicines = medicines_of(self.session, self.child.id)
        turns = turns_of(self.session, [one.id for one in medicines])
        held = {id_: turn_at(found, self.now) for id_, found in turns.items()}
        stopped = {id_ for id_, one in held.items() if one and one.turn is Turn.STOP}
        return [one for one in medicines if one.id not in stopped]

    @cached_property
    def infused(self) -> list[Medicine]:
        """Those that are given as an infusion, by their plan or by what the catalogue says."""
        dosed = plans_of(self.session, [one.id for one in self.running])
        return [
            one
            for one in self.running
            if one.id in self.in_force
            or is_infused(one, fact_of(one), dosed.get(one.id, []), self.zone, self.today)
            or ((fact := fact_of(one)) is not None and fact.id == "scig")
        ]


def next_rows(found: InfusedMedicines, *, may_plan: bool) -> list[Row]:
    """The next days by each medicine's own rhythm, and appointments for infusions."""
    rows: list[tuple[datetime, Row]] = []
    child, end = found.child, found.now + AHEAD
    for one in found.infused:
        slots, _unreadable = readable(
            found.session, found.child, [one], found.now, found.now + AHEAD
        )
        rows += [
            (each.slot.due_at, _slot_row(found, one, each.slot.due_at)) for each in slots[:NEXT]
        ]
    child, end = found.child, found.now + AHEAD
    for row in appointments_of(found.session, child.id, found.now, end):
        if row.kind is AppointmentKind.INFUSION:
            rows.append((row.at, appointment_row(child, row, found.now, may_plan)))
    return [row for _at, row in sorted(rows, key=lambda each: each[0])][: 2 * NEXT]


def _slot_row(found: InfusedMedicines, medicine: Medicine, at: datetime) -> Row:
    day = at.astimezone(found.zone).date()
    return {
        "when": short_day(day) if day.year == found.today.year else day_text(day),
        "what": medicine.name,
        "note": _("%(time)s, by the medicine’s plan", time=clock_text(at, found.zone)),
        "url": url_for("medicines.show", child_id=found.child.id, medicine_id=medicine.id),
    }


def medicine_cards(found: InfusedMedicines) -> list[Row]:
    """Each medicine with its plan in words, and with what it was before."""
    names = _names(found)
    return [
        {
            "id": one.id,
            "name": one.name,
            "begins": begins_text(row, found.today) if row else "",
            "facts": plan_facts(row) if row else [],
            "product": row.product if row else "",
            "history": _history(found, one, names),
            "sheets": papers("infusion_sheet.planned", found.child, medicine_id=one.id)
            if row
            else [],
        }
        for one in found.infused
        for row in (found.in_force.get(one.id),)
    ]


def papers(endpoint: str, child: Child, **which: Any) -> list[tuple[str, str]]:
    """A sheet on the two sizes of paper: label and address."""
    return [
        (label, url_for(endpoint, child_id=child.id, paper=size, **which))
        for size, label in (("a4", "A4"), ("letter", _("Letter")))
    ]


def other_rows(found: InfusedMedicines) -> list[Row]:
    """The medicines whose plan says nothing of an infusion: one of them may be one."""
    return [
        {
            "when": "",
            "what": one.name,
            "note": "",
            "url": url_for("infusions.plan", child_id=found.child.id, medicine_id=one.id),
        }
        for one in found.running
        if one not in found.infused
    ]


def _history(found: InfusedMedicines, medicine: Medicine, names: dict[uuid.UUID, str]) -> list[Row]:
    """What was decided when and by whom, newest first, for the macro `history`."""
    by_id = {row.id: row for row in found.history}
    said: list[tuple[datetime, Row]] = []
    for row in found.history:
        if row.medicine_id != medicine.id:
            continue
        before = by_id.get(row.follows) if row.follows else None
        words = _("Changed from %(day)s", day=day_text(row.first_on)) if before else _("Written")
        said.append((row.made_at, _said(found, row.made_at, names.get(row.made_by, ""), words)))
        said[-1][1]["changes"] = changes(before, row)
        replaced = any(each.follows == row.id for each in found.history)
        if row.ended_at and row.ended_by and not replaced:
            by = names.get(row.ended_by, "")
            said.append((row.ended_at, _said(found, row.ended_at, by, _("Ended"))))
    return [row for _at, row in sorted(said, key=lambda each: each[0], reverse=True)]


def _said(found: InfusedMedicines, at: datetime, by: str, action: str) -> Row:
    return {"at": moment_text(at, found.zone), "by": by, "action": action, "changes": []}


def _names(found: InfusedMedicines) -> dict[uuid.UUID, str]:
    ids = {id_ for row in found.history for id_ in (row.made_by, row.ended_by) if id_}
    query = select(Account.id, Account.name).where(col(Account.id).in_(ids))
    return dict(found.session.exec(query).all())
