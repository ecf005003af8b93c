"""What the save of a usual evening costs, beside the save of one symptom: same server, same run."""

import statistics
import time
from datetime import timedelta
from pathlib import Path

from journal.clock import now
from journal.entries import record
from journal.records.columns import uuid7
from scripts.bench_house import House, make_house
from tests.family import change

ROUNDS = 60
FIRST_ROUNDS = 5  # not counted
LEVELS = ("fatigue", "stairs", "gottron", "myalgia")


def measure(folder: Path, rounds: int = ROUNDS) -> float:
    """Return the CPU seconds of a usual evening's save, divided by those of a single symptom."""
    house = make_house(folder / "evening", "", days=365)
    house.app.config["WTF_CSRF_ENABLED"] = False  # the page's own token stands in no measure
    _watched(house)
    usual = {"day": "usual", **{f"level.{each}": "=3" for each in LEVELS}}
    forms = {"check_in": usual, "symptom": {"symptom": "fatigue", "severity": "3"}}
    spent: dict[str, list[float]] = {what: [] for what in forms}
    for number in range(rounds + FIRST_ROUNDS):
        for what, values in forms.items():
            seconds = _saved(house, what, values)
            if number >= FIRST_ROUNDS:
                spent[what].append(seconds)
    return statistics.median(spent["check_in"]) / statistics.median(spent["symptom"])


def _watched(house: House) -> None:
    """Every symptom of the form has a number of yesterday."""
    family, database = house.family, house.app.extensions["journal_database"]
    with database.transaction() as session:
        actor = family.actor(session, "ada")
        for symptom in LEVELS:
            at = now() - timedelta(days=1)
            one = change(family.nora, "symptom", made_at=at, symptom=symptom, severity=3)
            if not record(session, actor, one, now=now()).stored:
                raise SystemExit(f"{symptom} was not kept")


def _saved(house: House, what: str, values: dict[str, str]) -> float:
    """CPU seconds of one posted form."""
    moment = now()
    ids = {"change": str(uuid7(moment)), "entry": str(uuid7(moment))}
    at = {"at_on": f"{moment - timedelta(days=1):%Y-%m-%d}", "at_time": "12:00"}
    _method, path, headers, _body = house.page(f"log/{what}")()
    client = house.app.test_client(use_cookies=False)
    begin = time.process_time()
    answer = client.post(path, data={**ids, **at, **values}, headers=headers)
    seconds = time.process_time() - begin
    if answer.status_code != 303:
        raise SystemExit(f"{path} answered {answer.status_code}")
    return seconds
