"""T33, T35: a child or household is erased: announced where two record, at once where one does."""

import io
import re
import zipfile
from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlmodel import select

from journal.clock import now
from journal.entries import record
from journal.exchange.erase import carry_out_erasures
from journal.records.acts import faults_of_chain, latest
from journal.records.children import Child
from journal.records.entries import Quarantine, Revision
from journal.records.erasures import Erased, Erasure
from journal.records.people import Account, AuthSession, Household, Membership, Role
from journal.records.who_records import DELAY
from journal.upkeep import part, tidy
from tests.family import change, make_owner
from tests.web.signing_in import told
from tests.web.syncing import DEVICE

MINUTE = timedelta(minutes=1)
ERASE = {"what": "child", "typed": "Nora"}


@pytest.fixture
def url(family):
    return f"/children/{family.nora}/erase"


@pytest.fixture
def alone(family):
    """Ada is the only one who records: Ben only looks on now."""
    with family.database.transaction() as session:
        key = (family.households["lindqvist"], family.people["ben"])
        session.get_one(Membership, key).role = Role.VIEWER
    return family


def there(family, model, id_):
    with family.database.reading() as session:
        return session.get(model, id_) is not None


def acts(family):
    with family.database.reading() as session:
        return latest(session, family.households["lindqvist"])


def test_t35_an_erasure_is_told_to_everybody_and_happens_a_week_later(
    family, settings, ada, as_person, url
):
    assert ada.post(url, data=ERASE).status_code == 303
    assert "erased on" in ada.get(url).text
    for who in ("ben", "cleo"):
        page = as_person(who).get(f"/children/{family.nora}/today").text
        assert "The journal of Nora is to be erased on" in page
        assert "Take the numbers out" in page
        assert "Take it back" not in page
    assert carry_out_erasures(family.database, settings.data, now=now() + DELAY - MINUTE) == 0
    assert there(family, Child, family.nora)
    assert as_person("ben").get(f"/children/{family.nora}/numbers.zip").status_code == 200
    assert carry_out_erasures(family.database, settings.data, now=now() + DELAY) == 1
    assert not there(family, Child, family.nora)
    assert there(family, Child, family.tom)
    assert ada.get(f"/children/{family.nora}/today").status_code == 404
    page = ada.get(f"/children/{family.tom}/people/acts").text
    assert "Erased the journal of a child" in page
    assert "Nora" not in page
    with family.database.reading() as session:
        assert list(faults_of_chain(session)) == []


def test_t35_another_owner_takes_it_back(family, settings, ada, as_person, url):
    make_owner(family, "ben")
    ada.post(url, data=ERASE)
    ben = as_person("ben")
    (erasure,) = re.findall(r'name="erasure" value="([^"]+)"', ben.get(url).text)
    assert ben.post(f"{url}/stay", data={"erasure": erasure}).status_code == 303
    assert ben.post(f"{url}/stay", data={"erasure": erasure}).status_code == 409
    assert carry_out_erasures(family.database, settings.data, now=now() + DELAY) == 0
    assert there(family, Child, family.nora)
    assert [act.what for act, _words in acts(family)][:2] == ["erasure_withdrawn", "erasure_asked"]


def test_t35_asking_twice_moves_no_day_and_is_told_once(family, ada, url, inbox):
    for _ in range(2):
        ada.post(url, data=ERASE)
        told()
    with family.database.reading() as session:
        assert len(session.exec(select(Erasure)).all()) == 1
    assert len({letter["To"] for letter in inbox.letters}) == len(inbox.letters) > 1


def test_t35_what_a_former_owner_asked_has_lapsed(family, settings, ada, as_person, url):
    make_owner(family, "ben")
    ada.post(url, data=ERASE)
    with family.database.transaction() as session:
        key = (family.households["lindqvist"], family.people["ada"])
        session.get_one(Membership, key).role = Role.VIEWER
        key = (family.households["lindqvist"], family.people["cleo"])
        session.get_one(Membership, key).role = Role.CAREGIVER
    # Another owner who asks for the same asks anew, also after the day of the first.
    ben = as_person("ben")
    with family.database.transaction() as session:
        lapsed = session.exec(select(Erasure)).one()
        lapsed.due_at, first = now() - MINUTE, lapsed.id
    assert ben.post(url, data=ERASE).status_code == 303
    with family.database.reading() as session:
        again = session.exec(select(Erasure)).one()
        assert (again.id != first, again.asked_by) == (True, family.people["ben"])
        assert again.due_at > now() + DELAY - MINUTE
    assert "Erased" not in ben.get(f"/children/{family.tom}/today").text
    assert carry_out_erasures(family.database, settings.data, now=now() + DELAY) == 1
    assert not there(family, Child, family.nora)


def test_t35_without_another_request_it_is_forgotten_on_its_day(family, settings, ada, url):
    make_owner(family, "ben")
    ada.post(url, data=ERASE)
    with family.database.transaction() as session:
        key = (family.households["lindqvist"], family.people["ada"])
        session.get_one(Membership, key).role = Role.VIEWER
    assert carry_out_erasures(family.database, settings.data, now=now() + DELAY) == 0
    assert there(family, Child, family.nora)


@pytest.mark.parametrize("data", [{"typed": "Nora"}, {**ERASE, "typed": "Tom"}, {"what": "child"}])
def test_t33_without_the_childs_name_nothing_is_erased_and_what_was_typed_stays(
    alone, ada, url, data
):
    reply = ada.post(url, data=data)
    assert reply.status_code == 422
    assert f'value="{data.get("typed", "")}"' in reply.text
    assert there(alone, Child, alone.nora)
    with alone.database.reading() as session:
        assert session.exec(select(Erasure)).first() is None


def test_t33_an_erasure_asks_who_it_is(alone, ada, url):
    with alone.database.transaction() as session:
        for row in session.exec(select(AuthSession)):
            row.proved_at = now() - timedelta(minutes=11)
    assert ada.post(url, data=ERASE).status_code == 401
    assert there(alone, Child, alone.nora)


def test_t33_who_records_alone_erases_a_child_at_once(alone, settings, ada, url):
    assert "happens at once" in ada.get(url).text
    assert ada.post(url, data={**ERASE, "typed": " nora "}).status_code == 303
    assert not there(alone, Child, alone.nora)
    assert ada.get("/", follow_redirects=True).status_code == 200
    with alone.database.reading() as session:
        (mark,) = session.exec(select(Erased)).all()
    assert (mark.id, mark.what) == (alone.nora, "child")
    assert str(mark.id) in (settings.data / "erased.jsonl").read_text()
    # Nobody's request waits for a database that is written anew: upkeep does it, and says so.
    assert mark.swept_at is None
    part(settings, alone.database)
    with alone.database.reading() as session:
        assert session.get_one(Erased, mark.id).swept_at is not None


def test_t33_with_the_household_go_its_accounts_and_every_phone_is_told(
    alone, settings, ada, sync, as_person, url
):
    for who in ("ada", "ben", "eve"):
        sync(who=who)
    assert ada.post(url, data={**ERASE, "what": "household"}).status_code == 303
    house = alone.households["lindqvist"]
    assert not there(alone, Household, house)
    for who in ("ada", "ben"):
        answer = sync(who=who)
        assert (answer.status_code, answer.json["error"]) == (401, "phone_removed")
        assert answer.json["person"] == str(alone.people[who])
    assert sync(who="eve").status_code == 200
    with alone.database.reading() as session:
        people = session.exec(select(Account)).all()
    assert {one.name for one in people} == {"", "Eve"}
    assert not any("ben" in one.email or "ada" in one.email for one in people)


def test_t33_an_erased_account_goes_wholly_once_its_phones_have_no_cookie(
    alone, settings, ada, sync, url
):
    sync(who="ada")
    ada.post(url, data={**ERASE, "what": "household"})
    assert there(alone, Account, alone.people["ada"])
    with alone.database.transaction() as session:
        for row in session.exec(select(AuthSession)):
            row.created_at = now() - timedelta(days=400)
    tidy(settings, alone.database)
    assert not there(alone, Account, alone.people["ada"])


def test_t33_who_belongs_to_another_household_keeps_the_account(alone, ada, as_person, url):
    with alone.database.transaction() as session:
        session.add(
            Membership(
                household_id=alone.households["other"],
                account_id=alone.people["ben"],
                role=Role.CAREGIVER,
                created_at=now(),
            )
        )
    ben = as_person("ben")
    ada.post(url, data={**ERASE, "what": "household"})
    listed = ben.get("/api/v1/children").json["children"]
    assert [one["name"] for one in listed] == ["Mia"], "its phone drops whatever is not listed"
    assert DEVICE["ben"]


def test_t33_an_account_without_a_household_erases_itself(family, ada, as_person):
    assert "Leave it under People first" in ada.get("/account/erase").text
    reply = ada.post("/account/erase", data={"typed": "ada@example.org"})
    assert reply.status_code == 409
    ben = as_person("ben")
    ben.post(f"/children/{family.nora}/people/leave", data={"sure": "yes"})
    assert ben.post("/account/erase", data={"typed": "ada@example.org"}).status_code == 422
    assert ben.post("/account/erase", data={"typed": "Ben@example.org"}).status_code == 303
    with family.database.reading() as session:
        assert session.get_one(Account, family.people["ben"]).name == ""
    assert "The words of this were erased" in ada.get(f"/children/{family.nora}/people/acts").text
    assert not [words for _act, words in acts(family) if "Ben" in words.values()]
    assert ben.get("/account").status_code == 303


@pytest.mark.parametrize("typed", ["", "nobody has this passphrase, it only takes as long"])
def test_t33_nobody_signs_in_to_what_is_left_of_an_erased_account(family, anonymous, typed):
    with family.database.transaction() as session:
        session.get_one(Account, family.people["ben"]).passphrase_hash = ""
    data = {"email": "ben@example.org", "passphrase": typed}
    assert anonymous.post("/sign-in", data=data).status_code == 422


def test_t34_an_owner_takes_the_household_out_and_it_is_noted(family, ada, as_person):
    place = f"/children/{family.nora}/taken-out"
    numbers = f"/children/{family.nora}/numbers"
    assert place in ada.get(numbers).text
    for who, status in (("ben", 403), ("eve", 404)):
        assert as_person(who).post(place).status_code == status
    assert place not in as_person("ben").get(numbers).text
    reply = ada.post(place)
    assert (reply.status_code, reply.mimetype) == (200, "application/zip")
    with zipfile.ZipFile(io.BytesIO(reply.data)) as file:
        assert b"Nora" in file.read("tables/child.jsonl")
        assert b"Mia" not in file.read("tables/child.jsonl")
    assert acts(family)[0][0].what == "exported"

    with family.database.transaction() as session:
        note = change(family.nora, "note", note="its revision is lost")
        assert record(session, family.actor(session, "ada"), note, now=now()).stored
        session.execute(sa.delete(Revision))
    reply = ada.post(place)
    assert (reply.status_code, "sunhat verify" in reply.text) == (409, True)
    assert [act.what for act, _words in acts(family)].count("exported") == 1


def test_a_household_is_erased_from_the_terminal_only_by_its_id(app, family):
    house = str(family.households["other"])
    run = app.test_cli_runner().invoke
    refused = run(args=["journal", "erase-household", house], input="something else\n")
    assert "Nothing was erased" in refused.output
    assert there(family, Household, family.households["other"])
    done = run(args=["journal", "erase-household", house, "--yes"])
    assert "is gone by" in done.output
    assert not there(family, Household, family.households["other"])


def test_t33_what_a_phone_still_sends_of_an_erased_child_is_kept_nowhere(
    alone, settings, ada, sync, url
):
    late = change(alone.nora, "note", note="zitronenfalter", made_at=now())
    ada.post(url, data=ERASE)
    content = {key: value for key, value in late.content().items() if value is not None}
    answer = sync({**content, "id": str(late.id)})
    assert answer.json["results"][0]["status"] == "rejected", answer.json
    with alone.database.reading() as session:
        assert session.exec(select(Quarantine)).first() is None
