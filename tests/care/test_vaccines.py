"""Vaccine rules beyond the table of cases: they fail closed, and no date comes from memory."""

import re
import uuid
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from journal.care.courses import courses
from journal.care.dates import months_after
from journal.care.knowledge import find_vaccine, vaccines
from journal.care.knowledge.facts import KnowledgeError, read_text
from journal.care.knowledge.vaccine_rules import FILE, read_rules, vaccine_rules
from journal.care.vaccines import Facts, Given, OnMedicine, answer
from tests.care.vaccine_reading import facts_of
from tests.support.words import forbidden_in

MMR = find_vaccine("mmr")
ON = date(2026, 6, 1)
RULES = vaccine_rules()
COURSE = "IVIG 60 g, 30 kg on 3 May 2026"


def infusion(on: date, grams: str = "30", what: str = "ivig") -> Given:
    return Given(
        entry=uuid.uuid4(), on=on, what=what, name="X", grams=Decimal(grams), kg=Decimal(30)
    )


@pytest.mark.parametrize(
    ("day", "months", "after"),
    [
        (date(2026, 8, 31), 6, date(2027, 2, 28)),
        (date(2027, 8, 31), 6, date(2028, 2, 29)),
        (date(2028, 2, 29), 12, date(2029, 2, 28)),
        (date(2026, 12, 31), 2, date(2027, 2, 28)),
        (date(2026, 1, 31), 11, date(2026, 12, 31)),
        (date(2026, 3, 31), 8, date(2026, 11, 30)),
        (date(2026, 3, 30), -1, date(2026, 2, 28)),
        (date(2026, 1, 15), -12, date(2025, 1, 15)),
    ],
)
def test_h26_months_end_on_the_same_day_or_the_last_of_the_month(day, months, after):
    assert months_after(day, months) == after


@given(st.dates(date(2000, 1, 1), date(2060, 1, 1)), st.integers(0, 24))
@settings(max_examples=60)
def test_h26_months_never_end_in_another_month_or_before_they_begin(day, months):
    after = months_after(day, months)
    assert (after.year * 12 + after.month) - (day.year * 12 + day.month) == months
    assert after.day <= day.day
    assert after.day == day.day or (after + timedelta(days=1)).day == 1


@pytest.mark.parametrize(
    ("recorded", "says"),
    [
        ("steroids 1250 mg on 31 May 2026", "1250 mg of prednisone on 31 May 2026. That is 20 mg"),
        ("steroids 20 mg on 31 May 2026", "That is 20 mg a day or more"),
        ("steroids 19.9 mg on 31 May 2026", "less than 20 mg a day"),
        ("steroids 19.9 mg on 31 May 2026; weight 10 kg on 3 May 2026", "less than 20 mg a day"),
        (
            "steroids 16 mg on 31 May 2026; weight 8 kg on 3 May 2026",
            "2 mg/kg with the 8 kg of 3 May 2026. That is 2 mg/kg a day or more",
        ),
        (
            "steroids 15.9 mg on 31 May 2026; weight 8 kg on 3 May 2026",
            "1.98 mg/kg with the 8 kg of 3 May 2026, less than 2 mg/kg a day",
        ),
        ("steroids ? mg on 31 May 2026", "cannot be counted"),
        ("steroids ? mg on 31 May 2026; steroids 25 mg on 30 May 2026", "20 mg a day or more"),
        ("steroids 15 mg on 31 May 2026; clinic: mmr from steroid 10 mg", "10 mg a day or more"),
        ("steroids 1250 mg on 25 May 2026", None),
    ],
)
def test_h27_the_childs_own_steroids_stand_beside_the_threshold_of_the_source(recorded, says):
    facts = facts_of(f"prednisone from 1 Jan 2026; {recorded}")
    notes = {note.key: note.said.message for note in answer(MMR, facts, RULES, on=ON).notes}
    assert "live.acr_steroid" in notes
    assert says in notes["own.steroids"] if says else "own.steroids" not in notes


def test_h44_days_in_a_row_are_one_course_whose_grams_add_up():
    [course] = courses([infusion(date(2026, 9, 1)), infusion(date(2026, 8, 31), "36")])
    assert (course.first_on, course.last_on) == (date(2026, 8, 31), date(2026, 9, 1))
    assert (course.grams, course.g_per_kg) == (Decimal(66), Decimal("2.2"))


def test_h44_a_course_ends_with_its_planned_days_where_some_were_planned():
    days = [infusion(ON + timedelta(days=n)) for n in range(5)]
    found = courses(days, lambda on: 2)
    assert [len(each.given) for each in found] == [2, 2, 1]
    assert len(courses(days)) == 1


@given(st.sets(st.integers(0, 60)))
@settings(max_examples=60)
def test_h44_every_infusion_is_in_one_course_and_courses_are_two_days_apart(days):
    found = courses(infusion(ON + timedelta(days=n)) for n in days)
    assert sorted((one.on - ON).days for each in found for one in each.given) == sorted(days)
    for one, other in pairwise(found):
        assert other.first_on - one.last_on >= timedelta(days=2)


def test_h27_a_figure_counts_for_every_pair_that_the_form_offers():
    rules = vaccine_rules()
    for medicine in ("ivig", "scig", *rules.rule("live.taken").medicines):
        name = "prednisolone" if medicine == "steroid" else medicine
        taken = f"{name} infusion on 3 May 2026"
        for vaccine in vaccines():
            figure = f"; clinic: {vaccine.id} after {medicine} 18 months"
            found = answer(vaccine, facts_of(taken + figure), rules, on=ON)
            keys = {hold.key: hold.until for hold in found.holds}
            assert keys[f"figure.{medicine}"] == date(2027, 11, 3), (vaccine.id, medicine)


def test_h27_past_the_day_of_review_no_vaccine_has_a_date():
    past = vaccine_rules().review_by + timedelta(days=1)
    for vaccine in vaccines():
        found = answer(vaccine, facts_of(COURSE), vaccine_rules(), on=past)
        assert (found.until, found.open, found.expired) == (None, True, True)
        assert not found.notes


def test_h27_asking_about_an_earlier_day_brings_no_expired_rule_back():
    past = vaccine_rules().review_by + timedelta(days=1)
    found = answer(MMR, facts_of(COURSE), vaccine_rules(), on=ON, today=past)
    assert (found.until, found.open) == (None, True)


def test_h27_where_the_code_fails_the_answer_is_an_open_hold(caplog):
    broken = Facts(medicines=(replace(facts_of("x from 1 Jan 2026").medicines[0], first_on=None),))
    for vaccine in vaccines():
        found = answer(vaccine, broken, vaccine_rules(), on=ON)
        assert (found.until, found.open, len(found.unknown)) == (None, True, 1)
    assert "no answer about mmr" in caplog.text


def test_h27_a_figure_from_memory_never_makes_a_date():
    rules = vaccine_rules()
    memory = tuple(
        replace(rule, fact=replace(rule.fact, confidence="from-memory")) for rule in rules.rules
    )
    found = answer(MMR, facts_of(COURSE), replace(rules, rules=memory), on=ON)
    assert (found.until, found.open) == (None, True)


def test_h27_a_live_vaccine_is_open_under_every_medicine_that_weakens():
    for medicine in vaccine_rules().rule("live.taken").medicines:
        name = "prednisolone" if medicine == "steroid" else medicine
        for vaccine in vaccines():
            if vaccine.live is not False:
                found = answer(vaccine, facts_of(f"{name} from 1 Jan 2026"), vaccine_rules(), on=ON)
                assert found.open, (vaccine.id, medicine)
                assert found.until is None


def test_h27_two_medicines_nobody_knows_are_two_questions():
    rows = tuple(
        OnMedicine(medicine=uuid.uuid4(), id="", name=name, first_on=date(2026, 1, 1))
        for name in ("Onezumab", "Twozumab")
    )
    found = answer(find_vaccine("bcg"), Facts(medicines=rows), vaccine_rules(), on=ON)
    assert [hold.because.values["name"] for hold in found.holds] == ["Onezumab", "Twozumab"]


def test_h27_no_sentence_of_the_rules_advises_or_clears():
    for rule in vaccine_rules().rules:
        assert not forbidden_in(rule.text), rule.id
        assert not re.search(r"!|\byou (?:can|may)\b|\bfine\b|\bclear", rule.text, re.I), rule.id


def test_h27_every_figure_that_makes_a_date_was_read_in_a_source():
    for rule in vaccine_rules().rules:
        if rule.does in ("interval", "product", "steroid", "taken", "disputed"):
            assert rule.is_default, rule.id
            assert rule.fact.sources, rule.id


TEXT = FILE.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("does: interval", "does: guess", "does guess is not known"),
        ("vaccines: table", "vaccines: most", "vaccines most is not known"),
        ("topic: live\n", "topic: life\n", "topic life is not known"),
        ('review_by: "', 'reviewed: "', "review_by is missing"),
        ("source: [chop-vec]", "source: [chop]", "source chop is not listed"),
    ],
)
def test_a_rule_that_says_less_than_it_must_is_refused(old, new, fault):
    with pytest.raises(KnowledgeError, match=fault):
        read_rules(read_text("x", TEXT.replace(old, new)))
