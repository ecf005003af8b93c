"""What an insurer asks for, item by item: the journal has it, or says that it does not."""

from datetime import date
from decimal import Decimal

import pytest

from journal.care.knowledge.authorizations import requests
from journal.plans.infusion_plans import Ordered, write_plan
from journal.plans.medicines import Dosing, change_dose
from journal.records.children import TeamMember
from journal.records.medicines import Medicine
from journal.summary.document import Rows
from tests.family import Family
from tests.summary.gathering import DAILY, TUESDAYS, log, wall
from tests.summary.papers import flat, table
from tests.summary.test_treatment_paper import history

IVIG, JAK = "Often asked for: Immunoglobulin (IVIG)", "Often asked for: JAK inhibitor"
PRESCRIBES = "Who prescribes, and of which specialty"
MONTHLY = {"every": "weeks", "n": 4, "on": ["thursday"], "times": ["09:00"]}


def said(family: Family, heading: str) -> dict[str, str]:
    return {label: flat(answer) for label, answer in table(history(family), heading)}


def asked(family: Family, heading: str) -> Rows:
    (found,) = [each for each in history(family).parts if each.heading == heading]
    assert isinstance(found, Rows)
    return found


def ordered(family: Family, medicine: Medicine, by: str, on: date) -> None:
    with family.database.transaction() as session:
        row, actor = session.get_one(Medicine, medicine.id), family.actor(session, "ada")
        dosing = Dosing(amount=Decimal(20), unit="mg", rhythm=DAILY, first_on=on, ordered_by=by)
        change_dose(session, actor, row, dosing, now=wall(on))


def with_team(family: Family) -> None:
    people = (("Dr. Okafor", "Rheumatology"), ("Maya Torres", "Physiotherapy"))
    with family.database.transaction() as session:
        for place, (name, part) in enumerate(people):
            session.add(TeamMember(child_id=family.nora, position=place, name=name, part=part))


def test_a_therapy_that_was_only_ever_infused_was_tried(family: Family) -> None:
    family.medicine("Methotrexate", "15", rhythm=TUESDAYS)
    family.medicine("Vitamin D", "1", "tablet")
    at = wall(date(2026, 11, 3))
    log(family, "infusion", at, product="Methylprednisolone", amount="700", unit="mg")
    for heading in (IVIG, JAK):
        (tried,) = [
            answer
            for label, answer in said(family, heading).items()
            if label.startswith("What was")
        ]
        assert "Methotrexate, TUESDAYS" in tried
        assert "Methylprednisolone" in tried
        assert "Vitamin" not in tried


def test_who_prescribes_is_who_ordered_and_not_the_whole_team(family: Family) -> None:
    with_team(family)
    medicine = family.medicine()
    assert PRESCRIBES not in said(family, JAK)
    assert PRESCRIBES in asked(family, JAK).note
    ordered(family, medicine, "dr. okafor", date(2026, 11, 10))
    change = said(family, JAK)[PRESCRIBES]
    assert change == "dr. okafor, Rheumatology, for Prednisolone"


def test_who_is_not_in_the_team_has_no_specialty(family: Family) -> None:
    with_team(family)
    ordered(family, family.medicine(), "Dr. Weiss", date(2026, 11, 10))
    assert said(family, JAK)[PRESCRIBES] == "Dr. Weiss, specialty not written, for Prednisolone"


def test_immunoglobulin_says_how_often_and_who_ordered_the_infusion(family: Family) -> None:
    with_team(family)
    medicine = family.medicine("IVIG", "48", "g", rhythm=MONTHLY)
    day = date(2026, 11, 5)
    with family.database.transaction() as session:
        row, actor = session.get_one(Medicine, medicine.id), family.actor(session, "ada")
        order = Ordered(
            first_on=day, product="Privigen", variant="ivig", amount=Decimal(48), unit="g",
            told_by="Dr. Okafor",
        )  # fmt: skip
        write_plan(session, actor, row, order, now=wall(day))
    log(family, "infusion", wall(day), medicine=str(medicine.id), product="Privigen",
        amount="48", unit="g", weight_kg="24")  # fmt: skip
    found = said(family, IVIG)
    dose = found["Weight, product, g/kg and how often"]
    assert "2 g/kg on 24 kg" in dose
    assert dose.startswith("24 kg (5 Nov 2026); ")
    assert dose.endswith("; IVIG: EVERY 4 WEEKS, on THURSDAYS")
    (safety,) = [answer for label, answer in found.items() if "plan for laboratory" in label]
    assert "Privigen, from 5 Nov 2026, Dr. Okafor" in safety
    assert said(family, JAK)[PRESCRIBES].startswith("Dr. Okafor, Rheumatology, for IVIG")


@pytest.mark.parametrize("request_", requests(), ids=lambda one: one.id)
def test_every_item_that_is_asked_for_has_an_answer_or_is_named_as_missing(
    family: Family, request_
) -> None:
    found = asked(family, f"Often asked for: {request_.label}")
    answered = {label for label, _answer in found.rows}
    for ask in request_.asks:
        assert (ask.label in answered) != (ask.label in found.note), ask.label
