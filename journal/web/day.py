"""What Today shows: the family's day of one child, made ready for the template."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

from flask import url_for
from sqlmodel import Session

from journal.care.bottles import Bottle, new_bottle
from journal.care.days import day_of, day_span
from journal.care.doses import TAKEN
from journal.care.history import plan_on
from journal.care.problems import Refused
from journal.care.rhythm import AsNeeded, read_rhythm
from journal.entries.already import unplanned_near
from journal.entries.reading import Shown, timeline
from journal.plans.expected import Expected, medicines_of, readable
from journal.plans.labels import label_of
from journal.plans.matters import Matter, matters_today
from journal.plans.reviewing import AfterStay, after_stay
from journal.plans.turns import turn_at, turns_of
from journal.records.access import Actor, Right
from journal.records.children import Child
from journal.records.entries import Kind
from journal.records.medicines import DosePlan, Medicine, MedicineTurn
from journal.records.planned import plans_of
from journal.records.restored import Waiting, waiting_for
from journal.web.as_needed import limits_words, taken_lately
from journal.web.day_doses import DoseOfDay, may_be_rare, with_records
from journal.web.dose_rows import (
    as_needed_row,
    coming_row,
    dose_row,
    give_all,
    quiet_row,
    unknown_row,
)
from journal.web.dose_times import later_words
from journal.web.dose_words import more_today
from journal.web.entry_words import timeline_line
from journal.web.log.people import others_of
from journal.web.medicine_names import Names, named
from journal.web.photo_words import pictures_of
from journal.web.plan_notices import notice_rows
from journal.web.planned_rows import coming_appointments
from journal.web.resting import resting_rows
from journal.words import clock_text

# Last night's dose is still asked about after the day has begun.
LOOK_BACK = timedelta(hours=12)
# How far the next day of a weekly or rarer medicine is looked for.
LOOK_AHEAD = timedelta(days=100)
COMING = timedelta(days=8)
UNSETTLED = ("norecord", "unknown")


@dataclass
class Day:
    """The family's day that `now` belongs to."""

    session: Session
    actor: Actor
    child: Child
    now: datetime

    @cached_property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.child.zone)

    @cached_property
    def date(self) -> date:
        return day_of(self.now, self.zone, self.child.day_begins)

    @cached_property
    def span(self) -> tuple[datetime, datetime]:
        return day_span(self.date, self.zone, self.child.day_begins)

    @cached_property
    def may_record(self) -> bool:
        return self.actor.may(Right.RECORD, self.child.id)

    @cached_property
    def others(self) -> list[str]:
        """The household's other people: one of them may have given it."""
        return others_of(self.session, self.child, self.actor.account_id)

    @cached_property
    def restored(self) -> Waiting | None:
        """What is waited for since a restore: until then doses are unknown (H35)."""
        return waiting_for(self.session, self.child.household_id)

    @cached_property
    def medicines(self) -> Sequence[Medicine]:
        return medicines_of(self.session, self.child.id)

    @cached_property
    def after_stay(self) -> AfterStay | None:
        """The discharge since which medicines are looked at, with those that still wait (H37)."""
        ids = [medicine.id for medicine in self.medicines]
        return after_stay(self.session, self.child, ids, now=self.now)

    @cached_property
    def plans(self) -> dict[Any, list[DosePlan]]:
        return plans_of(self.session, [medicine.id for medicine in self.medicines])

    @cached_property
    def every_turn(self) -> dict[Any, list[MedicineTurn]]:
        """The turns that stand, per medicine."""
        return turns_of(self.session, [medicine.id for medicine in self.medicines])

    @cached_property
    def turns(self) -> dict[Any, MedicineTurn | None]:
        """The stop or pause in force now, per medicine."""
        return {medicine: turn_at(rows, self.now) for medicine, rows in self.every_turn.items()}

    @cached_property
    def matters(self) -> list[Matter]:
        """What plans and pauses say besides that a dose is due."""
        return matters_today(self.child, self.medicines, self.plans, self.every_turn, now=self.now)

    @cached_property
    def names(self) -> Names:
        return named(self.medicines, self.plans, self.now.astimezone(self.zone).date())

    @cached_property
    def entries(self) -> list[Shown]:
        """Everything recorded since shortly before the day began, latest first."""
        start, end = self.span
        since = min(start, self.now - LOOK_BACK) - LOOK_BACK
        me = self.actor.account_id
        return timeline(self.session, self.child.id, reader=me, start=since, end=end, limit=500)[0]

    @cached_property
    def unplanned(self) -> set[uuid.UUID]:
        """The medicines of which a dose for no planned time stands near to now."""
        return unplanned_near(self.session, self.child.id, self.now)

    @cached_property
    def _slots(self) -> tuple[list[Expected], list[Medicine]]:
        start, end = min(self.span[0], self.now - LOOK_BACK), self.span[1]
        return readable(self.session, self.child, self.medicines, start, end)

    @cached_property
    def doses(self) -> list[DoseOfDay]:
        """The slots of the day, and last night's while nobody recorded them."""
        recorded = [entry for entry in self.entries if entry.kind == "dose"]
        doses = with_records(self.session, self._slots[0], recorded, self.now)
        return [
            dose
            for dose in doses
            if self._is_today(dose) or (dose.is_open and dose.state != "before")
        ]

    @cached_property
    def rare_slots(self) -> list[Expected]:
        """The slots of weekly and rarer medicines after this day."""
        return self.rare_until(self.span[1] + LOOK_AHEAD)

    def rare_until(self, until: datetime) -> list[Expected]:
        """The slots of weekly and rarer medicines from the end of this day to a moment."""
        rare = [one for one in self.medicines if any(map(may_be_rare, self.plans[one.id]))]
        found, _unreadable = readable(self.session, self.child, rare, self.span[1], until)
        return [one for one in found if one.is_rare]

    def unreadable(self) -> list[Medicine]:
        """Medicines whose plan nobody can read: shown as "can't tell", never left out."""
        return self._slots[1]

    def plan_of(self, medicine: Medicine) -> DosePlan | None:
        """The dose plan of the child's calendar day."""
        return plan_on(self.plans[medicine.id], self.now.astimezone(self.zone).date())

    def bottle_of(self, medicine: Medicine) -> Bottle | None:
        """The new bottle or box of the last seven days, while it is told of (H15)."""
        today = self.now.astimezone(self.zone).date()
        return new_bottle(self.plans[medicine.id], today, label_of(medicine).form)

    def context(self) -> dict[str, Any]:
        """The context of templates/today/index.html, without its banners."""
        rows = [(dose, dose_row(self, dose)) for dose in self.doses if dose.is_open]
        later = [row for dose, row in rows if dose.state == "later"] + self.quiet()
        unknown = [unknown_row(self, medicine) for medicine in self.unreadable()]
        return {
            "overdue": [row for dose, row in rows if dose.state == "overdue"],
            "now": [row for dose, row in rows if dose.state == "due"],
            "unsettled": [row for dose, row in rows if dose.state in UNSETTLED] + unknown,
            "before": [row for dose, row in rows if dose.state == "before"],
            "recorded": [row for _dose, row in self.recorded_rows],
            "later": later,
            "later_words": later_words(
                len(later), [one.expected.slot.wall for one in self.doses if one.state == "later"]
            ),
            "as_needed": self.as_needed(),
            "notices": notice_rows(self, self.matters),
            "paused": self.resting(),
            "give_all": give_all(self, self.doses)
            if self.may_record and self.restored is None
            else None,
            "has_medicines": bool(self.medicines),
            "medicines_url": url_for("medicines.index", child_id=self.child.id)
            if self.actor.may(Right.PLAN, self.child.id)
            else None,
            "coming": self.coming(),
            "earlier": self._earlier(),
        }

    @cached_property
    def recorded_rows(self) -> list[tuple[DoseOfDay, dict[str, Any]]]:
        """The recorded slots, each with what else was given of its medicine this day (H1)."""
        rows = [(dose, dose_row(self, dose)) for dose in self.doses if not dose.is_open]
        shown = {dose.recorded.id for dose, _row in rows if dose.recorded}
        more: dict[str, list[Shown]] = {}
        for entry in reversed(self.entries):
            taken = entry.kind == "dose" and entry.fields["outcome"] in TAKEN
            if taken and entry.at >= self.span[0] and entry.id not in shown:
                more.setdefault(entry.fields["medicine"], []).append(entry)
        for dose, row in rows:
            if others := more.pop(str(dose.expected.medicine.id), []):
                said = more_today([(one.by, clock_text(one.at, self.zone)) for one in others])
                row["reason"] = " · ".join(part for part in (row["reason"], said) if part)
        return rows

    def quiet(self) -> list[dict[str, Any]]:
        """Weekly medicines that are not due this day, each with its next day."""
        today = {dose.expected.medicine.id for dose in self.doses if self._is_today(dose)}
        found: dict[Any, Expected] = {}
        for one in self.rare_slots:
            if one.medicine.id not in today:
                found.setdefault(one.medicine.id, one)
        return [quiet_row(self, one) for one in found.values()]

    def _is_today(self, dose: DoseOfDay) -> bool:
        return dose.expected.slot.due_at >= self.span[0]

    def coming(self) -> list[dict[str, Any]]:
        """Appointments of the next days, and further doses of what is given rarely and was due."""
        until = self.span[1] + COMING
        today = {dose.expected.medicine.id for dose in self.doses if self._is_today(dose)}
        # The others stand under "Later" with their next day.
        soon = [
            one for one in self.rare_slots if one.slot.due_at < until and one.medicine.id in today
        ]
        return coming_appointments(self) + [coming_row(self, one) for one in soon[:10]]

    def as_needed(self) -> list[dict[str, Any]]:
        """What is given as needed, with how much was taken lately."""
        limits = {}
        for medicine in self.medicines:
            plan = self.plan_of(medicine)
            if plan is None or self.turns[medicine.id] is not None:
                continue
            try:
                rhythm = read_rhythm(plan.rhythm)
            except Refused:
                continue  # it stands among the unreadable ones
            if isinstance(rhythm, AsNeeded):
                limits[medicine.id] = (medicine, plan, rhythm)
        taken = taken_lately(self.session, list(limits), self.now)
        return [
            as_needed_row(
                self, medicine, plan, limits_words(rhythm, taken[id_], self.now, self.zone)
            )
            for id_, (medicine, plan, rhythm) in limits.items()
        ]

    def resting(self) -> list[dict[str, Any]]:
        """What is paused, and what waits for something that is."""
        return resting_rows(self)

    def _earlier(self) -> list[dict[str, Any]]:
        shown = {dose.recorded.id for dose in self.doses if dose.recorded}
        # What happened in an infusion stands on its own screen; a look after it is news here.
        found = [
            one
            for one in self.entries
            if one.at >= self.span[0]
            and one.id not in shown
            and (one.kind != Kind.CHECKPOINT or one.fields.get("hours"))
        ]
        photos = pictures_of(self.session, self.child, found)
        return [
            timeline_line(one, self.names, self.zone, photos=photos.get(one.id, ()))
            for one in found
        ]
