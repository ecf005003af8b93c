"""The long pages around infusions and stays on a phone have no barrier."""

from datetime import timedelta

import pytest

from journal.clock import now
from journal.entries import record
from tests.family import change
from tests.support.browser import visit

pytestmark = pytest.mark.browser

HOUR = timedelta(hours=1)
MONTHLY = {"every": "weeks", "n": 4, "on": ["monday"], "times": ["09:00"]}


def test_lots_stay_and_plan_of_an_infusion_have_no_barrier(home, phone, no_barrier):
    ivig = home.family.medicine("Privigen", "40", "g", MONTHLY)
    at, left = now() - 60 * HOUR, now() - HOUR
    hospital = {"hospital": "St. Anna", "admitted": at.isoformat(), "discharged": left.isoformat()}
    infused = {"product": "Privigen", "lots": ["P100-7"], "started": at.isoformat()}
    with home.family.database.transaction() as session:
        actor = home.family.actor(session, "ada")

        def write(kind, **fields) -> str:
            one = change(home.family.nora, kind, made_at=at, **fields)
            assert record(session, actor, one, now=now()).stored
            return str(one.entry)

        stay, infusion = write("stay", **hospital), write("infusion", **infused)
        for what in ("pending", "follow_up", "result"):
            write("stay_note", stay=stay, what=what, text=f"Something {what}")
    page = home.sign_in(phone)
    for place in (
        "infusions", "infusions/lots", "infusions/lots?lot=P1", f"infusions/medicines/{ivig.id}",
        f"infusions/{infusion}", f"entries/{infusion}/edit", f"entries/{infusion}/edit?end=now",
        f"log/beside?infusion={infusion}&what=line", "stays", f"stays/{stay}",
        f"log/review?stay={stay}&decision=changed",
    ):  # fmt: skip
        visit(page, home.place(place))
        no_barrier(page)
