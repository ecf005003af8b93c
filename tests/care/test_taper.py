"""Tapers: steps in order that end, and one step per date."""

from datetime import date, time
from decimal import Decimal

import pytest

from journal.care.rhythm import EveryDays
from journal.care.taper import Step, Then, read_taper
from tests.care.refusals import refusal


def row(first, amount="10", until=None):
    return {"from": first, "amount": amount} | ({"until": until} if until else {})


def taper(*rows, then="continue"):
    return {"steps": list(rows), "then": then}


THREE = [
    row("2026-05-01", "20"),
    row("2026-05-08", "15"),
    row("2026-05-15", "10", "2026-05-21"),
]


def test_each_step_lasts_to_the_day_before_the_next():
    read = read_taper(taper(*THREE))
    assert read.steps[0] == Step(date(2026, 5, 1), Decimal(20), date(2026, 5, 7))
    assert (read.last_on, read.then) == (date(2026, 5, 21), Then.CONTINUE)


def test_a_step_may_have_a_rhythm_of_its_own():
    other_days = {"every": "days", "n": 2, "times": ["08:00"]}
    read = read_taper(taper(THREE[0], {**THREE[1], "rhythm": other_days}))
    assert [step.rhythm for step in read.steps] == [None, EveryDays(2, (time(8),))]


def test_h10_a_last_step_without_end_may_go_on():
    assert read_taper(taper(*THREE[:2], then="continue")).last_on is None


def test_h10_the_team_is_asked_after_the_first_day_of_a_last_step_without_end():
    assert read_taper(taper(*THREE[:2], then="ask")).last_on == date(2026, 5, 8)


@pytest.mark.parametrize(
    ("data", "code", "field", "sentence"),
    [
        (
            taper(row("2026-05-01", until="2026-05-14"), row("2026-05-10")),
            "taper_overlap", "taper.steps.1.from",
            "Step 2 starts before step 1 ends (14 May 2026). Change one of the dates.",
        ),
        (  # the step before includes its last day
            taper(row("2026-05-01", until="2026-05-14"), row("2026-05-14")),
            "taper_overlap", "taper.steps.1.from",
            "Step 2 starts before step 1 ends (14 May 2026). Change one of the dates.",
        ),
        (
            taper(row("2026-05-08"), row("2026-05-15"), row("2026-05-01")),
            "taper_overlap", "taper.steps.2.from",
            "Step 3 does not start after step 2 (15 May 2026). "
            "Put the steps in order, each on a day of its own.",
        ),
        (
            taper(row("2026-05-08"), row("2026-05-08")),
            "taper_overlap", "taper.steps.1.from",
            "Step 2 does not start after step 1 (8 May 2026). "
            "Put the steps in order, each on a day of its own.",
        ),
        (
            taper(row("2026-05-08", until="2026-05-07")),
            "taper_overlap", "taper.steps.0.until",
            "Step 1 ends on 7 May 2026, before it starts. Check the dates of this step.",
        ),
        (
            taper(row("2026-05-01", until="2026-05-14"), row("2026-05-16")),
            "taper_gap", "taper.steps.1.from",
            "No step covers 15 May 2026, after step 1. "
            "Let step 2 start on that day, or write a step between them.",
        ),
        (
            {"steps": THREE},
            "taper_end_required", "taper.then",
            "Choose what follows the last step: it continues, it stops, or ask the team.",
        ),
        (
            taper(*THREE, then="whatever"),
            "taper_end_required", "taper.then",
            "Choose what follows the last step: it continues, it stops, or ask the team.",
        ),
        (  # "stop" without a day would go on for ever
            taper(*THREE[:2], then="stop"),
            "taper_end_required", "taper.steps.1.until",
            "Write the last day of the last step, or choose what else follows it.",
        ),
    ],
)  # fmt: skip
def test_b16_steps_out_of_order_with_gaps_or_without_end_are_refused(data, code, field, sentence):
    problem = refusal(read_taper, data)
    assert (problem.code, problem.field, problem.message) == (code, field, sentence)


@pytest.mark.parametrize(
    ("data", "code", "field"),
    [
        (taper(row("2026-05-32")), "date_invalid", "taper.steps.0.from"),
        (taper(row("2026-05-01", "0")), "amount_not_positive", "taper.steps.0.amount"),
        (taper(row("2026-05-01", 10)), "type", "taper.steps.0.amount"),
        (taper(row("2026-05-01", "1,000")), "amount_ambiguous", "taper.steps.0.amount"),
        (taper({"from": "2026-05-01"}), "amount_required", "taper.steps.0.amount"),
        (taper({**row("2026-05-01"), "x": 1}), "type", "taper.steps.0.x"),
        (
            taper({**row("2026-05-01"), "rhythm": {"every": "hour"}}),
            "rhythm_unknown",
            "taper.steps.0.rhythm",
        ),
        (
            taper({**row("2026-05-01"), "rhythm": {"every": "day", "times": ["8"]}}),
            "rhythm_times",
            "taper.steps.0.rhythm.times",
        ),
        ({**taper(*THREE), "x": 1}, "type", "taper.x"),
        (taper(), "type", "taper.steps"),
        (taper("2026-05-01"), "type", "taper.steps.0"),
        ({"then": "stop"}, "type", "taper.steps"),
        (None, "type", "taper"),
    ],
)
def test_a_steps_own_fields_are_read_like_every_other(data, code, field):
    problem = refusal(read_taper, data)
    assert (problem.code, problem.field) == (code, field)
