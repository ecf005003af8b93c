"""T3: whoever names what is another's changes nothing of it, whatever else comes of it."""

import uuid

import pytest
from sqlmodel import select

from journal.clock import now
from journal.records.columns import table_of, uuid7
from journal.records.devices import Device
from journal.records.entries import Entry, Revision
from journal.records.people import Membership
from journal.records.reminders import PushSubscription
from tests.reminders.world import phone
from tests.web.handing_in import URL as PHOTOS
from tests.web.handing_in import kept, post, sending
from tests.web.syncing import DEVICE, change, follow

TABLES = (Device, Entry, Revision, PushSubscription, Membership)


def rows(family):
    """Everything of the victims that these requests could touch."""
    with family.database.reading() as session:
        return {
            table.__tablename__: session.execute(select(table_of(table))).all() for table in TABLES
        }


@pytest.fixture
def hers(sync, family):
    """What Ada wrote for Nora, on her phone."""
    one = change(family)
    assert sync(one).json["results"][0]["status"] == "applied"
    return one


@pytest.mark.parametrize("who", ["ben", "cleo", "eve"])
def test_t3_a_batch_in_the_name_of_another_stays_on_the_phone(sync, family, hers, who):
    before = rows(family)
    reply = sync(change(family), who=who, person=str(family.people["ada"]))
    assert (reply.status_code, reply.json["error"]) == (409, "other_person")
    assert rows(family) == before


@pytest.mark.parametrize("who", ["ben", "eve"])
def test_t3_the_id_of_anothers_phone_is_no_way_to_it(sync, family, as_person, hers, who):
    before = rows(family)["device"]
    reply = sync(who=who, device=DEVICE["ada"])
    assert reply.status_code == 200
    after = [row for row in rows(family)["device"] if row.account_id == family.people["ada"]]
    assert after == before
    stranger = as_person(who)
    stranger.post(f"/phones/{DEVICE['ada']}/remove")
    after = [row for row in rows(family)["device"] if row.account_id == family.people["ada"]]
    assert after == before


@pytest.mark.parametrize("child", ["nora", "mia"])
def test_t3_an_entry_of_another_household_is_not_changed_moved_or_deleted(
    sync, family, hers, child
):
    before = rows(family)
    where = str(family.children[child])
    fields = {**hers["fields"], "severity": 1}
    for more in ({"fields": fields}, {"fields": {}, "delete": True}, {"base": None}):
        (result,) = sync(follow(hers, child=where, **more), who="eve").json["results"]
        assert result["status"] in {"rejected", "conflict", "waiting"}, result
        assert "current" not in result
    after = rows(family)
    assert {name: after[name] for name in after if name != "device"} == {
        name: before[name] for name in before if name != "device"
    }


def test_t3_a_subscription_of_another_is_ended_and_tested_by_nobody_else(family, as_person):
    where = phone(family, "ada", now=now())
    before = rows(family)
    (row,) = before["push_subscription"]
    for who in ("ben", "eve"):
        client = as_person(who)
        client.delete("/api/v1/push/subscriptions", json={"endpoint": where})
        for verb in ("forget", "wording"):
            client.post(f"/phones/reminded/{row.id}/{verb}")
    assert rows(family) == before


def test_t3_a_photo_of_another_household_is_not_replaced(family, ada, as_person):
    assert post(ada, PHOTOS, sending(family)).status_code == 201
    (hers,) = kept(family)
    reply = post(as_person("eve"), PHOTOS, sending(family, child="mia", photo_id=hers.id))
    assert (reply.status_code, reply.json["error"]) == (409, "photo_conflict")
    (after,) = kept(family)
    assert after == hers
    assert uuid.UUID(str(after.child_id)) == family.nora


def test_t3_the_id_of_anothers_plan_is_taken_and_nothing_else(family, ada, as_person):
    shared_id = str(uuid7(now()))
    wanted = {"tests": ["1742-6"], "every_weeks": 12, "id": shared_id}
    hers = ada.post(f"/api/v1/children/{family.nora}/lab-plans", json=wanted)
    assert hers.status_code == 201
    reply = as_person("eve").post(
        f"/api/v1/children/{family.children['mia']}/lab-plans", json={**wanted, "every_weeks": 1}
    )
    assert (reply.status_code, reply.json["error"]) == (409, "id_again")
    found = ada.get(f"/api/v1/children/{family.nora}/lab-plans").json["lab_plans"]
    assert [(one["id"], one["every_weeks"]) for one in found] == [(shared_id, 12)]
