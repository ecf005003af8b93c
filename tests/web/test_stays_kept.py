"""What a phone keeps of a stay: taps for what may wait, and nothing that only the server knows."""

from datetime import timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from journal.care.rhythm import read_rhythm
from journal.clock import now
from journal.plans.medicines import Dosing, add_medicine
from tests.family import ZONE
from tests.web.daily import daily_at, fallen_due


def test_h37_the_kept_page_of_a_stay_claims_nothing_that_only_the_server_knows(family, ada):
    family.medicine()
    kept = ada.get(f"/api/v1/children/{family.nora}/pocket").json["wholes"]["stays"]["any"]["main"]
    assert "Until the discharge, reminders of doses are silent" in kept
    assert "Not looked at yet" not in kept
    assert "nobody is reminded" in kept


def test_h37_the_kept_page_has_the_taps_of_a_plan_that_ended_since_the_discharge(
    family, ada, admitted
):
    today = now().astimezone(ZoneInfo(ZONE)).date()
    days = {"first_on": today - timedelta(days=20), "last_on": today - timedelta(days=1)}
    dosing = Dosing(
        amount=Decimal(5),
        unit="mg",
        rhythm=read_rhythm({"every": "day", "times": ["08:00"]}),
        **days,
    )
    with family.database.transaction() as session:
        medicine = add_medicine(
            session,
            family.actor(session, "ada"),
            family.nora,
            name="Prednisolone",
            dosing=dosing,
            now=now() - timedelta(days=20),
        )
    address = f"/api/v1/children/{family.nora}/pocket"
    kept = f'data-medicine="{medicine.id}"'
    assert kept not in ada.get(address).json["wholes"]["stays"]["any"]["main"]
    admitted(hours=100, left=50)
    assert kept in ada.get(address).json["wholes"]["stays"]["any"]["main"]


def test_h37_the_pocket_keeps_no_tap_of_what_nobody_has_looked_at(family, ada, admitted):
    medicine = family.medicine(rhythm=daily_at(-10))
    fallen_due(family, medicine)
    pocket = f"/api/v1/children/{family.nora}/pocket"
    assert len(ada.get(pocket).json["today"]["taps"]) == 1
    admitted(left=1)
    found = ada.get(pocket).json
    assert "1 medicine waits to be looked at" in found["today"]["parts"]["alerts"]
    assert found["today"]["taps"] == {}
    slots = [one for one in found["today"]["slots"] if one["medicine"] == str(medicine.id)]
    assert slots
    assert {one["all_until"] for one in slots} == {None}
    rows = found["today"]["rows"][slots[0]["row"]]
    assert "Not looked at since the discharge" in rows["due"]
