"""Signs of which a family asks its team: no instruction of the journal's, the family's numbers."""

import re
from datetime import timedelta

import pytest
from sqlmodel import select

from journal.care import knowledge
from journal.clock import now
from journal.entries import record
from journal.records.children import Child, TeamMember
from journal.records.kinds.symptom import SymptomRow
from tests.family import change
from tests.web.daily import form_to, send, when

SIGNS = (
    "dysphagia", "nasal_regurg", "dysphonia", "dyspnea", "chest_pain", "blood_in_stool", "shingles",
    "aseptic_meningitis_signs", "vision",
)  # fmt: skip


@pytest.fixture
def numbers(family):
    with family.database.transaction() as session:
        session.get_one(Child, family.nora).emergency_phone = "+1 555 0100"
        session.add(
            TeamMember(child_id=family.nora, position=0, name="Ward 3", telephone="+1 555 0133")
        )


@pytest.fixture
def felt(family):
    """Write a symptom of Nora's."""

    def write(symptom, hours_ago=1, **fields):
        at = now() - timedelta(hours=hours_ago)
        one = change(family.nora, "symptom", made_at=at, symptom=symptom, **fields)
        with family.database.transaction() as session:
            assert record(session, family.actor(session, "ada"), one, now=now()).stored

    return write


def felt_by_evening(family, **fields):
    """Write an evening of an hour ago."""
    one = change(family.nora, "check_in", made_at=now() - timedelta(hours=1), **fields)
    with family.database.transaction() as session:
        assert record(session, family.actor(session, "ada"), one, now=now()).stored


@pytest.fixture
def today(family, as_person):
    return lambda who="ada": as_person(who).get(f"/children/{family.nora}/today").text


def test_each_sign_says_where_it_is_from_and_none_is_more_than_partly_verified():
    marked = {one.id: one.warning for one in knowledge.symptoms() if one.warning}
    assert set(marked) == set(SIGNS)
    for sign in marked.values():
        assert sign.confidence != knowledge.Confidence.VERIFIED, "then it may say more"
        assert bool(sign.sources) is (sign.confidence == knowledge.Confidence.MIXED)


@pytest.mark.usefixtures("numbers")
@pytest.mark.parametrize("sign", SIGNS)
def test_a_sign_asks_for_the_team_on_today_with_numbers_to_tap(felt, today, sign):
    felt(sign, severity=4)
    page = today()
    label = knowledge.find_symptom(sign).label
    assert re.search(rf"{label} at \d\d:\d\d", page)
    assert "Ask your team." in page
    assert 'href="tel:+15550100"' in page
    assert 'href="tel:+15550133"' in page
    assert "Ward 3: +1 555 0133" in page.replace("\N{NO-BREAK SPACE}", " ")


@pytest.mark.usefixtures("numbers")
@pytest.mark.parametrize(
    ("fields", "shown"),
    [
        ({"severity": 0}, False),
        ({"severity": None}, True),
        ({"severity": 1}, True),
        ({"severity": 4, "hours_ago": 25}, False),
        ({"severity": 4, "until": "now"}, False),
    ],
)
def test_what_is_none_gone_or_older_than_a_day_asks_for_nobody(felt, today, fields, shown):
    if "until" in fields:
        fields = {**fields, "until": now().isoformat()}
    felt("dysphagia", **fields)
    assert ("Ask your team." in today()) is shown


@pytest.mark.usefixtures("numbers")
def test_the_last_word_on_a_sign_counts(felt, today):
    felt("dysphagia", hours_ago=5, severity=6)
    felt("dysphagia", hours_ago=1, severity=0)
    assert "Ask your team." not in today()


@pytest.mark.usefixtures("numbers")
@pytest.mark.parametrize(("n", "shown"), [(4, True), (0, False)])
def test_h31_a_sign_that_an_evening_says_is_as_before_asks_for_the_team(
    family, felt, today, n, shown
):
    felt("dysphagia", hours_ago=30, severity=n)
    carried = [{"symptom": "dysphagia", "severity": n}]
    felt_by_evening(family, day="usual", carried=carried)
    page = today()
    assert ("Ask your team." in page) is shown
    assert ("Trouble swallowing as before, said at " in page) is shown


@pytest.mark.usefixtures("numbers")
def test_a_zero_after_the_evening_is_the_last_word(family, felt, today):
    felt_by_evening(family, day="usual", carried=[{"symptom": "dysphagia", "severity": 4}])
    felt("dysphagia", hours_ago=0.5, severity=0)
    assert "Ask your team." not in today()


@pytest.mark.usefixtures("numbers")
def test_h31_an_end_still_to_come_is_refused_and_silences_no_sign(family, felt, today):
    later = now() + timedelta(days=1)
    one = change(
        family.nora, "symptom", made_at=now(), symptom="dysphagia", until=later.isoformat()
    )
    with family.database.transaction() as session:
        refused = record(session, family.actor(session, "ada"), one, now=now())
    assert [(each.code, each.field) for each in refused.errors] == [("time_future", "until")]
    felt("dysphagia", severity=4)
    with family.database.transaction() as session:  # as it could be written before
        session.exec(select(SymptomRow)).one().until = later
    assert "Ask your team." in today()


@pytest.mark.usefixtures("numbers")
def test_the_sign_that_was_said_last_stands_first_and_a_phone_says_the_day(
    family, felt, today, as_person
):
    felt("dyspnea", hours_ago=1, severity=2)
    felt("dysphagia", hours_ago=3, severity=2)
    assert re.search(r"Short of breath at \d\d:\d\d, Trouble swallowing at \d\d:\d\d", today())
    kept = as_person("ada").get(f"/api/v1/children/{family.nora}/pocket").json["today"]
    assert re.search(r"Short of breath on \w+ \d+ \w+ at \d\d:\d\d", kept["parts"]["alerts"])


@pytest.mark.usefixtures("numbers")
def test_h31_the_evening_asks_for_the_team_where_a_sign_is_chosen(family, felt, as_person):
    felt("dysphagia", hours_ago=30, severity=4)
    page = as_person("ada").get(f"/children/{family.nora}/log/check_in").text
    chosen = set(re.findall(r'<option value="(\w+)" data-call', page))
    assert chosen == {*SIGNS, "fever"} - {"dysphagia"}
    assert re.search(r"data-sign>\s*<legend[^>]*>Trouble swallowing", page)
    form = page.split('id="log-form"')[1]
    assert "It can be a warning sign." in form
    assert 'href="tel:+15550100"' in form


def test_another_symptom_asks_for_nobody(felt, today):
    felt("fatigue", severity=10)
    assert "Ask your team." not in today()


def test_without_a_number_that_is_said(felt, today):
    felt("dyspnea")
    assert "No telephone number stands on the emergency card yet." in today()


def test_who_may_only_look_sees_it_and_a_stranger_nothing(family, felt, today, as_person):
    felt("dyspnea")
    assert "Short of breath at" in today("cleo")
    assert as_person("eve").get(f"/children/{family.nora}/today").status_code == 404


@pytest.mark.usefixtures("numbers")
def test_the_form_asks_before_anything_is_saved(family, as_person):
    page = as_person("ada").get(f"/children/{family.nora}/log/symptom").text
    marked = set(re.findall(r'name="symptom" value="(\w+)"[^>]*data-call', page))
    assert marked == set(SIGNS)
    form = page.split('id="log-form"')[1]
    assert "Ask your team" in form
    assert 'href="tel:+15550100"' in form


@pytest.mark.usefixtures("numbers")
def test_a_saved_sign_leads_to_today_where_the_numbers_stand(family, as_person):
    ada = as_person("ada")
    form = form_to(ada.get(f"/children/{family.nora}/log/symptom").text, "/log/symptom")
    reply = send(ada, {**form, **when()}, symptom="dysphonia", severity="3")
    page = ada.get(reply.location).text
    assert "Saved for Nora: Changed voice 3" in page
    assert 'href="tel:+15550100"' in page


def test_a_fever_in_words_shows_the_clinics_number_and_the_familys_plan(
    family, as_person, felt, today
):
    with family.database.transaction() as session:
        session.get_one(Child, family.nora).emergency_plan = "Ring ward 3 first"
    ada, address = as_person("ada"), f"/children/{family.nora}/fever"
    clinic = {"value": "38.5", "unit": "°C", "told_by": "Dr. Okafor"}
    assert send(ada, form_to(ada.get(address).text, address), **clinic).status_code == 303
    felt("fever")
    page = today().replace("&#39;", "’")
    assert "The clinic’s number is 38.5 °C (Dr. Okafor)." in page
    assert "Ring ward 3 first" in page
    form = ada.get(f"/children/{family.nora}/log/symptom").text
    assert "From 38.5 °C on: your plan" in form
    assert f"/children/{family.nora}/log/temperature" in form.split('id="log-form"')[1]


@pytest.mark.usefixtures("numbers")
def test_the_banner_of_a_sign_that_waits_is_on_the_phone(family, as_person):
    reply = as_person("ada").get(f"/api/v1/children/{family.nora}/pocket")
    warned = reply.json["today"]["warned"]
    assert set(warned) == {*SIGNS, "fever"}
    for banner in warned.values():
        assert "[[title]]" in banner
        assert 'href="tel:+15550133"' in banner
