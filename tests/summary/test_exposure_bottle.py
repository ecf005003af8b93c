"""Another box, planned ahead, leaves the steroid record of the days before it alone (H14)."""

from datetime import date
from decimal import Decimal

from journal.care.steroids import Uncounted
from journal.plans.bottles import NewStrength, change_strength
from journal.records.children import Child
from journal.records.medicines import Medicine
from journal.summary.exposure import steroid_record
from tests.family import NOW
from tests.summary.gathering import dose, wall


def test_h14_a_planned_box_makes_no_cream_of_the_tablets_before_it(family):
    begun = wall(date(2026, 11, 1), "05:00")
    medicine = family.medicine("Hydrocortisone", "10", "mg", strength="10 mg", now=begun)
    with family.database.transaction() as session:
        row = session.get_one(Medicine, medicine.id)
        box = NewStrength(strength="1 % cream", first_on=date(2026, 11, 3))
        change_strength(session, family.actor(session, "ada"), row, box, now=begun)
    for day in (1, 3):
        dose(family, medicine, date(2026, 11, day), amount="10")
    with family.database.reading() as session:
        found = steroid_record(session, session.get_one(Child, family.nora), now=NOW)
    assert dict(found.exposure.by_mouth) == {date(2026, 11, 1): Decimal("2.5")}
    (cream,) = found.left_out
    assert (cream.why, cream.doses) == (Uncounted.ELSEWHERE, 1)
