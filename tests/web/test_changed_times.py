"""H1: a dose given today stays in sight when the times of its medicine are changed today."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from flask import g

from journal.care.rhythm import read_rhythm
from journal.entries import record
from journal.entries.reading import timeline
from journal.plans.medicines import Dosing, change_dose
from journal.records.children import Child
from journal.records.medicines import Medicine
from journal.records.planned import plans_of
from journal.web.day import Day
from journal.web.entry_words import medicine_of, timeline_line
from journal.web.medicine_names import named
from tests.family import ZONE, change

DAY = date(2026, 11, 22)


def at(clock, day=DAY):
    return datetime.combine(day, time.fromisoformat(clock), ZoneInfo(ZONE))


def daily(*times):
    return {"every": "day", "times": list(times)}


def give(family, medicine, slot, outcome="given", given_at="01:05"):
    fields = {"medicine": str(medicine.id), "outcome": outcome, "slot": slot, "amount": "12.5"}
    if outcome in ("skipped", "refused"):
        fields |= {"reason": "asleep"}
        del fields["amount"]
    else:
        fields |= {"unit": "mg"}
    with family.database.transaction() as session:
        actor = family.actor(session, "ben")
        request = change(family.nora, "dose", made_at=at(given_at), **fields)
        assert record(session, actor, request, now=at(given_at)).stored


def new_times(family, medicine, *times, now="07:00"):
    dosing = Dosing(
        amount=Decimal("12.5"), unit="mg", rhythm=read_rhythm(daily(*times)), first_on=DAY
    )
    with family.database.transaction() as session:
        row = session.get_one(Medicine, medicine.id)
        change_dose(session, family.actor(session, "ada"), row, dosing, now=at(now))


def shown(family, app, now):
    """The rows of Today as lists of their state and reason, by the list they stand in."""
    with family.database.reading() as session, app.test_request_context():
        child = session.get_one(Child, family.nora)
        g.actor = family.actor(session, "ada")
        context = Day(session, g.actor, child, at(now)).context()
    lists = ("overdue", "now", "unsettled", "recorded", "later")
    return {
        name: [(row["slot"][-5:], row["state"], row["reason"]) for row in context[name]]
        for name in lists
        if context[name]
    }


def test_h1_todays_dose_is_not_asked_for_again_after_its_times_changed(family, app):
    medicine = family.medicine(rhythm=daily("06:00"), now=at("00:00") - timedelta(days=9))
    give(family, medicine, "2026-11-22T06:00", given_at="06:05")
    new_times(family, medicine, "09:00")
    reason = "recorded by Ben at 06:05, for another time of this day"
    assert shown(family, app, "09:05") == {"unsettled": [("09:00", "unknown", reason)]}


def test_h1_the_api_cannot_tell_either(family, as_person):
    medicine = family.medicine(rhythm=daily("01:00"), now=at("00:00") - timedelta(days=9))
    give(family, medicine, "2026-11-22T01:00")
    new_times(family, medicine, "09:00")
    reply = as_person("ada").get(f"/api/v1/children/{family.nora}/due?on=2026-11-22").json
    (row,) = reply["due"]
    assert (row["slot"], row["state"], row["by"]) == ("2026-11-22T09:00", "unknown", "Ben")
    assert row["at"].startswith("2026-11-22T01:05")


def test_h1_the_next_day_is_asked_for_as_ever(family, as_person):
    medicine = family.medicine(rhythm=daily("01:00"), now=at("00:00") - timedelta(days=9))
    give(family, medicine, "2026-11-22T01:00")
    new_times(family, medicine, "09:00")
    reply = as_person("ada").get(f"/api/v1/children/{family.nora}/due?on=2026-11-23").json
    assert [row["state"] for row in reply["due"]] == ["none"]


def test_h1_a_skipped_dose_of_the_old_time_leaves_the_new_one_due(family, app):
    medicine = family.medicine(rhythm=daily("06:00"), now=at("00:00") - timedelta(days=9))
    give(family, medicine, "2026-11-22T06:00", outcome="skipped", given_at="06:05")
    new_times(family, medicine, "09:00")
    assert shown(family, app, "09:05") == {"now": [("09:00", "due", None)]}


@pytest.mark.parametrize("now", ["09:05", "21:00"])
def test_a_dose_of_the_other_time_of_day_raises_no_doubt(family, app, now):
    medicine = family.medicine(rhythm=daily("08:00", "20:00"), now=at("00:00") - timedelta(days=9))
    give(family, medicine, "2026-11-22T08:00", given_at="08:05")
    states = {state for rows in shown(family, app, now).values() for _slot, state, _why in rows}
    assert "unknown" not in states


def test_a_dose_of_yesterday_morning_raises_no_doubt_about_last_night(family, app):
    medicine = family.medicine(rhythm=daily("08:00", "23:00"), now=at("00:00") - timedelta(days=9))
    before = DAY - timedelta(days=1)
    fields = {"medicine": str(medicine.id), "outcome": "given", "amount": "12.5", "unit": "mg"}
    with family.database.transaction() as session:
        request = change(
            family.nora,
            "dose",
            made_at=at("15:00", before),
            slot="2026-11-21T08:00",
            **fields,
        )
        moment = at("15:00", before)
        assert record(session, family.actor(session, "ben"), request, now=moment).stored
    assert shown(family, app, "04:30")["overdue"] == [("23:00", "overdue", None)]


def on_saturday_then_monday(family):
    """Methotrexate on Saturdays; this Sunday it was changed to Mondays from tomorrow on."""
    saturday = {"every": "week", "on": ["saturday"], "times": ["18:00"]}
    medicine = family.medicine("Methotrexate", rhythm=saturday, now=at("00:00") - timedelta(days=9))
    monday = read_rhythm(saturday | {"on": ["monday"]})
    dosing = Dosing(
        amount=Decimal("12.5"), unit="mg", rhythm=monday, first_on=DAY + timedelta(days=1)
    )
    with family.database.transaction() as session:
        row = session.get_one(Medicine, medicine.id)
        change_dose(session, family.actor(session, "ada"), row, dosing, now=at("07:00"))
    return medicine


def test_h4_past_doses_and_names_keep_the_weekday_that_was_planned_then(family, app):
    medicine = on_saturday_then_monday(family)
    with family.database.reading() as session, app.test_request_context():
        plans = plans_of(session, [medicine.id])
        row = session.get_one(Medicine, medicine.id)
        today = named([row], plans, DAY)[medicine.id]
        assert today.weekly == "once a week, on Saturday"
        assert today.on(DAY + timedelta(days=1)).weekly == "once a week, on Monday"
        monday = named([row], plans, DAY + timedelta(days=3))
        said = {"medicine": str(medicine.id), "at": (at("18:05") - timedelta(days=1)).isoformat()}
        words = medicine_of(said, monday, ZoneInfo(ZONE))
    assert words == "Methotrexate (once a week, on Saturday)"


def test_h4_entry_of_the_old_weekday_is_not_renamed_in_the_journal(family, as_person, app):
    medicine = on_saturday_then_monday(family)
    give(family, medicine, "2026-11-21T18:00", given_at="00:05")
    with family.database.reading() as session, app.test_request_context():
        plans = plans_of(session, [medicine.id])
        names = named([session.get_one(Medicine, medicine.id)], plans, DAY + timedelta(days=3))
        (entry,), _older = timeline(session, family.nora, limit=5)
        line = timeline_line(entry, names, ZoneInfo(ZONE))
    planned = "planned for Saturday 21 Nov, 18:00"
    assert line["detail"] == f"{planned} · once a week, on Saturday"
