"""What Today says of plans, and where a notice on a phone leads."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import Engine, event
from sqlmodel import select

from journal.care.rhythm import read_rhythm
from journal.care.taper import Step, Taper, Then
from journal.clock import now
from journal.plans.medicines import Dosing, change_dose
from journal.plans.tapers import start_taper
from journal.plans.turns import turn
from journal.records.columns import uuid7
from journal.records.medicines import Medicine, Turn
from journal.records.reminders import About, Occurrence
from journal.reminders.planning import plan_ahead
from tests.web.daily import daily_at, doses, today_at

pytestmark = pytest.mark.usefixtures("midday")

DAY = timedelta(days=1)
LATER = {"every": "day", "times": ["23:50"]}


def on(days: int) -> date:
    """The child's date, so many days from today."""
    return today_at(0).date() + days * DAY


def written(day: date) -> str:
    return f"{day.day} {day:%b %Y}"


def today(client, family) -> str:
    page = client.get(f"/children/{family.nora}/today").text
    return " ".join(page.split())


@pytest.fixture
def pills(family) -> Medicine:
    return family.medicine(amount="15", rhythm=LATER, first_on=on(-30), now=now() - 30 * DAY)


def redose(family, pills, amount: str, day: date) -> None:
    dosing = Dosing(amount=Decimal(amount), unit="mg", rhythm=read_rhythm(LATER), first_on=day)
    with family.database.transaction() as session:
        ada, medicine = family.actor(session, "ada"), session.get_one(Medicine, pills.id)
        change_dose(session, ada, medicine, dosing, now=now() - 2 * DAY)


def taper(family, pills, last_on: date, then: Then) -> None:
    plan = Taper((Step(on(-20), Decimal(5), last_on),), then)
    dosing = Dosing(amount=Decimal(5), unit="mg", rhythm=read_rhythm(LATER), first_on=on(-20))
    with family.database.transaction() as session:
        ada, medicine = family.actor(session, "ada"), session.get_one(Medicine, pills.id)
        start_taper(session, ada, medicine, plan, dosing, now=now() - 20 * DAY)


def decide(family, pills, what: Turn, day: date, review_on: date | None = None, **more) -> None:
    with family.database.transaction() as session:
        ada, medicine = family.actor(session, "ada"), session.get_one(Medicine, pills.id)
        words = {"reason": "blood counts", "review_on": review_on, "now": now(), **more}
        turn(session, ada, medicine, what, on=day, **words)


def test_step_stands_on_today_the_day_before_and_on_the_day_itself(family, as_person, pills):
    redose(family, pills, "12.5", on(1))
    assert "Tomorrow: 12.5 mg instead of 15 mg" in today(as_person("ben"), family)
    redose(family, pills, "10", on(0))
    page = today(as_person("ben"), family)
    assert "From today: 10 mg instead of 15 mg" in page
    assert "Tomorrow:" not in page


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (8, None),
        (7, "The plan ends in 7 days"),
        (1, "The plan ends tomorrow"),
        (0, "The plan ends today"),
        (-1, "The plan ended on"),
        (-19, "The plan ended on"),
    ],
)
def test_h10_today_asks_every_day_until_somebody_decides(family, as_person, pills, days, words):
    taper(family, pills, on(days), Then.ASK)
    ada = as_person("ada")
    page = today(ada, family)
    if words is None:
        assert "Decide what follows" not in page
        return
    assert words in page
    assert "Decide what follows" in page
    if days < 0:
        assert f"The plan ended on {written(on(days))}" in page
        assert "5 mg goes on. Ask your team what follows." in page
    else:
        assert "The team has not said what follows: ask your team." in page
    assert f'href="/children/{family.nora}/medicines/{pills.id}"' in page


@pytest.mark.parametrize("answer", ["dose", "stop", "pause"])
def test_h10_decision_ends_the_line(family, as_person, pills, answer):
    taper(family, pills, on(-3), Then.ASK)
    if answer == "dose":
        redose(family, pills, "5", on(0))
    elif answer == "stop":
        decide(family, pills, Turn.STOP, on(0))
    else:
        decide(family, pills, Turn.PAUSE, on(0), on(9))
    assert "Decide what follows" not in today(as_person("ada"), family)


def test_h10_end_that_stops_is_told_and_asks_nothing(family, as_person, pills):
    taper(family, pills, on(0), Then.STOP)
    page = today(as_person("ada"), family)
    assert "Today is the last day of the plan" in page
    assert "Nothing follows: it stops." in page
    assert "Decide what follows" not in page


def test_h8_pause_asks_to_be_looked_at_from_its_day_of_review_on(family, as_person, pills):
    ada = as_person("ada")
    decide(family, pills, Turn.PAUSE, on(-12), on(1), now=now() - 12 * DAY)
    page = today(ada, family)
    assert f"paused since {written(on(-12))} (12 days): ask the team" in page
    assert "Look at the pause" not in page
    decide(family, pills, Turn.PAUSE, on(-3), on(-1), now=now() - 3 * DAY)
    page = today(ada, family)
    # Written again, it is the same pause: the days are counted from its first.
    assert page.count(f"Paused since {written(on(-12))} (12 days): ask the team") == 1
    assert f"The day to look at it again was {written(on(-1))}." in page
    assert "Look at the pause" in page
    medicine = ada.get(f"/children/{family.nora}/medicines/{pills.id}").text
    assert "Another day to look again" in medicine
    decide(family, pills, Turn.PAUSE, on(0), on(5))
    assert "Look at the pause" not in today(ada, family)
    decide(family, pills, Turn.RESUME, on(0))
    assert "paused since" not in today(ada, family).lower()


def test_cleo_reads_it_and_is_offered_no_decision(family, as_person, pills):
    taper(family, pills, on(-3), Then.ASK)
    page = today(as_person("cleo"), family)
    assert "The plan ended on" in page
    assert "Decide what follows" not in page
    assert f'<a href="/children/{family.nora}/medicines/{pills.id}">' in page


@pytest.fixture
def notice(family, pills) -> Occurrence:
    """Written down on the day before a step."""
    redose(family, pills, "12.5", on(1))
    with family.database.transaction() as session:
        plan_ahead(session, now=now() - 18 * timedelta(hours=1))
        return session.exec(select(Occurrence).where(Occurrence.about == About.STEP)).one()


def test_tap_on_a_notice_opens_the_medicine_of_the_right_child(family, as_person, pills, notice):
    for name in ("ada", "cleo"):
        reply = as_person(name).get(f"/due/{notice.id}?do=given")
        assert reply.status_code == 303
        assert reply.location == f"/children/{family.nora}/medicines/{pills.id}"
    assert as_person("eve").get(f"/due/{notice.id}").status_code == 404


def test_h6_no_route_gives_or_snoozes_a_notice(family, as_person, notice):
    ada, tap = as_person("ada"), str(uuid7(now()))
    for act in ("given", "snooze"):
        assert ada.post(f"/due/{notice.id}/{act}", data={"change": tap}).status_code == 409
        reply = ada.post(f"/api/v1/occurrences/{notice.id}/{act}", json={})
        assert (reply.status_code, reply.json["error"]) == (409, "stale_action")
    assert doses(family) == []


@pytest.mark.parametrize("minutes", [300, -20], ids=["later", "due"])
def test_today_asks_the_database_no_more_often_for_more_medicines(family, as_person, minutes):
    ada = as_person("ada")

    def queries() -> int:
        asked: list[str] = []

        def count(*details) -> None:
            asked.append(details[2])

        event.listen(Engine, "before_cursor_execute", count)
        today(ada, family)
        event.remove(Engine, "before_cursor_execute", count)
        return len(asked)

    def add(number: int) -> None:
        medicine = family.medicine(
            name=f"Medicine {number}",
            rhythm=daily_at(minutes),
            first_on=on(-30),
            now=now() - 30 * DAY,
        )
        redose(family, medicine, "10", on(1))

    add(0)
    today(ada, family)
    few = queries()
    assert few > 0
    for number in range(1, 9):
        add(number)
    assert queries() == few
