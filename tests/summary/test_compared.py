"""Then and now: what a clinician could be misled by."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from journal.summary.page import Area, Since, Trend
from journal.summary.room import FEW
from journal.summary.sheet import sheet
from journal.summary.wishes import Wishes
from tests.family import Family
from tests.summary.course import rich
from tests.summary.gathering import log, printed, wall

VISIT, NOW = date(2026, 11, 3), date(2026, 11, 20)


def visited(family: Family) -> None:
    log(family, "visit", wall(VISIT), team_member="Dr. Okafor")


def timed(family: Family, on: date, seconds: str | None, done: str = "alone", **more: Any) -> None:
    fields = {"task": "floor_rise", "done": done, **more}
    log(family, "strength", wall(on), **fields, **({"seconds": seconds} if seconds else {}))


def scored(family: Family, on: date, value: str, measure: str = "cmas", **more: Any) -> None:
    log(family, "score", wall(on), measure=measure, value=value, **{"by": "clinician", **more})


def line(family: Family, what: str) -> Since:
    (found,) = [each for each in printed(family).since if each.what.startswith(what)]
    return found


def said(family: Family, name: str) -> tuple[str, ...]:
    rows = sheet(printed(family), "en").since.rows
    (found,) = [
        tuple(cell.replace("\N{NO-BREAK SPACE}", " ") for cell in row)
        for row in rows
        if row[0].startswith(name)
    ]
    return found


def test_a_task_done_the_same_way_in_less_time_is_better_with_both_numbers_and_days(
    family: Family,
) -> None:
    visited(family)
    timed(family, date(2026, 10, 1), "9.1")
    timed(family, date(2026, 11, 1), "8.2")
    timed(family, NOW, "6.4")
    assert said(family, "Up from the floor") == (
        "Up from the floor", "8.2 s (1 Nov) → 6.4 s, alone (20 Nov)", "better",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("then", "now", "trend"),
    [
        (("8", "alone"), ("8", "alone"), Trend.SAME),
        (("8", "alone"), ("9", "alone"), Trend.WORSE),
        (("8", "alone"), (None, "could_not"), Trend.WORSE),
        ((None, "could_not"), ("12", "with_help"), Trend.BETTER),
        ((None, "could_not"), (None, "could_not"), Trend.SAME),
        (("8", "with_hands"), ("8", "alone"), Trend.BETTER),
        (("8", "with_hands"), ("11", "alone"), None),  # less help, more time
        (("11", "alone"), ("8", "with_help"), None),
    ],
)
def test_less_time_with_more_help_is_not_called_better(
    family: Family, then: tuple[str | None, str], now: tuple[str | None, str], trend: Trend | None
) -> None:
    visited(family)
    timed(family, VISIT, *then)
    timed(family, NOW, *now)
    assert line(family, "task:").trend is trend


@pytest.mark.parametrize("task", ["arms_up", "head_lift"])
@pytest.mark.parametrize(
    ("then", "now", "word"),
    [("20", "10", Trend.WORSE), ("10", "20", Trend.BETTER), ("20", "20.4", Trend.SAME)],
)
def test_what_is_held_longer_is_better(family: Family, task, then, now, word) -> None:
    timed(family, VISIT, then, task=task)
    timed(family, NOW, now, task=task)
    assert line(family, f"task:{task}").trend is word


def test_another_staircase_is_never_compared(family: Family) -> None:
    visited(family)
    timed(family, VISIT, "20", task="stairs", steps=12)
    timed(family, NOW, "10", task="stairs", steps=6)
    assert [(each.then, each.now) for each in printed(family).since] == [
        (Decimal(20), None),
        (None, Decimal(10)),
    ]
    assert [each.trend for each in printed(family).since] == [None, None]


def test_silence_after_the_visit_is_never_better_or_the_same(family: Family) -> None:
    visited(family)
    timed(family, VISIT, "8")
    scored(family, VISIT, "44")
    log(family, "symptom", wall(VISIT), symptom="fatigue", severity=5)
    log(family, "check_in", wall(VISIT, "19:00"), day="usual", wellbeing=4)
    page = printed(family)
    assert [each.trend for each in page.since] == [None] * 4
    rows = sheet(page, "en").since.rows
    assert all("nothing recorded" in figures and not word for _name, figures, word in rows)


def test_a_refused_task_is_no_result(family: Family) -> None:
    visited(family)
    timed(family, VISIT, "8")
    timed(family, NOW, None, "would_not")
    assert line(family, "task:").now_on is None


def test_a_score_says_its_range_its_direction_and_who_judged(family: Family) -> None:
    visited(family)
    scored(family, VISIT, "44")
    scored(family, NOW, "47")
    assert said(family, "CMAS") == (
        "CMAS, by the clinic", "44 (3 Nov) → 47 (20 Nov), 0 to 52: higher is stronger", "better",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("measure", "scale", "trend"),
    [("cmas", "0-52", Trend.WORSE), ("chaq", "0-3", Trend.BETTER), ("das", None, None)],
)
def test_a_score_has_a_word_only_in_the_direction_of_a_source(
    family: Family, measure: str, scale: str | None, trend: Trend | None
) -> None:
    visited(family)
    for day, value in ((VISIT, "2"), (NOW, "1")):
        scored(family, day, value, measure, **({"scale": scale} if scale else {}))
    assert line(family, f"score:{measure}").trend is trend


def test_scores_of_two_judges_are_two_lines(family: Family) -> None:
    visited(family)
    scored(family, VISIT, "4", "wellbeing", by="child")
    scored(family, NOW, "7", "wellbeing", by="parent")
    assert [(each.by, each.then, each.now) for each in printed(family).since] == [
        ("child", Decimal(4), None),
        ("parent", None, Decimal(7)),
    ]


def test_more_wellbeing_is_better(family: Family) -> None:
    visited(family)
    log(family, "check_in", wall(VISIT, "19:00"), day="usual", wellbeing=4)
    log(family, "check_in", wall(NOW, "19:00"), day="better", wellbeing=7)
    assert said(family, "Wellbeing") == (
        "Wellbeing, by a parent", "4 → 7 of 10, 10 is very well", "better",
    )  # fmt: skip


def test_strength_stands_first_and_every_area_finds_room(family: Family) -> None:
    visited(family)
    timed(family, NOW, "8")
    codes = (
        "fatigue",
        "headache",
        "heliotrope",
        "dysphagia",
        "stairs",
        "running",
        "myalgia",
        "falls",
    )
    for code in (*codes, "getting_up", "getting_dressed"):
        log(family, "symptom", wall(NOW), symptom=code, severity=3)
    page = printed(family)
    areas = [each.area for each in page.since]
    assert areas == sorted(areas, key=list(Area).index)
    table = sheet(page, "en", FEW).since
    names = [row[0] for row in table.rows]
    assert names[0] == "Up from the floor"
    assert {"Trouble swallowing", "Headache", "Tired"} <= set(names)
    assert table.more == "and 3 more in the journal"


def test_a_task_of_two_years_ago_is_not_then(family: Family) -> None:
    timed(family, date(2024, 10, 1), "9.1")
    timed(family, NOW, "6.4")
    assert (line(family, "task:").then, line(family, "task:").trend) == (None, None)


def test_worse_stands_first_and_the_highest_of_it_on_top_then_better_then_same(
    family: Family,
) -> None:
    visited(family)
    numbers = {
        "fatigue": (2, 3), "headache": (2, 7), "gottron": (5, 1),
        "heliotrope": (0, 0), "moon_face": (4, 4),
    }  # fmt: skip
    for code, (then, now) in numbers.items():
        log(family, "symptom", wall(VISIT), symptom=code, severity=then)
        log(family, "symptom", wall(NOW), symptom=code, severity=now)
    rows = sheet(printed(family), "en").since.rows
    assert [row[2] for row in rows] == ["worse", "worse", "better", "same"]
    assert rows[0][0] == "Headache"
    assert rows[-1][0] == ""
    assert " 0; " in rows[-1][1]


def test_the_day_of_then_is_said_where_it_is_not_the_visits(family: Family) -> None:
    visited(family)
    log(family, "symptom", wall(date(2026, 10, 31)), symptom="fatigue", severity=2)
    log(family, "symptom", wall(NOW), symptom="fatigue", severity=3)
    assert said(family, "Tired")[1] == "2 (31 Oct) → 3 of 10"


def test_what_is_worse_finds_room_before_all_else() -> None:
    worse = Since(name="Headache", trend=Trend.WORSE, then=Decimal(1), now=Decimal(9), scale=10)
    other = [Since(name=f"S{n}", then=Decimal(5), now=Decimal(4), scale=10) for n in range(30)]
    table = sheet(rich(since=(*other, worse)), "en", FEW).since
    assert table.rows[0][0] == "Headache"
    assert table.more == "and 23 more in the journal"


def test_what_was_written_without_a_number_is_never_nothing_recorded(family: Family) -> None:
    visited(family)
    log(family, "symptom", wall(VISIT), symptom="dysphagia", severity=6)
    for day in (12, 13, 20):
        log(family, "symptom", wall(date(2026, 11, day)), symptom="dysphagia")
    assert said(family, "Trouble swallowing") == (
        "Trouble swallowing", "6 → 3 days without a number", "",
    )  # fmt: skip
    log(family, "symptom", wall(date(2026, 11, 21)), symptom="dysphagia", severity=7)
    assert said(family, "Trouble swallowing")[1] == "6 → 7 of 10, 3 days without a number"


def test_two_numbers_of_one_day_are_not_then_and_now(family: Family) -> None:
    log(family, "visit", wall(NOW), team_member="Dr. Okafor")
    for clock, severity in (("07:00", 6), ("19:00", 2)):
        log(family, "symptom", wall(NOW, clock), symptom="fatigue", severity=severity)
    (tired,) = printed(family).since
    assert (tired.then, tired.now, tired.trend) == (None, Decimal(2), None)


def test_h24_a_reading_in_the_gap_is_never_nothing_recorded_since(family: Family) -> None:
    visited(family)
    last = date(2026, 12, 20)
    for day, severity in ((VISIT, 1), (date(2026, 11, 20), 8), (date(2026, 11, 25), 9)):
        log(family, "symptom", wall(day), symptom="myalgia", severity=severity)
    log(family, "symptom", wall(VISIT), symptom="headache", severity=2)
    page = printed(family, last=last, now=wall(last, "20:00"))
    rows = {row[0]: row for row in sheet(page, "en").since.rows}
    assert rows["Muscle pain"] == ("Muscle pain", "1 → 9 (25 Nov) of 10", "worse")
    assert rows[""][1] == "nothing recorded since: Headache 2 (3 Nov)"


def test_the_day_of_now_is_said_where_it_is_not_of_the_last_days(family: Family) -> None:
    visited(family)
    log(family, "symptom", wall(date(2026, 11, 1)), symptom="malar_rash", severity=2)
    log(family, "symptom", wall(date(2026, 11, 12)), symptom="malar_rash", severity=3)
    log(family, "symptom", wall(date(2026, 11, 18)), symptom="fatigue", severity=6)
    log(family, "symptom", wall(NOW), symptom="headache", severity=5)
    figures = {row[0]: row[1] for row in sheet(printed(family), "en").since.rows}
    assert sorted(figures.values()) == [
        "2 (1 Nov) → 3 (12 Nov) of 10", "5 of 10", "6 (18 Nov) of 10",
    ]  # fmt: skip


def test_the_page_of_a_doctor_counts_from_her_own_last_visit_and_names_it(family: Family) -> None:
    visited(family)
    log(family, "visit", wall(date(2026, 11, 16)), team_member="Pat, physiotherapy")
    for whom, heading in (
        ("dr okafor", "Since the visit on 3 Nov 2026 · Dr. Okafor"),
        ("", "Since the visit on 16 Nov 2026 · Pat, physiotherapy"),
    ):
        page = printed(family, wishes=Wishes(whom=whom))
        assert sheet(page, "en").since.heading == heading
