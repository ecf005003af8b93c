"""Height and weight on the growth chart: facts, in the units in which they were measured."""

import re
from datetime import date

import pytest

from journal.records.children import Child
from journal.summary.growth import age_text, growth, percentile_text
from journal.summary.window import Window
from tests.summary.gathering import NEW_YORK, TODAY, log, wall

BORN = date(2016, 11, 22)
EVER = Window(from_on=BORN, to_on=TODAY, zone=NEW_YORK)


def grown(family, sex="female", born_on=BORN):
    with family.database.transaction() as session:
        child = session.get_one(Child, family.nora)
        child.sex, child.born_on = sex, born_on
    with family.database.reading() as session:
        child = session.get_one(Child, family.nora)
        return {one.title: one for one in growth(session, child, EVER, language="en")}


def measured(family, what, value, unit, on=TODAY):
    log(family, "measurement", wall(on), what=what, value=value, unit=unit)


def test_a_height_stands_with_its_age_and_its_percentile(family):
    measured(family, "height", "138.0", "cm")
    [chart] = grown(family).values()
    expected = ("22 Nov 2026, 10 years", "138\N{NO-BREAK SPACE}cm, percentile 50")
    assert chart.rows == (expected,)
    assert chart.svg.count("<polyline") == 7


def test_inches_stay_inches_in_words_and_are_converted_for_the_drawing_alone(family):
    measured(family, "height", "54.33", "in")
    measured(family, "weight", "70", "lb")
    charts = grown(family)
    assert charts["Height in cm"].rows[0][1] == "54.33\N{NO-BREAK SPACE}in, percentile 50"
    assert charts["Weight in kg"].rows[0][1].startswith("70\N{NO-BREAK SPACE}lb")


@pytest.mark.parametrize("born_on", [date(2025, 1, 1), date(2006, 1, 1)])
def test_outside_of_the_chart_s_ages_it_is_said_that_there_is_no_percentile(family, born_on):
    measured(family, "height", "100", "cm")
    [chart] = grown(family, born_on=born_on).values()
    assert chart.rows[0][1] == "100\N{NO-BREAK SPACE}cm, the chart is for 2 to 20 years"
    assert "percentile" not in chart.value


def test_without_a_chosen_chart_there_are_points_and_nothing_is_guessed(family):
    measured(family, "height", "138.0", "cm")
    [chart] = grown(family, sex="").values()
    assert chart.rows[0][1] == "138\N{NO-BREAK SPACE}cm"
    assert "<polyline" not in chart.svg
    assert chart.svg.count("h0") == 1


def test_h29_growth_is_said_as_a_place_and_never_judged(family):
    measured(family, "height", "110", "cm")
    measured(family, "weight", "80", "kg")
    for chart in grown(family).values():
        assert not re.search(
            r"normal|low|high|short|tall|good|better",
            f"{chart.value} {chart.rows}".replace("below", "").replace("above", ""),
        )
    assert grown(family)["Height in cm"].rows[0][1].endswith(", below percentile 1")


@pytest.mark.parametrize(
    ("stands", "said"),
    [(0.4, "below percentile 1"), (1.2, "percentile 1"), (99.4, "above percentile 99")],
)
def test_beyond_the_first_and_last_percentile_no_more_is_said(family, stands, said):
    assert percentile_text(stands) == said


@pytest.mark.parametrize(
    ("months", "said"),
    [(0, "0 months"), (11.5, "11 months"), (24, "2 years"), (114.3, "9 years, 6 months")],
)
def test_ages_are_said_in_whole_months_that_are_over(months, said):
    assert age_text(months) == said
