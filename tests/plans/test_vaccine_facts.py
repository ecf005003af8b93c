"""What bears on vaccines is read from the live journal: no date outlives its infusion (H26)."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from journal.care.knowledge.vaccine_rules import vaccine_rules
from journal.care.vaccine_names import infusion_means, medicine_means
from journal.care.vaccines import answer
from journal.entries.record import record
from journal.plans.clinic_figures import end_figure, set_figure
from journal.plans.turns import turn
from journal.plans.vaccine_facts import figure_key
from journal.records.children import Child
from journal.records.medicines import Medicine, Turn
from tests.family import NOW, ZONE, change
from tests.plans.infusing import MMR, ON, facts, ivig, log, noon, settle, until


def test_h26_a_deleted_infusion_holds_nothing_and_a_restored_one_does_again(family, session):
    entry = ivig(family, session, noon(date(2026, 5, 3)))
    assert until(family, session) == date(2027, 4, 3)
    settle(family, session, entry, 1, delete=True)
    assert until(family, session) is None
    settle(family, session, entry, 2)
    assert until(family, session) == date(2027, 4, 3)


def test_h26_an_edited_day_or_amount_moves_the_date(family, session):
    entry = ivig(family, session, noon(date(2026, 5, 3)))
    settle(family, session, entry, 1, at=noon(date(2026, 6, 30)).isoformat())
    assert until(family, session) == date(2027, 5, 30)
    settle(family, session, entry, 2, amount="12")
    assert until(family, session) == date(2027, 2, 28)


@pytest.mark.parametrize(
    ("at", "on"),
    [
        # 02:30 belongs to the calendar date, not to the day that begins at 04:00.
        (datetime(2026, 5, 3, 2, 30, tzinfo=ZoneInfo(ZONE)), date(2026, 5, 3)),
        (datetime(2026, 5, 4, 3, 59, tzinfo=UTC), date(2026, 5, 3)),
        (datetime(2026, 5, 4, 4, 0, tzinfo=UTC), date(2026, 5, 4)),
    ],
)
def test_h26_an_infusion_is_on_the_childs_calendar_date(family, session, at, on):
    ivig(family, session, at)
    assert [one.on for one in facts(family, session).given] == [on]


def test_h44_an_infusion_past_midnight_counts_from_the_day_it_ended(family, session):
    begin = datetime(2026, 5, 3, 22, tzinfo=ZoneInfo(ZONE))
    ivig(family, session, begin, started=begin, ended=begin + timedelta(hours=4))
    assert [one.on for one in facts(family, session).given] == [date(2026, 5, 4)]


def test_h44_a_second_day_past_midnight_stays_in_the_course_and_ends_it(family, session):
    zone = ZoneInfo(ZONE)
    for began, ended in (
        (datetime(2026, 5, 1, 18, tzinfo=zone), datetime(2026, 5, 1, 22, tzinfo=zone)),
        (datetime(2026, 5, 2, 20, tzinfo=zone), datetime(2026, 5, 3, 1, tzinfo=zone)),
    ):
        ivig(family, session, began, grams="30", started=began, ended=ended)
    [hold] = answer(MMR, facts(family, session), vaccine_rules(), on=ON).holds
    assert (hold.key, hold.until) == ("ig.2", date(2027, 4, 3))


def test_h27_an_infusion_past_midnight_is_seen_on_its_first_day(family, session):
    began = datetime(2026, 5, 3, 22, tzinfo=ZoneInfo(ZONE))
    ivig(family, session, began, started=began, ended=began + timedelta(hours=4))
    assert until(family, session, date(2026, 5, 3)) == date(2027, 4, 4)
    assert until(family, session, date(2026, 5, 2)) is None


@pytest.mark.parametrize(
    ("product", "label", "access", "what"),
    [
        ("IVIG (premed Solu-Medrol)", "", "", "ivig"),
        ("IVIG and rituximab", "", "", ""),
        ("Solu-Medrol and rituximab", "", "", ""),
        ("Rituximab", "Octagam", "", ""),
        ("Gamunex-C", "SCIG", "", "scig"),
        ("Privigen SC", "SCIG", "", "scig"),
        ("Privigen SC", "", "", "scig"),
        ("Privigen", "", "subcutaneous, belly", "scig"),
        ("Privigen SC", "IVIG", "", ""),
        ("Hizentra", "Octagam ivig", "", ""),
        ("the drip", "IVIG (premed Solu-Medrol) ivig", "", "ivig"),
        ("Octagam 10%", "Octagam ivig", "left hand", "ivig"),
    ],
)
def test_h27_a_text_of_two_meanings_means_neither(product, label, access, what):
    assert infusion_means(product, label, vaccine_rules(), access=access) == what


def test_h27_a_planned_brand_under_the_skin_is_no_immunoglobulin_into_a_vein():
    assert medicine_means("Gamunex-C SC", None) == "scig"
    assert medicine_means("Gamunex-C", "ivig", "infusion under the skin") == "scig"
    assert medicine_means("IVIG (premed Solu-Medrol)", None) == "ivig"


def test_h27_a_dose_after_a_stop_or_before_the_plan_began_counts(family, session):
    stopped = family.medicine("CellCept", "500", "mg", first_on=date(2026, 3, 1))
    coming = family.medicine(
        "Methotrexate",
        "15",
        "mg",
        {"every": "week", "on": ["sunday"], "times": ["08:00"]},
        first_on=date(2026, 12, 1),
    )
    with family.database.transaction() as other:
        row = other.get_one(Medicine, stopped.id)
        turn(
            other,
            family.actor(other, "ada"),
            row,
            Turn.STOP,
            on=date(2026, 11, 10),
            reason="x",
            now=NOW,
        )
    for medicine, day, outcome in (
        (stopped, 18, "given"),
        (stopped, 20, "skipped"),
        (coming, 15, "given"),
    ):
        amount = {"amount": "500", "unit": "mg"} if outcome == "given" else {"reason": "x"}
        log(
            family,
            session,
            "dose",
            at=noon(date(2026, 11, day)),
            medicine=str(medicine.id),
            outcome=outcome,
            **amount,
        )
    found = {one.medicine: one for one in facts(family, session).medicines}
    assert found[stopped.id].last_on == date(2026, 11, 18)
    assert found[coming.id].first_on == date(2026, 11, 15)
    earlier = facts(family, session, date(2026, 11, 16)).medicines
    assert [one.last_on for one in earlier if one.medicine == stopped.id] == [date(2026, 11, 10)]


@pytest.mark.parametrize(
    ("rhythm", "days"),
    [
        ({"every": "weeks", "n": 4, "on": ["monday"], "times": ["08:00"]}, 28),
        ({"every": "months", "n": 1, "times": ["08:00"]}, 31),
        ({"once": "2026-11-01T09:00"}, None),
    ],
)
def test_h27_a_plan_of_infusions_says_how_far_they_are_apart(family, session, rhythm, days):
    family.medicine("IVIG", "60", "g", rhythm)
    assert [one.every_days for one in facts(family, session).medicines] == [days]


@pytest.mark.parametrize(
    ("product", "what"),
    [
        ("Octagam 10%", "ivig"),
        ("Privigen", "ivig"),
        ("IVIG", "ivig"),
        ("Gamunex", "ivig"),
        ("Hizentra", "scig"),
        ("Solu-Medrol 500 mg", "methylprednisolone_iv_pulse"),
        ("Truxima", "rituximab"),
        ("MabThera", "rituximab"),
        ("Remicade", "infliximab"),
        ("VariZIG 125", "ig.varizig"),
        ("Packed red cells", "ig.red_cells"),
        ("Immunoglobulin", ""),
        ("Zebra drip", ""),
    ],
)
def test_h27_a_product_is_known_or_says_that_it_is_not(family, session, product, what):
    log(family, session, at=noon(date(2026, 5, 3)), product=product)
    assert [one.what for one in facts(family, session).given] == [what]


def test_an_infusion_without_a_telling_name_is_that_of_its_medicine(family, session):
    medicine = family.medicine("Rituximab", "500", "mg", {"once": "2026-11-01T09:00"})
    log(family, session, at=noon(date(2026, 5, 3)), product="the drip", medicine=str(medicine.id))
    assert [one.what for one in facts(family, session).given] == ["rituximab"]


def test_grams_are_read_from_mg_and_never_from_millilitres(family, session):
    day = noon(date(2026, 5, 3))
    log(family, session, at=day, product="IVIG", amount="60000", unit="mg", weight_kg="30")
    log(family, session, at=day, product="IVIG", amount="600", unit="mL", weight_kg="30")
    assert {one.grams for one in facts(family, session).given} == {Decimal(60), None}
    assert until(family, session) is None


def test_h27_an_old_infusion_whose_wait_never_ends_is_found_behind_many_others(family, session):
    log(family, session, at=noon(date(2020, 5, 3)), product="CAR T")
    for month in range(1, 11):
        ivig(family, session, noon(date(2026, month, 3)))
    found = facts(family, session).given
    assert [one.what for one in found][:2] == ["car_t_cd19", "ivig"]
    assert len(found) == 11


def test_another_childs_infusions_are_not_read(family, session):
    request = change(family.tom, "infusion", at=noon(date(2026, 5, 3)).isoformat(), product="IVIG")
    record(session, family.actor(session, "ada"), request, now=NOW)
    assert not facts(family, session).given


def test_medicines_have_their_days_from_plans_and_turns(family, session):
    taken = family.medicine(
        "Methotrexate", "15", "mg", {"every": "week", "on": ["sunday"], "times": ["08:00"]}
    )
    family.medicine("Omeprazole", "20", "mg")
    cream = family.medicine("Hydrocortisone cream", "1", "g")
    stopped = family.medicine("CellCept", "500", "mg", first_on=date(2026, 3, 1))
    with family.database.transaction() as other:
        actor = family.actor(other, "ada")
        row = other.get_one(Medicine, stopped.id)
        turn(other, actor, row, Turn.STOP, on=date(2026, 11, 10), reason="x", now=NOW)
    found = {one.medicine: one for one in facts(family, session).medicines}
    assert (found[taken.id].id, found[taken.id].last_on) == ("methotrexate", None)
    assert found[cream.id].id == ""
    assert (found[stopped.id].id, found[stopped.id].first_on, found[stopped.id].last_on) == (
        "mycophenolate_mofetil",
        date(2026, 3, 1),
        date(2026, 11, 10),
    )


def test_steroids_count_as_planned_or_as_recorded_whichever_is_more(family, session):
    pred = family.medicine("Prednisolone", "12.5", "mg")
    log(
        family,
        session,
        "dose",
        at=noon(date(2026, 11, 20)),
        medicine=str(pred.id),
        outcome="given",
        amount="30",
        unit="mg",
    )
    found = {day.on: day.mg for day in facts(family, session).steroids}
    assert found[date(2026, 11, 20)] == 30
    assert found[date(2026, 11, 21)] == Decimal("12.5")
    assert min(found) == date(2026, 11, 16)


def test_steroids_in_tablets_of_unknown_strength_are_said_to_be_unknown(family, session):
    family.medicine("Prednisone", "2", "tablet")
    assert {day.mg for day in facts(family, session).steroids} == {None}


def test_the_clinics_own_figure_counts_until_it_is_ended(family, session):
    ivig(family, session, noon(date(2026, 5, 3)))
    child, key = session.get_one(Child, family.nora), figure_key("mmr", "ivig")
    actor = family.actor(session, "ada")
    set_figure(session, actor, child, key, Decimal(9), "months", told_by="Dr. Okafor", now=NOW)
    set_figure(session, actor, child, "fever", Decimal(38), "°C", told_by="Dr. Okafor", now=NOW)
    assert until(family, session) == date(2027, 2, 3)
    end_figure(session, actor, child, key, now=NOW)
    assert until(family, session) == date(2027, 4, 3)
