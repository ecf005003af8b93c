"""H4: everybody is asked to look when methotrexate is planned in another rhythm than weekly."""

from dataclasses import replace
from datetime import date

from sqlmodel import select

from journal.care.taper import closed, read_taper
from journal.plans.taper_changes import change_taper
from journal.plans.tapers import running_taper, start_taper
from journal.plans.weekly_told import find_told, steps_told
from journal.records.entries import Alert
from journal.records.medicines import Medicine
from tests.family import NOW
from tests.plans.test_weekly import CONFIRMED, DAILY, TODAY, TUESDAY, add, dosing


def test_h4_daily_methotrexate_that_was_confirmed_is_told_to_everybody(family):
    medicine = add(family, "Methotrexate", dosing(DAILY, confirm=CONFIRMED))
    with family.database.reading() as session:
        alert = session.exec(select(Alert)).one()
        told = find_told(session, alert)
        assert told is not None
        assert told[0].id == medicine.id
        assert told[1].told_by == "Dr. Okafor"


def test_h4_every_step_that_makes_methotrexate_daily_is_told_to_everybody(family):
    medicine = add(family, "Methotrexate", dosing(TUESDAY))
    steps = [
        {"from": "2026-11-24", "amount": "15"},
        {"from": "2026-12-08", "amount": "10", "rhythm": DAILY},
    ]
    taper = read_taper({"steps": steps, "then": "continue"})
    with family.database.transaction() as session:
        row = session.get_one(Medicine, medicine.id)
        confirmed = dosing(TUESDAY, first_on=date(2026, 11, 24), confirm=CONFIRMED)
        start_taper(session, family.actor(session, "ada"), row, taper, confirmed, now=NOW)
    with family.database.reading() as session:
        alert = session.exec(select(Alert)).one()
        assert find_told(session, alert)[1].first_on == date(2026, 12, 8)


def test_h4_six_daily_steps_are_one_decision_and_one_question_to_everybody(family):
    medicine = add(family, "Methotrexate", dosing(TUESDAY))
    steps = [
        {"from": f"2026-12-{day:02}", "amount": amount, "rhythm": DAILY}
        for day, amount in zip(range(1, 7), ("15", "12.5", "10", "7.5", "5", "2.5"), strict=True)
    ]
    confirmed = dosing(TUESDAY, first_on=date(2026, 12, 1), confirm=CONFIRMED)
    with family.database.transaction() as session:
        row = session.get_one(Medicine, medicine.id)
        actor = family.actor(session, "ada")
        taper = read_taper({"steps": steps, "then": "ask"})
        start_taper(session, actor, row, taper, confirmed, now=NOW)
    with family.database.reading() as session:
        alert = session.exec(select(Alert)).one()
        told, plan = find_told(session, alert)
        assert plan.first_on == date(2026, 12, 1)
        assert steps_told(session, told, plan) == 6
    # Another decision is another question, though the first one is still open.
    longer = read_taper({"steps": [*steps[:5], {**steps[5], "amount": "1"}], "then": "ask"})
    with family.database.transaction() as session:
        row = session.get_one(Medicine, medicine.id)
        running = running_taper(session, row, on=TODAY)
        wanted = replace(longer, steps=tuple(closed(longer.steps)))
        actor, since = family.actor(session, "ben"), date(2026, 12, 2)
        change_taper(session, actor, row, running, wanted, since=since, confirm=CONFIRMED, now=NOW)
    with family.database.reading() as session:
        opened = {find_told(session, one)[1].first_on for one in session.exec(select(Alert))}
        assert opened == {date(2026, 12, 1), date(2026, 12, 6)}


def test_h4_a_weekly_plan_asks_nobody(family):
    add(family, "Methotrexate", dosing(TUESDAY))
    with family.database.reading() as session:
        assert session.exec(select(Alert)).first() is None
