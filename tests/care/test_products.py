"""Names that are mixed up, and one medicine under two names (H42)."""

import pytest

from journal.care.knowledge import medicines
from journal.care.names import look_alike
from journal.care.products import exactly_named, form_named, meant_by, products, same_medicine

PAIRS = """prednisone/prednisolone; prednisolone/methylprednisolone; azathioprine/azithromycin
azathioprine/azacitidine; hydroxychloroquine/hydrochlorothiazide; hydroxychloroquine/hydroxyzine
hydroxychloroquine/chloroquine; methotrexate/metolazone; methotrexate/mitoxantrone
cyclosporine/cyclophosphamide; cyclosporine/cycloserine; tacrolimus/sirolimus; Prograf/Prozac
tacrolimus/pimecrolimus; mycophenolate mofetil/mycophenolic acid; folic acid/folinic acid
tofacitinib/baricitinib; infliximab/rituximab; Neoral/Nizoral; CellCept/Celexa
Jakafi/Jakavi; Otrexup/Otrexip""".replace("\n", "; ").split("; ")


@pytest.mark.parametrize("pair", PAIRS)
def test_h42_names_that_are_mixed_up_are_pointed_out_both_ways(pair):
    one, other = pair.split("/")
    assert look_alike(one, [other]) == [other]
    assert look_alike(f"{other.upper()} 5 mg", [f"{one} tablets"]) == [f"{one} tablets"]


@pytest.mark.parametrize(
    ("one", "other"),
    [("Prednisolone", "Folic acid"), ("Methotrexate", "Prednisolone"), ("Iron", "Zinc")],
)
def test_h42_other_names_ask_nothing(one, other):
    assert look_alike(one, [other]) == []


def test_h42_the_same_medicine_under_another_brand_is_found():
    assert same_medicine("Methotrexate", ["Trexall", "Folic acid"]) == ["Trexall"]
    assert same_medicine("Metoject pen", ["MTX 10 mg"]) == ["MTX 10 mg"]
    assert same_medicine("Neoral", ["Ciclosporin"]) == ["Ciclosporin"]
    assert same_medicine("Vitamin D", ["Vitamin D"]) == []
    assert same_medicine("Prednisone", ["Prednisolone"]) == []


def test_h42_every_name_of_the_list_means_its_own_medicine():
    for one in products():
        assert exactly_named(one.name.upper()).generic == one.generic
        assert meant_by(one.name).generic == one.generic


def test_h42_a_brand_of_one_form_is_known_by_it():
    assert form_named("xatmep") == "oral solution"
    assert form_named("Methotrexate") == ""
    assert {name for fact in medicines() for name in fact.forms} <= {one.name for one in products()}


def test_h42_a_name_that_could_be_two_medicines_means_neither():
    assert meant_by("prednisone or prednisolone") is None
    assert exactly_named("Methotrexate 10 mg") is None
