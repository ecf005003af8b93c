"""The calendar feed: who gets it, what stands in it, and that other programs read it the same."""

import hashlib
import json
import re
import shutil
import subprocess
from collections import Counter
from datetime import UTC, date, datetime, time, timedelta
from html import unescape
from pathlib import Path
from zoneinfo import ZoneInfo

import icalendar
import pytest
import sqlalchemy as sa
import vobject
from sqlmodel import col, select

from journal.care.rhythm import Daily, Once
from journal.clock import now
from journal.exchange.calendar import calendar_file
from journal.plans.appointments import Visit, plan_appointment
from journal.plans.own_reminders import Wish, make_reminder
from journal.records.appointments import AppointmentKind
from journal.records.children import Child
from journal.records.people import Membership
from journal.records.reminder_choices import CalendarFeed
from journal.web.calendar_events import calendar_events
from tests.family import ZONE
from tests.web.conftest import browser

HOME = ZoneInfo(ZONE)
DAY = timedelta(days=1)
HOUR = timedelta(hours=1)
# Two weeks around each change of the clocks.
GAP, FOLD = datetime(2027, 3, 14, 7, tzinfo=UTC), datetime(2026, 11, 1, 6, tzinfo=UTC)


def made(client, family, wording="private") -> str:
    """An address of one's own; its path."""
    url = f"/children/{family.nora}/calendars"
    page = client.post(url, data={"wording": wording, "label": "My phone"})
    assert page.status_code == 200
    return re.search(r"/calendar/[\w-]{43}\.ics", unescape(page.text))[0]


def visit(family, at, **more):
    with family.database.transaction() as session:
        planned = Visit(kind=AppointmentKind.INFUSION, at=at, **more)
        child = session.get_one(Child, family.nora)
        plan_appointment(session, family.actor(session, "ada"), child, planned, now=at - 30 * DAY)


def own(family, text, rhythm, first_on, made_at):
    with family.database.transaction() as session:
        wish = Wish(text=text, rhythm=rhythm, first_on=first_on)
        child = session.get_one(Child, family.nora)
        make_reminder(session, family.actor(session, "ada"), child, wish, now=made_at)


def read(body: bytes) -> list[dict]:
    """What icalendar's reader finds."""
    found = icalendar.Calendar.from_ical(body).walk("VEVENT")
    return [
        {"uid": str(one["UID"]), "at": one["DTSTART"].dt, "title": str(one["SUMMARY"])}
        for one in found
    ]


def test_the_feed_is_read_without_signing_in_and_leaves_no_cookie(app, ada, family):
    family.medicine(rhythm={"every": "day", "times": ["08:00"]}, now=now() - 20 * DAY)
    path = made(ada, family)
    reply = browser(app).get(path)
    assert reply.status_code == 200
    assert reply.mimetype == "text/calendar"
    assert reply.headers["Cache-Control"] == "private, max-age=900"
    assert "Set-Cookie" not in reply.headers
    assert len(read(reply.data)) > 120
    again = browser(app).get(path, headers={"If-None-Match": reply.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    for line in (b"REFRESH-INTERVAL;VALUE=DURATION:PT1H", b"X-PUBLISHED-TTL:PT1H"):
        assert line in reply.data


def test_only_the_hash_of_an_address_is_kept_and_it_was_read_once_an_hour(app, ada, family):
    path = made(ada, family)
    token = path[len("/calendar/") : -len(".ics")]
    for _ in range(2):
        assert browser(app).get(path).status_code == 200
    with family.database.reading() as session:
        (feed,) = session.exec(select(CalendarFeed)).all()
        first = feed.read_at
    assert feed.id == hashlib.sha256(token.encode()).hexdigest()
    assert token not in repr(feed.model_dump())
    assert browser(app).get(path).status_code == 200
    with family.database.reading() as session:
        assert session.exec(select(CalendarFeed.read_at)).one() == first


@pytest.mark.parametrize("why", ["ended", "removed", "made up"])
def test_t20_an_address_that_is_over_is_the_same_nothing_as_one_that_never_was(
    app, as_person, family, why
):
    ben = as_person("ben")
    path = made(ben, family)
    if why == "ended":
        page = ben.get(f"/children/{family.nora}/planned").text
        end = re.search(r'action="(/children/[^"]+/calendars/[0-9a-f]{64}/end)"', page)[1]
        assert ben.post(end).status_code == 303
        assert "My phone" not in ben.get(f"/children/{family.nora}/planned").text
    elif why == "removed":
        with family.database.transaction() as session:
            mine = sa.delete(Membership).where(col(Membership.account_id) == family.people["ben"])
            session.execute(mine)
    else:
        path = "/calendar/" + "A" * 43 + ".ics"
    gone = browser(app).get(path)
    nothing = browser(app).get("/calendar/x.ics")
    assert (gone.status_code, nothing.status_code) == (404, 404)
    assert gone.headers["Cache-Control"] == nothing.headers["Cache-Control"] == "no-store"
    assert gone.text.replace(path, "") == nothing.text.replace("/calendar/x.ics", "")


def test_t20_guesses_are_stopped_and_an_address_that_works_goes_on(app, ada, family):
    path, guess = made(ada, family), f"/calendar/{'A' * 43}.ics"
    answers = [browser(app).get(guess) for _ in range(61)]
    assert {reply.status_code for reply in answers[:60]} == {404}
    assert answers[60].status_code == 429
    assert int(answers[60].headers["Retry-After"]) > 0
    assert browser(app).get(path).status_code == 200


def test_nobody_ends_the_address_of_another(app, as_person, family):
    path = made(as_person("ben"), family)
    token = path[len("/calendar/") : -len(".ics")]
    end = f"/children/{family.nora}/calendars/{hashlib.sha256(token.encode()).hexdigest()}/end"
    as_person("ada").post(end)
    assert browser(app).get(path).status_code == 200
    assert "My phone" not in as_person("ada").get(f"/children/{family.nora}/planned").text


def test_t21_private_wording_names_no_medicine_no_child_and_no_place(app, ada, family):
    family.medicine(now=now() - DAY)
    visit(family, now() + 3 * DAY, with_whom="Dr. Okafor", place="Rheumatology", note="syringes")
    own(family, "Order syringes", Daily((time(18),)), now().date(), now() - DAY)
    text = browser(app).get(made(ada, family)).text.replace("\r\n ", "")
    for word in ("Prednisolone", "12.5", "Nora", "Okafor", "Rheuma", "syringes", "nfusion"):
        assert word not in text
    kinds = Counter(one["title"] for one in read(text.encode()))
    assert {"Reminder for N.", "Reminder for N. An appointment"} < kinds.keys()


def test_full_wording_names_medicine_amount_and_place(app, ada, family):
    family.medicine(now=now() - DAY)
    visit(family, now() + 3 * DAY, with_whom="Dr. Okafor", place="Ward 3", note="Bring the diary")
    own(family, "Order syringes", Daily((time(18),)), now().date(), now() - DAY)
    body = browser(app).get(made(ada, family, "full")).data
    titles = {one["title"] for one in read(body)}
    assert {
        "Nora: Prednisolone 12.5 mg",
        "Nora: Infusion, Dr. Okafor, Ward 3",
        "Nora: Order syringes",
        "Nora: Something to prepare for tomorrow (Infusion, Dr. Okafor, Ward 3)",
    } <= titles
    assert b"Bring the diary" in body


TIMES = ("01:30", "02:30", "08:00", "23:30")
# An appointment stands at its instant: in the hour that comes twice, once in each.
HALF = timedelta(minutes=30)
VISITS = (-HALF, HALF, 3 * HALF)


def weeks_by_hand(change_at) -> Counter:
    """What stands in these weeks, counted without the journal's own reckoning of days and hours.

    02:30 is 07:30 UTC on the day that skips it, the 14th of March, and 01:30 is the first of two
    on the 1st of November: 05:30 UTC.
    """
    change_on, found = change_at.date(), Counter()

    def utc(on, clock) -> datetime:
        hours = 4 if date(2026, 3, 8) <= on < date(2026, 11, 1) or on > date(2027, 3, 14) else 5
        # The clocks change in the night: what is before it still goes by the old ones.
        if on == date(2026, 11, 1):
            hours = 4 if clock < "02:00" else 5
        elif on == date(2027, 3, 14):
            hours = 5 if clock < "03:00" else 4
        midnight = datetime(on.year, on.month, on.day, tzinfo=UTC)
        return midnight + timedelta(hours=int(clock[:2]) + hours, minutes=int(clock[3:]))

    for day in range(-8, 9):
        for clock in TIMES:
            at = utc(change_on + day * DAY, clock)
            if change_at - 7 * DAY <= at < change_at + 7 * DAY:
                found[at, "Nora: Prednisolone 12.5 mg"] += 1
    found[utc(change_on, "02:30"), "Nora: Once"] += 1
    for after in VISITS:
        found[change_at + after, "Nora: Infusion"] += 1
    prepare = "Nora: Something to prepare for tomorrow (Infusion)"
    found[utc(change_on - DAY, "10:00"), prepare] += len(VISITS)
    return found


def weeks_around(app, family, change_at):
    """The events of the weeks around a change of the clocks, and their file."""
    first_on, begun = (change_at - 7 * DAY).date(), change_at - 8 * DAY
    times = list(TIMES)
    family.medicine(rhythm={"every": "day", "times": times}, first_on=first_on, now=begun)
    for after in VISITS:
        visit(family, change_at + after)
    own(family, "Once", Once(datetime.combine(change_at.date(), time(2, 30))), first_on, begun)
    start, end = change_at - 7 * DAY, change_at + 7 * DAY
    with app.test_request_context(), family.database.reading() as session:
        child = session.get_one(Child, family.nora)
        events = calendar_events(session, child, start, end, is_full=True, now=change_at)
    body = calendar_file(events, "Nora", HOME)
    return weeks_by_hand(change_at), body


@pytest.mark.parametrize("change_at", [GAP, FOLD], ids=["gap", "fold"])
def test_two_readers_find_every_event_of_the_weeks_around_a_change_of_the_clocks(
    family, change_at, app
):
    planned, body = weeks_around(app, family, change_at)
    # An hour is skipped in the one fortnight, and comes twice in the other.
    assert planned.total() == {GAP: 64, FOLD: 62}[change_at]
    ours = Counter((one["at"].astimezone(UTC), one["title"]) for one in read(body))
    assert ours == planned
    theirs = vobject.readOne(body.decode())
    assert (
        Counter(
            (one.dtstart.value.astimezone(UTC), one.summary.value) for one in theirs.vevent_list
        )
        == planned
    )
    assert {one.duration.value for one in theirs.vevent_list} == {timedelta(minutes=15), HOUR}


@pytest.mark.nightly
@pytest.mark.parametrize("change_at", [GAP, FOLD], ids=["gap", "fold"])
def test_a_reader_in_another_language_finds_the_same(family, change_at, app, tmp_path):
    planned, body = weeks_around(app, family, change_at)
    reader = Path(shutil.copy(Path(__file__).with_name("calendar_reader.mjs"), tmp_path))
    npm = ["npm", "install", "--no-audit", "--no-fund", "ical.js@2.2.1"]
    subprocess.run(npm, cwd=tmp_path, check=True, capture_output=True)
    found = subprocess.run(
        ["node", reader.name], cwd=tmp_path, check=True, capture_output=True, input=body
    )
    assert Counter((at, title) for at, title in json.loads(found.stdout)) == Counter(
        {(round(at.timestamp()), title): n for (at, title), n in planned.items()}
    )


def test_same_plan_is_the_same_file_and_an_event_keeps_its_name(family, app):
    family.medicine(now=now() - 3 * DAY)
    visit(family, now() + 3 * DAY)

    def file(moment):
        with app.test_request_context(), family.database.reading() as session:
            child = session.get_one(Child, family.nora)
            span = (moment - DAY, moment + 5 * DAY)
            return calendar_file(
                calendar_events(session, child, *span, is_full=False, now=moment), "N", HOME
            )

    moment = now()
    assert file(moment) == file(moment)
    today, tomorrow = ({one["uid"] for one in read(file(moment + n * DAY))} for n in (0, 1))
    assert len(today & tomorrow) >= 4
    assert len(today) == len(read(file(moment)))


def test_empty_plan_is_an_empty_calendar(app, ada, family):
    body = browser(app).get(made(ada, family)).data
    assert read(body) == []
    assert vobject.readOne(body.decode()).version.value == "2.0"


def test_first_day_of_a_feed_says_nothing_of_doses_before_the_plan(app, ada, family):
    began = now()
    family.medicine(first_on=(began - 10 * DAY).date(), now=began)
    found = read(browser(app).get(made(ada, family)).data)
    assert min(one["at"] for one in found) >= began
