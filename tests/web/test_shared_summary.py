"""H25, H39: the patient summary behind a link says no more than the family ticked."""

from zoneinfo import ZoneInfo

import pytest

from journal.clock import now
from journal.exchange.ips_within import HELD_BACK
from journal.plans.appointments import Visit, plan_appointment
from journal.records.appointments import AppointmentKind
from journal.records.children import Child
from journal.records.medicines import Turn
from journal.summary.scope import Section
from journal.summary.struck import SCHOOL, STRIKABLE
from journal.web.shared_files import _WITH
from tests.family import ZONE
from tests.summary.gathering import turn_medicine
from tests.web.links import DAY, bundle, made, wrote
from tests.web.test_sharing import prepared

EVERY = [section.value for section in Section]


@pytest.fixture
def lived_in(family):
    family.medicine(now=now() - 20 * DAY)
    wrote(family, "infusion", 5, product="Privigen-now", lots=["L1"])
    wrote(family, "infusion", 60, product="Privigen-before")
    wrote(family, "measurement", 3, what="weight", value="24.5", unit="kg")
    wrote(family, "symptom", 2, symptom="fatigue", severity=4)
    wrote(family, "vaccination", 300, vaccine="mmr", lot="M-77")
    wrote(family, "stay", 9, hospital="St. Anna", admitted=(now() - 9 * DAY).isoformat())
    wrote(family, "note", 1, note="zitronenfalter")
    with family.database.transaction() as session:
        visit = Visit(kind=AppointmentKind.INFUSION, at=now() + 3 * DAY, place="Ward 3")
        child = session.get_one(Child, family.nora)
        plan_appointment(session, family.actor(session, "ada"), child, visit, now=now())
    return family


def test_a_program_finds_what_was_ticked_of_these_days(app, ada, lived_in):
    found = bundle(app, made(ada, lived_in))
    for said in (
        "Nora",
        "Prednisolone",
        "Privigen-now",
        "24.5",
        "Tired",
        "M-77",
        "St. Anna",
        "Ward 3",
    ):
        assert said in found
    assert "Privigen-before" not in found
    assert "zitronenfalter" not in found


@pytest.mark.parametrize(
    ("section", "word"),
    [
        (Section.INFUSIONS, "Privigen"),
        (Section.HEALTH, "St. Anna"),
        (Section.HEALTH, "24.5"),
        (Section.OVER_TIME, "Tired"),
        (Section.NEXT, "Ward 3"),
    ],
)
def test_h25_what_is_not_ticked_is_in_no_file_of_the_link(app, ada, lived_in, section, word):
    others = [one for one in EVERY if one != section]
    found = bundle(app, made(ada, lived_in, sections=others))
    assert word not in found
    assert "Prednisolone" in found


def test_without_the_tick_there_is_no_file_for_a_program(app, ada, lived_in):
    assert bundle(app, made(ada, lived_in, ips="")) is None
    assert "data for a clinic&#39;s own program" in ada.get(f"/children/{lived_in.nora}/share").text


def test_h25_what_is_written_later_is_in_no_old_summary(app, ada, lived_in):
    address = made(ada, lived_in)
    before = bundle(app, address)
    lived_in.medicine("Folic acid", "1", now=now())
    assert bundle(app, address) == before


def test_what_a_section_holds_back_is_something_of_a_summary():
    assert set(_WITH) | {"vaccinations"} == HELD_BACK


CK = {"test": "CK", "value": "412.5", "unit": "U/L"}
OWN = {"test": "Vitamin Q", "value": "412.5"}


@pytest.mark.parametrize("sections", [[], ["since", "health"]])
def test_h25_results_go_with_a_section_that_shows_results(app, ada, lived_in, sections):
    wrote(lived_in, "draw", 4, results=[CK])
    assert "412.5" not in bundle(app, made(ada, lived_in, sections=sections))
    for one in (Section.NEXT, Section.OVER_TIME):
        assert "412.5" in bundle(app, made(ada, lived_in, sections=[*sections, one.value]))


def test_h25_a_symptom_of_before_is_in_no_summary_of_these_days(app, ada, lived_in):
    wrote(lived_in, "symptom", 80, symptom="headache", severity=9)
    wrote(lived_in, "symptom", 80, symptom="fatigue", severity=8)
    found = bundle(app, made(ada, lived_in))
    assert "Headache" not in found
    assert "at worst 4 of 10" in found
    assert "last 90 days" not in found


def test_the_form_names_what_stands_in_every_summary(ada, family):
    text = ada.get(f"/children/{family.nora}/share").text
    for said in ("plan for steroids", "ports and lines", "why a medicine rests", "diagnosis"):
        assert said in text


# What goes from the summary with an item of the page, or why nothing of it is there to go.
COUNTERPARTS = {
    "since": "symptoms; tasks, scores and wellbeing are in no summary",
    "symptoms": "symptoms",
    "plotted": "results; the line of the skin is drawn of symptoms with items of their own",
    "wanted": "results",
    "fevers": "measurements, and the readings of the fever as a symptom",
    "measurements": "measurements",
    "infusions": "infusions",
    "stays": "stays",
    "infected": "infections; contacts and germs are in no summary",
    "changes": "why a medicine rests; the medicine itself is never struck",
    "to_come": "no summary has what a stay left open",
    "visits": "no summary has visits",
    "agreed": "no summary has visits",
    "waiting": "no summary has what waits, only what was given",
    "activities": "no summary has activities",
    SCHOOL: "no summary has school",
}


def test_every_item_that_may_be_struck_has_its_counterpart_or_a_reason():
    assert set(COUNTERPARTS) == {*STRIKABLE, SCHOOL}


@pytest.mark.parametrize(
    ("kind", "fields", "key", "word"),
    [
        ("draw", {"results": [CK]}, "chart:lab:ck", "412.5"),
        ("draw", {"results": [CK]}, "wanted:ck", "412.5"),
        ("draw", {"results": [OWN]}, "chart:lab:vitamin q", "412.5"),
        ("measurement", {"what": "temperature", "value": "39.7", "unit": "°C"}, "DAY", "39.7"),
        (
            "measurement", {"what": "temperature", "value": "39.7", "unit": "°C"},
            "measurement:temperature", "39.7",
        ),
        (
            "measurement", {"what": "height", "value": "123", "unit": "cm"},
            "measurement:height", "123 ",
        ),
        ("symptom", {"symptom": "fever", "severity": 7}, "DAY", "at worst 7"),
        ("symptom", {"symptom": "headache", "severity": 7}, "since:headache", "Headache"),
        ("stay", {"hospital": "Mercy", "admitted": "AT"}, "stay:ID", "Mercy"),
        ("infection", {"what": "infection", "name": "Mumpsy"}, "infection:ID", "Mumpsy"),
        ("infusion", {"product": "Octagam"}, "infusion:ID", "Octagam"),
    ],
)  # fmt: skip
def test_h25_what_was_struck_is_in_no_summary_of_its_link(
    app, ada, family, kind, fields, key, word
):
    at = now() - 4 * DAY
    fields = {name: at.isoformat() if it == "AT" else it for name, it in fields.items()}
    entry = wrote(family, kind, 4, **fields)
    day = at.astimezone(ZoneInfo(ZONE)).date()
    key = f"fever:{day}" if key == "DAY" else key.replace("ID", str(entry))
    assert word in bundle(app, made(ada, family))
    page = prepared(family, ada, struck=[key], from_on=now().date() - 30 * DAY)
    found = bundle(app, made(ada, family, preparation=page))
    assert word not in found
    assert "1 item left out by the family" in found


@pytest.mark.parametrize("how", ["struck", "not ticked"])
def test_h25_why_a_medicine_rests_stays_at_home_with_its_change(app, ada, family, how):
    medicine, on = family.medicine(now=now() - 20 * DAY), now().astimezone(ZoneInfo(ZONE)).date()
    turn_medicine(family, medicine, Turn.PAUSE, on - 3 * DAY, "zitronenfalter")
    assert "zitronenfalter" in bundle(app, made(ada, family))
    if how == "struck":
        key = f"change:{medicine.id}:{on - 3 * DAY}"
        page = prepared(family, ada, struck=[key], from_on=on - 30 * DAY)
        found = bundle(app, made(ada, family, preparation=page))
        assert "1 item left out by the family" in found
    else:
        found = bundle(app, made(ada, family, sections=[e for e in EVERY if e != Section.CHANGES]))
    assert "zitronenfalter" not in found
    assert "Paused since" in found
