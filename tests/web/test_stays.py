"""Hospital stays: admitted in three taps, their days, and after them medicine by medicine."""

import re
from datetime import timedelta
from zoneinfo import ZoneInfo

from journal.clock import now
from journal.entries import record
from journal.plans.medicines import turn
from journal.plans.own_reminders import reminders_of
from journal.records.children import Child
from journal.records.medicines import Medicine, Turn
from journal.summary.gather import gather
from tests.family import ZONE, change
from tests.web.daily import form_to, send
from tests.web.reporting import opened

HOUR = timedelta(hours=1)


def page_of(family, client, stay) -> str:
    return client.get(f"/children/{family.nora}/stays/{stay}").text


def log(family, client, what, asked="", /, **typed):
    """Fill in the form and save it."""
    address = f"/children/{family.nora}/log/{what}"
    return client.post(address, data=opened(client, address + asked) | typed)


def plain(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


def test_a_stay_is_admitted_in_three_taps_where_the_hospital_is_known(family, ada, admitted):
    admitted(hours=900, left=800, ward="Ward 3", reason="Flare")
    page = ada.get(f"/children/{family.nora}/log/stay").text
    assert 'value="St. Anna" id="hospital" checked' in page
    for tile in ('name="ward" value="Ward 3"', 'name="reason" value="Fever or infection"'):
        assert tile in page
    saved = log(family, ada, "stay", hospital="St. Anna", ward="Ward 3", reason="Flare")
    assert re.fullmatch(rf"/children/{family.nora}/stays/[0-9a-f-]{{36}}", saved.location)
    words = plain(ada.get(saved.location).text)
    for said in ("Reminders of doses are silent", "log only what you gave", "Ward 3", "1 day"):
        assert said in words
    assert saved.location in ada.get(f"/children/{family.nora}/today").text


def test_h37_every_medicine_is_looked_at_one_by_one_after_the_discharge(family, ada, admitted):
    for name in ("Prednisolone", "Azathioprine", "Folic acid"):
        family.medicine(name=name)
    stay = admitted()
    edit = f"/children/{family.nora}/entries/{stay}/edit"
    assert "The medicines, one by one" not in page_of(family, ada, stay)
    short = opened(ada, edit + "?end=now")
    assert "Which hospital?" not in ada.get(edit + "?end=now").text
    left = ada.post(edit, data=short | {"note": "Papers in the blue folder"})
    assert left.location.endswith(f"/stays/{stay}")
    assert "St. Anna" in page_of(family, ada, stay)
    page, today = page_of(family, ada, stay), f"/children/{family.nora}/today"
    assert page.count("Not looked at yet") == 3
    assert "3 medicines wait to be looked at since the discharge" in ada.get(today).text
    assert "Not looked at since the discharge" in ada.get(today).text

    goes_on = form_to(page, f"/children/{family.nora}/log/review")
    assert send(ada, goes_on).location.endswith(f"/stays/{stay}")
    others = re.findall(r'href="(/[^"]*log/review[^"]*decision=(?:changed|stopped))"', page)
    changed = others[2].replace("&amp;", "&").partition("?")[2]
    (medicine,) = re.findall(r"medicine=([0-9a-f-]{36})", changed)
    saved = log(
        family,
        ada,
        "review",
        "?" + changed,
        decision="changed",
        medicine=medicine,
        told="60 mg",
        by="other",
        other_by="Dr. Lee",
    )
    assert saved.status_code == 303
    words = plain(page_of(family, ada, stay))
    assert words.count("Not looked at yet") == 1
    assert "changed, 60 mg Dr. Lee The new plan is not written yet" in words.replace("  ", " ")
    assert "2 medicines wait" in ada.get(today).text
    card = plain(ada.get(f"/children/{family.nora}/card").text)
    assert "The hospital changed it: 60 mg. The plan does not say so yet" in card
    own = plain(ada.get(f"/children/{family.nora}/medicines/{medicine}").text)
    assert re.search(r"Changed by the hospital, discharge on \d+ \w+ 20\d\d 60 mg, Dr. Lee", own)
    assert "At the discharge on" in plain(ada.get(f"/children/{family.nora}/visit").text)

    told = ada.get(f"/api/v1/children/{family.nora}/medicines").json["medicines"]
    waits = {one["name"]: one["needs_review"] for one in told}
    assert sorted(waits.values()) == [False, True, True]
    due = ada.get(f"/api/v1/children/{family.nora}/due").json["due"]
    assert {one["name"]: one["needs_review"] for one in due} == waits


def test_h37_what_was_written_in_the_plan_before_the_discharge_can_be_said_so(
    family, as_person, admitted
):
    """A caregiver may do it: else the medicine would be silent for good."""
    medicine = family.medicine()
    stay = admitted(left=1)
    ben, asked = as_person("ben"), f"?stay={stay}&medicine={medicine.id}&decision=changed"
    log(family, ben, "review", asked, decision="changed", medicine=str(medicine.id), told="12.5 mg")
    page = page_of(family, ben, stay)
    (edit,) = re.findall(r'href="(/[^"]*/edit)"[^>]*>(?:<svg.*?</svg>)?<span>In the plan', page)
    said = {"decision": "continues", "medicine": str(medicine.id)}
    assert ben.post(edit, data=opened(ben, edit) | said).status_code == 303
    assert "goes on as before, 12.5 mg" in page_of(family, ben, stay)
    assert "since the discharge" not in ben.get(f"/children/{family.nora}/today").text


def test_questions_for_rounds_are_answered_with_who_said_so(family, ada, admitted):
    stay = admitted()
    asked = log(family, ada, "question", f"?stay={stay}", text="When can she go home?")
    assert asked.location.endswith(f"/stays/{stay}")
    page = page_of(family, ada, stay)
    assert "open: tap to write the answer" in page
    (edit,) = re.findall(r'href="(/[^"]*/entries/[0-9a-f-]+/edit)"', page)
    text = "When can she go home?"
    answer = {"text": text, "answer": "On Friday", "answered_by": "Dr. Lee"}
    saved = ada.post(edit, data=opened(ada, edit) | answer)
    assert saved.location.endswith(f"/stays/{stay}")
    assert "Dr. Lee: On Friday" in page_of(family, ada, stay)


def test_what_happened_stands_by_day_with_symptoms_and_doses_of_these_days(family, ada, admitted):
    stay = admitted()
    log(family, ada, "stay_note", f"?stay={stay}", what="test", text="Ultrasound of the belly")
    made = change(family.nora, "symptom", made_at=now() - 20 * HOUR, symptom="fatigue", severity=6)
    with family.database.transaction() as session:
        record(session, family.actor(session, "ada"), made, now=now())
    page = page_of(family, ada, stay)
    assert page.index("Test: Ultrasound") < page.index("Tired 6")
    found = ada.get(f"/children/{family.nora}/journal?q=ultrasound").text
    assert "Test: Ultrasound of the belly" in found


def test_a_result_to_come_and_a_follow_up_open_the_reminder_filled_in(family, ada, admitted):
    stay = admitted(left=1)
    log(family, ada, "stay_note", f"?stay={stay}", what="pending", text="Ask for the biopsy")
    log(family, ada, "stay_note", f"?stay={stay}", what="follow_up", text="Clinic in two weeks")
    page = page_of(family, ada, stay).replace("&amp;", "&")
    own, visit = re.findall(
        r'href="(/[^"]*/planned/[^"]*)"[^>]*>(?:<svg.*?</svg>)?<span>(?:Remind|Write the app)', page
    )
    assert 'value="Ask for the biopsy"' in ada.get(own).text
    assert re.search(r'name="rhythm" value="once"[^>]*checked', ada.get(own).text)
    assert 'value="Clinic in two weeks"' in ada.get(visit).text
    assert re.search(r'name="kind" value="clinic"[^>]*checked', ada.get(visit).text)


def test_a_viewer_sees_the_stay_and_no_buttons(family, as_person, admitted):
    family.medicine()
    stay = admitted(left=1)
    page = page_of(family, as_person("cleo"), stay)
    assert "Not looked at yet" in page
    assert "log/review" not in page


def test_stays_are_listed_with_their_nights(family, ada, admitted):
    admitted(hours=100, left=20)
    admitted(hours=2)
    words = plain(ada.get(f"/children/{family.nora}/stays").text)
    assert re.search(r"St\. Anna .* [34] nights", words)


def test_a_result_that_came_is_closed_in_one_tap_and_its_reminder_stops(
    family, ada, as_person, admitted
):
    """A caregiver may say so: the reminder stops although only an owner plans."""
    stay = admitted(left=1)
    log(family, ada, "stay_note", f"?stay={stay}", what="pending", text="Ask for the biopsy")
    page = page_of(family, ada, stay).replace("&amp;", "&")
    (remind,) = re.findall(r'href="(/[^"]*/planned/reminders/add[^"]*)"', page)
    day = (now() + timedelta(days=2)).date()
    form = form_to(ada.get(remind).text, remind.partition("?")[0])
    typed = {name: form[name] for name in form.keys() - {"action"}}
    wish = {"text": "Biopsy?", "rhythm": "day", "times": ["08:00"], "from": str(day)}
    made = ada.post(form["action"], data=typed | wish)
    assert made.status_code == 303, made.text
    planned = f"/children/{family.nora}/planned"
    assert "Biopsy?" in ada.get(planned).text
    assert "The reminder of it" in page_of(family, ada, stay)
    assert [text for text, _by in _to_come_on_the_visit_page(family)] == ["Ask for the biopsy"]

    ben = as_person("ben")
    came = form_to(page_of(family, ben, stay), "/edit")
    assert send(ben, came, note="Nothing grew").location.endswith(f"/stays/{stay}")
    words = plain(page_of(family, ada, stay))
    assert "To come" not in words
    assert "Result that came: Ask for the biopsy" in words
    assert "Nothing grew" in words
    assert _to_come_on_the_visit_page(family) == []
    assert "Biopsy?" not in ada.get(planned).text
    assert _reminded(family) == []


def test_a_follow_up_that_was_done_is_closed_without_a_word(family, ada, admitted):
    stay = admitted(left=1)
    log(family, ada, "stay_note", f"?stay={stay}", what="follow_up", text="Clinic in two weeks")
    send(ada, form_to(page_of(family, ada, stay), "/edit"))
    assert "Follow-up, done: Clinic in two weeks" in plain(page_of(family, ada, stay))
    assert _to_come_on_the_visit_page(family) == []


def test_a_viewer_sees_what_is_to_come_and_closes_nothing(family, as_person, ada, admitted):
    stay = admitted(left=1)
    log(family, ada, "stay_note", f"?stay={stay}", what="pending", text="Ask for the biopsy")
    page = page_of(family, as_person("cleo"), stay)
    assert "Ask for the biopsy" in page
    assert "What came of it" not in page


def _to_come_on_the_visit_page(family):
    with family.database.reading() as session:
        child, day = session.get_one(Child, family.nora), now().date() + timedelta(days=1)
        found = gather(session, child, day - timedelta(days=30), day, now=now())
        return [(one.text, one.by) for one in found.to_come]


def _reminded(family):
    with family.database.reading() as session:
        child = session.get_one(Child, family.nora)
        return list(reminders_of(session, child.id))


def test_the_review_offers_what_the_child_takes_and_keeps_the_rest_behind_others(
    family, ada, admitted
):
    takes, over = family.medicine(name="Prednisolone"), family.medicine(name="Amoxicillin")
    with family.database.transaction() as session:
        row = session.get_one(Medicine, over.id)
        on = now().astimezone(ZoneInfo(ZONE)).date()
        stop = {"on": on, "reason": "over", "now": now()}
        turn(session, family.actor(session, "ada"), row, Turn.STOP, **stop)
    stay = admitted(left=1)
    address = f"/children/{family.nora}/log/review?stay={stay}"
    shown, _rest, others = ada.get(address).text.partition("Others: stopped, or over")
    assert str(takes.id) in shown.split("<form")[-1]
    assert str(over.id) not in shown.split("<form")[-1]
    assert str(over.id) in others
    asked = ada.get(f"{address}&medicine={over.id}&decision=changed").text
    assert "Others: stopped" not in asked
    assert "Changed to what?" in asked
    said = {"decision": "changed", "medicine": str(takes.id), "told": ""}
    refused = log(family, ada, "review", f"?stay={stay}", **said)
    assert refused.status_code == 422
    assert "Write what it was changed to" in refused.text


def test_nights_that_are_still_to_come_are_not_counted(family, ada, admitted):
    admitted(hours=50, left=-100)
    words = plain(ada.get(f"/children/{family.nora}/treatment").text)
    found = re.search(r"St\. Anna.*? ([0-9]) nights", words)
    assert found
    assert found[1] in "23"
