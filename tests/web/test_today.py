"""Today: what is due, late, to come, recorded, and what nobody knows."""

from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest
from sqlmodel import select

from journal.care.rhythm import Slot
from journal.clock import now
from journal.plans.turns import turn
from journal.records.children import Child
from journal.records.medicines import DosePlan, Medicine, Turn
from journal.records.reminders import Heartbeat, PushSubscription
from journal.web.day_doses import state_of
from journal.web.dose_times import due_words
from tests.family import NOW, ZONE
from tests.web.daily import daily_at, form_to, planned, send, slot_at, today_at, when

pytestmark = pytest.mark.usefixtures("midday")


def today(client, family, child="nora"):
    reply = client.get(f"/children/{family.children[child]}/today")
    assert reply.status_code == 200
    return reply.text


def row(page, name):
    """The words of one medicine's row."""
    part = page.split(f'<h3 class="dose__name"><bdi>{name}</bdi>')[1]
    return " ".join(part.split("</li>")[0].split())


@pytest.mark.parametrize(
    ("minutes", "state"),
    [
        (90, "later"),
        (61, "later"),
        (60, "due"),
        (0, "due"),
        (-15, "due"),
        (-16, "overdue"),
        (-719, "overdue"),
        (-720, "norecord"),
        (-2000, "norecord"),
    ],
)
def test_dose_is_due_an_hour_before_late_after_a_quarter_and_no_record_after_twelve(minutes, state):
    assert state_of(NOW + timedelta(minutes=minutes), NOW) == state


def test_late_dose_says_by_how_much(family, as_person):
    due = f"{today_at(-28):%H:%M}"
    family.medicine(rhythm=daily_at(-28))
    words = row(today(as_person("ada"), family), "Prednisolone")
    assert "Late" in words
    # A busy machine may take a minute over it.
    assert any(f"by {late} min, due {due}" in words for late in (28, 29))


def test_old_dose_without_a_record_is_not_called_missed(family, as_person):
    family.medicine(rhythm=daily_at(-12 * 60 - 5))
    with family.database.transaction() as session:
        begins = today_at(-13 * 60).time().replace(second=0, microsecond=0)
        session.get_one(Child, family.nora).day_begins = begins
    words = row(today(as_person("ada"), family), "Prednisolone")
    assert "No record" in words
    assert "Record for Nora" in words
    assert "Give to Nora" not in words


@pytest.mark.parametrize("minutes", [-90, -600, -700])
def test_a_dose_before_its_medicine_was_typed_in_is_neither_late_nor_without_record(
    family, as_person, minutes
):
    medicine = family.medicine(rhythm=daily_at(minutes), now=now())
    ada = as_person("ada")
    page = today(ada, family)
    words = row(page.split("before it was typed in")[1], "Prednisolone")
    assert "Record<" in words
    assert "Late" not in words
    assert "No record" not in words
    assert "Give to Nora" not in words
    form = ada.get(f"/children/{family.nora}/log/dose?medicine={medicine.id}").text
    assert slot_at(minutes) in form


def test_a_single_dose_from_before_it_was_typed_in_can_be_recorded(family, as_person):
    family.medicine(rhythm={"once": slot_at(-200)}, now=now())
    page = today(as_person("ada"), family)
    assert "Record<" in row(page.split("before it was typed in")[1], "Prednisolone")


def test_a_rare_medicine_stands_under_later_or_coming_and_not_twice(family, as_person):
    day = f"{today_at(3 * 24 * 60):%A}".lower()
    family.medicine("Methotrexate", rhythm={"every": "week", "on": [day], "times": ["18:00"]})
    assert today(as_person("ada"), family).count("<bdi>Methotrexate") == 1


def test_the_dose_of_the_hour_in_which_a_medicine_is_typed_in_can_be_given(family, as_person):
    family.medicine(rhythm=daily_at(-30), now=now())
    words = row(today(as_person("ada"), family), "Prednisolone")
    assert "Give to Nora" in words
    assert "Late" not in words


def test_last_nights_dose_is_still_asked_about_after_the_day_began(family, as_person):
    family.medicine(rhythm=daily_at(-180))
    with family.database.transaction() as session:
        begins = today_at(-60).time().replace(second=0, microsecond=0)
        session.get_one(Child, family.nora).day_begins = begins
    assert f"{today_at(-180):%H:%M}" in row(today(as_person("ada"), family), "Prednisolone")


@pytest.mark.parametrize(
    ("now_at", "slot", "words"),
    [
        ("2026-11-22T01:00", "2026-11-21T23:30", "yesterday 23:30"),  # the same day to the family
        ("2026-11-22T05:00", "2026-11-22T02:00", "02:00"),  # another day to the family
        ("2026-11-22T05:00", "2026-11-21T20:00", "yesterday 20:00"),
        ("2026-11-22T05:00", "2026-11-20T20:00", "Fri 20 Nov 20:00"),
        ("2026-11-22T05:00", "2026-11-22T08:00", "08:00"),
    ],
)
def test_yesterday_is_a_day_of_the_calendar_in_the_childs_zone(app, now_at, slot, words):
    zone = ZoneInfo(ZONE)
    moment, wall = datetime.fromisoformat(now_at), datetime.fromisoformat(slot)
    day = SimpleNamespace(now=moment.replace(tzinfo=zone).astimezone(UTC), zone=zone)
    due = Slot(wall=wall, due_at=wall.replace(tzinfo=zone).astimezone(UTC))
    dose = SimpleNamespace(expected=SimpleNamespace(slot=due), state="norecord")
    with app.test_request_context():
        assert due_words(day, dose) == words


def subscribed(family, person):
    with family.database.transaction() as session:
        session.add(
            PushSubscription(
                account_id=family.people[person],
                endpoint=f"https://push.example.org/{person}",
                p256dh="p",
                auth="a",
                created_at=now(),
                seen_at=now(),
            )
        )


def test_today_says_that_no_phone_is_reminded_until_one_is(family, as_person):
    family.medicine()
    subscribed(family, "eve")
    page = today(as_person("ben"), family)
    assert "No phone is reminded yet" in page
    assert 'href="/phones"' in page
    assert "No phone is reminded" not in today(as_person("cleo"), family)
    subscribed(family, "ada")
    assert "No phone is reminded" not in today(as_person("ben"), family)


def test_page_says_how_old_it_is_and_not_that_something_was_saved(family, as_person):
    page = as_person("ada").get(f"/children/{family.nora}/journal").text
    assert "As of " in page
    assert "Saved" not in page


def test_recorded_dose_says_by_whom_and_when_and_offers_no_give(family, as_person):
    prednisolone = family.medicine(rhythm=daily_at(-10))
    data = {**planned(prednisolone, slot_at(-10)), **when(-5)}
    as_person("ben").post(f"/children/{family.nora}/log/dose", data=data)
    words = row(today(as_person("ada"), family), "Prednisolone")
    assert "Given" in words
    assert f"<bdi>Ben</bdi> {today_at(-5):%H:%M}" in words
    assert "Give to Nora" not in words


def test_h1_recorded_dose_says_what_else_was_given_of_it_today(family, as_person):
    prednisolone = family.medicine(rhythm=daily_at(-10))
    ada, ben = as_person("ada"), as_person("ben")
    url = f"/children/{family.nora}/log/dose"
    ada.post(url, data={**planned(prednisolone, slot_at(-10)), **when(-5)})
    again = {"again": "yes", "why_again": "other", "reason_again": "asked the team"}
    ben.post(url, data={**planned(prednisolone, ""), **when(-2), **again})
    words = row(today(ada, family), "Prednisolone")
    assert f"and 1 more today: Ben {today_at(-2):%H:%M}" in words


def test_extra_dose_is_named_beside_the_one_that_is_due(family, as_person):
    prednisolone = family.medicine(rhythm=daily_at(-10))
    ben = as_person("ben")
    ben.post(f"/children/{family.nora}/log/dose", data={**planned(prednisolone, ""), **when(-40)})
    words = row(today(as_person("ada"), family), "Prednisolone")
    assert f"Ben recorded an extra dose at {today_at(-40):%H:%M}" in words


def test_h4_weekly_medicine_names_its_weekday_and_its_next_day(family, as_person):
    in_two_days = today_at(2 * 24 * 60)
    rhythm = {"every": "week", "on": [f"{in_two_days:%A}".lower()], "times": ["18:00"]}
    family.medicine("Methotrexate", "15", rhythm=rhythm)
    page = today(as_person("ada"), family)
    words = row(page, "Methotrexate")
    assert f"once a week, on {in_two_days:%A}" in words
    assert f"next {in_two_days:%A} {in_two_days.day} {in_two_days:%b}" in words
    assert "Give to Nora" not in words
    assert "Coming" not in page


def test_h17_unreadable_plan_says_that_nobody_can_tell(family, as_person):
    medicine = family.medicine(rhythm=daily_at(-10))
    family.medicine("Folic acid", "1", rhythm=daily_at(-10))
    with family.database.transaction() as session:
        plan = session.exec(select(DosePlan).where(DosePlan.medicine_id == medicine.id)).one()
        plan.rhythm = {"every": "blue moon"}
    page = today(as_person("ada"), family)
    assert "ask your team" in row(page, "Prednisolone")
    assert "Give to Nora" in row(page, "Folic acid")


def test_h34_stopped_medicine_leaves_today_and_its_doses_stay(family, as_person):
    prednisolone = family.medicine(rhythm=daily_at(-10))
    ada = as_person("ada")
    ada.post(f"/children/{family.nora}/doses", data=planned(prednisolone, slot_at(-10)))
    hold(family, prednisolone, Turn.STOP, on=today_at(0).date())
    assert "Give to Nora" not in today(ada, family)
    journal = ada.get(f"/children/{family.nora}/journal").text
    assert "Prednisolone 12.5 mg, given" in journal


def test_h8_paused_medicine_says_since_when(family, as_person):
    prednisolone = family.medicine(rhythm=daily_at(-10))
    since = today_at(-12 * 24 * 60).date()
    hold(family, prednisolone, Turn.PAUSE, on=since, review_on=since + timedelta(days=20))
    page = today(as_person("ada"), family)
    assert f"paused since {since.day} {since:%b %Y} (12 days): ask the team" in page
    assert "Give to Nora" not in page


def hold(family, medicine: Medicine, what: Turn, *, on: date, review_on: date | None = None):
    with family.database.transaction() as session:
        actor = family.actor(session, "ada")
        medicine = session.get_one(Medicine, medicine.id)
        words = {"reason": "low white cells", "review_on": review_on}
        turn(session, actor, medicine, what, on=on, now=now() - timedelta(minutes=1), **words)


def test_h19_today_says_first_that_reminders_are_not_running(family, as_person):
    with family.database.transaction() as session:
        session.get_one(Heartbeat, "reminders").at = now() - timedelta(minutes=10)
    page = today(as_person("ada"), family)
    assert page.count(f"Reminders are not running since {today_at(-10):%H:%M}") == 2


def test_h17_page_says_how_old_it_is_and_loads_again(family, as_person):
    page = today(as_person("ada"), family)
    assert "data-as-of" in page
    assert 'data-reload-after="120"' in page
    assert "not given" not in page.lower()


def test_running_infusion_and_open_stay_offer_their_end(family, as_person):
    ada = as_person("ada")
    for what, data in {
        "infusion": {"product": "Privigen"},
        "stay": {"hospital": "City Hospital"},
    }.items():
        form = form_to(ada.get(f"/children/{family.nora}/log/{what}").text, what)
        assert send(ada, form, **data, **when(-30)).status_code == 303
    page = today(ada, family)
    assert "Write the discharge" in page
    assert "Write the end" in page
    edit = page.split("Write the discharge")[0].rpartition('href="')[2].split('"')[0]
    form = ada.get(edit.replace("&amp;", "&")).text
    assert f'name="discharged_on" value="{today_at(0):%Y-%m-%d}"' in form


def test_empty_family_is_shown_the_first_step(family, as_person):
    assert "Add a medicine" in today(as_person("ada"), family, "tom")
    assert "Add a medicine" not in today(as_person("cleo"), family, "tom")


def test_today_is_remembered_as_the_child_to_start_with(family, as_person):
    ada = as_person("ada")
    today(ada, family, "tom")
    assert ada.get("/").location == f"/children/{family.tom}/today"
