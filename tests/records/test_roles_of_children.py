"""What somebody is to one child, where that is another thing than to the household."""

import pytest

from journal.records.access import LOOKING, RIGHTS, Right, actor_for
from journal.records.people import ChildRole, Membership, Role
from tests.family import NOW, give_account


def say(family, who, child, role):
    with family.database.transaction() as session:
        key = {"child_id": family.children[child], "account_id": family.people[who]}
        session.merge(ChildRole(**key, role=role, created_at=NOW))


def seen_by(family, who, **more):
    with family.database.reading() as session:
        return actor_for(session, family.people[who], **more)


def test_t4_a_child_that_somebody_may_not_see_is_as_if_it_were_not_there(family):
    say(family, "ben", "tom", None)
    ben = seen_by(family, "ben")
    assert set(ben.children) == set(ben.homes) == {family.nora}
    assert ben.households == {family.households["lindqvist"]: Role.CAREGIVER}


@pytest.mark.parametrize(
    ("who", "role"),
    [("ben", Role.VIEWER), ("cleo", Role.CAREGIVER), ("ben", Role.CAREGIVER)],
)
def test_a_role_for_one_child_says_nothing_of_the_other(family, who, role):
    before = seen_by(family, who).children[family.nora]
    say(family, who, "tom", role)
    after = seen_by(family, who)
    assert after.children[family.tom] == RIGHTS[role]
    assert after.children[family.nora] == before


@pytest.mark.parametrize("role", [None, Role.VIEWER])
def test_t35_nobody_narrows_an_owner(family, role):
    say(family, "ada", "nora", role)
    assert seen_by(family, "ada").children[family.nora] == frozenset(Right)


def test_h39_a_teen_sees_one_journal_whatever_is_said_of_another(family):
    give_account(family, "tom")
    say(family, "tom", "nora", Role.CAREGIVER)
    assert set(seen_by(family, "tom").children) == {family.tom}


def test_a_stranger_gets_nothing_by_a_role_for_a_child(family):
    say(family, "eve", "nora", Role.CAREGIVER)
    assert set(seen_by(family, "eve").children) == {family.children["mia"]}


def test_a_token_for_one_child_reaches_nothing_else_and_manages_nobody(family):
    ada = seen_by(family, "ada", only={family.nora, family.children["mia"]})
    assert set(ada.children) == {family.nora}
    assert ada.managed == set()
    assert seen_by(family, "ada", only=set()).households == {}


def test_a_token_that_reads_sees_what_its_person_sees(family):
    with family.database.transaction() as session:
        house = family.households["lindqvist"]
        session.get_one(Membership, (house, family.people["cleo"])).sees_photos = True
    assert seen_by(family, "cleo").children[family.nora] == LOOKING
    assert seen_by(family, "ben", read_only=True).children[family.nora] == LOOKING
