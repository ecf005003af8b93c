"""T5, T39: between the link and the journal an owner says that it is who they meant."""

import re
from datetime import timedelta

import pytest
from sqlmodel import select

from journal.care.problems import Refused
from journal.clock import now
from journal.records.access import actor_for
from journal.records.invitations import LinkOver, accept, find_open, invite
from journal.records.joining import confirm, refuse
from journal.records.people import Account, Invitation, Joiner, Membership, Role
from journal.reminders.recipients import recipients
from tests.family import PASSPHRASE, PASSPHRASE_HASH, fresh_family
from tests.support.racing import racing
from tests.web.conftest import browser

WHO = {"name": "Ben Smith", "email": "smith@example.org", "passphrase": PASSPHRASE}


@pytest.fixture
def url(family):
    return f"/children/{family.nora}/people"


def link_for(ada, url, *children, name="Ben", role="caregiver"):
    asked = {"name": name, "role": role, "children": list(children)}
    return re.search(r"/join/[\w-]+", ada.post(f"{url}/invite", data=asked).text)[0]


def joined(app, link, **who):
    client = browser(app)
    assert client.post(link, data={**WHO, **who}).status_code == 303
    return client


def account_of(family, email=WHO["email"]):
    with family.database.reading() as session:
        return session.exec(select(Account.id).where(Account.email == email)).one()


def test_t5_whoever_used_a_link_sees_one_page_until_the_owner_says_who_it_is(app, family, ada, url):
    new = joined(app, link_for(ada, url, family.nora, family.tom))
    page = new.get("/")
    assert "Ada must confirm that it is you" in page.text
    assert "Nora" not in page.text
    assert new.get(url).status_code == 404
    assert new.get("/api/v1/children").json == {"children": []}
    with family.database.reading() as session:
        actor = actor_for(session, account_of(family))
    assert not actor.children
    assert not actor.households


@pytest.mark.parametrize("page", ["today", "people"])
def test_t5_the_owner_is_told_at_once_who_it_says_it_is(app, family, ada, as_person, url, page):
    joined(app, link_for(ada, url, family.nora, family.tom))
    text = ada.get(f"/children/{family.nora}/{page}").text
    assert "Is this Ben?" in text
    assert "smith@example.org" in text
    assert "smith@example.org" not in as_person("ben").get(f"/children/{family.nora}/{page}").text


def test_t5_confirmed_they_see_the_children_they_were_invited_for(app, family, ada, url):
    new = joined(app, link_for(ada, url, family.nora))
    assert ada.post(f"{url}/{account_of(family)}/confirm").status_code == 303
    assert new.get(f"/children/{family.nora}/today").status_code == 200
    assert new.get(f"/children/{family.tom}/today").status_code == 404
    assert [one["name"] for one in new.get("/api/v1/children").json["children"]] == ["Nora"]
    # A child that comes later is not theirs either, until an owner says so: also once every child
    # of today is shown to them, so that nothing tells any more that they were let in for one.
    person = f"{url}/{account_of(family)}"
    ada.post(f"{person}/child-role", data={"child": family.tom, "role": "same"})
    assert "will not see a child who is added later" in ada.get(person).text
    add_child(ada, "Ida")
    assert children_of(new) == ["Nora", "Tom"]
    assert ada.post(f"{person}/later", data={"later": "yes"}).status_code == 303
    add_child(ada, "Kai")
    assert children_of(new) == ["Kai", "Nora", "Tom"]
    assert children_of(ada) == ["Ida", "Kai", "Nora", "Tom"]
    assert "Shows Ben Smith children who are added later" in ada.get(f"{url}/acts").text


def add_child(client, name):
    about = {"name": name, "born_on": "2024-05-01", "zone": "America/New_York", "colour": "teal"}
    assert client.post("/children/add", data={**about, "day_begins": "04:00"}).status_code == 303


def children_of(client):
    return sorted(one["name"] for one in client.get("/api/v1/children").json["children"])


def test_t4_who_no_longer_sees_one_child_sees_none_that_is_added_later(family, ada, as_person, url):
    ben, said = as_person("ben"), {"child": family.tom, "role": "nothing"}
    ada.post(f"{url}/{family.people['ben']}/child-role", data=said)
    add_child(ada, "Ida")
    assert children_of(ben) == ["Nora"]
    assert children_of(as_person("cleo")) == ["Ida", "Nora", "Tom"]


def test_t5_refused_they_stay_strangers_and_the_link_is_over(app, family, ada, url):
    link = link_for(ada, url, family.nora, family.tom)
    new = joined(app, link)
    assert ada.post(f"{url}/{account_of(family)}/refuse").status_code == 303
    assert new.get(url).status_code == 404
    assert "no family" in new.get("/").text
    assert new.get(link).status_code == 410
    assert ada.post(f"{url}/{account_of(family)}/confirm").status_code == 409


def test_t5_only_an_owner_of_this_household_lets_anybody_in(app, family, ada, as_person, url):
    joined(app, link_for(ada, url, family.nora, family.tom))
    door = f"{url}/{account_of(family)}/confirm"
    assert as_person("ben").post(door).status_code == 403
    assert as_person("eve").post(door).status_code == 404
    mine = f"/children/{family.children['mia']}/people/{account_of(family)}/confirm"
    assert as_person("eve").post(mine).status_code == 409
    with family.database.reading() as session:
        assert session.exec(select(Joiner)).one()


def test_t5_nobody_who_waits_is_reminded_of_anything(app, family, ada, url, prednisolone):
    joined(app, link_for(ada, url, family.nora, family.tom))
    with family.database.reading() as session:
        told = {one.account_id for one in everybody_told(session, family, prednisolone)}
    assert account_of(family) not in told


def everybody_told(session, family, medicine):
    from journal.records.reminders import Occurrence

    due = now()
    row = Occurrence(
        child_id=family.nora, medicine_id=medicine.id, slot="x", key="x", about="dose", due_at=due
    )
    return recipients(session, row, mail=False)


def test_t5_an_account_that_is_there_already_waits_too(family, ada, as_person, url):
    eve = as_person("eve")
    link = link_for(ada, url, family.nora, family.tom, name="Eve")
    assert eve.post(f"{link}/accept").status_code == 303
    assert eve.get(url).status_code == 404
    ada.post(f"{url}/{family.people['eve']}/confirm")
    assert eve.get(url).status_code == 200
    assert eve.get(f"/children/{family.children['mia']}/today").status_code == 200


def test_t5_who_belongs_already_uses_no_link_up(family, ada, as_person, url):
    link = link_for(ada, url, family.nora, family.tom)
    assert as_person("cleo").post(f"{link}/accept").status_code == 409
    with family.database.reading() as session:
        assert session.exec(select(Invitation)).one().used_at is None
        house = family.households["lindqvist"]
        assert session.get_one(Membership, (house, family.people["cleo"])).role is Role.VIEWER


@pytest.mark.parametrize("guesses", [100, pytest.param(1000, marks=pytest.mark.nightly)])
def test_t5_guesses_are_slowed_down(anonymous, family, ada, url, guesses):
    link = link_for(ada, url, family.nora, family.tom)
    statuses = [anonymous.get(f"/join/guess{number}").status_code for number in range(guesses)]
    assert statuses.count(404) == 60
    assert statuses.count(429) == guesses - 60
    assert "Retry-After" in anonymous.get("/join/guess").headers
    assert anonymous.get(link).status_code == 200


def test_t5_a_link_lasts_72_hours(family):
    house, moment = family.households["lindqvist"], now()
    with family.database.transaction() as session:
        token = invite(session, family.actor(session, "ada"), house, Role.VIEWER, now=moment)
    with family.database.reading() as session:
        assert find_open(session, token, now=moment + timedelta(hours=71, minutes=59))
        with pytest.raises(LinkOver):
            find_open(session, token, now=moment + timedelta(hours=72))


@pytest.mark.parametrize("missing", ["name", "children", "role"])
def test_an_invitation_that_lacks_something_keeps_what_was_typed(family, ada, url, missing):
    asked = {"name": "Aunt Fay", "role": "caregiver", "children": [family.nora]}
    reply = ada.post(f"{url}/invite", data={key: asked[key] for key in asked if key != missing})
    assert reply.status_code == 422
    assert ("Aunt Fay" in reply.text) == (missing != "name")
    assert re.search(r'value="caregiver"[^>]* checked', reply.text) or missing == "role"


def test_t39_fifty_accept_one_link_and_one_waits(database_url):
    family = fresh_family(database_url)
    house = family.households["lindqvist"]
    people = []
    with family.database.transaction() as session:
        token = invite(session, family.actor(session, "ada"), house, Role.OWNER, now=now())
        for number in range(50):
            email = f"x{number}@example.org"
            key = {"passphrase_hash": PASSPHRASE_HASH, "created_at": now()}
            account = Account(name="X", email=email, **key)
            session.add(account)
            session.flush()
            people.append(account.id)

    def use(account_id):
        def run():
            try:
                with family.database.transaction() as session:
                    accept(session, token, account_id, now=now())
                return True
            except LinkOver:
                return False

        return run

    assert sum(racing(*map(use, people))) == 1
    with family.database.reading() as session:
        assert len(session.exec(select(Joiner)).all()) == 1
    family.database.close()


def test_t39_of_fifty_answers_to_one_who_waits_one_counts(database_url):
    family = fresh_family(database_url)
    house, eve = family.households["lindqvist"], family.people["eve"]
    with family.database.transaction() as session:
        token = invite(session, family.actor(session, "ada"), house, Role.VIEWER, now=now())
        accept(session, token, eve, now=now())

    def answer(number):
        def run():
            try:
                with family.database.transaction() as session:
                    ada = family.actor(session, "ada")
                    (refuse if number % 2 else confirm)(session, ada, house, eve, now=now())
                return number % 2
            except Refused:
                return None

        return run

    told = [one for one in racing(*map(answer, range(50))) if one is not None]
    assert len(told) == 1
    with family.database.reading() as session:
        found = session.get(Membership, (house, eve))
        assert (found is None) == bool(told[0])
        assert session.exec(select(Joiner)).first() is None
    family.database.close()
