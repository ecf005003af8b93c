"""What a family left out of its page, added to it and asks first."""

import uuid
from datetime import date

import pytest

from journal.plans.lab_plans import LabWish, make_rule
from journal.records.children import Child
from journal.records.medicines import Turn
from journal.summary.canonical import canonical, code
from journal.summary.page import Missing, Page
from journal.summary.sheet import sheet
from journal.summary.struck import STRIKABLE, leave_out
from journal.summary.wishes import Wishes
from tests.family import NOW, Family
from tests.summary.course import rich
from tests.summary.gathering import dose, log, printed, turn_medicine, wall

DAY = date(2026, 11, 9)


def keys(page: Page) -> list[str]:
    """The keys of everything on the page that may be struck."""
    return [each.key for name in STRIKABLE for each in getattr(page, name)]


def everything(family: Family) -> uuid.UUID:
    """One of each thing that may be struck; the visit's entry."""
    medicine = family.medicine("Prednisolone")
    with family.database.transaction() as session:
        wish = LabWish(tests=["CK"], weeks_max=4, repeats=True, first_on=DAY)
        child = session.get_one(Child, family.nora)
        make_rule(session, family.actor(session, "ada"), child, wish, now=wall(DAY))
    dose(family, medicine, DAY)
    turn_medicine(family, medicine, Turn.PAUSE, DAY, "fever")
    log(family, "symptom", wall(DAY), symptom="fatigue", severity=4)
    log(family, "symptom", wall(DAY), symptom="fever")
    log(family, "measurement", wall(DAY), what="height", value="126", unit="cm")
    log(family, "activity", wall(DAY), what="school_missed")
    admitted = wall(DAY).isoformat()
    log(family, "stay", wall(DAY), hospital="Children's", admitted=admitted)
    log(family, "infection", wall(DAY), what="exposure", name="chickenpox")
    log(family, "activity", wall(DAY), what="sun", minutes=20)
    log(family, "symptom", wall(DAY), symptom="gottron", severity=2)
    log(family, "draw", wall(DAY), results=[{"test": "CK", "value": "210", "unit": "U/L"}])
    log(family, "infusion", wall(DAY), product="IVIG", amount="50", unit="g")
    return log(family, "visit", wall(DAY), team_member="Dr. Okafor", told="Go on.")


def test_what_the_family_struck_is_gone_and_counted(family: Family) -> None:
    visit = everything(family)
    whole = printed(family)
    page = printed(family, wishes=Wishes(struck=frozenset({f"visit:{visit}", "since:fatigue"})))
    assert page.visits == ()
    assert [each.what for each in page.since] == ["gottron", "fever"]
    assert [each.what for each in page.symptoms] == ["gottron"]
    assert page.left_out == 2
    assert set(keys(whole)) - set(keys(page)) == {f"visit:{visit}", "since:fatigue"}
    assert "2 items left out by the family" in sheet(page, "en").made


def test_every_item_that_may_be_struck_can_be_named_and_goes(family: Family) -> None:
    everything(family)
    whole = printed(family)
    named = {*keys(whole), "school"}
    assert {key.split(":")[0] for key in named} == {
        "since", "change", "infusion", "stay", "fever", "measurement", "visit", "school",
        "vaccine", "infection", "activity", "wanted", "chart",
    }  # fmt: skip
    bare = printed(family, wishes=Wishes(struck=frozenset(named)))
    assert (keys(bare), bare.school_missed) == ([], 0)
    assert bare.left_out == len(named) - 1  # the line of the skin went with its only symptom


def test_h24_medicines_doses_allergies_and_silent_phones_are_never_struck(family: Family) -> None:
    with family.database.transaction() as session:
        session.get_one(Child, family.nora).allergies = "penicillin"
    everything(family)
    page = printed(family)
    struck = frozenset(
        {*keys(page), "allergies", "name", "missing"}
        | {f"{what}:{each.id}" for what in ("medicine", "count") for each in page.medicines}
    )
    bare = printed(family, wishes=Wishes(struck=struck))
    assert bare.medicines == page.medicines != ()
    assert bare.counts == page.counts != ()
    assert bare.child == page.child
    silent = rich(missing=(Missing(device="Dad's phone"),))
    assert leave_out(silent, frozenset(keys(silent))).missing == silent.missing


def test_what_was_struck_for_another_time_is_not_counted(family: Family) -> None:
    everything(family)
    page = printed(family, wishes=Wishes(struck=frozenset({"since:headache", "fever:2020-01-01"})))
    assert page.left_out == 0
    assert "left out" not in sheet(page, "en").made


def test_ranked_questions_come_first_and_the_others_follow(family: Family) -> None:
    ids = [
        log(family, "question", wall(date(2026, 11, day)), text=f"Question {day}?")
        for day in range(1, 9)
    ]
    page = printed(family, wishes=Wishes(ranked=(ids[4], ids[0])))
    assert page.questions[:3] == ("Question 5?", "Question 1?", "Question 8?")
    assert (len(page.questions), page.ranked) == (8, 2)
    assert sheet(page, "en").questions.more == "and 2 more in the journal"


def test_three_questions_are_ranked_at_most_and_only_open_ones_of_this_child(
    family: Family,
) -> None:
    ids = [
        log(family, "question", wall(date(2026, 11, day)), text=f"Question {day}?")
        for day in range(1, 6)
    ]
    toms = log(family, "question", wall(DAY), child="tom", text="Tom's question?")
    page = printed(family, wishes=Wishes(ranked=(toms, uuid.uuid4(), *ids, ids[0])))
    assert page.ranked == 3
    assert page.questions[:3] == ("Question 1?", "Question 2?", "Question 3?")
    assert sorted(page.questions) == [f"Question {day}?" for day in range(1, 6)]


def test_the_familys_own_lines_stand_on_the_page(family: Family) -> None:
    page = printed(family, wishes=Wishes(lines=("We move in May.",)))
    assert sheet(page, "en").lines.lines == ("We move in May.",)


@pytest.mark.parametrize(
    "wishes",
    [Wishes(struck=frozenset({"since:fever"})), Wishes(lines=("We move in May.",))],
)
def test_h24_another_wish_is_another_code(family: Family, wishes: Wishes) -> None:
    everything(family)
    assert code(printed(family, wishes=wishes)) != code(printed(family))


def test_the_summary_as_json_keeps_its_questions_as_texts(family: Family) -> None:
    log(family, "question", wall(DAY), text="Swim?")
    said = canonical(printed(family, now=NOW))
    assert (said["questions"], said["ranked"], said["left_out"]) == (["Swim?"], 0, 0)
