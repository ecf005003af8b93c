"""Lot numbers as people type them, and counts of reactions over infusions."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from journal.care.lots import lot_holds
from journal.care.patterns import Seen, by_premedication, by_product, by_rate

PRIVIGEN = [
    Seen(product="Privigen", rate=Decimal("120"), reactions=("Headache",)),
    Seen(product="privigen ", rate=Decimal("120.0"), reactions=("headache", "Fever", "Headache")),
    Seen(product="Privigen", rate=Decimal("90"), before=("Acetaminophen", "Diphenhydramine")),
    Seen(product="Gammagard", before=("Acetaminophen",)),
]


@pytest.mark.parametrize(
    ("lot", "part", "found"),
    [
        ("LD-123 X1", "ld123x1", True),
        ("LD123X1", "ld 123-x1", True),
        ("P100456789", "0456", True),  # a part of it
        ("P100456789", "P10045678 ", True),
        ("P100456789", "P1004567891", False),  # longer than it
        ("P100", "", False),
        ("P100", " - ", False),  # nothing is left of it
        ("Ü-12", "ü12", True),
    ],
)
def test_a_lot_is_found_by_a_part_whatever_its_spaces_hyphens_and_case(lot, part, found):
    assert lot_holds(lot, part) is found


@given(st.text("AB12 -", min_size=1, max_size=12), st.integers(0, 11), st.integers(1, 12))
def test_every_part_of_a_lot_that_says_anything_finds_it(lot, start, length):
    part = lot[start : start + length]
    assert lot_holds(lot, part) is any(sign.isalnum() for sign in part)


def test_of_each_product_it_is_counted_in_how_many_infusions_each_reaction_was_written():
    first, second = by_product(PRIVIGEN)
    assert (first.name, first.infusions, first.silent) == ("Privigen", 3, 1)
    assert first.reactions == (("Headache", 2), ("Fever", 1))
    assert (second.name, second.infusions, second.reactions) == ("Gammagard", 1, ())


def test_rates_are_counted_from_the_lowest_and_those_without_one_stand_last():
    groups = by_rate(PRIVIGEN)
    assert [(one.name, one.infusions) for one in groups] == [("90", 1), ("120", 2), ("", 1)]


def test_an_infusion_with_two_medicines_before_it_is_counted_with_both():
    groups = by_premedication(PRIVIGEN)
    said = [(one.name, one.infusions) for one in groups]
    assert said == [("Acetaminophen", 2), ("Diphenhydramine", 1), ("", 2)]


REACTIONS = st.lists(st.sampled_from(["Chills", "chills", "Fever"]), max_size=3).map(tuple)


@given(st.lists(st.builds(Seen, product=st.sampled_from("AB"), reactions=REACTIONS)))
def test_no_count_is_above_the_number_of_infusions_and_none_is_lost(infusions):
    groups = by_product(infusions)
    assert sum(one.infusions for one in groups) == len(infusions)
    for one in groups:
        assert all(1 <= times <= one.infusions - one.silent for _name, times in one.reactions)
