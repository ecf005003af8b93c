"""What is said beside the bars of planned amounts."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from flask import Flask
from flask_babel import Babel

from journal.summary.axis import lanes
from journal.summary.page import Bar, Step
from tests.summary.course import DAILY, FROM, rich

DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def english():
    app = Flask(__name__)
    Babel(app)
    with app.test_request_context():
        yield


def daily(amounts: list[str]) -> tuple[Step, ...]:
    days = [FROM + DAY * n for n in range(len(amounts))]
    return tuple(
        Step(from_on=on, to_on=on, amount=Decimal(each))
        for on, each in zip(days, amounts, strict=True)
    )


def said(steps: tuple[Step, ...]) -> tuple[str, str]:
    bar = Bar(id="P", medicine="P", unit="mg", rhythm=DAILY, steps=steps)
    lane = lanes(rich(bars=(bar,)), "en")[0]
    return tuple(text.replace("\N{NO-BREAK SPACE}", " ") for text in (lane.value, lane.alt))


def test_two_amounts_day_by_day_are_in_turn():
    value, alt = said(daily(["10", "5"] * 10))
    assert value == "10 mg / 5 mg"
    assert alt.endswith("in turn: 10 mg / 5 mg")


def test_a_changed_pair_is_two_pairs_and_never_three_amounts_in_turn():
    value, alt = said(daily(["10", "5"] * 10 + ["10", "2.5"] * 10))
    assert value == "10 mg / 5 mg → 10 mg / 2.5 mg"
    assert alt.endswith("in turn: 10 mg / 5 mg, in turn: 10 mg / 2.5 mg")


def test_steps_of_weeks_that_go_down_and_up_again_are_not_in_turn():
    weeks = [date(2026, 9, 1) + timedelta(days=7 * n) for n in range(6)]
    steps = tuple(
        Step(from_on=on, to_on=on + DAY * 6, amount=Decimal(10 if n % 2 else 15))
        for n, on in enumerate(weeks)
    )
    assert said(steps) == (
        "15 → 10 mg",
        "Planned amount of P. " + ", ".join(["15 mg", "10 mg"] * 3),
    )


def test_one_amount_after_weeks_off_is_said_once():
    starts = [FROM, FROM + DAY * 28]
    steps = tuple(Step(from_on=on, to_on=on + DAY * 20, amount=Decimal(10)) for on in starts)
    assert said(steps) == ("10 mg", "Planned amount of P. 10 mg")
