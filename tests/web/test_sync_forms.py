"""A log form that a phone kept is read by the server, with the rules of the posted page."""

import pytest
from sqlmodel import select

from journal.records.entries import Alert, Quarantine
from tests.web.daily import daily_at, doses, entries, ids, slot_at, when
from tests.web.syncing import form_change

pytestmark = pytest.mark.usefixtures("midday")


@pytest.fixture
def prednisolone(family):
    return family.medicine(rhythm=daily_at(-10))


def statuses(reply):
    return [each["status"] for each in reply.json["results"]]


def result(reply):
    (found,) = reply.json["results"]
    return found


def fatigue(family, **more):
    return form_change(family, "symptom", symptom="fatigue", severity="6", sites=["mouth"], **more)


def give(family, medicine, *, minutes=-10, **more):
    """The form of the button Give: it sends no time and means the moment of the tap."""
    slot = slot_at(minutes)
    planned = {"medicine": str(medicine.id), "outcome": "given", "amount": "12.5", "unit": "mg"}
    return form_change(family, "dose", slot=slot, **{**planned, **more})


def asked_about(family):
    with family.database.reading() as session:
        return [alert.kind for alert in session.exec(select(Alert)) if alert.closed_at is None]


def quarantined(family):
    with family.database.reading() as session:
        return list(session.exec(select(Quarantine)))


def test_form_is_read_by_the_server_and_written_once_however_often_it_comes(sync, family):
    one = fatigue(family)
    first, again = result(sync(one)), result(sync(one))
    assert (first["status"], first["revision"], first["said"]) == (
        "applied",
        1,
        "Saved for Nora: Tired 6",
    )
    assert (again["status"], again["revision"], again["said"]) == ("repeated", 1, first["said"])
    fields = sync().json["entries"][0]["fields"]
    assert (fields["symptom"], fields["severity"], fields["sites"]) == ("fatigue", 6, ["mouth"])


def test_f17_same_form_tapped_again_later_is_the_same_change(sync, family, prednisolone):
    one = give(family, prednisolone)
    sync(one)
    later = {**one, "made_at": "2026-01-01T08:00:00-05:00", "zone": "Europe/Paris"}
    assert result(sync(later))["status"] == "repeated"


def test_b30_same_id_with_another_form_is_a_conflict_and_both_are_kept(sync, family):
    one = fatigue(family)
    sync(one)
    values = {**one["form"]["values"], "severity": "2"}
    found = result(sync({**one, "form": {"what": "symptom", "values": values}}))
    assert (found["status"], found["errors"][0]["error"]) == ("conflict", "change_conflict")
    assert sync().json["entries"][0]["fields"]["severity"] == 6
    assert quarantined(family)[0].content["form"]["values"]["severity"] == "2"


def test_h3_form_posted_by_the_page_and_sent_by_the_phone_is_one_change(sync, family, as_person):
    known = ids()
    values = {**when(), "symptom": "fatigue", "severity": "6", "sites": ["mouth"], "note": "a\r\nb"}
    page = as_person("ada").post(f"/children/{family.nora}/log/symptom", data={**values, **known})
    assert page.status_code == 303
    one = form_change(family, "symptom", id=known["change"], entry=known["entry"], **values)
    one["form"]["values"]["note"] = "a\nb"
    assert result(sync(one))["status"] == "repeated"
    assert len(entries(family)) == 1


def test_weight_and_height_are_two_entries_or_none_and_one_result(sync, family):
    both = form_change(
        family, "weight", weight="31", weight_unit="kg", height="1400", height_unit="cm"
    )
    refused = result(sync(both))
    assert (refused["status"], refused["errors"][0]["field"]) == ("rejected", "height")
    assert entries(family) == []
    both["form"]["values"]["height"] = "140"
    applied = result(sync(both))
    assert applied["said"] == "Saved for Nora: Weight 31 kg, Height 140 cm"
    assert applied["wrote"][0]["entry"] == both["entry"]
    assert len(entries(family)) == len(applied["wrote"]) == 2
    assert result(sync(both))["wrote"] == applied["wrote"]


def test_h1_second_dose_is_asked_about_while_somebody_is_there(sync, family, prednisolone):
    assert result(sync(give(family, prednisolone), who="ben"))["status"] == "applied"
    second = give(family, prednisolone, ask=True)
    asked = result(sync(second))
    assert (asked["status"], asked["warnings"][0]["code"]) == ("asked", "possible_double_dose")
    assert "Ben" in asked["warnings"][0]["message"]
    assert len(doses(family)) == 1
    assert asked_about(family) == []
    second["form"]["values"] |= {"again": "yes", "why_again": "vomited"}
    assert result(sync(second))["status"] == "applied"
    assert len(doses(family)) == 2


def test_h2_second_dose_of_a_phone_without_signal_is_kept_and_everybody_asked(
    sync, family, prednisolone
):
    sync(give(family, prednisolone), who="ben")
    found = result(sync(give(family, prednisolone)))
    assert (found["status"], found["warnings"][0]["code"]) == ("applied", "possible_double_dose")
    assert found["said"] == "Given to Nora: Prednisolone 12.5 mg"
    assert len(doses(family)) == 2
    assert asked_about(family) == ["double_dose"]


def test_g2_rejected_form_is_kept_as_typed_and_written_once_it_is_mended(sync, family):
    bad = form_change(family, "symptom", symptom="fatigue", severity="12", note="in the evening")
    first = result(sync(bad))
    assert (first["status"], first["errors"][0]["field"]) == ("rejected", "severity")
    assert entries(family) == []
    assert quarantined(family)[0].content["form"]["values"]["note"] == "in the evening"
    again = result(sync(bad))
    assert (again["status"], again["errors"]) == ("repeated", first["errors"])

    worse = {**bad, "form": {**bad["form"], "values": {**bad["form"]["values"], "severity": "11"}}}
    assert result(sync(worse))["status"] == "rejected"
    mended = {**bad, "form": {**bad["form"], "values": {**bad["form"]["values"], "severity": "4"}}}
    assert result(sync(mended))["status"] == "applied"
    assert result(sync(mended))["status"] == "repeated"
    # The first version that came late once more undoes nothing.
    assert result(sync(bad))["errors"] == first["errors"]
    assert sync().json["entries"][0]["fields"]["severity"] == 4
