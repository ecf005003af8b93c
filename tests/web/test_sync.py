"""What phones rely on: POST /api/v1/sync as the contract says it."""

from datetime import timedelta

import pytest

from journal.clock import now
from journal.reminders.heart import beat
from tests.web.conftest import ON_BOTH
from tests.web.syncing import DEVICE, change, follow

pytestmark = ON_BOTH


def test_change_is_applied_once_however_often_it_comes(sync, family):
    one = change(family)
    first = sync(one).json["results"][0]
    again = sync(one, one).json["results"]
    assert (first["status"], first["revision"]) == ("applied", 1)
    assert [(each["status"], each["revision"]) for each in again] == [("repeated", 1)] * 2
    assert len(sync().json["entries"]) == 1


def test_h19_every_phone_that_asks_is_told_when_reminders_have_stopped(sync, family):
    moment = now()
    for ago, told in ((timedelta(0), None), (timedelta(minutes=2), "Reminders are not running")):
        with family.database.transaction() as session:
            beat(session, now=moment - ago)
        assert sync().json.get("late") == told


def test_b30_same_id_with_other_content_is_a_conflict_and_both_are_kept(sync, family):
    one = change(family)
    sync(one)
    other = {**one, "fields": {**one["fields"], "severity": 2}}
    assert sync(other).json["results"][0]["status"] == "conflict"
    assert sync().json["entries"][0]["fields"]["severity"] == 6
    assert len(kept(family)) == 1


def test_edit_that_arrives_before_its_entry_waits_for_it(sync, family):
    one = change(family)
    two = follow(one, fields={"severity": 3})
    assert sync(two).json["results"][0]["status"] == "waiting"
    assert sync(two).json["results"][0]["status"] == "waiting"
    assert sync(one).json["results"][0]["status"] == "applied"
    assert sync().json["entries"][0]["fields"]["severity"] == 3
    assert sync(two).json["results"][0]["status"] == "repeated"


def test_edits_of_different_fields_merge(sync, family):
    one = change(family)
    sync(one)
    by_ada = follow(one, base=1, fields={"severity": 3})
    by_ben = follow(one, base=1, fields={"note": "after school"})
    assert sync(by_ada).json["results"][0]["status"] == "applied"
    assert sync(by_ben, who="ben").json["results"][0]["status"] == "applied"
    fields = sync().json["entries"][0]["fields"]
    assert (fields["severity"], fields["note"]) == (3, "after school")


def test_edits_of_the_same_field_conflict_and_nobody_loses_a_word(sync, family):
    one = change(family)
    sync(one)
    by_ada = follow(one, base=1, fields={"note": "slept badly"})
    by_ben = follow(one, base=1, fields={"note": "slept well"})
    sync(by_ada)
    result = sync(by_ben, who="ben").json["results"][0]
    assert result["status"] == "conflict"
    assert result["current"]["note"] == "slept well"
    again = follow(one, base=3, fields={"note": "woke twice"})
    assert sync(again).json["results"][0]["status"] == "applied"


def test_rejected_change_is_kept_and_blocks_no_other(sync, family):
    bad = change(family, fields={"at": now().isoformat(), "symptom": "fatigue", "severity": 12})
    good = change(family)
    results = sync(bad, good).json["results"]
    assert [each["status"] for each in results] == ["rejected", "applied"]
    assert results[0]["errors"][0]["field"] == "severity"
    repeated = sync(bad).json["results"][0]
    assert repeated["status"] == "repeated"
    assert repeated["errors"] == results[0]["errors"]
    assert kept(family)[0].content["fields"]["severity"] == 12


def test_change_that_follows_a_rejected_one_is_rejected_too(sync, family):
    bad = change(family, fields={"at": now().isoformat(), "symptom": "no such thing"})
    sync(follow(bad, fields={"severity": 1}))
    assert sync(bad).json["results"][0]["status"] == "rejected"
    result = sync(follow(bad, fields={"severity": 2})).json["results"][0]
    assert result["errors"][0]["error"] == "base_rejected"


def test_phone_learns_what_others_wrote_and_not_its_own_again(sync, family):
    cursor = sync(change(family)).json
    assert cursor["entries"] == [] or cursor["cursor"]
    at = {"epoch": cursor["epoch"], "cursor": cursor["cursor"]}
    sync(change(family))
    by_ben = change(family)
    sync(by_ben, who="ben")
    news = sync(**at).json["entries"]
    assert [each["entry"] for each in news] == [by_ben["entry"]]
    assert news[0]["by"] == "Ben"


def test_deletion_is_told_and_absence_never_means_it(sync, family):
    one = change(family)
    start = sync(one).json
    sync(follow(one, delete=True, fields={}), who="ben")
    news = sync(epoch=start["epoch"], cursor=start["cursor"]).json["entries"]
    assert (news[0]["entry"], news[0]["deleted"]) == (one["entry"], True)


def test_after_a_restore_the_phone_is_told_everything(sync, family):
    start = sync(change(family)).json
    assert sync(epoch="another", cursor=start["cursor"]).json["entries"]


def test_long_news_come_in_pages_and_none_is_missed(sync, family):
    for _ in range(3):
        sync(*(change(family) for _ in range(250)), who="ben")
    seen, cursor, epoch, more = set(), None, None, True
    while more:
        reply = sync(cursor=cursor, epoch=epoch).json
        seen |= {each["entry"] for each in reply["entries"]}
        cursor, epoch, more = reply["cursor"], reply["epoch"], reply["more"]
    assert len(seen) == 750


def test_t3_batch_of_another_person_stays_on_the_phone(sync, family):
    reply = sync(change(family), person=str(family.people["ben"]))
    assert (reply.status_code, reply.json["error"]) == (409, "other_person")
    assert sync().json["entries"] == []


@pytest.mark.parametrize(("who", "code"), [("cleo", "not_allowed"), ("eve", "child_unknown")])
def test_who_may_not_record_changes_nothing(sync, family, who, code):
    result = sync(change(family), who=who).json["results"][0]
    assert (result["status"], result["errors"][0]["error"]) == ("rejected", code)
    assert sync().json["entries"] == []


def test_eve_is_told_nothing(sync, family):
    sync(change(family))
    assert sync(who="eve").json["entries"] == []


def test_g6_second_phone_is_told_who_gave_the_dose(sync, family):
    medicine = family.medicine(now=now(), first_on=now().date() - timedelta(days=3))
    at = now() - timedelta(minutes=5)
    fields = {
        "at": at.isoformat(),
        "medicine": str(medicine.id),
        "slot": "2026-11-22T08:00",
        "outcome": "given",
        "amount": "12.5",
        "unit": "mg",
    }
    assert sync(change(family, "dose", fields=fields)).json["results"][0]["warnings"] == []
    result = sync(change(family, "dose", fields=fields), who="ben").json["results"][0]
    assert result["status"] == "applied"
    assert [each["code"] for each in result["warnings"]] == ["possible_double_dose"]
    assert "Ada already recorded this dose" in result["warnings"][0]["message"]


def test_phone_whose_clock_runs_ahead_is_not_rejected(sync, family):
    ahead = now() + timedelta(days=3)
    one = change(family, at=ahead)
    assert sync(one, sent_at=ahead.isoformat()).json["results"][0]["status"] == "applied"
    two = change(family, at=ahead)
    assert sync(two).json["results"][0]["errors"][0]["error"] == "time_future"


def test_501_changes_are_too_many(sync, family):
    assert sync(*(change(family) for _ in range(501))).status_code == 413


def test_truncated_body_changes_nothing(as_person, family, sync):
    import json

    body = json.dumps(
        {
            "device": DEVICE["ada"],
            "person": str(family.people["ada"]),
            "sent_at": now().isoformat(),
            "changes": [change(family)],
        }
    )
    ada = as_person("ada")
    for cut in range(0, len(body), 37):
        reply = ada.post("/api/v1/sync", data=body[:cut], content_type="application/json")
        assert (reply.status_code, reply.json["error"]) == (400, "json_invalid")
    assert sync().json["entries"] == []


def test_cookie_alone_does_not_open_the_api_to_other_sites(as_person, family):
    ada = as_person("ada")
    ada.environ_base["HTTP_SEC_FETCH_SITE"] = "cross-site"
    assert ada.post("/api/v1/sync", json={}).status_code == 403
    del ada.environ_base["HTTP_SEC_FETCH_SITE"]
    assert ada.post("/api/v1/sync", json={}).status_code == 403
    ada.environ_base["HTTP_SEC_FETCH_SITE"] = "same-origin"
    assert ada.post("/api/v1/sync", data="{}", content_type="text/plain").status_code == 415


def kept(family):
    from sqlmodel import select

    from journal.records.entries import Quarantine

    with family.database.reading() as session:
        return list(session.exec(select(Quarantine)))
