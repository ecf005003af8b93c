"""H7, H8: stops, pauses and resumptions that were decided in another order than they hold."""

from datetime import timedelta

import pytest

from journal.care.problems import Refused
from journal.plans.standing import State
from journal.plans.turns import every_turn_of, turns_of
from journal.records.medicines import Turn
from tests.family import NOW
from tests.plans.test_history import TODAY, amounts, standing, turned

DAY = timedelta(days=1)


def paused_and_resumed(family, pause_in, resume_in):
    """A medicine with a pause and a resumption, each so many days from today."""
    medicine = family.medicine(now=NOW - 20 * DAY)
    review = TODAY + (resume_in + 9) * DAY
    earlier = NOW - 3 * timedelta(hours=1)
    turned(family, medicine, Turn.PAUSE, on=TODAY + pause_in * DAY, review_on=review, now=earlier)
    turned(family, medicine, Turn.RESUME, on=TODAY + resume_in * DAY, now=NOW - DAY / 24)
    return medicine


@pytest.mark.parametrize(
    ("pause_in", "resume_in", "stop_in"),
    [(-5, -2, -4), (-5, -2, -5), (-5, 2, 0), (0, 2, 0), (1, 2, 1)],
)
def test_h7_a_stop_holds_whatever_was_planned_for_later(family, pause_in, resume_in, stop_in):
    medicine = paused_and_resumed(family, pause_in, resume_in)
    turned(family, medicine, Turn.STOP, on=TODAY + stop_in * DAY)
    assert standing(family, medicine, now=NOW + 9 * DAY).state is State.STOPPED
    assert amounts(family, TODAY + max(stop_in, 1) * DAY, 30) == []


def test_h7_a_stop_takes_away_the_planned_resumption_of_a_stopped_medicine(family):
    medicine = family.medicine()
    turned(family, medicine, Turn.STOP, on=TODAY - DAY)
    turned(family, medicine, Turn.RESUME, on=TODAY + 2 * DAY)
    turned(family, medicine, Turn.STOP, now=NOW + DAY / 24)
    assert amounts(family, TODAY + DAY, 30) == []


def test_h8_a_resumption_decided_after_the_stop_brings_the_medicine_back(family):
    medicine = paused_and_resumed(family, -5, 2)
    turned(family, medicine, Turn.STOP)
    turned(family, medicine, Turn.RESUME, on=TODAY + 3 * DAY, now=NOW + DAY / 24)
    assert amounts(family, TODAY + DAY, 4) == ["12.5", "12.5"]


@pytest.mark.parametrize("what", [Turn.PAUSE, Turn.RESUME])
def test_h8_a_pause_or_a_resumption_before_another_turn_is_refused(family, what):
    medicine = paused_and_resumed(family, -5, 3)
    with pytest.raises(Refused) as refused:
        turned(family, medicine, what, review_on=TODAY + 9 * DAY)
    assert refused.value.problems[0].code == "turn_order"


def test_h34_a_turn_that_a_stop_took_away_stays_in_the_history(family):
    medicine = paused_and_resumed(family, -5, 2)
    turned(family, medicine, Turn.STOP)
    with family.database.reading() as session:
        every = every_turn_of(session, [medicine.id])[medicine.id]
        stand = turns_of(session, [medicine.id])[medicine.id]
        assert [row.turn for row in every] == [Turn.PAUSE, Turn.RESUME, Turn.STOP]
        assert [row.turn for row in stand] == [Turn.PAUSE, Turn.STOP]


@pytest.mark.parametrize(
    ("review_in", "code"),
    [(None, "review_required"), (-1, "review_too_early"), (0, "review_too_early"), (1, None)],
)
def test_h8_a_pause_needs_a_later_day_on_which_somebody_looks_at_it(family, review_in, code):
    medicine = family.medicine()
    review_on = None if review_in is None else TODAY + review_in * DAY
    if code is None:
        turned(family, medicine, Turn.PAUSE, review_on=review_on)
        return
    with pytest.raises(Refused) as refused:
        turned(family, medicine, Turn.PAUSE, review_on=review_on)
    assert refused.value.problems[0].code == code
