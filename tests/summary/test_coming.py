"""What is still to come stands under its medicine, and what matters most is read first."""

from datetime import date
from decimal import Decimal

from journal.care.rhythm import read_rhythm
from journal.exchange.ips_plans import planned_of
from journal.plans.medicines import Dosing, change_dose, turn
from journal.plans.standing import State, standing_of
from journal.records.children import Child
from journal.records.medicines import Medicine
from journal.records.medicines import Turn as Turned
from journal.summary.sheet import sheet
from tests.family import NOW, Family
from tests.summary.gathering import DAILY, printed, wall

MONTHLY = {"every": "weeks", "n": 4, "on": ["thursday"], "times": ["09:00"]}


def change(family: Family, medicine: Medicine, on: date, **more: object) -> None:
    with family.database.transaction() as session:
        row = session.get_one(Medicine, medicine.id)
        said: dict[str, object] = {"amount": Decimal(10), "unit": "mg", "rhythm": DAILY, **more}
        change_dose(
            session, family.actor(session, "ada"), row, Dosing(first_on=on, **said), now=NOW
        )


def test_the_next_change_alone_stands_under_its_medicine(family: Family) -> None:
    medicine = family.medicine(amount="12.5", strength="5 mg in 1 mL", first_on=date(2026, 9, 1))
    change(family, medicine, date(2026, 11, 29), measured=Decimal(2), measured_unit="mL")
    change(family, medicine, date(2026, 12, 6), amount=Decimal("7.5"))
    (dose,) = sheet(printed(family), "en").doses
    about = dose.about.replace("\u00a0", " ")
    assert about.startswith("from 29 Nov 2026: 10 mg")
    assert "2 mL" in about
    assert "6 Dec" not in about
    (past,) = printed(family, last=date(2026, 11, 20)).medicines
    assert past.coming is None


def test_a_coming_weekday_stands_with_its_days(family: Family) -> None:
    weekly = {"every": "week", "on": ["saturday"], "times": ["08:00"]}
    medicine = family.medicine("Vitamin D", "10", rhythm=weekly, first_on=date(2026, 9, 5))
    monday = read_rhythm({**weekly, "on": ["monday"]})
    change(family, medicine, date(2026, 11, 30), rhythm=monday)
    (dose,) = sheet(printed(family), "en").doses
    assert dose.about.endswith("ONCE A WEEK, on MONDAYS")


def test_a_first_infusion_still_to_come_is_on_the_page(family: Family) -> None:
    family.medicine("IVIG", "48", "g", MONTHLY, first_on=date(2026, 11, 26), now=NOW)
    (dose,) = sheet(printed(family), "en").doses
    assert (dose.name, dose.since) == ("IVIG", "from 26 Nov 2026")


def test_changes_of_steroids_stand_before_vitamins(family: Family) -> None:
    prednisolone = family.medicine(amount="12.5", first_on=date(2026, 9, 1))
    family.medicine("Calcium", "1", "tablet", first_on=date(2026, 11, 20))
    change(family, prednisolone, date(2026, 11, 10))
    rows = [what for _on, what in sheet(printed(family), "en").changes[0].rows]
    assert [what.split()[0] for what in rows] == ["Prednisolone", "Calcium"]


def test_h34_since_begins_again_after_a_stop(family: Family) -> None:
    medicine = family.medicine(first_on=date(2026, 1, 6))
    with family.database.transaction() as session:
        row, actor = session.get_one(Medicine, medicine.id), family.actor(session, "ada")
        for what, on in ((Turned.STOP, date(2026, 3, 1)), (Turned.RESUME, date(2026, 10, 20))):
            turn(session, actor, row, what, on=on, reason="rash", now=wall(on))
        child = session.get_one(Child, family.nora)
        assert standing_of(session, child, row, now=NOW).since == date(2026, 10, 20)
    assert printed(family).medicines[0].since_on == date(2026, 10, 20)


def test_h8_a_medicine_paused_before_its_first_day_says_so(family: Family) -> None:
    medicine = family.medicine(first_on=date(2026, 12, 1), now=NOW)
    with family.database.transaction() as session:
        row, actor = session.get_one(Medicine, medicine.id), family.actor(session, "ada")
        turn(
            session, actor, row, Turned.PAUSE, on=date(2026, 11, 22), reason="fever",
            review_on=date(2026, 12, 3), now=NOW,
        )  # fmt: skip
    (one,) = printed(family).medicines
    assert one.paused_on == date(2026, 11, 22)


def test_between_two_plans_a_medicine_is_to_come_and_not_over(family: Family) -> None:
    medicine = family.medicine(first_on=date(2026, 11, 1))
    with family.database.transaction() as session:
        row, actor = session.get_one(Medicine, medicine.id), family.actor(session, "ada")
        for first_on, last_on in (
            (date(2026, 11, 10), date(2026, 11, 20)),
            (date(2026, 11, 27), None),
        ):
            dosing = Dosing(
                amount=Decimal(10), unit="mg", rhythm=DAILY, first_on=first_on, last_on=last_on
            )
            change_dose(session, actor, row, dosing, now=wall(date(2026, 11, 10)))
        child = session.get_one(Child, family.nora)
        assert standing_of(session, child, row, now=NOW).state is State.COMING
        assert len(planned_of(session, child, now=NOW)[0]) == 1


def test_h10_a_bar_is_in_the_unit_of_its_own_days(family: Family) -> None:
    medicine = family.medicine(amount="40", first_on=date(2026, 11, 1))
    change(family, medicine, date(2026, 11, 22), amount=Decimal(35))
    change(family, medicine, date(2026, 11, 25), amount=Decimal(8), unit="tablet")
    (drawn,) = printed(family).bars
    assert (drawn.unit, [step.amount for step in drawn.steps]) == ("mg", [40, 35])


def test_h10_two_units_have_no_common_stair(family: Family) -> None:
    medicine = family.medicine(amount="40", first_on=date(2026, 11, 1))
    with family.database.transaction() as session:
        row, actor = session.get_one(Medicine, medicine.id), family.actor(session, "ada")
        dosing = Dosing(amount=8, unit="tablet", rhythm=DAILY, first_on=date(2026, 11, 10))
        change_dose(session, actor, row, dosing, now=wall(date(2026, 11, 10)))
    assert printed(family).bars == ()
