"""Which doses a phone without signal gives in one tap: those of Today's own button, no others."""

import json
import re
from datetime import datetime, timedelta

import pytest

from journal.care.rhythm import Weekday
from journal.clock import now
from journal.records.children import Child
from journal.web.day import Day
from journal.web.day_doses import state_of
from journal.web.dose_rows import GIVEN_NOW, give_all
from tests.web.daily import daily_at, planned, when

pytestmark = pytest.mark.usefixtures("midday")


@pytest.fixture
def kept(family, as_person):
    """Return today's part of a person's pocket."""

    def ask(who="ada"):
        return as_person(who).get(f"/api/v1/children/{family.nora}/pocket").json["today"]

    return ask


def given_along(today, moment):
    """What static/js/phone/views/today.js makes of the kept slots."""
    return {
        (slot["medicine"], slot["slot"])
        for slot in today["slots"]
        if not slot["recorded"]
        and state_of(datetime.fromisoformat(slot["due_at"]), moment) in GIVEN_NOW
        and slot["all_until"]
        and moment <= datetime.fromisoformat(slot["all_until"])
    }


def offered(app, family, moment):
    """What the button of Today takes along at a moment."""
    with app.test_request_context(), family.database.reading() as session:
        child = session.get_one(Child, family.nora)
        day = Day(session, family.actor(session, "ada"), child, moment)
        button = give_all(day, day.doses)
    lines = button["hidden"]["doses"].split("\n") if button else []
    return {tuple(line.split()[:2]) for line in lines}


def test_h1_h5_what_is_given_in_one_tap_is_what_today_offers_at_every_moment(app, family, kept):
    today = Weekday.of(now().date())
    rhythm = {"every": "week", "on": [today.value], "times": daily_at(-10)["times"]}
    for name, minutes in (("Folic acid", -10), ("Calcium", -170), ("Omeprazole", -240)):
        family.medicine(name, rhythm=daily_at(minutes))
    family.medicine("Mycophenolate", rhythm=rhythm)
    pocket = kept()
    for minutes in range(0, 240, 10):
        moment = now() + timedelta(minutes=minutes)
        here = given_along(pocket, moment)
        assert (here if len(here) > 1 else set()) == offered(app, family, moment), minutes
    assert len(given_along(pocket, now())) == 2


def test_h1_dose_beside_one_for_no_time_is_not_given_along(family, kept, as_person):
    medicine = family.medicine(rhythm=daily_at(-5))
    unplanned = {**planned(medicine, ""), **when(-15)}
    reply = as_person("ben").post(f"/children/{family.nora}/log/dose", data=unplanned)
    assert reply.status_code == 303
    assert not given_along(kept(), now())


def test_kept_button_is_todays_with_tokens_for_what_the_phone_knows(family, kept, as_person):
    for name in ("Folic acid", "Calcium"):
        family.medicine(name, rhythm=daily_at(-5))
    page = as_person("ada").get(f"/children/{family.nora}/today").text
    part = kept()["give_all"]
    assert part["line"] == "[[medicine]] [[slot]] [[amount]] [[unit]] [[change]] [[entry]]"
    assert f'value="{part["line"]}" checked' in part["tick"]
    tokens = set(re.findall(r"\[\[\w+\]\]", part["button"]))
    assert tokens == {"[[count]]", "[[names]]", "[[doses]]", "[[ticks]]"}
    marks = re.compile(r'data-(?:fields|single|outbox|kind)="[^"]*"')
    offered = page.split('class="give-all"')[1].split("</section>")[0]
    assert marks.findall(part["button"]) == marks.findall(offered)


def test_viewer_has_no_button_for_all(family, kept):
    family.medicine(rhythm=daily_at(-5))
    assert kept("cleo")["give_all"] is None
    assert "doses/due" not in json.dumps(kept("cleo"))
