"""H13: an infusion's weight and amount are asked about on a screen, and warned about in sync."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlmodel import select

from journal.care.infusing import LEAST
from journal.care.knowledge.vaccine_rules import vaccine_rules
from journal.entries import Result, record
from journal.records.kinds.infusion import InfusionRow
from tests.family import NOW, change, fresh_database, make_family


@pytest.fixture
def family(tmp_path):
    family = make_family(fresh_database(f"sqlite:///{tmp_path / 'journal.sqlite3'}"))
    yield family
    family.database.close()


def write(family, kind="infusion", *, ask=True, days=0, confirmed=frozenset(), **fields):
    at = NOW - timedelta(days=days)
    one = change(family.nora, kind, made_at=at, at=at.isoformat(), **fields)
    one = replace(one, confirmed=confirmed)
    with family.database.transaction() as session:
        return record(session, family.actor(session, "ada"), one, now=NOW, ask=ask)


def infuse(family, kg, amount="35", unit="g", product="Octagam 10%", **more):
    return write(family, product=product, amount=amount, unit=unit, weight_kg=kg, **more)


def codes(outcome):
    return [problem.code for problem in outcome.warnings]


def test_h13_pounds_for_kilograms_are_asked_about_and_written_once_confirmed(family):
    write(family, "measurement", days=30, what="weight", value="35", unit="kg")
    asked = infuse(family, "77", amount="70")
    assert asked.result is Result.ASKED
    assert [problem.field for problem in asked.warnings] == ["weight_kg"]
    assert "35 kg" in asked.warnings[0].message
    sure = frozenset({"weight_unlikely"})
    assert infuse(family, "77", amount="70", confirmed=sure).result is Result.APPLIED


def test_h13_a_weight_in_pounds_before_is_compared_in_kilograms(family):
    write(family, "measurement", days=30, what="weight", value="77", unit="lb")
    assert infuse(family, "35").result is Result.APPLIED


@pytest.mark.parametrize(("kg", "asks"), [("28", []), ("27.9", ["weight_unlikely"]), ("42", [])])
def test_h13_a_weight_a_fifth_away_is_not_asked_about(family, kg, asks):
    infuse(family, "35", days=30)
    assert codes(infuse(family, kg)) == asks


def test_h13_milligrams_for_grams_are_asked_about(family):
    asked = infuse(family, "30", amount="60", unit="mg")
    assert (asked.result, codes(asked)) == (Result.ASKED, ["amount_too_small"])
    assert infuse(family, "30", amount="6").result is Result.APPLIED


def test_a_small_amount_under_the_skin_or_of_another_medicine_is_not_asked_about(family):
    assert infuse(family, "30", amount="4", product="Hizentra").result is Result.APPLIED
    other = infuse(family, "30", amount="500", unit="mg", product="Truxima", days=3)
    assert other.result is Result.APPLIED
    assert vaccine_rules().own_figure("own.low") == LEAST


def test_h13_what_a_phone_wrote_without_signal_is_kept_and_warned_about(family):
    infuse(family, "35", days=30)
    outcome = infuse(family, "77", amount="70", ask=False)
    assert (outcome.result, codes(outcome)) == (Result.APPLIED, ["weight_unlikely"])
    with family.database.reading() as session:
        assert len(session.exec(select(InfusionRow)).all()) == 2
