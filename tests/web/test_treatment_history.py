"""Who ordered what and why, causes of stops, and the two pages that keep them (H34, H38)."""

import re
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import event
from sqlmodel import select

from journal.clock import now
from journal.entries import record
from journal.records.children import TeamMember
from journal.records.medicines import Cause, DosePlan, MedicineTurn
from tests.family import ZONE, change
from tests.support.words import forbidden_in

TODAY = now().astimezone(ZoneInfo(ZONE)).date()
FIRST = TODAY - timedelta(days=20)


@pytest.fixture
def medicine(family):
    return family.medicine(first_on=FIRST, now=now() - timedelta(days=20))


@pytest.fixture
def url(family, medicine):
    return f"/children/{family.nora}/medicines/{medicine.id}"


@pytest.fixture
def team(family):
    with family.database.transaction() as session:
        session.add(TeamMember(child_id=family.nora, position=0, name="Dr. Okafor"))


def all_of(family, table):
    with family.database.reading() as session:
        return session.exec(select(table)).all()


def give(family, medicine, days_ago, **fields):
    at = now() - timedelta(days=days_ago)
    slot = f"{at.astimezone(ZoneInfo(ZONE)).date()}T08:00"
    typed = {"outcome": "given", "amount": "12.5", "unit": "mg", "slot": slot, **fields}
    with family.database.transaction() as session:
        asked = change(family.nora, "dose", made_at=at, medicine=str(medicine.id), **typed)
        assert not record(session, family.actor(session, "ada"), asked, now=at).errors


def changed(**more):
    typed = {"amount": "10", "unit": "mg", "rhythm": "day", "times": ["08:00"]}
    return typed | {"from": TODAY.isoformat(), "strength": ""} | more


def said_twice(client, url, typed):
    """Send a form, then send it again with what its check page asks."""
    page = client.post(url, data=typed)
    assert page.status_code == 200, page.text
    seen = re.search(r'name="seen" value="([^"]*)"', page.text)[1]
    return client.post(url, data={**typed, "seen": seen})


def test_a_changed_dose_keeps_who_ordered_it_and_why(ada, family, team, url):
    assert 'value="Dr. Okafor"' in ada.get(f"{url}/change").text
    typed = changed(ordered_by="Dr. Okafor", why="stronger again")
    assert said_twice(ada, f"{url}/change", typed).status_code == 303
    plan = all_of(family, DosePlan)[-1]
    assert (plan.ordered_by, plan.why) == ("Dr. Okafor", "stronger again")
    assert "stronger again" in ada.get(url).text


def test_somebody_outside_the_team_may_have_ordered_it(ada, family, team, url):
    typed = changed(ordered_by="other", other_ordered_by="the emergency room")
    assert said_twice(ada, f"{url}/change", typed).status_code == 303
    assert all_of(family, DosePlan)[-1].ordered_by == "the emergency room"


def test_a_name_that_is_too_long_is_asked_about_and_stays_typed(ada, family, url):
    page = ada.post(f"{url}/change", data=changed(other_ordered_by="x" * 201))
    assert page.status_code == 422
    assert "x" * 201 in page.text
    assert len(all_of(family, DosePlan)) == 1


def test_h8_a_pause_for_blood_counts_needs_no_further_words(ada, family, team, url):
    review = (TODAY + timedelta(days=14)).isoformat()
    typed = {"on": TODAY.isoformat(), "cause": "blood_counts", "advised_by": "Dr. Okafor"}
    assert ada.post(f"{url}/pause", data=typed).status_code == 422  # the day to look again
    assert ada.post(f"{url}/pause", data={**typed, "review_on": review}).status_code == 303
    (turn,) = all_of(family, MedicineTurn)
    assert (turn.cause, turn.advised_by, turn.reason) == (Cause.BLOOD_COUNTS, "Dr. Okafor", "")
    page = ada.get(url).text
    assert "blood counts (dr. okafor)" in page.lower()


@pytest.mark.parametrize("typed", [{}, {"cause": "another"}, {"cause": "invented"}])
def test_h34_a_stop_says_why(ada, family, url, typed):
    assert ada.post(f"{url}/stop", data={"on": TODAY.isoformat(), **typed}).status_code == 422
    assert not all_of(family, MedicineTurn)


@pytest.mark.parametrize("cause", [each for each in Cause if each is not Cause.OTHER])
def test_every_cause_of_a_stop_is_kept(ada, family, url, cause):
    typed = {"on": TODAY.isoformat(), "cause": cause.value}
    assert ada.post(f"{url}/stop", data=typed).status_code == 303
    assert all_of(family, MedicineTurn)[0].cause is cause


def test_h34_the_treatment_history_keeps_every_change_for_ever(ada, family, url, medicine):
    assert said_twice(ada, f"{url}/change", changed(other_ordered_by="Dr. Okafor", why="better"))
    typed = {"on": TODAY.isoformat(), "cause": "side_effect", "reason": "mood"}
    assert ada.post(f"{url}/stop", data=typed).status_code == 303
    give(family, medicine, 3)
    gone = ada.delete(f"/api/v1/children/{family.nora}/medicines/{medicine.id}")
    assert (gone.status_code, gone.json["error"]) == (409, "has_history")
    page = ada.get(f"/children/{family.nora}/treatment").text
    for said in ("12.5 mg → 10 mg", "better (Dr. Okafor)", "Stopped", "side effect: mood"):
        assert said in page, said


def test_h4_the_history_says_the_weekday_in_full(ada, family):
    weekly = {"every": "week", "on": ["tuesday"], "times": ["18:00"]}
    family.medicine("Methotrexate", "10", "mg", weekly, first_on=FIRST)
    assert "once a week, on Tuesday" in ada.get(f"/children/{family.nora}/treatment").text


def test_the_api_takes_causes_and_orders_and_tells_them(ada, family, url, medicine):
    api = f"/api/v1/children/{family.nora}/medicines/{medicine.id}"
    body = {"amount": "10", "ordered_by": "Dr. Okafor", "why": "better"}
    told = ada.patch(api, json=body).json
    assert (told["ordered_by"], told["why"]) == ("Dr. Okafor", "better")
    review = (TODAY + timedelta(days=9)).isoformat()
    pause = {"review_on": review, "cause": "infection", "advised_by": "Dr. Okafor"}
    held = ada.patch(api, json={"pause": pause}).json["held"]
    assert (held["cause"], held["advised_by"], held["reason"]) == ("infection", "Dr. Okafor", "")
    wrong = ada.patch(api, json={"stop": {"cause": "boredom"}})
    assert (wrong.status_code, wrong.json["field"]) == (422, "stop.cause")
    assert ada.patch(api, json={"stop": {}}).json["error"] == "reason_required"


def test_the_clinics_page_says_who_and_why_in_one_line(ada, family, url):
    assert said_twice(ada, f"{url}/change", changed(other_ordered_by="Dr. Okafor", why="better"))
    page = ada.get(f"/children/{family.nora}/visit?days=30").text
    other = ada.get(f"/children/{family.nora}/visit?days=45")
    assert (other.status_code, "Choose 30 or 90 days" in other.text) == (422, True)
    assert "better (Dr. Okafor)" in page


def test_the_steroid_record_shows_figures_with_weight_day_and_source(ada, family, medicine):
    for days_ago in (3, 2, 1):
        give(family, medicine, days_ago)
    with family.database.transaction() as session:
        at = now() - timedelta(days=5)
        asked = change(family.nora, "measurement", made_at=at, what="weight", value="25", unit="kg")
        record(session, family.actor(session, "ada"), asked, now=at)
    page = ada.get(f"/children/{family.nora}/steroids").text
    for said in ("37.5\N{NO-BREAK SPACE}mg", "12.5 mg a day", "0.5 mg/kg a day"):
        assert said in page, said
    assert "at 25\N{NO-BREAK SPACE}kg, weighed " in page
    assert "elmmb" in page
    assert "no record on" in page
    assert not forbidden_in(re.sub(r"<[^>]+>", " ", page))


def test_the_latest_months_stand_open_and_the_earlier_ones_in_a_fold(ada, family):
    made = family.medicine(first_on=TODAY - timedelta(days=300), now=now() - timedelta(days=300))
    give(family, made, 299)
    give(family, made, 1)
    page = ada.get(f"/children/{family.nora}/steroids").text
    months = page.split(">By month")[1].split("</section>")[0]
    shown, folded = months.split('<details class="more">')
    assert shown.count('scope="row"') == 6
    assert re.search(r"(\d+) earlier months", folded)[1] == str(folded.count('scope="row"'))
    assert "earlier plan" not in page


def test_a_plan_of_today_says_why_it_has_no_mean_yet(ada, family):
    made = family.medicine(first_on=TODAY, now=now())
    give(family, made, 0)
    page = ada.get(f"/children/{family.nora}/steroids").text
    assert "no mean yet: its first day is not over" in page


def test_a_plan_of_which_no_dose_was_recorded_says_why_it_has_no_mean(ada, family, medicine):
    unplanned = {"slot": None, "amount": "1000"}
    give(family, medicine, 0, **unplanned)
    page = ada.get(f"/children/{family.nora}/steroids").text
    assert "no mean: no day in it has every dose recorded" in page
    assert "<strong>1\N{NO-BREAK SPACE}g of prednisone equivalent" in page


def test_the_api_tells_the_steroid_record_in_strings(ada, family, medicine):
    give(family, medicine, 2)
    told = ada.get(f"/api/v1/children/{family.nora}/steroids").json
    assert told["grams"] == "0.0125"
    (day,) = [each for each in told["days"] if each["mg"]]
    assert (day["mg"], day["record"]) == ("12.5", "whole")
    assert told["counted"][0]["mg_equal_to_5_of_prednisone"] == "5"
    assert told["steps"][0]["weight"] is None
    assert [month["grams_so_far"] for month in told["months"]][-1] == "0.0125"


@pytest.mark.parametrize("page", ["steroids", "treatment"])
def test_cleo_may_read_the_records_and_eve_never_learns_of_them(as_person, family, medicine, page):
    assert as_person("cleo").get(f"/children/{family.nora}/{page}").status_code == 200
    assert as_person("eve").get(f"/children/{family.nora}/{page}").status_code == 404
    assert "Prednisolone" not in as_person("ada").get(f"/children/{family.tom}/{page}").text


def test_a_child_without_steroids_is_told_what_will_stand_there(ada, family):
    page = ada.get(f"/children/{family.tom}/steroids").text
    assert "is added up here" in page


def test_ten_times_the_doses_ask_no_more_questions_of_the_database(ada, family, medicine, app):
    def questions():
        count = []
        engine = app.extensions["journal_database"].engine

        def note(*_details):
            count.append(1)

        event.listen(engine, "before_cursor_execute", note)
        ada.get(f"/children/{family.nora}/steroids")
        event.remove(engine, "before_cursor_execute", note)
        return len(count)

    give(family, medicine, 1)
    few = questions()
    for days_ago in range(2, 12):
        give(family, medicine, days_ago)
    assert questions() == few


def test_h4_the_history_names_the_medicine_that_another_counts_from(ada, family):
    weekly = {"every": "week", "on": ["tuesday"], "times": ["18:00"]}
    made = family.medicine("Methotrexate", amount="15", rhythm=weekly)
    family.medicine("Folic acid", amount="5", rhythm={"after": str(made.id), "minutes": 1440})
    page = ada.get(f"/children/{family.nora}/treatment").text
    assert "24 hours after Methotrexate (once a week, on Tuesday)" in page
    assert "another medicine" not in page


def test_infusions_and_stays_stand_there_with_lots_reactions_and_nights(ada, family):
    at = now() - timedelta(days=30)
    infusion = change(
        family.nora,
        "infusion",
        made_at=at,
        product="Privigen",
        amount="25",
        unit="g",
        weight_kg="25",
    )
    bottle = change(
        family.nora, "checkpoint", made_at=at, infusion=str(infusion.entry), what="bottle", lot="P7"
    )
    stay = change(
        family.nora,
        "stay",
        made_at=at,
        hospital="Children's",
        admitted=at.isoformat(),
        discharged=(at + timedelta(days=3)).isoformat(),
    )
    with family.database.transaction() as session:
        for one in (infusion, bottle, stay):
            assert record(session, family.actor(session, "ada"), one, now=now()).stored
    page = " ".join(ada.get(f"/children/{family.nora}/treatment").text.split())
    for said in (
        "25 g, 1 g/kg",
        "Lots: P7",
        "No reaction recorded",
        "3 nights",
        "4 days in hospital",
    ):
        assert said in page, said
