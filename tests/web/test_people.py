"""T4, T5, T39: who comes in, who leaves, and that an owner always remains."""

import re
import threading

import pytest
from sqlmodel import select

from journal.care.problems import Refused
from journal.clock import now
from journal.records.access import NotAllowed, Stranger
from journal.records.children import Child
from journal.records.invitations import invite
from journal.records.members import change_role, remove_member
from journal.records.people import Account, Invitation, Joiner, Membership, Role
from journal.records.reminders import PhoneState, PushSubscription
from tests.family import PASSPHRASE


@pytest.fixture
def url(family):
    return f"/children/{family.nora}/people"


@pytest.fixture
def fay(family):
    """An invitation of Fay for both children."""
    return {"name": "Fay", "role": "viewer", "children": [family.nora, family.tom]}


def link_in(page):
    return re.search(r"/join/[\w-]+", page)[0]


def account_of(family, name):
    with family.database.reading() as session:
        email = f"{name}@example.org"
        return session.exec(select(Account.id).where(Account.email == email)).one()


def roles(family):
    with family.database.reading() as session:
        house = family.households["lindqvist"]
        rows = session.exec(select(Membership).where(Membership.household_id == house)).all()
        return {row.account_id: row.role for row in rows}


def test_t5_an_invitation_is_shown_once_and_works_once(as_person, family, url, fay, app):
    ada = as_person("ada")
    page = ada.post(f"{url}/invite", data={**fay, "role": "caregiver"}).text
    link = link_in(page)
    assert "72 hours" in page
    assert "Nobody else can open this link" in page, "the address is this machine's alone"
    token = link.rpartition("/")[2]
    assert token not in ada.get(url).text
    with family.database.reading() as session:
        assert all(token not in row.id for row in session.exec(select(Invitation)))
    new = app.test_client()
    new.environ_base["HTTP_SEC_FETCH_SITE"] = "same-origin"
    who = {"name": "Fay", "email": "fay@example.org", "passphrase": PASSPHRASE}
    # A role of one's own choosing is not read.
    assert new.post(link, data={**who, "role": "owner"}).status_code == 303
    assert len(roles(family)) == 3
    ada.post(f"{url}/{account_of(family, 'fay')}/confirm")
    assert sorted(roles(family).values()) == ["caregiver", "caregiver", "owner", "viewer"]
    assert new.get(link).status_code == 410


def test_t5_nobody_is_invited_as_owner_and_only_an_owner_invites(as_person, family, url, fay):
    assert as_person("ada").post(f"{url}/invite", data={**fay, "role": "owner"}).status_code == 422
    assert as_person("ben").post(f"{url}/invite", data={"role": "viewer"}).status_code == 403
    assert as_person("eve").post(f"{url}/invite", data={"role": "viewer"}).status_code == 404
    with family.database.reading() as session:
        assert session.exec(select(Invitation)).first() is None


def test_t5_open_links_end_when_the_owner_says_so(as_person, url, fay, anonymous):
    ada = as_person("ada")
    link = link_in(ada.post(f"{url}/invite", data=fay).text)
    assert anonymous.get(link).status_code == 200
    ada.post(f"{url}/withdraw")
    assert anonymous.get(link).status_code == 410


def test_t4_a_removed_member_is_a_stranger_at_once_and_their_phone_is_silent(
    as_person, family, url
):
    ben = as_person("ben")
    with family.database.transaction() as session:
        session.add(
            PushSubscription(
                account_id=family.people["ben"],
                endpoint="https://fcm.googleapis.com/ben",
                p256dh="x",
                auth="x",
                created_at=now(),
                seen_at=now(),
            )
        )
    assert ben.get(url).status_code == 200
    gone = f"{url}/{family.people['ben']}/remove"
    assert as_person("ada").post(gone, data={"sure": "yes"}).status_code == 303
    assert ben.get(url).status_code == 404
    assert ben.get(f"/children/{family.nora}/medicines").status_code == 404
    assert ben.get(f"/api/v1/children/{family.nora}/medicines").status_code == 404
    with family.database.reading() as session:
        assert session.exec(select(PushSubscription)).one().state is PhoneState.GONE


def test_t4_a_new_role_holds_at_the_next_request(as_person, family, url):
    ben = as_person("ben")
    add = f"/children/{family.nora}/medicines/add"
    assert ben.get(add).status_code == 200
    role = f"{url}/{family.people['ben']}/role"
    assert as_person("ada").post(role, data={"role": "viewer"}).status_code == 303
    assert ben.get(add).status_code == 403


def test_t4_the_links_somebody_made_end_with_their_membership(
    as_person, family, url, fay, anonymous
):
    with family.database.transaction() as session:
        house = family.households["lindqvist"]
        change_role(
            session,
            family.actor(session, "ada"),
            house,
            family.people["ben"],
            Role.OWNER,
            now=now(),
        )
    ben = as_person("ben")
    link = link_in(ben.post(f"{url}/invite", data=fay).text)
    assert anonymous.get(link).status_code == 200
    ben.post(f"{url}/leave", data={"sure": "yes"})
    assert anonymous.get(link).status_code == 404


def test_t39_the_last_owner_neither_leaves_nor_steps_down(as_person, family, url):
    ada = as_person("ada")
    assert ada.post(f"{url}/leave", data={"sure": "yes"}).status_code == 409
    own = f"{url}/{family.people['ada']}"
    assert ada.post(f"{own}/role", data={"role": "viewer"}).status_code == 409
    assert ada.post(f"{own}/remove", data={"sure": "yes"}).status_code == 409
    assert roles(family)[family.people["ada"]] is Role.OWNER


def test_a_member_leaves_and_sees_nothing_more(as_person, family, url):
    cleo = as_person("cleo")
    assert cleo.post(f"{url}/leave", data={"sure": "yes"}).status_code == 303
    assert cleo.get(url).status_code == 404


def test_t39_of_owners_who_leave_at_the_same_moment_one_remains(database_url):
    """On both databases: every owner tries to remove the next one, or to step down, at once."""
    from tests.family import fresh_database, make_family

    family = make_family(fresh_database(database_url))
    house = family.households["lindqvist"]
    with family.database.transaction() as session:
        for name in ("ben", "cleo"):
            change_role(
                session,
                family.actor(session, "ada"),
                house,
                family.people[name],
                Role.OWNER,
                now=now(),
            )
    barrier = threading.Barrier(9)

    def leave(number, name):
        barrier.wait()
        try:
            with family.database.transaction() as session:
                actor = family.actor(session, name)
                if number % 2:
                    change_role(session, actor, house, family.people[name], Role.VIEWER, now=now())
                else:
                    remove_member(session, actor, house, family.people[name], now=now())
        except (Refused, Stranger, NotAllowed):
            pass

    names = ["ada", "ben", "cleo"] * 3
    threads = [threading.Thread(target=leave, args=each) for each in enumerate(names)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert list(roles(family).values()).count(Role.OWNER) == 1
    family.database.close()


def test_t4_rights_that_were_read_before_they_were_taken_away_are_worth_nothing(family):
    house = family.households["lindqvist"]
    with family.database.transaction() as session:
        ada = family.actor(session, "ada")
        change_role(session, ada, house, family.people["ben"], Role.OWNER, now=now())
        stale = family.actor(session, "ben")
        change_role(session, stale, house, family.people["ben"], Role.CAREGIVER, now=now())
    with family.database.transaction() as session, pytest.raises(Stranger):
        remove_member(session, stale, house, family.people["cleo"], now=now())
    assert family.people["cleo"] in roles(family)


def test_t39_one_link_lets_one_of_many_in(app, family):
    with family.database.transaction() as session:
        house = family.households["lindqvist"]
        token = invite(session, family.actor(session, "ada"), house, Role.VIEWER, now=now())
    app.config["WTF_CSRF_ENABLED"] = False
    barrier = threading.Barrier(6)
    statuses = []

    def join(number):
        client = app.test_client()
        client.environ_base["HTTP_SEC_FETCH_SITE"] = "same-origin"
        barrier.wait()
        who = {"name": "x", "email": f"x{number}@example.org", "passphrase": PASSPHRASE}
        statuses.append(client.post(f"/join/{token}", data=who).status_code)

    threads = [threading.Thread(target=join, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(statuses) == [303, 410, 410, 410, 410, 410]
    with family.database.reading() as session:
        assert len(session.exec(select(Joiner)).all()) == 1


def test_somebody_who_was_removed_is_told_whom_to_ask(family, as_person):
    with family.database.transaction() as session:
        house = family.households["lindqvist"]
        ada = family.actor(session, "ada")
        remove_member(session, ada, house, family.people["cleo"], now=now())
    page = as_person("cleo").get("/")
    assert page.status_code == 200
    assert "invitation" in page.text
    assert "/sign-out" in page.text


@pytest.mark.parametrize(("who", "status"), [("ada", 303), ("ben", 200)])
def test_a_family_without_children_begins_with_its_owner(family, as_person, who, status):
    with family.database.transaction() as session:
        for child in ("nora", "tom"):
            session.delete(session.get_one(Child, family.children[child]))
    page = as_person(who).get("/")
    assert page.status_code == status
    assert ("/children/add" in page.text) == (who == "ada")
