"""The shared time axis and what is drawn on it."""

import re
from datetime import date, timedelta
from itertools import pairwise
from xml.etree import ElementTree

from hypothesis import given
from hypothesis import strategies as st

from journal.summary import chart
from journal.summary.chart import Axis, Grain, ticks

DAY = timedelta(days=1)
AXES = st.builds(
    lambda first, days: Axis(from_on=first, to_on=first + timedelta(days=days - 1), width=340),
    st.dates(date(2000, 1, 1), date(2080, 1, 1)),
    st.integers(1, 3653),
)
NINETY = Axis(from_on=date(2026, 8, 25), to_on=date(2026, 11, 22), width=340)


@given(AXES)
def test_ticks_are_few_inside_and_in_order(axis: Axis) -> None:
    marks = ticks(axis)
    assert (2 if axis.days > 1 else 1) <= len(marks) <= 8
    assert all(axis.holds(mark.on) for mark in marks)
    assert [mark.on for mark in marks] == sorted({mark.on for mark in marks})


@given(AXES)
def test_ticks_stand_on_dates_a_person_would_choose(axis: Axis) -> None:
    for mark in ticks(axis):
        if mark.grain is Grain.YEAR:
            assert (mark.on.month, mark.on.day) == (1, 1)
        elif mark.grain is Grain.MONTH:
            assert mark.on.day == 1
        elif axis.days > 16:
            assert mark.on.weekday() == 0


@given(AXES)
def test_names_of_ticks_never_touch(axis: Axis) -> None:
    places = [mark.x for mark in ticks(axis)]
    assert all(later - earlier > 36 for earlier, later in pairwise(places))


@given(AXES, st.dates(date(1999, 1, 1), date(2095, 1, 1)))
def test_no_day_is_drawn_outside_the_axis(axis: Axis, day: date) -> None:
    assert 0 <= axis.left(day) <= axis.middle(day) <= axis.left(day + DAY) <= axis.width


def test_a_gap_stays_a_gap() -> None:
    points = [(NINETY.from_on + timedelta(days=n), 4.0) for n in (0, 1, 2, 20, 21)]
    svg = chart.line(NINETY, points, most=10, gap=timedelta(days=3), title="Rash", desc="")
    assert svg.count("<polyline") == 2
    assert svg.count("<circle") == 5


def test_a_single_reading_is_seen() -> None:
    day = NINETY.from_on + DAY
    svg = chart.line(NINETY, [(day, 4)], most=10, gap=DAY, title="Rash", desc="")
    assert svg.count("<circle") == 1


def test_a_medicine_outside_the_period_draws_nothing() -> None:
    spans = [(date(2020, 1, 1), date(2020, 2, 1), 5.0)]
    assert "<rect" not in chart.amounts(NINETY, spans, title="x", desc="")


def test_an_infusion_with_a_reaction_is_hollow() -> None:
    svg = chart.triangles(
        NINETY, [(NINETY.from_on, True), (NINETY.to_on, False)], title="x", desc=""
    )
    assert svg.count('fill="none"') == 1


def test_drawings_need_no_style_no_script_and_no_colour() -> None:
    svgs = [
        chart.amounts(NINETY, [(NINETY.from_on, NINETY.to_on, 5.0)], title="<a>", desc="&"),
        chart.dots(NINETY, [NINETY.from_on], title="<a>", desc="&"),
        chart.strokes(NINETY, [NINETY.from_on], title="<a>", desc="&"),
        chart.ranges(NINETY, [(NINETY.from_on, NINETY.to_on)], title="<a>", desc="&"),
        chart.scale(NINETY, [(3, "<b>")]),
    ]
    for svg in svgs:
        ElementTree.fromstring(svg)
        assert not re.search(r"style|class=|<script|on\w+=|#[0-9a-f]{3}|rgb", svg)
        assert "<a>" not in svg
    for svg in svgs[:-1]:
        assert "<title>&lt;a&gt;</title><desc>&amp;</desc>" in svg
