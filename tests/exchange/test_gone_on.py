"""H7, H36, T34: a household that went on elsewhere comes back with its plans as they are there."""

from dataclasses import replace
from datetime import date, time, timedelta
from decimal import Decimal

import pytest
from sqlmodel import select

from journal.care.history import plan_on
from journal.care.rhythm import read_rhythm
from journal.exchange.gone_on import GoneApart
from journal.exchange.put_in import put_in
from journal.exchange.taken_out import take_out
from journal.plans.children import About, add_child
from journal.plans.medicines import Dosing, change_dose
from journal.records.medicines import DosePlan, Medicine
from journal.records.people import ChildRole, Membership
from tests.family import NOW, ZONE

LATER = NOW + timedelta(hours=1)
DECEMBER = date(2026, 12, 1)


def to(family, medicine, amount, first_on):
    read = read_rhythm({"every": "day", "times": ["08:00"]})
    dosing = Dosing(amount=Decimal(amount), unit="mg", rhythm=read, first_on=first_on)
    with family.database.transaction() as session:
        kept = session.get_one(Medicine, medicine.id)
        change_dose(session, family.actor(session, "ada"), kept, dosing, now=NOW)


def on(family, medicine, day):
    with family.database.reading() as session:
        of = select(DosePlan).where(DosePlan.medicine_id == medicine.id)
        plans = session.exec(of.where(DosePlan.replaced.is_(False)).order_by(DosePlan.id)).all()
        return str(plan_on(plans, day).amount)


@pytest.fixture
def moved(family, empty, tmp_path):
    """Prednisolone, less from December; the household then lives on another server."""
    medicine = family.medicine(amount="20")
    to(family, medicine, "10", DECEMBER)
    file = tmp_path / "out.zip"
    take_out(family.database, tmp_path, family.nora, file, reader=None, now=NOW)
    put_in(empty, tmp_path / "empty", family.nora, file, now=LATER)
    return replace(family, database=empty), medicine


def back(there, family, tmp_path):
    file = tmp_path / "back.zip"
    take_out(there.database, tmp_path / "empty", family.nora, file, reader=None, now=LATER)
    return put_in(family.database, tmp_path, family.nora, file, now=LATER)


def test_h7_a_dose_that_was_replaced_elsewhere_is_not_due_again_here(family, moved, tmp_path):
    there, medicine = moved
    to(there, medicine, "15", date(2026, 11, 25))
    back(there, family, tmp_path)
    assert on(there, medicine, DECEMBER) == on(family, medicine, DECEMBER) == "15"


def test_h7_doses_changed_on_both_sides_are_not_put_together(family, moved, tmp_path):
    there, medicine = moved
    to(there, medicine, "15", date(2026, 11, 25))
    to(family, medicine, "17.5", date(2026, 11, 26))
    with pytest.raises(GoneApart, match="The doses of Prednisolone"):
        back(there, family, tmp_path)
    assert on(family, medicine, DECEMBER) == "17.5"


def test_t5_a_child_who_comes_in_is_hidden_from_whoever_sees_some_children(family, moved, tmp_path):
    there, _medicine = moved
    with there.database.transaction() as session:
        about = About(name="Mia", born_on=DECEMBER, day_begins=time(4), colour="plum")
        actor = there.actor(session, "ada")
        mia = add_child(session, actor, about, (), zone=ZONE, now=NOW).id
    with family.database.transaction() as session:
        key = (family.households["lindqvist"], family.people["cleo"])
        session.get_one(Membership, key).sees_later = False
    back(there, family, tmp_path)
    with family.database.reading() as session:
        assert session.get_one(ChildRole, (mia, family.people["cleo"])).role is None
        assert session.get(ChildRole, (mia, family.people["ben"])) is None
