"""Medicines and doses: from the plans and the facts to the page."""

from datetime import date, timedelta
from decimal import Decimal

from journal.plans.medicines import Dosing, change_dose
from journal.records.medicines import Medicine
from journal.records.medicines import Turn as Turned
from journal.summary import count_words
from journal.summary.page import Turn
from journal.summary.sheet import sheet
from tests.family import NOW, Family
from tests.summary.gathering import (
    DAILY,
    FIRST,
    TODAY,
    TUESDAYS,
    dose,
    log,
    printed,
    turn_medicine,
    wall,
)


def test_h43_each_outcome_is_counted_apart_and_silence_is_no_record(family: Family) -> None:
    medicine = family.medicine()
    for n, (outcome, more) in enumerate(
        [
            ("given", {}),
            ("partly", {}),
            ("vomited", {"minutes_after": 10}),
            ("refused", {}),
            ("skipped", {"reason": "vomiting"}),
        ]
    ):
        dose(family, medicine, FIRST + timedelta(days=n), outcome, **more)
    (count,) = printed(family, FIRST, date(2026, 11, 10)).counts
    assert (count.planned, count.given, count.partly, count.vomited, count.refused) == (
        10,
        1,
        1,
        1,
        1,
    )
    assert [(skip.reason, skip.times) for skip in count.skipped] == [("vomiting", 1)]
    assert count.no_record == 5


def test_h43_the_page_says_what_the_hospital_gave_and_on_whose_advice_a_dose_was_left(
    family: Family,
) -> None:
    medicine = family.medicine()
    told = {"advised_by": "Dr. Okafor", "reason": "fever"}
    for n in range(2):
        dose(family, medicine, FIRST + timedelta(days=n), "skipped", **told)
        dose(family, medicine, FIRST + timedelta(days=n + 2), in_hospital=True)
    dose(family, medicine, FIRST + timedelta(days=4), "refused", in_hospital=True)
    (count,) = printed(family, FIRST, date(2026, 11, 5)).counts
    assert (count.given, count.in_hospital, count.refused) == (2, 2, 1)
    assert [(skip.advised_by, skip.reason, skip.times) for skip in count.skipped] == [
        ("Dr. Okafor", "fever", 2)
    ]


def test_a_dose_still_to_come_is_not_called_no_record(family: Family) -> None:
    family.medicine(first_on=TODAY)
    (count,) = printed(family, TODAY, TODAY, now=wall(TODAY, "10:01")).counts
    assert (count.planned, count.no_record) == (1, 1)
    assert printed(family, TODAY, TODAY, now=wall(TODAY, "07:00")).counts == ()


def test_a_dose_that_a_reminder_may_still_ask_for_is_not_called_no_record(family: Family) -> None:
    medicine = family.medicine(first_on=TODAY)
    assert printed(family, TODAY, TODAY, now=wall(TODAY, "09:59")).counts == ()
    dose(family, medicine, TODAY)
    (count,) = printed(family, TODAY, TODAY, now=wall(TODAY, "08:06")).counts
    assert (count.planned, count.given, count.no_record) == (1, 1, 0)
    assert count_words.recorded(count) == "1 of 1"


def test_the_page_says_once_what_counts_as_recorded(family: Family) -> None:
    medicine = family.medicine(first_on=TODAY - timedelta(days=1))
    dose(family, medicine, TODAY - timedelta(days=1), "vomited")
    page = printed(family, now=wall(TODAY, "10:01"))
    (count,) = page.counts
    assert (count.recorded, count.vomited) == (1, 1)
    ((legend,),) = sheet(page, "en").medicines.rows
    assert legend.startswith("Recorded: taken, whole or in part, vomited too.")


def test_slots_before_a_medicine_was_typed_in_count_only_when_recorded(family: Family) -> None:
    typed_in = wall(date(2026, 11, 10), "12:00")
    medicine = family.medicine(now=typed_in)  # first day 1 Nov, at 08:00
    dose(family, medicine, date(2026, 11, 9))
    (count,) = printed(family, FIRST, date(2026, 11, 12)).counts
    assert (count.planned, count.given, count.no_record) == (3, 1, 2)
    said = count_words.remarks(count, "en")
    assert said == "counted from 10 Nov 2026, when it was typed in"
    (later,) = printed(family, date(2026, 11, 11), date(2026, 11, 12)).counts
    assert later.counted_from is None


def test_an_infusion_written_down_later_stands_for_a_slot_before_its_medicine(
    family: Family,
) -> None:
    monthly = {"every": "weeks", "n": 4, "on": ["thursday"], "times": ["09:00"]}
    since = date(2026, 11, 5)
    ivig = family.medicine("IVIG", "48", "g", monthly, since, now=wall(date(2026, 11, 10)))
    what = {"medicine": str(ivig.id), "product": "Privigen", "amount": "48", "unit": "g"}
    log(family, "infusion", wall(date(2026, 11, 6)), **what)
    (count,) = printed(family).counts
    assert (count.planned, count.given, count.no_record, count.extra) == (1, 1, 0, 0)


def test_a_refused_dose_given_later_counts_once_as_given(family: Family) -> None:
    medicine = family.medicine()
    dose(family, medicine, FIRST, "refused")
    dose(family, medicine, FIRST)
    (count,) = printed(family, FIRST, FIRST).counts
    assert (count.given, count.refused, count.extra, count.no_record) == (1, 0, 0, 0)


def test_h3_two_doses_of_one_slot_are_one_planned_and_one_besides(family: Family) -> None:
    medicine = family.medicine()
    dose(family, medicine, FIRST)
    dose(family, medicine, FIRST)
    (count,) = printed(family, FIRST, FIRST).counts
    assert (count.planned, count.given, count.extra) == (1, 1, 1)


def test_an_infusion_stands_for_its_planned_day(family: Family) -> None:
    monthly = {"every": "weeks", "n": 4, "on": ["thursday"], "times": ["09:00"]}
    ivig = family.medicine("IVIG", "48", "g", monthly, first_on=date(2026, 11, 5))
    log(
        family, "infusion", wall(date(2026, 11, 6)), medicine=str(ivig.id), product="Privigen",
        lots=["P1", "P2"], amount="48", unit="g", weight_kg="24", reaction=["headache"],
    )  # fmt: skip
    page = printed(family)
    (count,) = page.counts
    assert (count.planned, count.given, count.no_record, count.extra) == (1, 1, 0, 0)
    (infusion,) = page.infusions
    assert (infusion.medicine, infusion.per_kg) == ("IVIG", Decimal("2.00"))
    assert (infusion.lots, infusion.reaction) == (("P1", "P2"), ("headache",))


def test_h11_a_new_dose_is_a_dated_change_and_the_past_stays(family: Family) -> None:
    medicine = family.medicine(amount="15", first_on=date(2026, 9, 1))
    with family.database.transaction() as session:
        row = session.get_one(Medicine, medicine.id)
        dosing = Dosing(
            amount=Decimal("12.5"),
            unit="mg",
            rhythm=DAILY,
            first_on=date(2026, 11, 10),
            strength="15 mg/mL",
        )
        change_dose(session, family.actor(session, "ada"), row, dosing, now=NOW)
    page = printed(family)
    (changed,) = page.changes
    assert (changed.on, changed.turn) == (date(2026, 11, 10), Turn.DOSE)
    assert (changed.before, changed.after) == (Decimal(15), Decimal("12.5"))
    assert [(step.from_on.day, step.to_on.day, step.amount) for step in page.bars[0].steps] == [
        (1, 9, Decimal(15)),
        (10, 22, Decimal("12.5")),
    ]
    assert page.medicines[0].since_on == date(2026, 11, 10)
    assert printed(family, last=date(2026, 11, 9)).medicines[0].amount == Decimal(15)


def test_h34_a_stopped_medicine_leaves_now_but_not_the_history(family: Family) -> None:
    medicine = family.medicine(first_on=date(2026, 9, 1))
    turn_medicine(family, medicine, Turned.STOP, date(2026, 11, 12), reason="rash")
    page = printed(family)
    assert page.medicines == ()
    assert [(each.turn, each.reason) for each in page.changes] == [(Turn.STOPPED, "rash")]
    assert page.bars[0].steps[-1].to_on == date(2026, 11, 11)
    assert page.counts[0].planned == 11


def test_a_paused_medicine_says_since_when(family: Family) -> None:
    medicine = family.medicine(first_on=date(2026, 9, 1))
    turn_medicine(family, medicine, Turned.PAUSE, date(2026, 11, 12), reason="fever")
    assert printed(family).medicines[0].paused_on == date(2026, 11, 12)


def test_a_weekly_medicine_shows_the_days_it_was_recorded(family: Family) -> None:
    medicine = family.medicine("Methotrexate", "15", rhythm=TUESDAYS)
    log(
        family, "dose", wall(date(2026, 11, 3), "18:05"), medicine=str(medicine.id),
        slot="2026-11-03T18:00", outcome="given", amount="15", unit="mg",
    )  # fmt: skip
    page = printed(family)
    assert page.bars[0].doses_on == (date(2026, 11, 3),)
    assert page.medicines[0].rhythm["on"] == ["tuesday"]
    assert (page.counts[0].planned, page.counts[0].no_record) == (3, 2)


def test_h24_a_late_dose_belongs_to_the_window_of_its_slot(family: Family) -> None:
    evenings = {"every": "day", "times": ["23:30"]}
    medicine = family.medicine(rhythm=evenings)
    log(
        family, "dose", wall(date(2026, 11, 11), "00:10"), medicine=str(medicine.id),
        slot="2026-11-10T23:30", outcome="given", amount="12.5", unit="mg",
    )  # fmt: skip
    (before,) = printed(family, date(2026, 11, 10), date(2026, 11, 10)).counts
    (after,) = printed(family, date(2026, 11, 11), date(2026, 11, 11)).counts
    assert (before.given, before.no_record) == (1, 0)
    assert (after.given, after.no_record, after.extra) == (0, 1, 0)


def test_an_infusion_that_is_a_dose_as_well_is_counted_once(family: Family) -> None:
    monthly = {"every": "weeks", "n": 4, "on": ["thursday"], "times": ["09:00"]}
    ivig = family.medicine("IVIG", "48", "g", monthly, first_on=date(2026, 11, 5))
    at = wall(date(2026, 11, 5), "09:00")
    identity = {"medicine": str(ivig.id), "amount": "48", "unit": "g"}
    log(family, "dose", at, slot="2026-11-05T09:00", outcome="given", **identity)
    log(family, "infusion", at, product="Privigen", **identity)
    (count,) = printed(family).counts
    assert (count.given, count.extra) == (1, 0)


def test_a_medicine_that_never_changed_takes_no_room_in_the_chart(family: Family) -> None:
    family.medicine("Vitamin D", "1000", "IU", first_on=date(2026, 9, 1))
    assert printed(family).bars == ()


def test_the_same_dose_from_a_stronger_bottle_is_a_dated_change(family: Family) -> None:
    medicine = family.medicine(strength="5 mg/mL", first_on=date(2026, 9, 1))
    with family.database.transaction() as session:
        row = session.get_one(Medicine, medicine.id)
        dosing = Dosing(
            amount=Decimal("12.5"),
            unit="mg",
            rhythm=DAILY,
            first_on=date(2026, 11, 10),
            strength="15 mg/mL",
        )
        change_dose(session, family.actor(session, "ada"), row, dosing, now=NOW)
    page = printed(family)
    (changed,) = page.changes
    assert (changed.turn, changed.reason) == (Turn.STRENGTH, "5 mg/mL → 15 mg/mL")
    assert page.medicines[0].strength == "15 mg/mL"
    assert printed(family, last=date(2026, 11, 9)).medicines[0].strength == "5 mg/mL"
