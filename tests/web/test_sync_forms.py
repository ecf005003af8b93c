"""A log form that a phone kept is read by the server, with the rules of the posted page."""

import pytest
from sqlmodel import select

from journal.records.entries import Alert, Quarantine
from tests.web.daily import daily_at, doses, entries, ids, slot_at, when
from tests.web.syncing import form_change, retyped

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


def test_openapi_says_what_a_form_is(as_person):
    document = as_person("ada").get("/api/v1/openapi.json").json
    schemas = document["components"]["schemas"]
    body = document["paths"]["/api/v1/sync"]["post"]["requestBody"]["content"]
    assert body["application/json"]["schema"]["$ref"].rpartition("/")[2] in schemas
    assert {"form", "ask"} <= schemas["ChangeBody"]["properties"].keys()
    assert schemas["FormBody"]["required"] == ["what", "values"]
    assert schemas["SyncBody"]["properties"]["draw"]
    assert schemas["DrawBody"]["properties"]["days"]["maximum"] == 400


def test_f17_same_form_tapped_again_later_is_the_same_change(sync, family, prednisolone):
    one = give(family, prednisolone)
    sync(one)
    later = {**one, "made_at": "2026-01-01T08:00:00-05:00", "zone": "Europe/Paris"}
    assert result(sync(later))["status"] == "repeated"


def test_b30_same_id_with_another_form_is_a_conflict_and_both_are_kept(sync, family):
    one = fatigue(family)
    sync(one)
    found = result(sync(retyped(one, severity="2")))
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

    assert result(sync(retyped(bad, severity="11")))["status"] == "rejected"
    mended = retyped(bad, severity="4")
    assert result(sync(mended))["status"] == "applied"
    assert result(sync(mended))["status"] == "repeated"
    # The first version that came late once more undoes nothing.
    assert result(sync(bad))["errors"] == first["errors"]
    assert sync().json["entries"][0]["fields"]["severity"] == 4


def test_h5_weekly_medicine_again_within_five_days_is_asked_with_who_and_when(sync, family):
    tuesdays = {"every": "week", "on": ["tuesday"], "times": ["18:00"]}
    mtx = family.medicine("Methotrexate", "15", rhythm=tuesdays)
    values = {"medicine": str(mtx.id), "outcome": "given", "amount": "15", "unit": "mg"}

    def gave(minutes, **more):
        asked = {"slot_asked": "nobody", **values}
        return form_change(family, "dose", minutes=minutes, **asked, **more)

    sync(gave(-2 * 24 * 60), who="ben")
    asked = result(sync(gave(-10, ask=True)))
    assert (asked["status"], asked["warnings"][0]["code"]) == ("asked", "weekly_again")
    assert "Ben" in asked["warnings"][0]["message"]
    assert len(doses(family)) == 1
    late = result(sync(gave(-10)))
    assert (late["status"], late["warnings"][0]["code"]) == ("applied", "weekly_again")
    assert asked_about(family) == ["weekly_again"]


def test_b6_unusual_amount_is_asked_and_kept_when_nobody_is_there(sync, family, prednisolone):
    ten_times = give(family, prednisolone, amount="125", ask=True)
    asked = result(sync(ten_times))
    assert (asked["status"], asked["warnings"][0]["code"]) == ("asked", "amount_unusual")
    confirmed = retyped(ten_times, confirmed="amount_unusual")
    assert result(sync(confirmed))["status"] == "applied"
    unasked = give(family, prednisolone, amount="125", again="yes", why_again="vomited")
    assert [each["code"] for each in result(sync(unasked))["warnings"]][-1] == "amount_unusual"


def test_question_about_an_amount_counts_tablets_as_people_do(sync, family):
    tablets = family.medicine("Calcium", "2", "tablet", rhythm=daily_at(-10))
    asked = result(sync(give(family, tablets, amount="0.5", unit="tablet", ask=True)))
    assert asked["warnings"][0]["message"].startswith(
        "The plan says 2 tablets. You wrote ½ tablet,"
    )


def test_dose_of_another_day_is_asked_about_its_slot_only_while_somebody_is_there(
    sync, family, prednisolone
):
    day = 24 * 60
    values = {"medicine": str(prednisolone.id), "outcome": "given", "amount": "12.5", "unit": "mg"}
    yesterday = form_change(family, "dose", minutes=-day, **values)
    asked = result(sync({**yesterday, "ask": True}))
    assert (asked["status"], asked["warnings"][0]["code"]) == ("asked", "slot_meant")
    assert asked["warnings"][0]["field"] == "slot"
    assert result(sync(yesterday))["status"] == "applied"


@pytest.mark.parametrize(("who", "code"), [("cleo", "not_allowed"), ("eve", "child_unknown")])
def test_t1_form_of_somebody_who_may_not_record_writes_nothing(sync, family, who, code):
    found = result(sync(fatigue(family), who=who))
    assert (found["status"], found["errors"][0]["error"]) == ("rejected", code)
    assert "said" not in found
    assert "wrote" not in found
    assert entries(family) == []


def test_t2_repeating_somebody_elses_change_tells_eve_nothing(sync, family):
    one = fatigue(family)
    sync(one)
    found = result(sync(one, who="eve"))
    assert found["errors"][0]["error"] == "child_unknown"
    assert "Tired" not in str(found)
    mine = result(sync({**one, "child": str(family.children["mia"])}, who="eve"))
    assert mine["status"] == "rejected"  # an id that is not hers, and says nothing of whose it is
    assert "Tired" not in str(mine)
    assert "current" not in mine
    assert "said" not in mine


BROKEN = [
    ({"form": 7}, "form"),
    ({"form": {"what": "symptom"}}, "form"),
    ({"form": {"what": "symptom", "values": {}, "more": 1}}, "form"),
    ({"form": {"what": "no such form", "values": {}}}, "form.what"),
    ({"form": {"what": ["symptom"], "values": {}}}, "form.what"),
    ({"form": {"what": "measured", "values": {}}}, "form.what"),
    ({"form": {"what": "note", "values": {}}, "kind": "dose"}, "form.what"),
    ({"form": {"what": "note", "values": {"note": 7}}}, "form.values.note"),
    ({"form": {"what": "note", "values": {"note": [7]}}}, "form.values.note"),
    ({"form": {"what": "note", "values": {str(n): "" for n in range(201)}}}, "form"),
    ({"fields": {"note": "x"}}, "form"),
    ({"delete": True}, "form"),
    ({"ask": "yes"}, "ask"),
    ({"form": None}, "kind"),
]


@pytest.mark.parametrize(("broken", "field"), BROKEN)
def test_form_that_is_none_is_kept_and_blocks_no_other(sync, family, broken, field):
    good = fatigue(family)
    bad, fine = sync({**fatigue(family), **broken}, good).json["results"]
    assert (bad["status"], bad["errors"][0]["field"]) == ("rejected", field)
    assert fine["status"] == "applied"
    assert len(quarantined(family)) == len(entries(family)) == 1


TYPED = [
    ("symptom", {"symptom": "fatigue", "severity": "9" * 5000}, "severity"),
    ("symptom", {"symptom": "fatigue", "note": "half \ud83d"}, "note"),
    ("symptom", {"symptom": "other", "other_name": "\ud83d"}, "other_name"),
    ("symptom", {"symptom": "fatigue", "at_time": "25:00"}, "at"),
    ("note", {"note": "x" * 10_001}, "note"),
    ("note", {"note": ["\x00", "second"]}, "note"),
    ("note", {}, "note"),
    ("temperature", {"temperature": "39,5,1", "temperature_unit": "°C"}, "temperature"),
    ("weight", {"weight": "", "height": ""}, "weight"),
    ("stay", {"hospital": ""}, "hospital"),
    ("infection", {"which": ""}, "which"),
    ("infection", {"which": "exposure:other", "other_name": ""}, "other_name"),
    ("infection", {"which": "infection:cold", "until_on": "2000-01-01"}, "until"),
    ("infusion", {"product": "other", "other_product": ""}, "product"),
    ("question", {"text": ""}, "text"),
]


@pytest.mark.parametrize(("what", "values", "field"), TYPED)
def test_what_is_wrong_in_a_form_is_named_by_the_forms_field(sync, family, what, values, field):
    found = result(sync(form_change(family, what, **values)))
    assert (found["status"], found["errors"][0]["field"]) == ("rejected", field)
    assert entries(family) == []
    assert len(quarantined(family)) == 1
