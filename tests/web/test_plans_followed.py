"""Every change of a plan has its reminders with it: written in the same transaction, or neither."""

import json
import uuid
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from flask import request, request_finished
from sqlmodel import select

from journal.clock import now
from journal.records.appointments import Appointment, OwnReminder
from journal.records.lab_plans import LabRule
from journal.records.medicines import Medicine, Supply
from journal.records.reminders import Occurrence
from journal.reminders.planning import differences
from tests.family import ZONE
from tests.web.matrix import RULES
from tests.web.tapering import day, kept, started

HOME = ZoneInfo(ZONE)
STEP = {"what": "change", "later": "move"}
# Nobody is reminded of one.
NO_PLAN = {
    "papers.keep_hours POST",
    "questionnaires.add POST",
    "questionnaires.away POST",
    "sharing.end POST",
    "sharing.make POST",
}
# What changes a plan though everybody who records may do it.
RECORDED = {"supply.count POST", "supply.fetched POST", "supply.back POST", "api_supply.add POST"}


class Journal:
    """A browser, and after each request the question whether the reminders followed."""

    def __init__(self, app, client, family) -> None:
        self.client, self.family = client, family
        self.asked: set[str] = set()
        self.url = f"/children/{family.nora}"
        self.api = f"/api/v1/children/{family.nora}"
        request_finished.connect(self._finished, app)

    def _finished(self, _app, response, **_more) -> None:
        if request.method == "GET" or response.status_code not in {201, 204, 303} | {200}:
            return
        if response.status_code == 200 and not request.path.startswith("/api/"):
            return  # a page that asks to look first
        self.asked.add(f"{request.endpoint} {request.method}")

    def post(self, path, data=None, **more):
        began = now()
        reply = self.client.post(self.url + path, data=data, **more)
        self.followed(path, began)
        return reply

    def send(self, path, body, method="PATCH"):
        began = now()
        reply = self.client.open(self.api + path, method=method, json=body)
        assert reply.status_code in {200, 201, 204}, reply.text
        self.followed(path, began)
        return json.loads(reply.text) if reply.text else {}

    def kept(self, path, data):
        began = now()
        kept(self.client, self.url + path, data)
        self.followed(path, began)

    def followed(self, what, began) -> None:
        with self.family.database.reading() as session:
            left = differences(session, self.family.nora, now=began)
            assert not left, (what, left)

    def rows(self, table):
        with self.family.database.reading() as session:
            return session.exec(select(table)).all()

    def standing(self, table):
        return next(row for row in self.rows(table) if row.ended_at is None)


@pytest.fixture
def journal(app, ada, family) -> Journal:
    return Journal(app, ada, family)


def clock(hours=5) -> str:
    """A time of the day that no edge of planning lies near."""
    return f"{(now() + timedelta(hours=hours)).astimezone(HOME):%H:%M}"


def test_h7_every_change_of_a_plan_has_its_reminders_in_the_same_transaction(journal, family):
    dose = {"amount": "12.5", "unit": "mg", "rhythm": "day", "times": [clock()], "from": day(0)}
    journal.post("/medicines/add", {"name": "Prednisolone", "step": "2", **dose})
    (pills,) = journal.rows(Medicine)
    plan = f"/medicines/{pills.id}"
    assert len(journal.rows(Occurrence)) == 2
    journal.kept(f"{plan}/change", {**dose, "amount": "10", "times": [clock(), clock(6)]})
    started_at = now()
    started(journal.client, journal.url + plan)
    journal.followed("taper", started_at)
    journal.kept(f"{plan}/taper/longer", {})
    journal.kept(f"{plan}/taper/{day(11)}", {**STEP, "from": day(12), "amount": "6"})
    stock(journal, plan)
    turns(journal, plan)
    infusions(journal, pills)
    by_program(journal)
    besides(journal)
    labs(journal)
    vaccines(journal)
    journal.post("/zone", {"zone": "America/Halifax", "seen": "America/Halifax"})
    about = {"name": "Nora", "born_on": "2017-05-03", "day_begins": "04:00", "colour": "clay"}
    journal.post("/edit", about)
    wanted = {key for key, rule in RULES.items() if rule == "plan" and " GET" not in key} - NO_PLAN
    assert journal.asked >= wanted | RECORDED


def stock(journal, plan) -> None:
    journal.post(f"{plan}/supply/notice", {"refill_days": "7"})
    journal.post(f"{plan}/supply/count", {"count": "4", "count_unit": "tablet"})
    journal.post(f"{plan}/supply/fetched", {"fetched": "30", "fetched_unit": "tablet"})
    last = max(journal.rows(Supply), key=lambda row: row.made_at)
    journal.post(f"{plan}/supply/{last.id}/back")


def infusions(journal, medicine) -> None:
    place = f"/infusions/medicines/{medicine.id}"
    ordered = {"row": str(uuid.uuid4()), "variant": "other", "first_on": day(0)}
    journal.post(place, ordered)
    journal.post(f"{place}/end")


def turns(journal, plan) -> None:
    paused = {"on": day(0), "cause": "infection", "reason": "fever", "review_on": day(1)}
    journal.post(f"{plan}/pause", paused)
    journal.post(f"{plan}/resume", {"on": day(0)})
    journal.post(f"{plan}/stop", {"on": day(0), "cause": "finished", "reason": "done"})
    open_ones = [one for one in journal.rows(Occurrence) if one.settled_at is None]
    assert [one for one in open_ones if one.about == "dose"] == []


def by_program(journal) -> None:
    rhythm = {"every": "day", "times": [clock()]}
    body = {"name": "Folic acid", "amount": "5", "unit": "mg", "rhythm": rhythm}
    made = journal.send("/medicines", body, "POST")["id"]
    journal.send(f"/medicines/{made}", {"amount": "4"})
    journal.send(f"/medicines/{made}/supply", {"refill_days": 5})
    counted = {"what": "counted", "amount": "20", "unit": "tablet"}
    journal.send(f"/medicines/{made}/supply", counted, "POST")
    slip = journal.send("/medicines", {**body, "name": "Calcium"}, "POST")["id"]
    journal.send(f"/medicines/{slip}", None, "DELETE")
    slip = journal.send("/medicines", {**body, "name": "Calcium"}, "POST")["id"]
    journal.post(f"/medicines/{slip}/remove")


def besides(journal) -> None:
    noon = {"at_on": day(2), "at_time": "12:00", "row": str(uuid.uuid4())}
    journal.post("/planned/appointments/add", {"kind": "infusion", **noon})
    first = f"/planned/appointments/{journal.standing(Appointment).id}"
    journal.post(first, {"kind": "infusion", **noon, "place": "Ward 3"})
    journal.post(f"/planned/appointments/{journal.standing(Appointment).id}/end")
    wish = {"text": "Stretch", "rhythm": "day", "times": [clock()], "from": day(0)}
    journal.post("/planned/reminders/add", {**wish, "row": str(uuid.uuid4())})
    own = f"/planned/reminders/{journal.standing(OwnReminder).id}"
    journal.post(own, {**wish, "text": "Walk"})
    journal.post(f"/planned/reminders/{journal.standing(OwnReminder).id}/end")
    times = {
        "again": "30",
        "check_in_on": "yes",
        "check_in_clock": clock(),
        "prepare_clock": "10:00",
    }
    journal.post("/planned/times", times)
    assert any(one.about == "check_in" for one in journal.rows(Occurrence))


def labs(journal) -> None:
    # Its window closes in two days: the day before is told within the two days that are planned.
    rule = {"tests": ["1742-6"], "repeats": "again", "weeks_max": "12", "first_on": day(-82)}
    journal.post("/lab-plans/add", {**rule, "row": str(uuid.uuid4())})
    assert any(one.about == "labs" for one in journal.rows(Occurrence))
    journal.post(f"/lab-plans/{journal.standing(LabRule).id}", {**rule, "row": str(uuid.uuid4())})
    journal.post(f"/lab-plans/{journal.standing(LabRule).id}", {**rule, "weeks_max": "13"})
    journal.post(f"/lab-plans/{journal.standing(LabRule).id}/end")
    eyes = {"name": "Hydroxychloroquine", "amount": "200", "unit": "mg"}
    times = {"every": "day", "times": [clock()]}
    made = journal.send("/medicines", {**eyes, "rhythm": times}, method="POST")
    place = f"/lab-plans/medicines/{made['id']}"
    taken = {**rule, "tests": ["cbc_with_diff", "ast", "alt"], "weeks_max": "52"}
    journal.post(f"{place}/hydroxychloroquine-regular", {**taken, "row": str(uuid.uuid4())})
    journal.post(f"{place}/hydroxychloroquine-eyes/refuse")
    journal.send("/lab-plans", {"tests": ["1742-6"], "every_weeks": 12}, method="POST")


def vaccines(journal) -> None:
    journal.post("/vaccines/follow", {"vaccine": "mmr"})
    figure = {"vaccine": "mmr", "medicine": "ivig", "value": "12", "unit": "months"}
    figure["told_by"] = "Dr. Okafor"
    journal.post("/vaccines/figures", figure)
    journal.post("/vaccines/follow/end", {"vaccine": "mmr"})
    journal.post("/fever", {"value": "38.5", "unit": "°C", "told_by": "Dr. Okafor"})
    hours = {"value": "72", "unit": "hours", "told_by": "Dr. Okafor"}
    journal.post(f"/contacts/{uuid.uuid4()}/time/measles", hours)


def test_change_of_a_plan_that_is_rolled_back_leaves_no_reminder(journal, family):
    body = {"name": "Folic acid", "amount": "5", "unit": "mg"}
    rhythm = {"every": "day", "times": ["25:00"]}
    reply = journal.client.post(f"{journal.api}/medicines", json={**body, "rhythm": rhythm})
    assert reply.status_code == 422
    assert journal.rows(Occurrence) == []
