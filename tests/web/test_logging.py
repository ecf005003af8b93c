"""Logging: few taps, nothing typed twice, nothing lost."""

import re
from collections import defaultdict
from html import unescape

import pytest
from sqlmodel import select

from journal.records.children import TeamMember
from journal.records.entries import Entry
from journal.records.kinds.infusion import InfusionRow
from journal.records.kinds.measurement import MeasurementRow
from journal.records.kinds.symptom import SymptomRow
from tests.web.daily import (
    daily_at,
    doses,
    entries,
    form_to,
    ids,
    send,
    slot_at,
    when,
)

LOG = (
    "symptom", "temperature", "weight", "infusion", "stay", "infection", "draw", "vaccination",
    "visit", "question", "note", "dose", "activity",
)  # fmt: skip


def open_form(client, family, what, child="nora"):
    """The form as the page hands it out, "now" in it."""
    page = client.get(f"/children/{family.children[child]}/log/{what}").text
    return {**form_to(page, f"/log/{what.partition('?')[0]}"), **when()}


def inputs_of(page):
    """Every hidden field of a question, repeated ones as lists."""
    found = defaultdict(list)
    question = re.search(r"<main.*</main>", page, re.DOTALL)[0]
    for name, value in re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', question):
        found[name].append(unescape(value))
    return dict(found)


def kept(family, table):
    with family.database.reading() as session:
        return list(session.exec(select(table)))


@pytest.mark.parametrize("what", LOG)
def test_every_form_opens_and_bears_the_childs_name(family, as_person, what):
    prednisolone = family.medicine()
    more = f"?medicine={prednisolone.id}" if what == "dose" else ""
    page = as_person("ada").get(f"/children/{family.nora}/log/{what}{more}").text
    assert "Save for Nora" in page
    assert 'name="at_on" value="20' in page


def test_log_sheet_leads_to_every_form(family, as_person):
    page = as_person("ada").get(f"/children/{family.nora}/log").text
    assert all(f"/log/{what}" in page for what in LOG)


def test_symptom_takes_two_taps_and_save(family, as_person):
    ada = as_person("ada")
    form = open_form(ada, family, "symptom")
    reply = send(ada, form, symptom="fatigue", severity="6")
    assert reply.status_code == 303
    row = kept(family, SymptomRow)[0]
    assert (row.symptom, row.severity, row.sites) == ("fatigue", 6, [])
    assert "Saved for Nora: Tired 6" in ada.get(reply.location).text


def test_symptoms_of_the_last_weeks_stand_first(family, as_person):
    ada = as_person("ada")
    for symptom, minutes in (
        ("stairs", -50),
        ("fatigue", -40),
        ("fatigue", -30),
        ("falls", -60000),
    ):
        send(ada, open_form(ada, family, "symptom"), symptom=symptom, **when(minutes))
    page = ada.get(f"/children/{family.nora}/log/symptom").text
    first = page.split("All symptoms")[0]
    assert first.index('value="fatigue"') < first.index('value="stairs"')
    assert 'value="falls"' not in first


def test_symptom_of_ones_own_has_a_name_and_places(family, as_person):
    ada = as_person("ada")
    form = open_form(ada, family, "symptom")
    data = {**form, "symptom": "other", "other_name": "Itchy scalp", "severity": ""}
    data = {name: value for name, value in data.items() if name != "action"}
    sent = ada.post(form["action"], data={**data, "sites": ["scalp", "neck_back"]})
    assert sent.status_code == 303
    row = kept(family, SymptomRow)[0]
    assert (row.name, row.severity, row.sites) == ("Itchy scalp", None, ["scalp", "neck_back"])


def test_weight_and_height_are_saved_together_and_undone_together(family, as_person):
    ada = as_person("ada")
    form = open_form(ada, family, "weight")
    numbers = {"weight": "24,6", "weight_unit": "kg", "height": "128", "height_unit": "cm"}
    reply = send(ada, form, **numbers)
    assert send(ada, form, **numbers).status_code == 303
    found = {(row.what, str(row.value), row.unit) for row in kept(family, MeasurementRow)}
    assert found == {("weight", "24.6", "kg"), ("height", "128", "cm")}
    send(ada, form_to(ada.get(reply.location).text, "/undo"))
    assert entries(family) == []


def test_height_that_cannot_be_right_keeps_the_weight_from_being_saved(family, as_person):
    ada = as_person("ada")
    numbers = {"weight": "24.6", "weight_unit": "kg", "height": "1280", "height_unit": "cm"}
    reply = send(ada, open_form(ada, family, "weight"), **numbers)
    assert reply.status_code == 422
    assert 'id="height-error"' in reply.text
    assert 'value="24.6"' in reply.text
    assert entries(family) == []


def test_last_unit_is_offered_again(family, as_person):
    ada = as_person("ada")
    form = open_form(ada, family, "temperature")
    send(ada, form, temperature="100.4", temperature_unit="°F")
    page = ada.get(f"/children/{family.nora}/log/temperature").text
    assert 'value="°F" checked' in " ".join(page.split()).replace(' id="temperature_unit"', "")


def test_infusion_keeps_lots_premedication_and_reaction(family, as_person):
    ada = as_person("ada")
    form = open_form(ada, family, "infusion")
    fields = {name: value for name, value in form.items() if name != "action"}
    reply = ada.post(
        form["action"],
        data={
            **fields,
            "product": "Privigen",
            "amount": "20",
            "unit": "g",
            "weight_kg": "24.6",
            "lots": "P100\nP101",
            "premedication": ["Antihistamine"],
            "more_premedication": "Ice lolly\r\nParacetamol, 7,5 mL",
            "reaction": ["Headache"],
            **when(-120),
            **when(-5, "ended"),
        },
    )
    assert reply.status_code == 303
    row = kept(family, InfusionRow)[0]
    assert (row.product, str(row.amount), row.unit, str(row.weight_kg)) == (
        "Privigen",
        "20",
        "g",
        "24.6",
    )
    assert row.lots == ["P100", "P101"]
    assert row.premedication == ["Antihistamine", "Ice lolly", "Paracetamol, 7,5 mL"]
    assert row.reaction == ["Headache"]
    assert (row.ended - row.started).total_seconds() == 115 * 60


@pytest.mark.parametrize(
    ("what", "said"),
    [
        ("infusion", {"product": "Privigen", "premedication": ["Antihistamine", "Paracetamol"]}),
        ("stay", {"hospital": "City Hospital"}),
    ],
)
def test_a_second_infusion_or_stay_of_a_day_is_asked_about_once_and_then_kept_whole(
    family, as_person, what, said
):
    ada, ben = as_person("ada"), as_person("ben")
    assert send(ada, open_form(ada, family, what), **said, **when(-1)).status_code == 303
    form = open_form(ben, family, what)
    reply = send(ben, form, **said, **when())
    assert reply.status_code == 409
    assert "Is this another one?" in reply.text
    assert "Ada recorded" in reply.text
    assert len(entries(family)) == 1
    assert ben.post(form["action"], data=inputs_of(reply.text)).status_code == 303
    assert len(entries(family)) == 2
    if what == "infusion":
        rows = kept(family, InfusionRow)
        assert [row.premedication for row in rows] == [said["premedication"]] * 2


def test_text_that_is_too_long_is_refused_and_kept_as_typed_not_cut(family, as_person):
    ada = as_person("ada")
    assert "maxlength" not in ada.get(f"/children/{family.nora}/log/note").text
    reply = send(ada, open_form(ada, family, "note"), note="a" * 10_001)
    assert reply.status_code == 422
    assert "10,000" in reply.text
    assert "a" * 10_001 in reply.text
    assert entries(family) == []


def test_second_stay_needs_no_typing(family, as_person):
    ada = as_person("ada")
    send(ada, open_form(ada, family, "stay"), hospital="City Hospital", **when(-9000))
    page = ada.get(f"/children/{family.nora}/log/stay").text
    assert 'value="City Hospital" id="hospital" checked' in " ".join(page.split())


def test_visit_offers_the_care_team(family, as_person):
    with family.database.transaction() as session:
        session.add(TeamMember(child_id=family.nora, position=1, name="Dr. Okafor"))
    ada = as_person("ada")
    send(ada, open_form(ada, family, "visit"), team_member="Dr. Okafor", told="See us in June.")
    assert "Visit: Dr. Okafor" in ada.get(f"/children/{family.nora}/journal").text


def test_dose_form_means_the_dose_that_is_due(family, as_person):
    prednisolone = family.medicine(rhythm=daily_at(-20))
    ada = as_person("ada")
    page = ada.get(f"/children/{family.nora}/log/dose?medicine={prednisolone.id}").text
    assert f'value="{slot_at(-20)}" id="slot" checked' in " ".join(page.split())
    form = form_to(page, "/log/dose")
    chosen = {"outcome": "given", "amount": "12.5", "unit": "mg", "slot": slot_at(-20)}
    send(ada, form, **chosen, **when())
    assert doses(family)[0].slot == slot_at(-20)


def test_h3_any_form_sent_twice_is_one_entry(family, as_person):
    ada = as_person("ada")
    form = open_form(ada, family, "note")
    for _ in range(3):
        assert send(ada, form, note="Slept badly").status_code == 303
    assert len(entries(family)) == 1


def test_b30_same_form_with_other_words_is_not_written_over_the_first(family, as_person):
    ada = as_person("ada")
    form = open_form(ada, family, "note")
    send(ada, form, note="Slept badly")
    reply = send(ada, form, note="Slept well")
    assert reply.status_code == 422
    assert "Two versions of this entry exist" in reply.text
    assert "Slept well" in reply.text
    with family.database.reading() as session:
        assert session.exec(select(Entry)).one().text == "slept badly"


def test_undo_takes_back_what_was_just_logged(family, as_person):
    ada = as_person("ada")
    reply = send(ada, open_form(ada, family, "note"), note="Slept badly")
    send(ada, form_to(ada.get(reply.location).text, "/undo"))
    assert entries(family) == []


def test_undo_of_somebody_elses_child_is_nothing(family, as_person):
    ada, eve = as_person("ada"), as_person("eve")
    reply = send(ada, open_form(ada, family, "note"), note="Slept badly")
    undo = form_to(ada.get(reply.location).text, "/undo")
    assert send(eve, undo).status_code == 404
    undo["action"] = f"/children/{family.children['mia']}/undo"
    assert send(eve, undo).status_code == 404
    undo["action"] = f"/children/{family.tom}/undo"
    assert send(ada, undo).status_code == 404
    assert len(entries(family)) == 1


def test_unknown_form_is_nothing(family, as_person):
    assert as_person("ada").get(f"/children/{family.nora}/log/horoscope").status_code == 404
    assert (
        as_person("ada").post(f"/children/{family.nora}/log/horoscope", data=ids()).status_code
        == 404
    )
