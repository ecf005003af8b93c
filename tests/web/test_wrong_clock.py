"""F7, H32: a phone whose clock is days off loses nothing, and what it wrote says so."""

from datetime import timedelta

import pytest

from journal.clock import now
from tests.web.daily import doses, entries, slot_at, today_at
from tests.web.syncing import follow, form_change
from tests.web.test_sync_drawn import DRAW, drawn, seen_at

pytestmark = pytest.mark.usefixtures("midday")

OFF = [timedelta(days=-3), timedelta(hours=-1), timedelta(minutes=7), timedelta(days=3)]
SAID = "The clock of the phone that wrote this showed"


def by_clock(one, wrong):
    """The same as a phone makes it whose clock is wrong by this much, in every place it tells."""
    wall = today_at(0) + wrong
    values = one["form"]["values"]
    if "at_on" in values:
        values |= {"at_on": f"{wall:%Y-%m-%d}", "at_time": f"{wall:%H:%M}"}
    return {**one, "made_at": (now() + wrong).isoformat()}


@pytest.mark.parametrize("wrong", OFF, ids=str)
def test_f7_h32_clock_days_off_nothing_is_rejected_and_the_entry_says_so(
    family, sync, as_person, prednisolone, wrong
):
    tap = {"medicine": str(prednisolone.id), "slot": slot_at(-10), "outcome": "given"}
    made = [
        form_change(family, "symptom", symptom="fatigue", severity="6"),
        form_change(family, "dose", amount="12.5", unit="mg", **tap),
        form_change(family, "weight", weight="31", weight_unit="kg"),
    ]
    sent = [by_clock(one, wrong) for one in made]
    reply = sync(*sent, sent_at=(now() + wrong).isoformat(), draw=DRAW)
    assert [each["status"] for each in reply.json["results"]] == ["applied"] * 3
    for result in reply.json["results"]:
        assert [each["code"] for each in result["warnings"]] == ["clock_wrong"]
    assert len(doses(family)) == 1
    assert all(SAID in picture["page"] for picture in drawn(reply))
    page = f"/children/{family.nora}/entries/{sent[0]['entry']}"
    assert SAID in as_person("ben").get(page).text
    wall = today_at(0)
    mended = {"at_on": f"{wall:%Y-%m-%d}", "at_time": f"{wall:%H:%M}"}
    form = {"what": "symptom", "values": {**sent[0]["form"]["values"], **mended}}
    assert sync(follow(sent[0], form=form, made_at=now().isoformat())).json["results"][0][
        "revision"
    ]
    assert SAID not in as_person("ben").get(page).text


def test_f7_clock_put_right_before_sending_loses_nothing(family, sync):
    """What the server measures is then the right clock; what was written says the wrong one."""
    wrong = timedelta(days=3)
    one = by_clock(form_change(family, "note", note="on the way"), wrong)
    later = follow(one, made_at=one["made_at"])
    later["form"] = {"what": "note", "values": {**one["form"]["values"], "note": "changed"}}
    # The edit comes first: it is read when nobody measures any clock.
    assert sync(later).json["results"][0]["status"] == "waiting"
    (result,) = sync(one).json["results"]
    assert (result["status"], result["errors"]) == ("applied", [])
    assert [each["code"] for each in result["warnings"]] == ["clock_wrong"]
    (entry,) = entries(family, "note")
    assert entry.revision == 2


def test_f7_moment_that_somebody_typed_into_the_future_is_still_asked_about(family, sync):
    one = form_change(family, "note", note="a slip of the date", minutes=3 * 24 * 60)
    (result,) = sync(one).json["results"]
    assert [each["error"] for each in result["errors"]] == ["time_future"]


def test_f7_news_come_in_the_order_of_the_server_whatever_the_clocks_say(family, sync):
    start = sync(draw=DRAW)
    told = []
    for wrong in (timedelta(days=3), timedelta(days=-3), timedelta(0)):
        one = by_clock(form_change(family, "note", note=str(wrong)), wrong)
        sync(one, who="ben", sent_at=(now() + wrong).isoformat())
        told.append(one["entry"])
    news = sync(draw=DRAW, **seen_at(start)).json["entries"]
    assert [each["entry"] for each in news] == told


def test_f7_h32_clock_minutes_off_is_not_worth_a_word(family, sync):
    one = form_change(family, "note", note="x")
    (result,) = sync(one, sent_at=(now() + timedelta(minutes=4)).isoformat()).json["results"]
    assert result["warnings"] == []
