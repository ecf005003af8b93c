"""Figures of the child's own clinic: set, changed, ended; what was before stays."""

from datetime import timedelta
from decimal import Decimal

import pytest

from journal.care.problems import Refused
from journal.plans.clinic_figures import end_figure, figure_of, figures_of, history_of, set_figure
from journal.records.access import NotAllowed, Stranger
from journal.records.children import Child
from tests.family import NOW

HOUR = timedelta(hours=1)


def put(family, session, value="38.5", who="ada", key="fever", told_by="Dr. Okafor", now=NOW):
    child = session.get_one(Child, family.nora)
    actor = family.actor(session, who)
    return set_figure(session, actor, child, key, Decimal(value), "°C", told_by=told_by, now=now)


def test_there_is_no_figure_until_the_family_types_one(family, session):
    assert figure_of(session, family.nora, "fever") is None


def test_a_changed_figure_follows_the_one_before_which_stays(family, session):
    first = put(family, session)
    second = put(family, session, "38", now=NOW + HOUR)
    put(family, session, "4", key="hold.mmr.methotrexate.after")
    assert figure_of(session, family.nora, "fever") == second
    assert (second.follows, first.ended_at) == (first.id, NOW + HOUR)
    assert [row.value for row in history_of(session, family.nora, "fever")] == [
        Decimal(38),
        Decimal("38.5"),
    ]
    assert {row.key for row in figures_of(session, family.nora)} == {
        "fever",
        "hold.mmr.methotrexate.after",
    }
    assert figures_of(session, family.tom) == []


def test_the_same_figure_again_writes_nothing(family, session):
    assert put(family, session) is put(family, session, now=NOW + HOUR)


def test_an_ended_figure_is_none(family, session):
    put(family, session)
    child = session.get_one(Child, family.nora)
    end_figure(session, family.actor(session, "ben"), child, "fever", now=NOW + HOUR)
    assert figure_of(session, family.nora, "fever") is None
    assert len(history_of(session, family.nora, "fever")) == 1


def test_who_said_so_is_asked(family, session):
    with pytest.raises(Refused, match="who said so"):
        put(family, session, told_by=" ")


@pytest.mark.parametrize(("who", "raised"), [("cleo", NotAllowed), ("eve", Stranger)])
def test_only_who_may_plan_sets_one(family, session, who, raised):
    with pytest.raises(raised):
        put(family, session, who=who)
