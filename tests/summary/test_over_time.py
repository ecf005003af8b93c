"""Everything on one axis: what was written, by the week or the month, and no more than that."""

import random
import re
from datetime import timedelta
from itertools import pairwise

import pytest

from journal.entries import record
from journal.entries.levels import key_of, levels
from journal.records.children import Child
from journal.summary import lived, stretches
from journal.summary.over_time import over_time
from journal.summary.window import Window
from tests.family import NOW, change, fresh_database, make_family
from tests.summary.gathering import NEW_YORK, TODAY, log, wall

DAY = timedelta(days=1)
QUARTER = Window(from_on=TODAY - 89 * DAY, to_on=TODAY, zone=NEW_YORK)
# 24 November 2025 was a Monday.
YEAR = Window(from_on=TODAY - 363 * DAY, to_on=TODAY, zone=NEW_YORK)
TWO_YEARS = Window(from_on=TODAY.replace(year=2024, day=1), to_on=TODAY, zone=NEW_YORK)
DECADE = Window(from_on=TODAY.replace(year=2016, month=10, day=1), to_on=TODAY, zone=NEW_YORK)


def shown(family, window=QUARTER, chosen=None):
    with family.database.reading() as session:
        child = session.get_one(Child, family.nora)
        found = over_time(session, child, window, chosen=chosen, language="en", now=NOW)
    return {one.key: one for part in found.parts for one in part.charts}, found


def rows(chart):
    return [row.cells for row in chart.rows]


def lines(chart):
    return [each.split() for each in re.findall(r'<polyline points="([^"]+)"', chart.svg)]


def fatigue(family, on, severity):
    return log(family, "symptom", wall(on, "19:00"), symptom="fatigue", severity=severity)


def test_a_silent_fortnight_stays_blank_and_no_line_is_drawn_over_it(family):
    for days in (30, 29, 28, 5, 4):
        fatigue(family, TODAY - days * DAY, 4)
    charts, _found = shown(family)
    assert [len(line) for line in lines(charts["fatigue"])] == [3, 2]
    assert len(charts["fatigue"].rows) == 5


def test_h29_no_line_is_drawn_over_an_evening_of_which_nobody_spoke(family):
    for days in (9, 8, 6, 5):
        fatigue(family, TODAY - days * DAY, 4)
        log(family, "check_in", wall(TODAY - days * DAY, "20:00"), wellbeing=7)
    charts, _found = shown(family)
    for key in ("fatigue", "wellbeing"):
        assert [len(line) for line in lines(charts[key])] == [2, 2]


def test_every_medicine_has_a_bar_however_many_there_are(family):
    for number in range(8):
        family.medicine(f"Prednisone {number}", "10", "mg", first_on=TODAY - 30 * DAY)
    _charts, found = shown(family)
    [bars] = [part.charts for part in found.parts if part.title == "Medicines"]
    assert len({one.label for one in bars}) == 8


def test_h29_a_chart_has_one_ink_and_says_nothing_of_better_or_worse(family):
    for days, severity in ((9, 2), (8, 5), (7, 9)):
        fatigue(family, TODAY - days * DAY, severity)
    log(family, "score", wall(TODAY - 9 * DAY), measure="cmas", value="39", by="clinician")
    charts, _found = shown(family)
    for chart in charts.values():
        inks = re.findall(r'(?:fill|stroke)="([^"]+)"', chart.svg)
        assert set(inks) <= {"currentColor", "none"}
        said = f"{chart.label} {chart.value} {chart.note} {rows(chart)}".casefold()
        assert not re.search(r"better|improv|declin|normal|good|bad\b|↑|↓", said), said


def test_an_evening_as_before_is_a_reading_and_an_evening_without_a_word_is_none(family):
    carried = [{"symptom": "fatigue", "severity": 3}]
    fatigue(family, TODAY - 3 * DAY, 3)
    log(family, "check_in", wall(TODAY - 2 * DAY, "20:00"), day="usual", carried=carried)
    log(family, "check_in", wall(TODAY - DAY, "20:00"), day="worse")
    charts, _found = shown(family)
    assert rows(charts["fatigue"]) == [("20 Nov 2026", "3"), ("19 Nov 2026", "3")]


def test_skin_is_the_highest_of_all_symptoms_of_the_skin_and_names_it(family):
    on = TODAY - 3 * DAY
    for symptom, severity in (("gottron", 2), ("malar_rash", 6), ("fatigue", 9)):
        log(family, "symptom", wall(on), symptom=symptom, severity=severity)
    charts, _found = shown(family)
    assert rows(charts["skin"]) == [("19 Nov 2026", "6 (Face rash)")]
    assert charts["skin"].label == "Skin, the highest of 2, 0 to 10"


def test_parent_and_child_say_how_the_day_was_apart(family):
    on = TODAY - 3 * DAY
    log(family, "check_in", wall(on, "20:00"), wellbeing=7)
    log(family, "score", wall(on), measure="wellbeing", value="4", by="child")
    charts, _found = shown(family)
    own = charts["score:wellbeing:::child"]
    assert (rows(charts["wellbeing"]), rows(own)) == (
        [("19 Nov 2026", "7")],
        [("19 Nov 2026", "4")],
    )
    assert "by a parent" in charts["wellbeing"].label
    assert own.label == "Wellbeing, by the child, 0 to 10: 10 is very well"


def test_a_year_goes_by_weeks_two_by_months_ten_by_quarters_with_lowest_and_highest(family):
    monday = TODAY - (TODAY.weekday() + 14) * DAY
    for add, wellbeing in ((0, 6), (2, 3), (5, 8)):
        log(family, "check_in", wall(monday + add * DAY, "20:00"), wellbeing=wellbeing)
    by_week, _found = shown(family, YEAR)
    assert rows(by_week["wellbeing"]) == [("2 Nov \N{EN DASH} 8 Nov 2026", "3 to 8")]
    by_month, _found = shown(family, TWO_YEARS)
    assert rows(by_month["wellbeing"]) == [("Nov 2026", "3 to 8")]
    by_quarter, found = shown(family, DECADE)
    assert rows(by_quarter["wellbeing"]) == [("Oct \N{EN DASH} Nov 2026", "3 to 8")]
    assert len(found.stretches) <= 41


def test_t10_the_last_minute_of_a_day_belongs_to_it_on_both_sides_of_a_clock_change(family):
    # The clocks of New York went back on 1 November 2026.
    log(family, "symptom", wall(TODAY.replace(day=1), "23:59"), symptom="fatigue", severity=2)
    log(
        family,
        "symptom",
        wall(TODAY.replace(month=10, day=31), "23:59"),
        symptom="fatigue",
        severity=7,
    )
    charts, _found = shown(family)
    assert rows(charts["fatigue"]) == [("1 Nov 2026", "2"), ("31 Oct 2026", "7")]


def test_what_was_deleted_and_what_another_child_has_is_in_no_chart(family):
    fatigue(family, TODAY - 2 * DAY, 9)
    log(family, "symptom", wall(TODAY - DAY), "tom", symptom="fatigue", severity=8)
    gone = change(family.nora, "symptom", made_at=wall(TODAY - DAY), symptom="fatigue", severity=7)
    with family.database.transaction() as session:
        actor = family.actor(session, "ada")
        assert record(session, actor, gone, now=NOW).stored
        away = change(
            family.nora, "symptom", made_at=NOW, entry=gone.entry, base=gone.id, delete=True
        )
        assert record(session, actor, away, now=NOW).stored
    charts, _found = shown(family)
    assert rows(charts["fatigue"]) == [("20 Nov 2026", "9")]


def test_usual_charts_are_shown_and_others_can_be_chosen(family):
    fatigue(family, TODAY - 2 * DAY, 3)
    log(family, "symptom", wall(TODAY - DAY), symptom="other", name="Hiccups", severity=4)
    charts, found = shown(family)
    assert set(charts) == {"fatigue"}
    offered = {one.key: one.shown for one in found.choices}
    assert offered["symptom:other:Hiccups"] is False
    charts, _found = shown(family, chosen={"symptom:other:Hiccups"})
    assert set(charts) == {"symptom:other:Hiccups"}
    with family.database.transaction() as session:
        session.get_one(Child, family.nora).watched = ["other:Hiccups"]
    charts, _found = shown(family)
    assert set(charts) == {"fatigue", "symptom:other:Hiccups"}


def test_the_database_sums_up_to_the_very_levels_that_all_other_pages_read(family):
    dice = random.Random(7)
    for days in range(80):
        at, level = wall(TODAY - days * DAY, "19:00"), dice.randrange(11)
        symptom = dice.choice(["fatigue", "stairs", "gottron"])
        carried = [{"symptom": dice.choice(["stairs", "itch"]), "severity": dice.randrange(11)}]
        if dice.random() < 0.5:
            log(family, "symptom", at, symptom=symptom, severity=dice.choice([level, None]))
        if dice.random() < 0.5:
            log(family, "check_in", at, day="usual", carried=carried)
    window = Window(from_on=TODAY - 399 * DAY, to_on=TODAY, zone=NEW_YORK)
    parts = stretches.stretches(window, stretches.Step.WEEK)
    moments = stretches.moments(window, parts)
    with family.database.reading() as session:
        evenings = lived.evenings(session, family.nora, moments)
        found = lived.symptom_levels(session, family.nora, moments, evenings)
        read = levels(session, family.nora, window.start, window.end)
    expected: dict[str, dict[int, int]] = {}
    for each in read:
        if each.severity is not None:
            on = window.day(each.at)
            [place] = [n for n, part in enumerate(parts) if part.from_on <= on <= part.to_on]
            there = expected.setdefault(key_of(each), {})
            there[place] = max(each.severity, there.get(place, 0))
    assert found == expected
    assert len(read) > 60


@pytest.mark.parametrize("window", [QUARTER, YEAR, TWO_YEARS, DECADE])
def test_stretches_leave_no_day_out_and_have_none_twice(window):
    found = stretches.stretches(window, stretches.step_for(window))
    assert (found[0].from_on, found[-1].to_on) == (window.from_on, window.to_on)
    for before, after in pairwise(found):
        assert after.from_on == before.to_on + DAY


def test_both_databases_sum_up_alike(database_url):
    database = fresh_database(database_url)
    family = make_family(database)
    carried = [{"symptom": "stairs", "severity": 3}]
    log(family, "check_in", wall(TODAY - DAY), carried=carried, wellbeing=7, day="usual")
    fatigue(family, TODAY - DAY, 5)
    log(family, "strength", wall(TODAY - DAY), task="stairs", seconds="10.5", done="alone")
    log(family, "strength", wall(TODAY - DAY), task="stairs", seconds="9.5", done="alone")
    log(family, "score", wall(TODAY - DAY), measure="cmas", value="39.5", by="clinician")
    moments = stretches.moments(QUARTER, stretches.stretches(QUARTER, stretches.Step.DAY))
    with database.reading() as session:
        evenings = lived.evenings(session, family.nora, moments)
        levels = lived.symptom_levels(session, family.nora, moments, evenings)
        tasks = lived.timed_tasks(session, family.nora, moments)
        scores = lived.scores(session, family.nora, moments)
    assert levels == {"stairs": {88: 3}, "fatigue": {88: 5}}
    assert evenings.wellbeing == {88: lived.Span(7, 7, 1)}
    [timed] = tasks["stairs", None]
    assert timed.seconds == lived.Span(9.5, 10.5, 2)
    assert scores == {lived.Measure("cmas", "", "", "clinician"): {88: lived.Span(39.5, 39.5, 1)}}
    database.close()
