"""The worst symptoms of a page's days: said in words, whatever a line ends with."""

from datetime import date

from journal.summary.history import happened
from journal.summary.room import LEAST
from journal.summary.wishes import Wishes
from tests.family import Family
from tests.summary.gathering import log, printed, wall
from tests.summary.papers import flat


def felt(family: Family, symptom: str, day: int, severity: int | None) -> None:
    log(family, "symptom", wall(date(2026, 11, day)), symptom=symptom, severity=severity)


def worst(family: Family, room=None, **more) -> tuple[str, str]:
    page = printed(family, **more)
    found = happened(page, "en", room) if room else happened(page, "en")
    blocks = [each for each in found if each.heading == "Worst symptoms"]
    return (flat(blocks[0].lines[0]), str(blocks[0].more)) if blocks else ("", "")


def test_worst_symptoms_are_those_of_the_highest_number_with_their_last_day(family: Family) -> None:
    for symptom, day, severity in (
        ("nausea", 4, 6), ("nausea", 11, 6), ("nausea", 20, 1),
        ("headache", 9, 6), ("fatigue", 12, 5), ("stairs", 13, None),
    ):  # fmt: skip
        felt(family, symptom, day, severity)
    assert worst(family) == ("Feels sick 6 of 10 on 11 Nov, Headache 6 of 10 on 9 Nov", "")
    assert worst(family, LEAST) == ("Feels sick 6 of 10 on 11 Nov", "and 1 more in the journal")


def test_symptom_of_an_earlier_day_or_left_out_is_not_the_worst(family: Family) -> None:
    felt(family, "nausea", 4, 6)
    felt(family, "headache", 9, 3)
    assert worst(family, first=date(2026, 11, 5))[0] == "Headache 3 of 10 on 9 Nov"
    struck = Wishes(struck=frozenset({"since:nausea"}))
    assert worst(family, wishes=struck)[0] == "Headache 3 of 10 on 9 Nov"


def test_nothing_but_noughts_is_no_worst_symptom(family: Family) -> None:
    felt(family, "nausea", 4, 0)
    assert worst(family) == ("", "")
