"""When a test is wanted again: windows, the strictest rule, and what a report leaves open."""

import uuid
from datetime import date, timedelta

import pytest

from journal.care.labs import Drawn, Rule, answered_tests, due, is_value, single_tests

MTX, PRED = uuid.uuid4(), uuid.uuid4()
START = date(2026, 1, 5)
TESTS = ("anc", "alt", "creatinine")


def week(n):
    return START + timedelta(weeks=n)


def rule(**changed):
    plan = {"tests": TESTS, "weeks_max": 12, "repeats": True, "first_on": START, "medicine": MTX}
    return Rule(id=uuid.uuid4(), **plan | changed)


def drawn(on, *tests):
    return Drawn(on=on, tests=frozenset(tests))


def windows(rules, reports=(), increases=None, on=None):
    found = due(rules, reports, increases or {}, on or week(4))
    return {one.test: (one.opens, one.by) for one in found}


EARLY = {"repeats": False, "weeks_min": 4, "weeks_max": 9}


@pytest.mark.parametrize("when", [3, 6, 11], ids=["before", "inside", "after"])
@pytest.mark.parametrize(
    "tests",
    [TESTS, ("anc", "creatinine"), ("creatinine",), ("crp",)],
    ids=["all", "two", "one", "another"],
)
def test_h28_a_report_closes_only_what_it_contains_and_only_from_its_window_on(when, tests):
    # Twelve combinations: what the report contains, and when it was drawn.
    found = due([rule(**EARLY)], [drawn(week(when), *tests)], {}, week(12))
    answered = set(tests) if when >= 4 else set()
    missing = [test for test in TESTS if test not in answered]
    assert [one.test for one in found] == missing
    partly = bool(answered & set(TESTS))
    assert {one.other_results_on for one in found} <= ({week(when)} if partly else {None})


def test_h28_the_one_that_is_missing_keeps_its_own_date():
    found = due([rule()], [drawn(week(12), "anc", "creatinine")], {}, week(13))
    first = found[0]
    assert (first.test, first.by, first.other_results_on) == ("alt", week(12), week(12))
    assert {(one.test, one.by) for one in found[1:]} == {
        ("anc", week(24)),
        ("creatinine", week(24)),
    }


def test_h28_a_value_that_is_not_there_yet_closes_nothing():
    report = [
        {"test": "1742-6", "value": "Pending"},
        {"test": "2160-0", "value": "<0.2"},
        {"test": "urine protein", "value": "neg"},
        {"test": "Kynurenin", "value": "12"},
    ]
    assert answered_tests(report) == {"creatinine", "urine_protein", "kynurenin"}
    assert not is_value(" -- ")
    assert not is_value("(not done)")


SPOILED = [
    "Hemolyzed specimen",
    "QNS - recollect",
    "see report",
    "TNP",
    "?",
    "Specimen rejected",
    "12/34",
    "3 Apr",
    "1-2",
]


@pytest.mark.parametrize("text", [*SPOILED, "neg", "Negative", "Trace", "1+", "whatever it says"])
def test_h28_a_test_with_units_is_closed_by_a_number_only(text):
    assert answered_tests([{"test": "ALT", "value": text}]) == frozenset()


@pytest.mark.parametrize(
    "text", ["12", "<5", "≥ 1,5", "12 500", "0.8 H", "21 (L)", "21*", "21 U/L", "-3", ".5"]
)
def test_a_number_closes_it_with_a_comparator_a_flag_or_its_unit_too(text):
    assert answered_tests([{"test": "ALT", "value": text}]) == {"alt"}


@pytest.mark.parametrize("name", ["WBC", "Leukocytes", "Glucose", "Bilirubin"])
def test_h28_a_strip_of_urine_closes_no_test_of_blood(name):
    assert not answered_tests([{"test": name, "value": "neg"}]) & {
        "wbc",
        "glucose",
        "bilirubin_total",
    }


def test_a_strip_closes_the_protein_in_urine_and_words_close_what_has_no_unit():
    for text in ("neg", "Trace", "1+", "not detected"):
        assert answered_tests([{"test": "urine_protein", "value": text}]) == {"urine_protein"}
    assert answered_tests([{"test": "urine_protein", "value": "cloudy"}]) == frozenset()
    assert is_value("not reactive", "hepatitis_b_screen")
    assert is_value("done", "eye_exam")


@pytest.mark.parametrize("text", [one for one in SPOILED if not one[0].isdigit()])
def test_h28_a_spoiled_sample_closes_no_test_without_units_either(text):
    assert not is_value(text, "hepatitis_b_screen")
    assert not is_value(text, "Own test")


def test_urea_answers_for_urea_nitrogen_but_not_the_other_way():
    assert answered_tests([{"test": "Urea", "value": "5"}]) == {"urea", "bun"}
    assert answered_tests([{"test": "BUN", "value": "5"}]) == {"bun"}


def test_a_panel_is_its_tests_each_once():
    wanted = ["cbc_with_diff", "1742-6", "ALT", "eye_exam", "My own Test"]
    blood = ("wbc", "hemoglobin", "platelets", "anc", "alc")
    assert single_tests(wanted) == (*blood, "alt", "eye_exam", "my own test")


def test_again_and_again_counts_from_the_first_day_and_then_from_the_last_result():
    plan = rule(tests=("alt",), weeks_min=8, weeks_max=12)
    assert windows([plan])["alt"] == (week(8), week(12))
    # Early or late: the clock runs from the day it was drawn.
    for when in (2, 12, 30):
        since = windows([plan], [drawn(week(when), "alt")], on=week(31))
        assert since["alt"] == (week(when + 8), week(when + 12))
    before = drawn(week(-1), "alt")
    assert windows([plan], [before])["alt"] == (week(7), week(11))


def test_h28_a_yearly_eye_examination_counts_from_the_last_one_and_not_from_todays_blood():
    today = date(2026, 11, 22)
    plan = rule(tests=("eye_exam",), weeks_max=52, first_on=today)
    seen = drawn(date(2026, 1, 20), "eye_exam")
    blood = drawn(today, "alt")
    assert windows([plan], [seen, blood], on=today)["eye_exam"][1] == date(2027, 1, 19)


def test_h28_what_was_last_done_years_before_the_rule_is_wanted_at_once():
    plan = rule(tests=("eye_exam",), weeks_max=52)
    assert windows([plan], [drawn(week(-150), "eye_exam")])["eye_exam"] == (START, START)


def test_every_n_weeks_is_a_window_of_the_last_week():
    assert windows([rule(tests=("alt",))])["alt"] == (week(11), week(12))


def test_a_result_before_the_window_of_a_single_check_closes_nothing():
    plan = rule(tests=("alt",), **EARLY)
    assert windows([plan], [drawn(week(4) - timedelta(days=1), "alt")])["alt"] == (week(4), week(9))
    assert windows([plan], [drawn(week(4), "alt")]) == {}


def test_the_strictest_rule_wins_and_says_who_asked():
    mild = rule(tests=("alt", "crp"), weeks_max=52, medicine=PRED)
    strict = rule(tests=("alt",), weeks_max=8)
    alt, crp = due([mild, strict], [], {}, week(1))
    assert (alt.test, alt.by, alt.because, alt.others) == ("alt", week(8), strict, (mild,))
    assert (crp.test, crp.because, crp.others) == ("crp", mild, ())


def test_a_rule_ends_with_its_last_day_but_an_open_window_stays():
    weekly = rule(tests=("alt",), weeks_min=1, weeks_max=1, last_on=week(4))
    assert windows([weekly], [drawn(week(3), "alt")])["alt"] == (week(4), week(4))
    assert windows([weekly], [drawn(week(4), "alt")], on=week(5)) == {}
    assert windows([weekly], [drawn(week(2), "alt")], on=week(30))["alt"] == (week(3), week(3))


def test_a_stopped_medicine_asks_for_nothing_new_but_keeps_what_was_open():
    open_ = rule(tests=("alt",), weeks_min=8, stopped_on=week(8))
    later = rule(tests=("anc",), weeks_min=8, stopped_on=week(8) - timedelta(days=1))
    assert windows([open_, later], on=week(9)) == {"alt": (week(8), week(12))}


def test_a_raised_dose_begins_the_early_check_again():
    early = rule(tests=("alt",), on_increase=True, **EARLY)
    done = [drawn(week(6), "alt")]
    assert windows([early], done, {MTX: [week(20)]}, week(21))["alt"] == (week(24), week(29))
    assert windows([early], done, {MTX: [week(20)]}, week(19)) == {}
    assert windows([early], done, {PRED: [week(20)]}, week(21)) == {}
    assert windows([rule(tests=("alt",), **EARLY)], done, {MTX: [week(20)]}, week(21)) == {}


def test_a_raised_dose_never_pushes_an_open_check_ahead():
    early = rule(tests=("alt",), on_increase=True, **EARLY)
    raised = {MTX: [week(2), week(4), week(6)]}
    assert windows([early], [], raised, week(7))["alt"] == (week(4), week(9))
    # A result closes what had opened by its day: the first two; the third opens in week 8.
    assert windows([early], [drawn(week(7), "alt")], raised, week(7))["alt"] == (week(8), week(13))


def test_a_raised_dose_begins_a_phase_of_several_checks_again_with_its_length():
    phase = rule(tests=("alt",), weeks_min=2, weeks_max=2, last_on=week(12), on_increase=True)
    done = [drawn(week(n), "alt") for n in range(2, 14, 2)]
    assert windows([phase], done, {}, week(30)) == {}
    raised = {MTX: [week(30)]}
    assert windows([phase], done, raised, week(31))["alt"] == (week(32), week(32))
    after = [*done, *[drawn(week(30 + n), "alt") for n in range(2, 14, 2)]]
    assert windows([phase], after, raised, week(50)) == {}


def test_weeks_cross_months_leap_days_and_years_by_the_calendar():
    plan = rule(tests=("alt",), weeks_min=8, first_on=date(2027, 12, 31))
    assert windows([plan])["alt"] == (date(2028, 2, 25), date(2028, 3, 24))
    plan = rule(tests=("alt",), weeks_min=52, weeks_max=52, first_on=date(2028, 2, 29))
    assert windows([plan])["alt"] == (date(2029, 2, 27), date(2029, 2, 27))


def test_nothing_is_wanted_without_rules():
    assert due([], [drawn(START, "alt")], {}, START) == []
