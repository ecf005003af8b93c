"""Scores: a number fits the scale that a source or the family's own choice says (H31)."""

from decimal import Decimal

import pytest

from journal.care.knowledge.facts import Confidence
from journal.care.knowledge.measures import find_measure, measures
from journal.care.measures import check_score
from journal.care.problems import Refused


def refusal(*score) -> str:
    with pytest.raises(Refused) as refused:
        check_score(*score)
    return refused.value.problems[0].code


@pytest.mark.parametrize(
    ("measure", "value", "scale"),
    [
        ("cmas", "0", None),
        ("cmas", "52", None),
        ("cmas", "52", "0-52"),
        ("mmt8", "80", "0-80"),
        ("mmt8", "150", "0-150"),
        ("chaq", "0.125", None),
        ("physician_global", "10", None),
        ("das", "400", None),
        ("other", "7", None),
    ],
)
def test_a_number_within_its_scale_is_taken(measure, value, scale):
    check_score(measure, Decimal(value), scale)


@pytest.mark.parametrize(
    ("measure", "value", "scale", "code"),
    [
        ("cmas", "52.5", None, "out_of_range"),
        ("cmas", "43", "0-80", "scale_unknown"),
        ("mmt8", "78", None, "scale_required"),
        ("mmt8", "81", "0-80", "out_of_range"),
        ("mmt8", "151", "0-150", "out_of_range"),
        ("chaq", "3.1", None, "out_of_range"),
        ("made_up", "3", None, "measure_unknown"),
    ],
)
def test_h31_a_number_that_cannot_be_of_its_scale_is_asked_about(measure, value, scale, code):
    assert refusal(measure, Decimal(value), scale) == code


def test_no_scale_stands_here_that_was_only_known_by_heart():
    for measure in measures():
        for scale in measure.scales:
            assert scale.said.confidence is not Confidence.FROM_MEMORY
            assert scale.said.sources
            assert scale.id == f"{scale.least}-{scale.most}"


def test_which_way_is_better_is_known_of_each():
    assert {one.better for one in measures()} == {"higher", "lower"}
    assert find_measure("cmas").better == "higher"
    assert find_measure("chaq").better == "lower"
