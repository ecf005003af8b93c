"""What the page of a vaccine costs with ten years of monthly infusions and panels, beside one."""

from datetime import timedelta
from decimal import Decimal
from functools import partial
from pathlib import Path

from journal.clock import now
from journal.entries import record
from scripts.bench_house import House, make_house
from scripts.bench_years import ten_years_over_one
from tests.family import change

ROUNDS = 60
RESULTS = 20
WEEKLY = {"every": "week", "on": ["friday"], "times": ["08:00"]}


def measure(folder: Path, rounds: int = ROUNDS) -> float:
    """Return the CPU seconds of the page after ten years, divided by those after one."""
    return ten_years_over_one(partial(_house, folder), "vaccines/mmr", rounds)


def _house(folder: Path, years: int) -> House:
    house = make_house(folder / f"vaccines{years}", "", days=365 * years)
    house.family.medicine("Methotrexate", "15", "mg", WEEKLY, first_on=now().date())
    _months(house, years * 12)
    return house


def _months(house: House, months: int) -> None:
    """An infusion and a panel of twenty values every thirty days."""
    family, database = house.family, house.app.extensions["journal_database"]
    results = [{"test": f"test {n}", "value": str(Decimal(n) / 10)} for n in range(RESULTS)]
    infusion = {"product": "Octagam", "amount": "60", "unit": "g", "weight_kg": "30"}
    with database.transaction() as session:
        actor = family.actor(session, "ada")
        for month in range(months):
            at = now() - timedelta(days=30 * month + 1)
            for kind, fields in (("infusion", infusion), ("draw", {"results": results})):
                one = change(family.nora, kind, made_at=at, **fields)
                outcome = record(session, actor, one, now=now())
                if not outcome.stored:
                    raise SystemExit(f"{kind} was not kept: {outcome}")
