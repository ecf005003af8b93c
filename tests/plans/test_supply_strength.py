"""mg, mL and tablets meet through plan and label only; another strength is counted anew."""

from dataclasses import replace
from decimal import Decimal

from journal.plans.medicines import change_dose
from journal.plans.supply import Undated
from journal.records.medicines import Supplied
from tests.plans.supplies import NOON, Shelf, at, day, dosing, family_medicine


def test_h14_a_liquid_is_counted_in_ml_through_what_the_plan_measures(family, session):
    # What the syringe is filled to counts, not the third that the label works out to.
    measured = {"measured": Decimal("3.3"), "measured_unit": "mL"}
    label = {"strength": "15 mg/5 mL", "plan": measured}
    medicine = family_medicine(family, session, amount="10", unit="mg", **label)
    shelf = Shelf(family, session, medicine, unit="mL")
    shelf.count("100", at(-2, "07:00"))
    shelf.dose(-2, "10", unit="mg")
    shelf.dose(-1, "5", unit="mg", outcome="partly")
    stands = shelf.stands()
    assert (stands.left, stands.unit) == (Decimal("95.05"), "mL")
    # 28 doses, from this morning's, which is still due.
    assert stands.runs_out_on == day(28)


def test_h14_mg_are_counted_as_tablets_through_the_label(family, session):
    label = {"strength": "5 mg", "form": "tablets"}
    medicine = family_medicine(family, session, amount="12.5", unit="mg", **label)
    shelf = Shelf(family, session, medicine)
    shelf.count("30", at(-1, "07:00"))
    shelf.dose(-1, "12.5", unit="mg")
    stands = shelf.stands()
    assert (stands.left, stands.runs_out_on) == (Decimal("27.5"), day(11))


def test_h15_the_same_strength_in_other_words_needs_no_count(family, session):
    medicine = family_medicine(family, session, amount="10", unit="mg", strength="10 mg/mL")
    shelf = Shelf(family, session, medicine, unit="mL")
    shelf.count("30", at(-1, "20:00"))
    shelf.fetch("20", at(0, "11:00"), strength="50 mg in 5 mL")
    assert shelf.stands().left == 50


def test_h14_mg_and_tablets_without_a_strength_cannot_be_counted(family, session):
    medicine = family_medicine(family, session, amount="12.5", unit="mg")
    shelf = Shelf(family, session, medicine)
    shelf.count("30", at(-1, "20:00"))
    ahead = shelf.stands()
    assert (ahead.left, ahead.runs_out_on, ahead.problem.code) == (30, None, "supply_unit")
    shelf.dose(0, "12.5", unit="mg")
    assert (shelf.stands().left, shelf.stands().problem.code) == (None, "supply_unit")


def test_h15_a_new_strength_asks_for_a_new_count(family, session):
    medicine = family_medicine(family, session, strength="5 mg")
    shelf = Shelf(family, session, medicine)
    shelf.count("34", at(-3, "20:00"))
    ada = family.actor(session, "ada")
    asked = replace(dosing("7", first_on=day(3)), strength="1 mg")
    change_dose(session, ada, shelf.medicine, asked, now=NOON)
    # Until its first day the old packages are what is taken from.
    stands = shelf.stands()
    assert (stands.undated, stands.until) == (Undated.NEW_STRENGTH, day(3))
    later = shelf.stands(now=at(3))
    assert later.problem.code == "supply_strength"
    assert "5 mg" in later.problem.message
    assert "count what is there of 1 mg" in later.problem.message.lower()
    shelf.write(Supplied.COUNTED, "100", when=at(3, "13:00"))
    assert shelf.stands(now=at(3, "14:00")).problem is None


def test_h15_a_fetched_package_of_another_strength_is_not_added(family, session):
    medicine = family_medicine(family, session, strength="5 mg")
    shelf = Shelf(family, session, medicine)
    shelf.count("34", at(-1))
    shelf.fetch("30", at(0, "11:00"), strength="1 mg")
    assert shelf.stands().problem.code == "supply_strength"
