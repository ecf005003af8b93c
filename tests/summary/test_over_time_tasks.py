"""Timed tasks and scores on the axis: a line for what can be compared, a mark for what cannot."""

from tests.summary.gathering import TODAY, log, wall
from tests.summary.test_over_time import DAY, rows, shown


def test_could_not_is_a_mark_of_its_own_and_never_a_number(family):
    task = {"task": "floor_rise"}
    log(family, "strength", wall(TODAY - 9 * DAY), **task, seconds="3.4", done="with_hands")
    log(family, "strength", wall(TODAY - 2 * DAY), **task, done="could_not")
    log(family, "strength", wall(TODAY - DAY), **task, done="would_not")
    charts, _found = shown(family)
    chart = charts["task:floor_rise:"]
    assert rows(chart) == [
        ("20 Nov 2026", "could not"),
        ("13 Nov 2026", "3.4\N{NO-BREAK SPACE}s, with hands"),
    ]
    assert chart.svg.count("l5 5m0 -5l-5 5") == 1
    assert chart.note == "× could not be done"
    assert chart.value.startswith("last 3.4")


def test_a_task_that_never_had_a_time_has_no_scale_made_up(family):
    log(family, "strength", wall(TODAY - 2 * DAY), task="floor_rise", done="could_not")
    charts, _found = shown(family)
    drawn = charts["task:floor_rise:"].svg
    assert drawn.count("l5 5m0 -5l-5 5") == 1
    assert "<text" not in drawn


def test_a_task_that_nobody_wanted_to_do_has_no_empty_chart_with_an_axis(family):
    log(family, "strength", wall(TODAY - DAY), task="stairs", done="would_not")
    charts, found = shown(family)
    assert charts == {}
    assert not [one.key for one in found.choices if one.key.startswith("task:")]


def test_another_staircase_and_another_scale_have_lines_of_their_own(family):
    for steps in (12, 15):
        log(
            family,
            "strength",
            wall(TODAY - steps * DAY),
            task="stairs",
            seconds="9",
            done="alone",
            steps=steps,
        )
    for scale in ("0-80", "0-150"):
        log(
            family,
            "score",
            wall(TODAY - 2 * DAY),
            measure="mmt8",
            value="72",
            scale=scale,
            by="clinician",
        )
    charts, _found = shown(family)
    assert {"task:stairs:12", "task:stairs:15"} <= set(charts)
    assert {"score:mmt8::0-80:clinician", "score:mmt8::0-150:clinician"} <= set(charts)


def test_a_score_says_its_range_and_direction_only_where_a_source_does(family):
    log(family, "score", wall(TODAY - DAY), measure="cmas", value="39", by="clinician")
    log(family, "score", wall(TODAY - DAY), measure="das", value="3", by="clinician")
    charts, _found = shown(family)
    log(
        family,
        "score",
        wall(TODAY - 9 * DAY),
        measure="cmas",
        scale="0-52",
        value="37",
        by="clinician",
    )
    charts, _found = shown(family)
    cmas, cat = charts["score:cmas:::clinician"], charts["score:das:::clinician"]
    assert cmas.label == "CMAS, by the clinic, 0 to 52: higher is stronger"
    assert ">52</text>" in cmas.svg
    assert len(cmas.rows) == 2  # whether or not somebody named the only scale
    assert cat.label == "DAS, by the clinic"
    assert ">3</text>" in cat.svg
