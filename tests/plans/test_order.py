"""Medicines stand in one order wherever they stand, also those of one instant."""

from datetime import timedelta
from itertools import permutations

import pytest

from journal.plans.expected import expected, medicines_of, readable
from journal.plans.standing import standings
from journal.records.children import Child
from journal.records.medicines import Medicine
from tests.family import NOW


@pytest.fixture
def names(family):
    """What each list of Nora's medicines says, by the names of its rows."""

    def read():
        with family.database.reading() as session:
            child = session.get_one(Child, family.nora)
            whole = medicines_of(session, child.id)
            span = NOW, NOW + timedelta(days=1)
            return [
                [one.name for one in whole],
                [one.medicine.name for one in standings(session, child, now=NOW)],
                [one.medicine.name for one in expected(session, child, *span)],
                [one.medicine.name for one in readable(session, child, whole[::-1], *span)[0]],
            ]

    return read


def rename(family, medicines, named):
    with family.database.transaction() as session:
        for medicine, name in zip(medicines, named, strict=True):
            session.get_one(Medicine, medicine.id).name = name


def test_medicines_of_one_instant_stand_by_their_names_whatever_their_ids(family, names):
    made = [family.medicine(name, now=NOW) for name in "ABC"]
    for order in permutations(["Iron", "folic acid", "Ärmelcreme"]):
        rename(family, made, order)
        assert names() == [["folic acid", "Iron", "Ärmelcreme"]] * 4


def test_a_medicine_added_earlier_stands_first_whatever_its_name(family, names):
    family.medicine("Vitamin D", now=NOW - timedelta(days=1))
    family.medicine("Calcium", now=NOW)
    assert names() == [["Vitamin D", "Calcium"]] * 4


def test_two_of_one_name_and_instant_stand_by_their_ids(family):
    made = [family.medicine("Iron", strength=strength, now=NOW) for strength in ("5 mg", "10 mg")]
    with family.database.reading() as session:
        found = [one.id for one in medicines_of(session, family.nora)]
    assert found == sorted((one.id for one in made), key=str)
