"""The pages of appointments and own reminders, without a script."""

import html
import re
import uuid
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlmodel import select

from journal.care.rhythm import Daily
from journal.clock import now
from journal.entries.record import record
from journal.plans.appointments import Visit, plan_appointment
from journal.plans.own_reminders import Wish, make_reminder
from journal.records.appointments import Appointment, AppointmentKind, OwnReminder
from journal.records.children import Child
from journal.records.reminder_choices import KindChoice
from journal.records.reminders import About, Occurrence
from journal.reminders.kind_rules import KindRule, choose_kind, kind_rules
from tests.family import ZONE, change
from tests.web.daily import form_to, send

HOME = ZoneInfo(ZONE)
DAY = timedelta(days=1)


def words_of(page: str) -> str:
    """The page as a person reads it, without markup."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page)).split())


def url(family, *path, child="nora") -> str:
    return "/".join([f"/children/{family.children[child]}/planned", *map(str, path)])


def local(moment: datetime) -> dict[str, str]:
    at = moment.astimezone(HOME)
    return {"at_on": f"{at:%Y-%m-%d}", "at_time": f"{at:%H:%M}"}


def visit(ahead=2 * DAY, **changed) -> dict[str, str]:
    noon = datetime.combine((now().astimezone(HOME) + ahead).date(), time(12), HOME)
    return {"kind": "clinic", "row": str(uuid.uuid4()), **local(noon), **changed}


def rows(family, table):
    with family.database.reading() as session:
        return session.exec(select(table).order_by(table.made_at)).all()


def planned(family) -> Appointment:
    with family.database.transaction() as session:
        child = session.get_one(Child, family.nora)
        soon = Visit(kind=AppointmentKind.INFUSION, at=now() + 2 * DAY, with_whom="Dr. Okafor")
        return plan_appointment(session, family.actor(session, "ada"), child, soon, now=now())


def test_an_appointment_is_planned_changed_and_called_off_and_nothing_is_lost(ada, family):
    made = visit(with_whom="Dr. Okafor", place="Ward 3", note="Bring the diary")
    assert ada.post(url(family, "appointments", "add"), data=made).status_code == 303
    (row,) = rows(family, Appointment)
    assert (row.kind, row.with_whom, row.zone) == ("clinic", "Dr. Okafor", ZONE)
    page = words_of(ada.get(url(family)).text)
    assert "Planned for Nora" in page
    assert "Visit to the clinic 12:00, Dr. Okafor, Ward 3" in page
    form = ada.get(url(family, "appointments", row.id)).text
    assert 'value="Ward 3"' in form
    changed = visit(with_whom="Dr. Okafor", place="Ward 4", note="Bring the diary")
    assert ada.post(url(family, "appointments", row.id), data=changed).status_code == 303
    assert [one.place for one in rows(family, Appointment) if not one.ended_at] == ["Ward 4"]
    last = next(one for one in rows(family, Appointment) if not one.ended_at)
    assert ada.post(url(family, "appointments", last.id, "end")).status_code == 303
    page = words_of(ada.get(url(family)).text)
    assert "None is planned." in page
    assert "Changed by Ada" in page
    assert "Called off by Ada" in page


def test_the_form_sent_twice_is_one_appointment(ada, family):
    made = visit()
    for _ in range(2):
        assert ada.post(url(family, "appointments", "add"), data=made).status_code == 303
    assert len(rows(family, Appointment)) == 1


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"kind": ""}, "Choose what the appointment is for."),
        ({"at_on": "31/04/2027"}, "Write the date as 2026-04-30."),  # B13
        ({"at_on": "2027-04-31"}, "There is no 31 April."),  # B13
        ({"at_on": "2020-04-30"}, "is over. Write a time to come"),
        ({"at_on": "2099-04-30"}, "Check the year."),
        ({"at_time": ""}, "Write the time as 08:00."),
        # B11: that night the clocks go from 02:00 to 03:00.
        ({"at_on": "2027-03-14", "at_time": "02:30"}, "02:30 did not exist"),
        # B12: that night 01:30 comes twice.
        ({"at_on": "2027-11-07", "at_time": "01:30"}, "01:30 happened twice"),
        ({"note": "x" * 10_001}, "10,001 of 10,000 characters"),  # B19
    ],
)
def test_what_cannot_be_planned_is_said_at_its_field_and_stays_typed(ada, family, typed, sentence):
    made = visit(place="Ward 3", **typed)
    reply = ada.post(url(family, "appointments", "add"), data=made)
    assert reply.status_code == 422
    assert sentence in words_of(reply.text)
    assert 'value="Ward 3"' in reply.text
    assert rows(family, Appointment) == []


def test_b12_the_second_of_two_equal_times_is_the_one_that_was_chosen(ada, family):
    made = visit(at_on="2027-11-07", at_time="01:30", at_fold="1")
    assert ada.post(url(family, "appointments", "add"), data=made).status_code == 303
    (row,) = rows(family, Appointment)
    assert row.at == datetime(2027, 11, 7, 6, 30, tzinfo=UTC)


def wish(**changed):
    today = now().astimezone(HOME).date().isoformat()
    made = {"text": "Stretch", "rhythm": "day", "times": ["18:00"], "from": today}
    return {**made, "row": str(uuid.uuid4()), **changed}


def test_an_own_reminder_is_made_changed_and_ended(ada, family):
    assert ada.post(url(family, "reminders", "add"), data=wish()).status_code == 303
    (row,) = rows(family, OwnReminder)
    assert row.rhythm == {"every": "day", "times": ["18:00"]}
    assert "Stretch every day at 18:00" in words_of(ada.get(url(family)).text)
    typed = wish(text="Walk", rhythm="week", on=["tuesday", "friday"])
    assert ada.post(url(family, "reminders", row.id), data=typed).status_code == 303
    page = words_of(ada.get(url(family)).text)
    assert "Walk every week on Tuesday, Friday at 18:00" in page
    last = next(one for one in rows(family, OwnReminder) if not one.ended_at)
    assert 'value="Walk"' in ada.get(url(family, "reminders", last.id)).text
    assert ada.post(url(family, "reminders", last.id, "end")).status_code == 303
    assert "Ended by Ada" in words_of(ada.get(url(family)).text)


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"text": " "}, "Write what you want to be reminded of."),
        ({"rhythm": ""}, "Choose how often"),
        ({"times": [""]}, "time"),
        ({"rhythm": "week"}, "weekday"),
        ({"until": "2020-01-01"}, "The last day is before the first."),
        ({"rhythm": "once", "from": "2020-01-01"}, "That day is over."),
        ({"rhythm": "needed"}, "Choose every day, every week"),
    ],
)
def test_own_reminder_that_cannot_be_kept_says_why_and_stays_typed(ada, family, typed, sentence):
    reply = ada.post(url(family, "reminders", "add"), data=wish(**typed))
    assert reply.status_code == 422
    assert sentence in words_of(reply.text)
    assert "18:00" in reply.text or typed.get("times")
    assert rows(family, OwnReminder) == []


def test_times_of_reminders_are_the_family_s_and_nothing_else_is_written(ada, family):
    page = ada.get(url(family, "times")).text
    assert re.search(r'name="appointment_on"[^>]*checked', page)
    assert not re.search(r'name="check_in_on"[^>]*checked', page)
    typed = {
        "again": "45",
        "appointment_on": "yes",
        "appointment_leads": ["72", "2"],
        "prepare_on": "yes",
        "prepare_clock": "10:00",
        "follow_up_leads": ["24", "48", "72"],
        "check_in_on": "yes",
        "check_in_clock": "20:15",
    }
    assert ada.post(url(family, "times"), data=typed).status_code == 303
    with family.database.reading() as session:
        rules = kind_rules(session, family.nora)
        written = {row.about for row in session.exec(select(KindChoice))}
    assert rules[About.DOSE].again == timedelta(minutes=45)
    assert rules[About.APPOINTMENT].leads == (3 * DAY, timedelta(hours=2))
    assert (rules[About.CHECK_IN].on, rules[About.CHECK_IN].clock) == (True, time(20, 15))
    assert not rules[About.FOLLOW_UP].on
    # What stays as it was is no choice.
    assert written == {"dose", "appointment", "follow_up", "check_in"}


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"appointment_leads": []}, "Choose at least one time"),
        ({"again": "-1"}, "Write the minutes, from 0 (not again) to 240."),
        ({"again": "241"}, "Write the minutes, from 0 (not again) to 240."),
        ({"check_in_clock": "25:00"}, "Write a time from 00:00 to 23:59."),
    ],
)
def test_times_that_cannot_be_kept_are_said(ada, family, typed, sentence):
    whole = {
        "again": "30",
        "appointment_on": "yes",
        "appointment_leads": ["24"],
        "prepare_clock": "10:00",
        "check_in_clock": "19:00",
        **typed,
    }
    reply = ada.post(url(family, "times"), data=whole)
    assert reply.status_code == 422
    assert sentence in words_of(reply.text)


def test_today_and_the_pocket_name_the_appointments_of_the_week(ada, family):
    row = planned(family)
    page = words_of(ada.get(f"/children/{family.nora}/today").text)
    assert f"Infusion {row.at.astimezone(HOME):%H:%M}, Dr. Okafor" in page


def test_viewers_read_what_is_planned_and_find_nothing_to_press(as_person, family):
    planned(family)
    page = as_person("cleo").get(url(family)).text
    assert "Dr. Okafor" in page
    assert "/appointments/" not in page


def test_t1_row_of_another_child_is_not_there(ada, family):
    row = planned(family)
    assert ada.get(url(family, "appointments", row.id, child="tom")).status_code == 404


def occurrence(family, about, subject=None, key=None) -> str:
    with family.database.transaction() as session:
        one = Occurrence(
            child_id=family.nora,
            about=about,
            subject_id=subject,
            slot="2026-11-22T08:00",
            key=key or f"{about}:{subject}",
            due_at=now(),
        )
        session.add(one)
    return f"/due/{one.id}"


def test_page_of_an_infusion_s_day_before_lists_what_to_have_ready_and_records_nothing(ada, family):
    row = planned(family)
    page = words_of(ada.get(occurrence(family, About.PREPARE, row.id)).text)
    for word in ("Infusion, Dr. Okafor", "Drinks", "Numbing cream", "Papers", "ask your team"):
        assert word in page
    assert "Given" not in page


def test_reminder_of_a_follow_up_opens_its_look_and_then_the_day_of_the_infusion(family, as_person):
    ada = as_person("ada")
    made = change(family.nora, "infusion", made_at=now() - DAY, product="Privigen")
    with family.database.transaction() as session:
        record(session, family.actor(session, "ada"), made, now=now())
    key = f"follow_up:{made.entry}:{48 * 60}"
    where = occurrence(family, About.FOLLOW_UP, made.entry, key=key)
    assert "How is Nora after the infusion?" in words_of(as_person("cleo").get(where).text)
    look = ada.get(where).location
    page = ada.get(look).text
    assert re.search(r'name="hours" value="48"[^>]* checked', page)
    assert send(ada, form_to(page, "/log/after"), reaction="none", hours="48").status_code == 303
    assert ada.get(where).location == f"/children/{family.nora}/infusions/{made.entry}"


def test_page_of_an_own_reminder_and_of_the_check_in_say_what_they_are(ada, family):
    with family.database.transaction() as session:
        child = session.get_one(Child, family.nora)
        wished = Wish(text="Order syringes", rhythm=Daily((time(8),)), first_on=now().date())
        row = make_reminder(session, family.actor(session, "ada"), child, wished, now=now())
    assert "Order syringes" in ada.get(occurrence(family, About.OWN, row.id)).text
    assert "How was today for Nora?" in ada.get(occurrence(family, About.CHECK_IN)).text


def test_the_evenings_reminder_leads_to_its_form_and_later_to_the_answer(ada, as_person, family):
    with family.database.transaction() as session:
        asked = KindRule(on=True, clock=time(19))
        actor = family.actor(session, "ada")
        choose_kind(session, actor, family.nora, About.CHECK_IN, asked, now=now())
    day = now().astimezone(HOME).date()
    where = occurrence(family, About.CHECK_IN, key=f"check_in:{family.nora}:{day}")
    assert ada.get(where).location == f"/children/{family.nora}/log/check_in"
    assert "How was today for Nora?" in as_person("cleo").get(where).text
    form = form_to(ada.get(f"/children/{family.nora}/log/check_in").text, "/log/check_in")
    send(as_person("ben"), form, day="usual")
    answered = ada.get(where).location
    assert "Evening: a usual day" in ada.get(answered).text


def test_page_of_a_called_off_appointment_says_so(ada, family):
    row = planned(family)
    where = occurrence(family, About.APPOINTMENT, row.id)
    ada.post(url(family, "appointments", row.id, "end"))
    assert "No longer planned" in ada.get(where).text


def test_giving_or_snoozing_what_is_no_dose_writes_nothing(ada, family):
    where = occurrence(family, About.CHECK_IN)
    for act in ("given", "snooze"):
        assert ada.post(f"{where}/{act}").status_code == 409
