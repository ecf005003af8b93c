"""Contacts in own words: the names families write for what is told at once."""

import pytest

from journal.care.knowledge import meant_infection

CHICKENPOX = (
    "chicken-pox", "VZV", "chicken  pox", "chikenpox", "Windpocken", "varicela", "CHICKENPOX",
    "Windpockenkontakt im Kindergarten", "waterpokken", "Varizellen", "varicelle", "chiken pox",
)  # fmt: skip
MEASLES = ("mesles", "Masern", "sarampi\u00f3n", "sarampion", "rougeole", "measels", "morbillo")
SHINGLES = ("zona", "G\u00fcrtelrose", "Guertelrose", "herpes zoster", "shingels", "Zoster")
NAMES = {"chickenpox": CHICKENPOX, "measles": MEASLES, "shingles": SHINGLES}


@pytest.mark.parametrize(
    ("id_", "typed"), [(id_, typed) for id_, names in NAMES.items() for typed in names]
)
def test_h27_a_contact_in_own_words_is_known_for_what_it_is(id_, typed):
    assert meant_infection(f"{typed} at school").id == id_


@pytest.mark.parametrize(
    "typed",
    ["A cold at school", "Tomas Ernst has a cold", "chicken for lunch", "meals", "", "flu", "pox"],
)
def test_other_words_are_not_taken_for_it(typed):
    assert meant_infection(typed) is None
