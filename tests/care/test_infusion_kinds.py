"""The kinds of infusion: every sentence has its source, and no figure of a dose stands there."""

import re
from datetime import date

import pytest

from journal.care.infusion_kinds import only_into_a_vein, variant_for
from journal.care.knowledge import find_medicine, texts
from journal.care.knowledge.infusions import FILE, infusion_edition, infusion_texts, variants
from journal.records.kinds.checkpoint import Seen

FORBIDDEN = re.compile(r"\b(safe|ok to|normal|not given|should|diagnos\w*)\b|!", re.I)


def test_every_kind_of_infusion_of_the_plan_of_the_house_is_there():
    ids = [one.id for one in variants()]
    assert ids == [
        "ivig", "scig", "rituximab", "infliximab", "tocilizumab", "abatacept",
        "methylprednisolone", "cyclophosphamide", "car_t", "other",
    ]  # fmt: skip
    assert all(find_medicine(id_) for one in variants() for id_ in one.medicines)
    assert {seen for one in variants() for seen in one.checkpoints} == {str(each) for each in Seen}


def test_h38_the_catalogue_holds_no_dose_no_rate_and_no_amount_to_give():
    text = re.sub(r"https?://\S+", "", FILE.read_text(encoding="utf-8"))
    assert not re.search(r"\d\s*(mg|g|mL|ml|mcg)\b|/\s*(kg|h|min)\b", text)
    read = " ".join(infusion_texts())
    assert not re.search(r"\d", read)
    assert not FORBIDDEN.search(read)


def test_the_days_after_are_asked_about_three_times():
    assert all(one.after_hours == (24, 48, 72) for one in variants())
    ivig = variants()[0]
    assert {"Headache", "Stiff neck", "Fever", "Vomiting", "Rash or hives"} <= set(
        ivig.after_questions
    )


def test_what_has_a_public_source_names_it_and_the_edition_says_when_it_is_read_again():
    assert infusion_edition().review_by > date(2026, 11, 23)
    assert all(source.url for source in variants()[0].reaction_sources)
    assert any(source.id == "ivig-meningitis-jdm" for source in variants()[0].sources)


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("Privigen 10 %", "ivig"),
        ("immunoglobulin", "ivig"),
        ("Hizentra", "scig"),
        ("Truxima", "rituximab"),
        ("Solu-Medrol", "methylprednisolone"),
        ("a product nobody knows", "other"),
        ("", "other"),
    ],
)
def test_a_name_as_on_the_label_finds_its_kind(name, kind):
    assert variant_for(name).id == kind


@pytest.mark.parametrize(
    ("name", "into_a_vein"),
    [
        ("Privigen", True),
        ("immunoglobulin", True),
        ("Rituximab", True),
        ("Hizentra", False),
        ("Tocilizumab", False),
        ("Cyclophosphamide", False),
        ("Prednisone", False),
        ("a product nobody knows", False),
    ],
)
def test_a_way_into_the_vein_is_presumed_of_no_medicine_that_has_another(name, into_a_vein):
    assert only_into_a_vein(name) is into_a_vein


def test_translators_are_given_every_sentence():
    assert set(infusion_texts()) <= set(texts())
