"""What the second parent sees before any button: who gave what, when, how long before (H1, H5)."""

import uuid
from datetime import timedelta
from html import unescape
from zoneinfo import ZoneInfo

import pytest

from journal.clock import now
from journal.entries import record
from journal.records.children import Child
from journal.records.reminders import Occurrence
from journal.web.already import apart_text, find_already
from journal.web.day import Day
from journal.web.dose_rows import GIVEN_NOW, dose_row
from journal.words import coming_day
from tests.family import NOW, ZONE, change
from tests.web.daily import (
    doses,
    form_to,
    forms,
    planned,
    send,
    slot_at,
    today_at,
    when,
)
from tests.web.test_today import subscribed

DAY = timedelta(days=1)
pytestmark = pytest.mark.usefixtures("midday")


@pytest.fixture
def methotrexate(family):
    """Due now, once a week on this weekday."""
    wall = today_at(-5)
    rhythm = {"every": "week", "on": [f"{wall:%A}".lower()], "times": [f"{wall:%H:%M}"]}
    return family.medicine("Methotrexate", "15", rhythm=rhythm)


def url(family, what="doses"):
    return f"/children/{family.nora}/{what}"


def words(reply) -> str:
    return " ".join(unescape(reply.text).split())


def given_before(family, medicine, ago: timedelta, *, by="ben", slot=None, **more):
    """A dose that somebody recorded, `ago` before now."""
    fields = {"medicine": str(medicine.id), "slot": slot, "outcome": "given", **more}
    if fields["outcome"] == "given":
        fields |= {"amount": "15" if medicine.name == "Methotrexate" else "12.5", "unit": "mg"}
    at = (now() - ago).isoformat()
    sent = change(family.nora, "dose", made_at=now(), at=at, **fields)
    with family.database.transaction() as session:
        assert record(session, family.actor(session, by), sent, now=now()).stored


def reminder(family, medicine, slot: str, minutes: int) -> uuid.UUID:
    with family.database.transaction() as session:
        row = Occurrence(
            child_id=family.nora,
            medicine_id=medicine.id,
            slot=slot,
            key=f"{medicine.id}@{slot}",
            due_at=(now() + timedelta(minutes=minutes)).replace(second=0, microsecond=0),
        )
        session.add(row)
        session.flush()
        return row.id


def said_of(ago: timedelta) -> str:
    at = (now() - ago).astimezone(ZoneInfo(ZONE))
    return f"on {coming_day(at.date())} at {at:%H:%M}"


@pytest.mark.parametrize(
    ("ago", "said"),
    [
        (timedelta(seconds=59), "0 minutes before this"),
        (timedelta(minutes=1), "1 minute before this"),
        (timedelta(minutes=59, seconds=59), "59 minutes before this"),
        (timedelta(hours=1), "1 hour before this"),
        (timedelta(hours=18, minutes=19), "18 hours before this"),
        (timedelta(hours=71, minutes=59), "71 hours before this"),
        (timedelta(days=3), "3 days before this"),
        (timedelta(days=4, hours=23), "4 days before this"),
        (-timedelta(minutes=20), "20 minutes after this"),
        (-timedelta(hours=18), "18 hours after this"),
        (-timedelta(days=4), "4 days after this"),
    ],
)
def test_h5_how_far_apart_is_said_in_real_time_and_never_rounded_up(app, ago, said):
    with app.test_request_context():
        assert apart_text(NOW - ago, NOW) == said


def test_h5_hard_stop_names_weekday_time_and_distance(app, family, as_person, methotrexate):
    ago = timedelta(hours=18)
    given_before(family, methotrexate, ago)
    asked = as_person("ada").post(
        url(family), data={**planned(methotrexate, slot_at(-5)), "amount": "15"}
    )
    assert asked.status_code == 409
    with app.test_request_context():
        title = f"Methotrexate was recorded {said_of(ago)}, 18 hours before this"
    assert f"<span>{title}</span>" in asked.text
    assert "Ben recorded this weekly medicine on" in words(asked)
    assert len(doses(family)) == 1


def test_h5_todays_row_and_form_and_reminder_tell_of_a_weekly_dose_days_before(
    app, family, as_person, methotrexate
):
    ago = timedelta(days=4, hours=2)
    given_before(family, methotrexate, ago)
    ada = as_person("ada")
    with app.test_request_context():
        when_it_was = f"{said_of(ago)}, 4 days before this"
    assert f"Recorded by Ben {when_it_was}" in words(ada.get(url(family, "today")))
    due = reminder(family, methotrexate, slot_at(-5), -5)
    form = url(family, f"log/dose?medicine={methotrexate.id}&slot={slot_at(-5)}")
    for page in (ada.get(f"/due/{due}"), ada.get(form)):
        assert f"Methotrexate was recorded {when_it_was}" in words(page)


def test_h1_reminder_tells_who_gave_it_and_when_and_takes_a_second_dose_with_a_reason(
    app, family, as_person, prednisolone
):
    given_before(family, prednisolone, timedelta(minutes=4), slot=slot_at(-10))
    due, ada = reminder(family, prednisolone, slot_at(-10), -10), as_person("ada")
    page = ada.get(f"/due/{due}?do=given")
    with app.test_request_context():
        assert f"Recorded by Ben {said_of(timedelta(minutes=4))}" in words(page)
    assert "minutes before this" in words(page)
    assert not any(form["action"].endswith("/given") for form in forms(page.text))
    again = form_to(page.text, "/doses")
    assert send(ada, again).status_code == 409
    assert len(doses(family)) == 1
    assert send(ada, again, why_again="vomited").status_code == 303
    assert [(dose.again, dose.reason) for dose in doses(family)] == [
        (False, None),
        (True, "The first was vomited"),
    ]


def test_h1_reminder_names_whoever_gave_it_and_not_only_whoever_wrote_it(
    family, as_person, prednisolone
):
    given_before(family, prednisolone, timedelta(minutes=4), slot=slot_at(-10), given_by="Grandma")
    due = reminder(family, prednisolone, slot_at(-10), -10)
    assert "Prednisolone 12.5 mg, given by Grandma" in words(as_person("ada").get(f"/due/{due}"))


def test_h43_refused_dose_may_still_be_given_from_its_reminder(family, as_person, prednisolone):
    given_before(family, prednisolone, timedelta(minutes=4), slot=slot_at(-10), outcome="refused")
    due, ada = reminder(family, prednisolone, slot_at(-10), -10), as_person("ada")
    page = ada.get(f"/due/{due}")
    assert "Prednisolone, refused" in words(page)
    assert send(ada, form_to(page.text, "/given")).status_code == 303
    assert sorted(dose.outcome for dose in doses(family)) == ["given", "refused"]


def test_h1_form_of_a_dose_tells_what_is_recorded_before_its_button(
    family, as_person, prednisolone
):
    ada, form = as_person("ada"), url(family, f"log/dose?medicine={prednisolone.id}")
    assert "Recorded by" not in ada.get(form).text
    given_before(family, prednisolone, timedelta(minutes=4), slot=slot_at(-10))
    for address in (form, f"{form}&slot={slot_at(-10)}", f"{form}&slot="):
        page = words(ada.get(address))
        assert "Recorded by Ben on" in page
        assert "Prednisolone 12.5 mg, given" in page
        assert page.index("Recorded by Ben on") < page.index("Save for Nora")


def test_h11_what_is_given_for_another_day_says_so(app, family, as_person):
    wall = today_at(-13 * 60)
    late = family.medicine(rhythm={"every": "day", "times": [f"{wall:%H:%M}"]})
    slot, ada = f"{wall - timedelta(days=1):%Y-%m-%dT%H:%M}", as_person("ada")
    with app.test_request_context():
        day = coming_day((wall - timedelta(days=1)).date())
    done = ada.post(url(family), data=planned(late, slot))
    said = f"Prednisolone 12.5 mg, planned for {day}, {wall:%H:%M}"
    page = words(ada.get(done.location))
    assert f"Given to Nora: {said}" in page
    assert f"planned for {day}, {wall:%H:%M}" in page.split("Earlier today")[1]
    asked = as_person("ben").post(url(family), data=planned(late, slot))
    assert said in words(asked)


def test_h11_what_is_given_for_today_says_no_day(family, as_person, prednisolone):
    ada = as_person("ada")
    done = ada.post(url(family), data=planned(prednisolone, slot_at(-10)))
    page = words(ada.get(done.location))
    assert "Given to Nora: Prednisolone 12.5 mg" in page
    assert "planned for" not in page


def test_h11_dose_without_a_slot_on_another_day_says_its_day(app, family, as_person):
    par = family.medicine("Paracetamol", rhythm={"as_needed": True})
    ada = as_person("ada")
    sent = {**planned(par, ""), **when(-3 * 24 * 60)}
    done = ada.post(url(family, "log/dose"), data=sent)
    with app.test_request_context():
        day = coming_day(today_at(-3 * 24 * 60).date())
    assert f"Given to Nora: Paracetamol 12.5 mg, on {day}, " in words(ada.get(done.location))


def test_snooze_is_offered_to_whoever_has_a_phone_that_would_ring(family, as_person, prednisolone):
    due, ada = reminder(family, prednisolone, slot_at(-10), -10), as_person("ada")
    assert "Snooze" not in ada.get(f"/due/{due}").text
    subscribed(family, "ada")
    assert "Snooze" in ada.get(f"/due/{due}").text
    assert "Snooze" not in as_person("ben").get(f"/due/{due}").text


@pytest.mark.parametrize("hours", [-60, -39, -26, -20, -13, -9, -2])
@pytest.mark.parametrize("outcome", ["given", "vomited", "refused"])
def test_h1_h5_row_says_whatever_its_button_would_ask(app, family, hours, outcome):
    """Doses that cannot matter are not asked about one by one: none that matters is left out."""
    wall, days = today_at(-5), {"Daily": {"every": "day"}, "Rare": {"every": "days", "n": 7}}
    days["Methotrexate"] = {"every": "week", "on": [f"{wall:%A}".lower()]}
    for name, every in days.items():
        rhythm, first_on = {**every, "times": [f"{wall:%H:%M}"]}, wall.date() - 21 * DAY
        medicine = family.medicine(name, "15", rhythm=rhythm, first_on=first_on)
        given_before(family, medicine, timedelta(hours=-hours), outcome=outcome)
    with app.test_request_context(), family.database.reading() as session:
        child = session.get_one(Child, family.nora)
        day = Day(session, family.actor(session, "ada"), child, now())
        due = [dose for dose in day.doses if dose.state in GIVEN_NOW]
        assert len(due) == 3
        for dose in due:
            one = dose.expected
            asked = find_already(session, child, one.medicine, one.slot.key, at=day.now)
            row = dose_row(day, dose)
            assert bool(row["already"] or dose.extra) >= bool(asked), one.medicine.name
            assert bool(row["already"]) <= bool(asked)


def test_h1_row_of_last_night_says_a_dose_for_no_time_of_early_yesterday(app, family):
    """It lies before everything else that Today reads, and in the same family day as the slot."""
    begins = today_at(-60).time().replace(second=0, microsecond=0)
    with family.database.transaction() as session:
        session.get_one(Child, family.nora).day_begins = begins
    wall = today_at(-6 * 60)
    rhythm = {"every": "day", "times": [f"{wall:%H:%M}"]}
    medicine = family.medicine(rhythm=rhythm, first_on=wall.date() - 9 * DAY)
    given_before(family, medicine, timedelta(hours=24, minutes=40))
    with app.test_request_context(), family.database.reading() as session:
        child = session.get_one(Child, family.nora)
        day = Day(session, family.actor(session, "ada"), child, now())
        (row,) = [dose_row(day, dose) for dose in day.doses if dose.state == "overdue"]
    assert row["already"].startswith("Recorded by Ben")
