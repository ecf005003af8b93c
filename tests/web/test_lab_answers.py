"""What the family answers to a suggestion of tests: whose figures it keeps, and who was first."""

from datetime import timedelta

import pytest

from journal.care.knowledge.lab_templates import find_lab_template, lab_templates_edition
from journal.records.lab_plans import Decision, LabRule
from journal.web.forms import Form
from journal.web.lab_plan_forms import position_tiles, read_rule
from tests.web.test_lab_plans import WEEK, WEEKLY, rows, rule, today, url, words_of

REGULAR = ["cbc_with_diff", "ast", "alt", "creatinine"]


@pytest.fixture
def mtx(family):
    return family.medicine("Methotrexate", "15", rhythm=WEEKLY, first_on=today())


def place(family, medicine, template):
    return url(family, "medicines", medicine.id, template)


@pytest.mark.parametrize(
    "changed",
    [
        {"tests": ["alt"]},
        {"tests": REGULAR, "other": "CRP"},
        {"tests": REGULAR, "last_on": (today() + 20 * WEEK).isoformat()},
        {"tests": REGULAR, "on_increase": "yes"},
    ],
    ids=["fewer", "more", "until", "anew"],
)
def test_what_is_not_all_that_the_source_says_is_not_said_to_be_the_sources(
    ada, family, mtx, changed
):
    sent = rule(**{"weeks_max": "", "position": "0", "source": "Dr. Okafor"} | changed)
    assert ada.post(place(family, mtx, "methotrexate-regular"), data=sent).status_code == 303
    (row,) = rows(family)
    assert (row.decision, row.source) == (Decision.CHANGED, "Dr. Okafor")


def test_who_said_so_stays_beside_the_source(ada, family, mtx):
    sent = rule(tests=REGULAR, weeks_max="", position="0", source="Dr. Okafor")
    assert ada.post(place(family, mtx, "methotrexate-regular"), data=sent).status_code == 303
    (row,) = rows(family)
    assert (row.decision, row.source) == (Decision.TAKEN, "acr-jia-2021 Dr. Okafor")
    page = words_of(ada.get(url(family)).text)
    assert "tests with medicines (Table 4) ; Dr. Okafor" in page
    assert 'value="Dr. Okafor"' in ada.get(url(family, row.id)).text


@pytest.mark.parametrize(
    ("changed", "decision", "source"),
    [
        ({"weeks_max": "8", "weeks_min": ""}, Decision.CHANGED, ""),
        ({"tests": ["1742-6"]}, Decision.CHANGED, ""),
        ({"first_on": (today() - WEEK).isoformat()}, Decision.TAKEN, "acr-jia-2021"),
    ],
)
def test_a_changed_figure_keeps_no_source_that_does_not_say_it(
    ada, family, mtx, changed, decision, source
):
    sent = rule(tests=REGULAR, weeks_max="", position="0")
    ada.post(place(family, mtx, "methotrexate-regular"), data=sent)
    (row,) = rows(family)
    same = {"tests": REGULAR, "weeks_min": "13", "weeks_max": "17"}
    assert ada.post(url(family, row.id), data=rule(**same | changed)).status_code == 303
    (standing,) = [row for row in rows(family) if row.ended_at is None]
    assert (standing.decision, standing.source) == (decision, source)


def test_a_rule_before_the_first_dose_can_be_given_another_day(ada, family):
    taken = family.medicine("Ruxolitinib", "5", first_on=today() + WEEK)
    sent = {"row": rule()["row"], "tests": ["cbc_with_diff"], "first_on": today().isoformat()}
    assert ada.post(place(family, taken, "ruxolitinib-baseline"), data=sent).status_code == 303
    (row,) = rows(family)
    assert (row.weeks_min, row.decision, row.source) == (-4, Decision.TAKEN, "jakafi-label")
    form = ada.get(url(family, row.id)).text
    assert "First dose on" in form
    assert "weeks_min" not in form
    later = sent | {"first_on": (today() + WEEK).isoformat()}
    assert ada.post(url(family, row.id), data=later).status_code == 303
    (standing,) = [row for row in rows(family) if row.ended_at is None]
    assert (standing.first_on, standing.weeks_min, standing.weeks_max) == (today() + WEEK, -4, 0)
    assert standing.source == "jakafi-label"


def test_past_their_review_the_templates_offer_no_figure_to_tap():
    over = lab_templates_edition().review_by + timedelta(days=1)
    template = find_lab_template("methotrexate-regular")
    assert len(position_tiles(template, today())) == 2
    assert position_tiles(template, over) == []
    sent = rule(tests=REGULAR, weeks_min="13", weeks_max="17", position="0")
    wish = read_rule(Form(sent), template, None, over)
    assert (wish.decision, wish.source) == (Decision.CHANGED, "")
    assert read_rule(Form(sent | {"weeks_max": ""}), template, None, over) is None


def test_who_answers_a_suggestion_second_is_told_that_it_was_answered(ada, as_person, family, mtx):
    ben, where = as_person("ben"), place(family, mtx, "methotrexate-regular")
    sent = rule(tests=REGULAR, weeks_max="", position="0")
    for _time in range(2):
        # The same form twice is one rule.
        assert ada.post(where, data=sent).status_code == 303
    refused = ben.post(f"{where}/refuse")
    assert refused.status_code == 422
    assert "Somebody changed or ended this meanwhile." in words_of(refused.text)
    second = ben.post(where, data=rule(tests=REGULAR, weeks_max="", position="0"))
    assert second.status_code == 422
    assert "Somebody changed or ended this meanwhile." in words_of(second.text)
    assert [row.decision for row in rows(family)] == [Decision.TAKEN]


def test_not_for_us_tapped_twice_is_one_answer(ada, family, mtx):
    for _time in range(2):
        where = place(family, mtx, "methotrexate-early")
        assert ada.post(f"{where}/refuse").status_code == 303
    assert len(rows(family, LabRule)) == 1


def test_after_a_medicine_is_added_its_tests_are_offered(ada, family):
    add = f"/children/{family.nora}/medicines/add"
    sent = {
        "name": "Hydroxychloroquine",
        "step": "2",
        "amount": "200",
        "unit": "mg",
        "rhythm": "day",
        "times": ["08:00"],
        "from": today().isoformat(),
    }
    answer = ada.post(add, data=sent)
    assert answer.status_code == 303, words_of(answer.text)
    page = ada.get(answer.location).text
    assert "Tests belong to Hydroxychloroquine" in words_of(page)
    assert "/lab-plans/medicines/" in page
    assert "Tests belong to" not in ada.get(f"/children/{family.nora}/medicines").text
