"""H1: two parents press Give for the same slot at the same moment."""

import threading
from collections import Counter
from datetime import timedelta

import pytest
from sqlmodel import col, select

from journal.entries import Result, record
from journal.records.kinds import DoseRow
from tests.family import NOW, Family, change, fresh_database, make_family


@pytest.fixture
def family(database_url):
    family = make_family(fresh_database(database_url))
    yield family
    family.database.close()


def give(family: Family, who: str, medicine, slot: str, start: threading.Barrier, told: list):
    one = change(
        family.nora,
        "dose",
        made_at=NOW,
        medicine=str(medicine.id),
        slot=slot,
        outcome="given",
        amount="12.5",
        unit="mg",
    )
    start.wait()
    with family.database.transaction() as session:
        told.append((who, record(session, family.actor(session, who), one, now=NOW, ask=True)))


@pytest.mark.slow
@pytest.mark.parametrize("rounds", [60, pytest.param(200, marks=pytest.mark.nightly)])
def test_h1_of_two_at_once_one_dose_is_recorded_and_the_other_is_asked_about(family, rounds):
    medicine = family.medicine()
    winners = Counter()
    for number in range(rounds):
        slot = f"{NOW - timedelta(days=number):%Y-%m-%d}T08:00"
        start, told = threading.Barrier(2), []
        parents = [
            threading.Thread(target=give, args=(family, who, medicine, slot, start, told))
            for who in ("ada", "ben")
        ]
        for parent in parents:
            parent.start()
        for parent in parents:
            parent.join(30)
        outcomes = {outcome.result: (who, outcome) for who, outcome in told}
        assert outcomes.keys() == {Result.APPLIED, Result.ASKED}, (slot, told)
        winner, _ = outcomes[Result.APPLIED]
        _, asked = outcomes[Result.ASKED]
        assert asked.warnings[0].code == "possible_double_dose"
        assert asked.warnings[0].values["by"] == winner.capitalize()
        winners[winner] += 1
    with family.database.reading() as session:
        slots = session.exec(select(DoseRow.slot).order_by(col(DoseRow.slot))).all()
    assert len(slots) == len(set(slots)) == rounds
    assert set(winners) == {"ada", "ben"}, "they never met: this proves nothing"
