"""T24: a lost phone of somebody who cannot sign in any more is removed by the household's owner."""

import re
import uuid

import pytest
from sqlmodel import select

from journal.clock import now
from journal.exchange.backup import backup
from journal.exchange.restore import restore
from journal.records.people import AuthSession, Membership, Role
from tests.family import fresh_database
from tests.web.syncing import DEVICE

BEN = uuid.UUID(DEVICE["ben"])
OF_CLEO = uuid.UUID(int=9)


def of_a_member(family, phone, who) -> str:
    """Where the owner looks at the phone of somebody in the household."""
    place = f"/households/{family.households['lindqvist']}/phones/{phone}"
    return f"{place}/of/{family.people[who]}"


@pytest.mark.parametrize(("who", "status"), [("ben", 403), ("cleo", 403), ("eve", 404)])
def test_t24_nobody_but_an_owner_removes_somebody_elses_phone(sync, family, as_person, who, status):
    for person in ("ada", "cleo"):
        sync(who=person)
        key = DEVICE.get(person, OF_CLEO)
        place = of_a_member(family, key, person)
        client = as_person(who)
        assert client.get(place).status_code == status
        assert client.post(f"{place}/remove").status_code == status
        client.post(f"/phones/{key}/remove")
        if person != who:
            assert sync(who=person).status_code == 200


@pytest.mark.parametrize("who", ["ben", "cleo"])
def test_t24_an_owner_removes_the_lost_phone_of_whoever_is_in_the_household(
    sync, family, as_person, who
):
    sync(announced=2, who=who)
    laptop, ada = as_person(who), as_person("ada")
    place = of_a_member(family, DEVICE.get(who, OF_CLEO), who)
    assert f'"{place}"' in ada.get("/phones").text
    asked = ada.get(place).text
    assert f"{who.title()} is signed out there" in asked
    assert "It said that it holds 2 entries." in asked
    assert "any other journal" in asked, "it ends in a household of others too"
    own = as_person(who).get(f"/phones/{DEVICE.get(who, OF_CLEO)}").text
    assert "any other journal" not in own
    assert ada.post(f"{place}/remove").status_code == 303
    assert ada.post(f"{place}/remove").status_code == 303, "tapped twice"
    assert sync(who=who).json["error"] == "phone_removed"
    assert laptop.get("/phones").status_code == 200
    assert place not in ada.get("/phones").text


@pytest.mark.parametrize("who", ["ben", "cleo"])
def test_t24_an_owner_learns_no_number_of_who_records_for_others_too(sync, family, as_person, who):
    """Cleo only looks on here: all that her phone holds is of the others."""
    with family.database.transaction() as session:
        other, person = family.households["other"], family.people[who]
        session.add(
            Membership(household_id=other, account_id=person, role=Role.CAREGIVER, created_at=now())
        )
    sync(announced=4, who=who)
    ada = as_person("ada")
    asked = ada.get(of_a_member(family, DEVICE.get(who, OF_CLEO), who)).text
    for page in (asked, ada.get("/phones").text):
        assert "may hold entries" in page
        assert not re.search(r"\d+ entr|holds \d", page)


@pytest.fixture
def restored(app, family, settings, tmp_path):
    """Put the journal back from a backup of now, on a machine with a key of its own."""
    back = fresh_database(f"sqlite:///{tmp_path / 'back.sqlite3'}")

    def restore_all():
        file = backup(family.database, settings.data, tmp_path / "sunhat.zip", now=now())
        assert "tables/auth_session.jsonl" in file["files"]
        restore(back, tmp_path, tmp_path / "sunhat.zip", now=now())
        app.extensions["journal_database"] = back
        app.config["SECRET_KEY"] = "the key of another machine"
        with back.reading() as session:
            return session.exec(select(AuthSession)).all()

    yield restore_all
    back.close()


def test_t24_a_removed_phone_is_told_after_a_restore_too_and_one_that_was_not_keeps_all(
    family, as_person, sync, restored
):
    sync(who="ada")
    sync(who="ben")
    as_person("ben").post(f"/phones/{BEN}/remove")
    (mark,) = restored()
    assert (mark.account_id, mark.device, mark.agent) == (family.people["ben"], BEN, "")
    told = sync(who="ben")
    assert (told.status_code, told.json["error"]) == (401, "phone_removed")
    assert told.json["person"] == str(family.people["ben"])
    told = sync(who="ada")
    assert (told.status_code, told.json["error"]) == (401, "not_signed_in")
