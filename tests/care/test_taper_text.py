"""A pasted taper: read into steps, asked about where it has two readings, never guessed."""

from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st

from journal.care.taper_text import WrittenStep, read_steps, show_steps
from journal.care.units import show_amount

TEXTS = yaml.safe_load(Path(__file__).with_name("taper_texts.yaml").read_text("utf-8"))
BEGINS, TODAY = date(2026, 5, 1), date(2026, 4, 30)


def read(text, unit="mg", begins=BEGINS):
    return read_steps(text, unit=unit, begins=begins, today=TODAY, name="Prednisolone")


def said(step):
    amount = "?" if step.amount is None else show_amount(step.amount)
    other = "" if step.other is None else f"/{show_amount(step.other)}"
    rhythm = " other days" if step.other_days else ""
    days = f"{step.first_on or '?'}..{step.last_on or '?'}".replace("2026-", "")
    return f"{amount}{other}{rhythm} {days}"


@pytest.mark.parametrize("row", TEXTS, ids=lambda row: row["text"].replace("\n", "; ")[:60])
def test_a_text_is_read_as_it_is_meant_or_asked_about(row):
    found = read(row["text"])
    assert [said(step) for step in found.steps] == row["steps"]
    assert [problem.code for problem in found.questions] == row.get("asked", [])
    assert found.then == row.get("then")


def test_there_are_texts_enough():
    assert len(TEXTS) >= 60
    assert len({row["text"] for row in TEXTS}) == len(TEXTS)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("30 mg until 3/4", "“3/4” is two dates to two readers. Write the month as a word."),
        ("20 mg bd for 10 days", "“bd” was not read. Fill in this step yourself."),
        (
            "2 tablets for 10 days",
            "How many mg is “2 tablet”? That depends on the strength, which the journal does not "
            "know here. Write it in mg.",
        ),
        ("2 mcg for 10 days", "“2 mcg” is not in mg, as the plan is. Write it in mg."),
        ("30 for 10 days", "“30” has no unit. Write 30 mg if that is what it means."),
        ("1,000 mg for 3 days", "“1,000 mg” is 1 or 1000. Write 1 or 1000."),
        ("20 mg until 29 Feb", "Which day is “29 Feb”? Check it and write the year."),
        ("", "No step was found. Write one such as: 30 mg until 14 May."),
    ],
)
def test_h45_what_has_two_readings_is_asked_in_a_sentence_that_names_it(text, sentence):
    assert read(text).questions[0].message == sentence


def test_a_date_without_year_is_the_next_one_and_a_far_one_is_asked_about():
    winter = read("20 mg until 14 May", begins=date(2026, 11, 23))
    assert winter.steps[0].last_on == date(2027, 5, 14)
    far = read("20 mg until 14 Oct", begins=date(2026, 11, 23))
    assert far.steps[0].last_on is None
    assert [problem.code for problem in far.questions] == ["taper_date"]


def test_a_text_of_two_hundred_steps_is_read_and_one_more_is_asked_about():
    assert len(read("1 mg 1 day\n" * 200).steps) == 200
    assert [p.code for p in read("1 mg 1 day\n" * 201).questions] == ["taper_steps"]


@pytest.mark.parametrize("text", ["9" * 5000, "1 mg " * 2000, "(" * 9000, "- " * 5000, "a " * 5000])
def test_a_text_of_nonsense_is_answered_soon(text):
    assert read(text).questions


@given(st.text(max_size=60))
@settings(max_examples=300)
@example("٣٠ mg until 14 May")
@example("30 mg until 99 May 9999")
@example("0000-00-00 30 mg")
def test_no_text_breaks_the_reader(text):
    for step in read(text).steps:
        assert step.amount is None or step.amount > 0


AMOUNTS = st.decimals(min_value="0.0001", max_value="9999999", places=4).map(
    lambda value: Decimal(show_amount(value))
)


@st.composite
def written(draw):
    """Steps in order, each with its days; the last one may go on."""
    day = draw(st.dates(date(2000, 1, 1), date(2090, 1, 1)))
    steps = []
    for number in range(count := draw(st.integers(1, 6))):
        length = draw(st.integers(1, 400))
        kind = draw(st.sampled_from(["daily", "days", "turn"]))
        last = day + timedelta(days=length - 1)
        goes_on = number == count - 1 and draw(st.booleans())
        other = draw(AMOUNTS) if kind == "turn" else None
        steps.append(
            WrittenStep(day, None if goes_on else last, draw(AMOUNTS), other, kind == "days")
        )
        day = last + timedelta(days=1)
    return steps


@given(written())
@settings(max_examples=200)
def test_steps_written_as_text_are_read_back_as_they_were(steps):
    found = read(show_steps(steps, "mg"))
    assert not found.questions
    read_back = [
        WrittenStep(one.first_on, one.last_on, one.amount, one.other, one.other_days)
        for one in found.steps
    ]
    assert read_back == steps


@pytest.mark.parametrize(
    ("end", "then"),
    [
        ("then I do not know", "ask"),
        ("then I don't know", "ask"),
        ("then unclear", "ask"),
        ("then ask", "ask"),
        ("then ask the team", "ask"),
        ("then stop", "stop"),
        ("then continue", "continue"),
        ("then stay on", "continue"),
    ],
)
def test_h10_what_a_text_says_of_its_end_is_read(end, then):
    found = read(f"10 mg for 2 weeks, 5 mg for 2 weeks, {end}")
    assert (found.then, found.questions, len(found.steps)) == (then, (), 2)


def test_h10_what_is_not_known_between_two_steps_or_of_one_is_asked():
    for text in ("10 mg for 2 weeks, unclear, 5 mg for 2 weeks", "10 mg unclear for 2 weeks"):
        assert "taper_unread" in [problem.code for problem in read(text).questions]
