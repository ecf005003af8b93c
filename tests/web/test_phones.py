"""The phones page: which phones keep the journal, what they hold back, and taking one away."""

import re
import uuid
from datetime import timedelta

import pytest
from sqlmodel import select

from journal.clock import now
from journal.records.devices import Device
from journal.records.people import AuthSession, Membership, Role
from journal.records.reminders import PhoneState, PushSubscription
from tests.web.daily import slot_at
from tests.web.syncing import DEVICE, change, form_change

IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0) Version/18.0 Mobile/15E148 Safari/604.1"
BEN = uuid.UUID(DEVICE["ben"])


def device(family, name="ben") -> Device:
    with family.database.reading() as session:
        return session.exec(select(Device).where(Device.account_id == family.people[name])).one()


def aged(family, name="ben", **hours: float) -> None:
    """Let this person's phone have been heard, or have begun to hold entries, so long ago."""
    with family.database.transaction() as session:
        row = session.exec(select(Device).where(Device.account_id == family.people[name])).one()
        for field, ago in hours.items():
            setattr(row, field, now() - timedelta(hours=ago))


def page(client) -> str:
    return client.get("/phones").text


def today(client, family) -> str:
    return client.get(f"/children/{family.nora}/today").text


def test_f19_what_a_phone_sent_is_not_held_any_more(sync, family):
    sync(change(family), announced=3, who="ben")
    assert device(family).announced == 2
    sync(announced=0, cursor="", who="ben")
    assert (device(family).announced, device(family).held_since) == (0, None)


@pytest.mark.parametrize(("amount", "status"), [("125", "asked"), ("much", "rejected")])
def test_f19_what_waits_for_a_persons_answer_is_still_held(
    sync, family, prednisolone, amount, status
):
    given = {"medicine": str(prednisolone.id), "slot": slot_at(-10), "outcome": "given"}
    dose = form_change(family, "dose", **given, amount=amount, unit="mg", ask=True)
    result = sync(dose, announced=1, who="ben").json["results"][0]
    assert result["status"] == status, result
    assert device(family).announced == 1


def test_f19_the_time_of_holding_counts_from_the_first_announcement(sync, family):
    sync(announced=2, who="ben")
    aged(family, held_since=5)
    first = device(family).held_since
    sync(announced=1, cursor="", who="ben")
    assert device(family).held_since == first


def test_f19_a_phone_that_comes_back_empty_has_lost_what_it_announced(sync, family):
    sync(announced=3, who="ben")
    assert device(family).lost == 0
    sync(announced=0, who="ben")  # without a cursor: its storage was erased
    assert device(family).lost == 3
    sync(announced=0, who="ben")
    assert device(family).lost == 3


def test_f19_a_phone_that_sends_what_it_announced_has_lost_nothing(sync, family):
    sync(announced=2, who="ben")
    sync(change(family), change(family), announced=0, who="ben")
    assert device(family).lost == 0


@pytest.mark.parametrize(("who", "told"), [("ada", True), ("ben", True), ("cleo", False)])
def test_f19_entries_held_for_hours_are_said_on_today_to_those_who_record(
    sync, family, as_person, who, told
):
    sync(announced=2, who="ben")
    words = "2 entries have not arrived"
    assert words not in today(as_person(who), family), "just now is not hours ago"
    aged(family, held_since=4, seen_at=4)
    assert (words in today(as_person(who), family)) is told
    sync(announced=0, cursor="", who="ben")
    assert words not in today(as_person(who), family)


def test_f19_lost_entries_are_said_until_their_person_has_seen_it(sync, family, as_person):
    sync(announced=3, who="ben")
    sync(announced=0, who="ben")
    assert "3 entries it had announced never arrived" in today(as_person("ada"), family)
    as_person("ada").post(f"/phones/{BEN}/seen")
    assert device(family).lost == 3, "it is not hers"
    as_person("ben").post(f"/phones/{BEN}/seen")
    assert "never arrived" not in today(as_person("ada"), family)


def test_the_phones_page_lists_phones_with_their_last_contact(sync, family, as_person):
    sync(announced=1, who="ben")
    sync(who="ada")
    mine, owners = page(as_person("ben")), page(as_person("ada"))
    assert "last heard from" in mine
    assert "holds 1 entry" in mine
    assert f"/phones/{BEN}" in mine
    assert "Ben: " in owners
    assert f"/phones/{BEN}/of/{family.people['ben']}" in owners
    assert "Ada: " in mine
    assert f"/phones/{DEVICE['ada']}" not in mine, "not the owner: only one's own can be removed"


@pytest.mark.parametrize("who", ["cleo", "eve"])
def test_f19_who_may_only_look_and_another_household_learn_of_no_phone(
    sync, family, as_person, who
):
    sync(announced=1, who="ben")
    aged(family, held_since=9)
    assert "Ben" not in page(as_person(who))


def test_h23_g14_the_page_for_the_visit_names_phones_that_may_hold_entries(sync, family, as_person):
    ada = as_person("ada")
    visit, summary = f"/children/{family.nora}/visit", f"/api/v1/children/{family.nora}/summary"
    sync(change(family), announced=1, who="ben")
    assert "May be missing entries from" not in ada.get(visit).text
    sync(announced=2, cursor="", who="ben")
    assert "2 entries waiting" in ada.get(visit).text
    assert ada.get(summary).json["missing"][0]["waiting"] == 2
    sync(announced=0, cursor="", who="ben")
    aged(family, seen_at=48)
    assert "Ben: a browser, last heard from" in ada.get(visit).text
    aged(family, seen_at=24 * 20)
    assert "May be missing" not in ada.get(visit).text
    aged(family, seen_at=1)
    assert "May be missing" not in ada.get(visit).text


def test_t24_of_who_records_in_two_households_neither_is_told_a_number(sync, family, as_person):
    with family.database.transaction() as session:
        other = family.households["other"]
        ben = family.people["ben"]
        session.add(
            Membership(household_id=other, account_id=ben, role=Role.CAREGIVER, created_at=now())
        )
    sync(announced=4, who="ben")
    sync(announced=3, who="ben")  # one is lost
    aged(family, held_since=9, seen_at=9)
    for who, child in (("ada", "nora"), ("eve", "mia")):
        client, place = as_person(who), f"/children/{family.children[child]}"
        for text in (client.get(f"{place}/today").text, page(client)):
            assert "may hold entries, entries it had announced may never have arrived" in text
            assert not re.search(r"\d+ entr|entry has not|holds \d", text)
        assert "Ben: a browser, last heard from" in client.get(f"{place}/visit").text
        missing = client.get(f"/api/v1{place}/summary").json["missing"]
        assert [each["waiting"] for each in missing] == [None]
    assert "holds 3 entries" in page(as_person("ben"))


def synced(client, family, **more):
    """Ben's phone syncs in this session."""
    who = {"device": DEVICE["ben"], "person": str(family.people["ben"])}
    return client.post("/api/v1/sync", json={**who, "sent_at": now().isoformat(), **more})


def removed(family, client, name="ben"):
    """Ben's phone is signed in and syncs; Ben takes it away from another browser."""
    return client(name).post(f"/phones/{DEVICE[name]}/remove")


def test_t24_a_removed_phone_is_told_so_in_our_own_words(sync, family, as_person):
    sync(who="ben")
    answer = removed(family, as_person)
    assert answer.status_code == 303
    told = sync(change(family), who="ben")
    assert told.status_code == 401
    assert told.json["error"] == "phone_removed"
    assert told.json["person"] == str(family.people["ben"])
    assert "Ben" not in page(as_person("ada"))


def test_t24_the_sign_in_page_tells_a_removed_phone_whose_entries_it_erases(family, as_person, app):
    phone = as_person("ben")
    assert synced(phone, family).status_code == 200
    removed(family, as_person)
    answer = phone.get(f"/children/{family.nora}/today", follow_redirects=True)
    assert f'data-removed="{family.people["ben"]}"' in answer.text
    assert "data-removed" not in as_person("ada").get("/sign-in").text


def test_f17_a_session_that_only_expired_is_never_called_removed(sync, family, as_person):
    sync(who="ben")
    with family.database.transaction() as session:
        for row in session.exec(select(AuthSession)):
            row.seen_at = now() - timedelta(days=31)
    told = sync(who="ben")
    assert (told.status_code, told.json["error"]) == (401, "not_signed_in")
    assert "person" not in told.json


def test_t24_removing_a_phone_ends_that_phones_sessions_and_no_others(sync, family, as_person):
    sync(who="ben")
    sync(who="ada")
    laptop = as_person("ben")
    removed(family, as_person)
    assert laptop.get("/phones").status_code == 200
    assert sync(who="ada").status_code == 200
    assert sync(who="ben").status_code == 401


def test_t8_t24_a_removed_phone_is_reminded_no_more_and_another_still_is(sync, family, as_person):
    sync(who="ben")
    as_person("ben")  # a laptop
    with family.database.transaction() as session:
        for row in session.exec(select(AuthSession)):
            push = PushSubscription(
                account_id=family.people["ben"],
                session_id=row.id,
                endpoint=f"https://push.example.org/{row.id}",
                p256dh="p",
                auth="a",
                detail="phone" if row.device else "laptop",
                created_at=now(),
                seen_at=now(),
            )
            session.add(push)
    removed(family, as_person)
    with family.database.reading() as session:
        told = {one.detail: one.state for one in session.exec(select(PushSubscription))}
    assert told == {"removed": PhoneState.GONE, "laptop": PhoneState.UNCONFIRMED}


def test_t24_signing_out_forgets_the_phone(sync, family, as_person):
    phone = as_person("ben")
    assert synced(phone, family, announced=2).status_code == 200
    phone.post("/sign-out")
    with family.database.reading() as session:
        assert session.exec(select(Device)).all() == []


def test_t24_leaving_ends_the_session_of_that_person_and_of_nobody_else(family, as_person):
    ben = as_person("ben")
    leave = {"person": str(family.people["ada"])}
    assert ben.delete("/api/v1/session", json=leave).json == {"ended": True}
    assert ben.get("/phones").status_code == 200, "Ada left; Ben has signed in since"
    leave = {"person": str(family.people["ben"])}
    assert ben.delete("/api/v1/session", json=leave).json == {"ended": True}
    assert ben.get("/phones").status_code == 303
    assert ben.delete("/api/v1/session", json=leave).json == {"ended": True}


def test_the_phones_page_says_nothing_wrong_without_scripts(as_person):
    text = page(as_person("ada"))
    assert "Without scripts this phone keeps nothing" in text
    assert "/phones/install" in text
    guide = as_person("ada").get("/phones/install").text
    assert all(word in guide for word in ("Add to Home Screen", "Chrome", "Another browser"))


@pytest.mark.parametrize("what", ["symptom", "infusion", "note"])
def test_a_shortcut_of_the_icon_opens_a_form_of_the_child_looked_at_last(family, as_person, what):
    ada = as_person("ada")
    ada.get(f"/children/{family.tom}/today")
    answer = ada.get(f"/log/{what}")
    assert answer.location.endswith(f"/children/{family.tom}/log/{what}")
    assert ada.get(answer.location).status_code == 200


def test_t24_signing_out_takes_the_child_out_of_the_cookies_too(family, as_person):
    ada = as_person("ada")
    ada.get(f"/children/{family.tom}/today")
    assert ada.get_cookie("child") is not None
    ada.post("/sign-out")
    assert ada.get_cookie("child") is None


def test_t24_signing_out_by_either_way_never_tells_the_browser_to_throw_away_what_waits(
    family, as_person
):
    leave = {"person": str(family.people["ben"])}
    for answer in (
        as_person("ada").post("/sign-out"),
        as_person("ben").delete("/api/v1/session", json=leave),
    ):
        assert "Clear-Site-Data" not in answer.headers
        assert answer.headers["Cache-Control"] == "no-store"


def test_the_icon_is_told_how_many_doses_are_due_and_who_may_only_look_tells_it_nothing(
    family, as_person, prednisolone
):
    assert 'data-due="1"' in today(as_person("ada"), family)
    assert "data-due" not in today(as_person("cleo"), family)
