"""T4, T35, T39: what an owner changes holds at the next request; an owner does not go silently."""

import threading
from datetime import timedelta

import pytest
from sqlmodel import select

from journal.clock import now
from journal.entries import record
from journal.entries.reading import entries_by_id
from journal.records.access import Right
from journal.records.audit import Did
from journal.records.children import Child
from journal.records.columns import uuid7
from journal.records.members import change_child_role, remove_member
from journal.records.people import ApiToken, ChildRole, Membership, Role
from journal.records.reminder_choices import CalendarFeed, Wording
from journal.records.reminders import Occurrence
from journal.records.tokens import make_token
from journal.reminders.feeds import find_feed, make_feed
from journal.reminders.recipients import recipients
from journal.web.act_words import sentence
from tests.family import change, give_account, make_owner
from tests.support.photographed import PHOTO, photographed
from tests.web.daily import forms, send


@pytest.fixture
def url(family):
    return f"/children/{family.nora}/people"


@pytest.fixture
def two_owners(family):
    """Ben owns the household too."""
    make_owner(family, "ben")
    return family


def told_of(family, medicine):
    row = Occurrence(
        child_id=family.nora, medicine_id=medicine.id, slot="x", key="x", about="dose", due_at=now()
    )
    with family.database.reading() as session:
        return {one.account_id for one in recipients(session, row, mail=False)}


def test_t4_a_child_that_is_hidden_is_gone_at_the_next_tap(
    family, ada, as_person, url, prednisolone
):
    ben = as_person("ben")
    page = f"/children/{family.nora}/today"
    assert ben.get(page).status_code == 200
    assert family.people["ben"] in told_of(family, prednisolone)
    said = {"child": family.nora, "role": "nothing"}
    person = f"{url}/{family.people['ben']}"
    assert ada.post(f"{person}/child-role", data=said).status_code == 303
    assert ben.get(page).status_code == 404
    assert ben.get(f"/api/v1/children/{family.nora}/medicines").status_code == 404
    assert ben.get(f"/children/{family.tom}/today").status_code == 200
    assert "Nora" not in ben.get(f"/children/{family.tom}/people/acts").text
    assert family.people["ben"] not in told_of(family, prednisolone)
    ada.post(f"{person}/child-role", data={**said, "role": "same"})
    assert ben.get(page).status_code == 200


def test_t4_a_viewer_of_one_child_records_for_the_other(family, ada, as_person, url, prednisolone):
    ben = as_person("ben")
    said = {"child": family.nora, "role": "viewer"}
    ada.post(f"{url}/{family.people['ben']}/child-role", data=said)
    assert ben.get(f"/children/{family.nora}/today").status_code == 200
    assert ben.get(f"/children/{family.nora}/medicines/add").status_code == 403
    assert ben.get(f"/children/{family.tom}/medicines/add").status_code == 200
    assert family.people["ben"] not in told_of(family, prednisolone)


@pytest.mark.parametrize("who", ["ben", "cleo"])
def test_only_an_owner_says_who_sees_which_child(family, as_person, url, who):
    said = {"child": family.nora, "role": "caregiver"}
    person = f"{url}/{family.people['cleo']}/child-role"
    assert as_person(who).post(person, data=said).status_code == 403
    mine = f"/children/{family.children['mia']}/people/{family.people['cleo']}/child-role"
    assert as_person("eve").post(mine, data=said).status_code == 404
    with family.database.reading() as session:
        assert session.exec(select(ChildRole)).first() is None


def test_t35_an_owner_is_narrowed_by_nobody(two_owners, ada, url):
    said = {"child": two_owners.nora, "role": "nothing"}
    reply = ada.post(f"{url}/{two_owners.people['ben']}/child-role", data=said)
    assert reply.status_code == 422


def test_t4_everything_that_somebody_opened_ends_with_them_for_good(family, ada, url):
    ben = family.people["ben"]
    with family.database.transaction() as session:
        feed = make_feed(
            session,
            family.actor(session, "ben"),
            family.nora,
            wording=Wording.PRIVATE,
            label="",
            now=now(),
        )
    with family.database.transaction() as session:
        make_token(session, ben, name="cron", may_write=True, now=now())
    ada.post(f"{url}/{ben}/remove", data={"sure": "yes"})
    with family.database.transaction() as session:
        actor, house = family.actor(session, "ada"), family.households["lindqvist"]
        session.add(
            Membership(household_id=house, account_id=ben, role=Role.CAREGIVER, created_at=now())
        )
        assert actor.may(Right.MANAGE, family.nora)
    with family.database.reading() as session:
        assert find_feed(session, feed) is None
        assert session.exec(select(CalendarFeed)).one().ended_at is not None
        assert session.exec(select(ApiToken)).first() is None


def test_t4_of_twenty_requests_in_flight_none_sees_the_child_after_the_removal(
    app, family, as_person, url
):
    clients = [as_person("ben") for _each in range(20)]
    gone, wrong, start = threading.Event(), [], threading.Barrier(21)

    def ask(client):
        start.wait(timeout=60)
        for _each in range(4):
            was_gone = gone.is_set()
            status = client.get(f"/api/v1/children/{family.nora}/medicines").status_code
            if was_gone and status != 404:
                wrong.append(status)

    threads = [threading.Thread(target=ask, args=(client,)) for client in clients]
    for thread in threads:
        thread.start()
    start.wait(timeout=60)
    with family.database.transaction() as session:
        actor, house = family.actor(session, "ada"), family.households["lindqvist"]
        remove_member(session, actor, house, family.people["ben"], now=now())
    gone.set()
    for thread in threads:
        thread.join()
    assert wrong == []
    assert clients[0].get(url).status_code == 404


def test_who_did_what_is_told_to_caregivers_and_to_no_viewer(family, ada, as_person, url):
    ada.post(f"{url}/{family.people['cleo']}/role", data={"role": "caregiver"})
    ada.post(f"{url}/{family.people['cleo']}/role", data={"role": "viewer"})
    page = as_person("ben").get(f"{url}/acts").text
    assert "Changed what Cleo may do: Caregiver, now May look" in page
    assert page.index("now May look") < page.index("now Caregiver")
    assert as_person("cleo").get(f"{url}/acts").status_code == 403
    assert as_person("eve").get(f"{url}/acts").status_code == 404


def test_who_did_what_goes_on_on_an_older_page(family, ada, url):
    with family.database.transaction() as session:
        actor, cleo = family.actor(session, "ada"), family.people["cleo"]
        nora = session.get_one(Child, family.nora)
        for number in range(60):
            role = Role.VIEWER if number % 2 else None
            change_child_role(session, actor, nora, cleo, role, now=now())
    first = ada.get(f"{url}/acts").text
    assert first.count("Changed what Cleo may do") == 50
    older = first.split("before=")[1].split('"')[0]
    assert ada.get(f"{url}/acts?before={older}").text.count("Changed what Cleo may do") == 10


def test_a_viewer_sees_the_photos_where_an_owner_shows_them(family, settings, ada, as_person, url):
    photographed(family, settings.data)
    cleo, entry = as_person("cleo"), uuid7(now())
    with family.database.transaction() as session:
        said = change(family.nora, "note", note="hands", photos=[str(PHOTO)], entry=entry)
        assert record(session, family.actor(session, "ada"), said, now=now()).stored
    small, page = f"/api/v1/photos/{PHOTO}", f"/children/{family.nora}/entries/{entry}"
    assert cleo.get(small).status_code == 403
    assert str(PHOTO) not in cleo.get(page).text
    assert str(PHOTO) in as_person("ben").get(page).text
    assert cleo.get(f"/children/{family.nora}/pictures").status_code == 403
    person = f"{url}/{family.people['cleo']}/photos"
    assert ada.post(person, data={"photos": "yes"}).status_code == 303
    assert cleo.get(small).status_code == 200
    assert str(PHOTO) in cleo.get(page).text
    ada.post(person, data={"photos": "no"})
    assert cleo.get(small).status_code == 403


def test_a_teen_changes_what_they_wrote_and_nothing_that_others_wrote(family, as_person):
    give_account(family, "nora")
    made, moment = {}, now() - timedelta(hours=1)
    with family.database.transaction() as session:
        for who in ("ada", "nora"):
            said = change(family.nora, "note", note=who, made_at=moment)
            assert record(session, family.actor(session, who), said, now=now()).stored
            made[who] = said
    told = {}
    with family.database.transaction() as session:
        for who, said in made.items():
            other = change(
                family.nora, "note", note="other", entry=said.entry, base=1, made_at=now()
            )
            done = record(session, family.actor(session, "nora"), other, now=now())
            told[who] = [problem.code for problem in done.errors]
    assert told == {"ada": ["not_yours"], "nora": []}
    nora = as_person("nora")
    edit = f"/children/{family.nora}/entries/%s/edit"
    assert nora.get(edit % made["ada"].entry).status_code == 403
    assert nora.get(edit % made["nora"].entry).status_code == 200


@pytest.mark.parametrize("what", list(Did))
def test_t31_every_act_has_its_sentence(app, what):
    said = {"by": "Ada", "name": "Ben", "role": "viewer", "child": "Nora", "salt": "x"}
    with app.test_request_context():
        told = sentence(what, said)
        assert "does not know" not in told
        assert sentence(what, {}) == "The words of this were erased."


def test_t35_what_was_deleted_keeps_its_author_and_comes_back_for_thirty_days(family, ada):
    moment = now() - timedelta(days=30)
    said = [change(family.nora, "note", note=str(number), made_at=moment) for number in range(5)]
    with family.database.transaction() as session:
        for one in said:
            assert record(session, family.actor(session, "ada"), one, now=moment).stored
    with family.database.transaction() as session:
        for one in said:
            gone = change(family.nora, "note", entry=one.entry, base=1, delete=True, made_at=moment)
            assert record(session, family.actor(session, "ben"), gone, now=moment).stored
    page = ada.get(f"/children/{family.nora}/entries/{said[0].entry}").text
    assert "Ada" in page
    assert "Ben" in page
    for one in said:
        url = f"/children/{family.nora}/entries/{one.entry}"
        (form,) = [form for form in forms(ada.get(url).text) if form["action"].endswith("restore")]
        assert send(ada, form).status_code == 303
    with family.database.reading() as session:
        found = entries_by_id(session, [one.entry for one in said])
    assert {(one.deleted, one.by_id) for one in found} == {(False, family.people["ada"])}
