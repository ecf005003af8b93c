"""What the tests of the supply share: days in New York, counting, giving, asking how it stands."""

import uuid
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from journal.care.rhythm import read_rhythm
from journal.entries import record
from journal.plans.medicines import Dosing, add_medicine
from journal.plans.packages import Packed, write_supply
from journal.plans.supply import standing
from journal.records.children import Child
from journal.records.medicines import Medicine, Supplied
from tests.family import ZONE, change

NEW_YORK = ZoneInfo(ZONE)
TODAY = date(2026, 11, 22)


def at(day: int, clock: str = "12:00") -> datetime:
    """A wall time so many days after 22 Nov 2026."""
    return datetime.combine(TODAY + timedelta(days=day), time.fromisoformat(clock), NEW_YORK)


DAILY = {"every": "day", "times": ["08:00"]}
# Noon: the morning dose of the day is four hours late and not yet without a record.
NOON = at(0)


def day(after: int) -> date:
    return TODAY + timedelta(days=after)


def family_medicine(family, session, **more):
    """A medicine made in this transaction."""
    said = {"amount": "2", "unit": "tablet", "rhythm": DAILY, "strength": ""} | more
    return add_medicine(
        session,
        family.actor(session, "ada"),
        family.nora,
        name=said.get("name", "Prednisolone"),
        strength=said["strength"],
        form=said.get("form", ""),
        dosing=dosing(said["amount"], said["unit"], said["rhythm"], **said.get("plan", {})),
        now=at(-100),
    )


def dosing(amount, unit="tablet", rhythm=DAILY, first_on=date(2026, 11, 1), **more):
    return Dosing(
        amount=Decimal(amount), unit=unit, rhythm=read_rhythm(rhythm), first_on=first_on, **more
    )


class Shelf:
    """One medicine of Nora's, its packages and its doses."""

    def __init__(self, family, session, medicine, *, unit="tablet"):
        self.family = family
        self.session = session
        self.medicine = session.get_one(Medicine, medicine.id)
        self.unit = unit

    def write(self, what, amount=None, *, when, by="ada", **more):
        unit = more.pop("unit", self.unit if amount is not None else None)
        packed = Packed(
            what=what,
            amount=None if amount is None else Decimal(amount),
            unit=unit,
            at=when,
            **more,
        )
        actor = self.family.actor(self.session, by)
        return write_supply(self.session, actor, self.medicine, packed, now=max(when, NOON))

    def count(self, amount, when, **more):
        return self.write(Supplied.COUNTED, amount, when=when, **more)

    def fetch(self, amount, when, **more):
        return self.write(Supplied.FETCHED, amount, when=when, **more)

    def open(self, when, use_by=None):
        return self.write(Supplied.OPENED, when=when, use_by=use_by)

    def dose(self, day, amount="2", *, clock="08:00", slot="08:00", outcome="given", **more):
        """Record a dose of a day; returns its entry's id."""
        fields = {"medicine": str(self.medicine.id), "outcome": outcome, **more}
        if amount is not None:
            fields |= {"amount": amount, "unit": more.get("unit", self.unit)}
        if slot is not None:
            fields["slot"] = f"{(TODAY + timedelta(days=day)).isoformat()}T{slot}"
        entry = uuid.uuid4()
        made = at(day, clock)
        asked = change(self.family.nora, "dose", made_at=made, entry=entry, **fields)
        actor = self.family.actor(self.session, "ada")
        outcome_of = record(self.session, actor, asked, now=max(made, NOON))
        assert outcome_of.stored, outcome_of
        return entry

    def delete(self, entry):
        gone = change(self.family.nora, "dose", made_at=NOON, entry=entry, base=1, delete=True)
        actor = self.family.actor(self.session, "ada")
        assert record(self.session, actor, gone, now=NOON).stored

    def stands(self, now=NOON):
        child = self.session.get_one(Child, self.family.nora)
        return standing(self.session, child, self.medicine, now=now)
