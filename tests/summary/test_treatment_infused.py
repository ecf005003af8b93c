"""Infusions of the treatment history: as written, and never two units as one number."""

from datetime import date

from tests.family import Family
from tests.summary.gathering import log, wall
from tests.summary.papers import flat, table
from tests.summary.test_treatment_paper import TRIED, history


def test_infusions_stand_with_product_grams_for_each_kg_every_lot_and_reaction(
    family: Family,
) -> None:
    lots = [f"LD{n}" for n in range(12)]
    log(
        family, "infusion", wall(date(2026, 11, 5)), product="Privigen", amount="50", unit="g",
        weight_kg="25", lots=lots, reaction=["Headache"],
    )  # fmt: skip
    ((day, product, amount, per_kg, used, reaction),) = table(history(family), "Infusions")
    assert (day, product, flat(amount)) == ("5 Nov 2026", "Privigen", "50 g")
    assert (per_kg, used, reaction) == ("2 g/kg on 25 kg", ", ".join(lots), "Headache")


def test_h13_infused_amounts_in_two_units_are_never_compared_as_numbers(family: Family) -> None:
    for day, amount, unit in ((3, "900", "mg"), (4, "1", "g"), (5, "200", "mL")):
        at = wall(date(2026, 11, day))
        log(family, "infusion", at, product="Mabs", amount=amount, unit=unit)
    ((_name, _from, _to, highest, *_),) = table(history(family), TRIED)
    assert flat(highest) == "1 g; 200 mL"


def test_h13_a_higher_amount_without_a_weight_stands_beside_the_highest_for_each_kg(
    family: Family,
) -> None:
    at = wall(date(2026, 11, 3))
    log(family, "infusion", at, product="Privigen", amount="40", unit="g", weight_kg="20")
    log(family, "infusion", wall(date(2026, 11, 4)), product="Privigen", amount="60", unit="g")
    ((_name, _from, _to, highest, *_),) = table(history(family), TRIED)
    assert flat(highest) == "40 g, 2 g/kg on 20 kg; 60 g"
