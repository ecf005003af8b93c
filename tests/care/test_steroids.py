"""Prednisone equivalents: the cited figures, sums that add up, the weight of the time."""

from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from journal.care.knowledge.facts import Confidence
from journal.care.knowledge.steroids import find_steroid, steroids
from journal.care.steroids import (
    Exposure,
    Given,
    Holds,
    Weight,
    equivalent,
    in_mg,
    is_elsewhere,
    per_kg,
    weight_on,
)

DAY = timedelta(days=1)
FIRST = date(2026, 10, 20)

# What equals 5 mg of prednisone or prednisolone, as each source prints it.
PRINTED = {
    "calcort-smpc": {"deflazacort": "6", "prednisolone": "5", "prednisone": "5"},
    "derby-formulary": {
        "betamethasone": "0.75",
        "dexamethasone": "0.75",
        "hydrocortisone": "20",
        "methylprednisolone": "4",
        "prednisolone": "5",
    },
    "elmmb-formulary": {
        "betamethasone": "0.75",
        "cortisone": "25",
        "deflazacort": "6",
        "dexamethasone": "0.75",
        "hydrocortisone": "20",
        "methylprednisolone": "4",
        "prednisolone": "5",
    },
    "ni-formulary": {"dexamethasone": "0.75", "hydrocortisone": "20", "prednisolone": "5"},
    "vanderbilt-handbook": {
        "betamethasone": "0.6",
        "cortisone": "25",
        "dexamethasone": "0.75",
        "hydrocortisone": "20",
        "methylprednisolone": "4",
        "prednisolone": "5",
        "prednisone": "5",
    },
}


def steroid(name):
    found = find_steroid(name)
    assert found is not None
    return found


@pytest.mark.parametrize("source", PRINTED)
def test_every_figure_is_the_one_its_source_prints(source):
    cited = {
        one.id: one.equals_5_mg.code
        for one in steroids()
        if one.equals_5_mg and source in [each.id for each in one.equals_5_mg.sources]
    }
    assert cited.items() <= PRINTED[source].items()
    assert cited


def test_no_figure_counts_on_which_the_sources_disagree():
    for one in steroids():
        printed = {figures[one.id] for figures in PRINTED.values() if one.id in figures}
        assert (one.mg_equal_to_5 is None) == (len(printed) != 1), one.id
        if one.mg_equal_to_5 is not None:
            assert one.equals_5_mg.confidence is Confidence.VERIFIED


@pytest.mark.parametrize(
    ("name", "mg", "equals"),
    [
        ("Prednisolone", "12.5", "12.5"),
        ("Prednisone 5 mg tablets", "5", "5"),
        ("Solu-Medrol", "1000", "1250"),
        ("Hydrocortisone", "20", "5"),
        ("Dexamethasone", "0.75", "5"),
        ("Dexamethasone", "1", "6.6667"),  # kept to a ten-thousandth
        ("Deflazacort", "6", "5"),
        ("Cortisone acetate", "25", "5"),
    ],
)
def test_an_equivalent_is_as_the_table_says(name, mg, equals):
    assert equivalent(Decimal(mg), steroid(name)) == Decimal(equals)


@pytest.mark.parametrize("name", ["Betamethasone", "Triamcinolone", "Budesonide", "Vamorolone"])
def test_a_steroid_without_a_verified_figure_has_no_equivalent(name):
    assert equivalent(Decimal(8), steroid(name)) is None


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("PREDNISOLONE 15 mg/5 mL", "prednisolone"),
        ("Prednisolona", "prednisolone"),
        ("methylprednisolone", "methylprednisolone"),
        ("methylprednisolone_iv_pulse", "methylprednisolone"),
        ("Médrol", "methylprednisolone"),
        ("Methotrexate", None),
        ("Hydroxychloroquine", None),
        ("", None),
    ],
)
def test_a_steroid_is_known_by_any_word_of_its_name(name, found):
    assert (find_steroid(name) and find_steroid(name).id) == found


@pytest.mark.parametrize(
    ("label", "unit", "elsewhere"),
    [
        ("Prednisolone 15 mg/5 mL solution", "mg", False),
        ("Hydrocortisone tablets", "mg", False),
        ("Hydrocortisone cream", "mg", True),
        ("Hydrocortisone 1 %", "g", True),
        ("Hydrocortisone", "g", True),  # a length of cream
        ("Prednisolone eye drops", "mg", True),
        ("Budesonide, inhaler", "mcg", True),
        ("Depo-Medrol", "mg", True),
        ("Solu-Medrol", "g", False),
        ("Prednisolone eyedrops", "drop", True),
        ("Prednisolone eye-drops", "mg", True),
        ("Hydrocortisone ear drops", "mg", True),
        ("Hydrocortisone eardrop", "mg", True),
        ("Prednisolone for both eyes", "mg", True),
        ("Hydrocortisone creams", "mg", True),
        ("Hydrocortisone ointments", "mg", True),
        ("Prednisolone suppositories", "mg", True),
        ("Prednisolone enemas", "mg", True),
        ("Pred Forte", "mg", True),
        ("PRED-FORTE", "drop", True),
        ("Pred Mild", "mg", True),
        ("Pred", "mg", False),
        ("Pred 5 mg gelatine capsules", "mg", False),
    ],
)
def test_what_is_not_swallowed_is_not_counted(label, unit, elsewhere):
    assert is_elsewhere(label, unit, steroid(label)) is elsewhere


@pytest.mark.parametrize(
    ("amount", "unit", "holds", "mg"),
    [
        ("12.5", "mg", (), "12.5"),
        ("1", "g", (), "1000"),
        ("500", "mcg", (), "0.5"),
        ("2.5", "mL", (Holds(Decimal("2.5"), "mL", Decimal("12.5")),), "12.5"),
        ("1", "mL", (Holds(Decimal(3), "mL", Decimal(10)),), "3.3333"),
        ("2", "tablet", (Holds(Decimal("0.5"), "tablet", Decimal("2.5")),), "10"),
        ("2", "tablet", (Holds(Decimal("2.5"), "mL", Decimal("12.5")),), None),
        ("2", "tablet", (), None),
        ("2.5", "mL", (), None),
        ("1", "application", (), None),
    ],
)
def test_mg_are_known_from_the_unit_or_from_what_the_label_holds(amount, unit, holds, mg):
    assert in_mg(Decimal(amount), unit, holds) == (mg and Decimal(mg))


def exposure(*days, silent=(), weights=(), open_on=date(2027, 1, 1), off=()):
    """(day number, mg) as doses of prednisolone; "pulse" in front makes it an infusion."""
    given_ = [
        Given(
            on=FIRST + DAY * day,
            medicine="p",
            mg=Decimal(mg),
            equivalent=Decimal(mg),
            infused=bool(pulse),
        )
        for *pulse, day, mg in days
    ]
    hidden = {FIRST + DAY * day for day in silent}
    return Exposure(given_, hidden, weights, open_on, {FIRST + DAY * day for day in off})


AMOUNTS = st.decimals("0.0001", "2000", places=4)
DOSES = st.lists(st.tuples(st.integers(0, 400), AMOUNTS), max_size=60)


@given(DOSES)
def test_cumulative_grams_are_the_sum_of_all_doses(doses):
    assert exposure(*doses).grams() * 1000 == sum((mg for _day, mg in doses), Decimal(0))


@given(DOSES, st.integers(0, 400))
def test_what_was_given_is_the_same_however_the_days_are_split(doses, split):
    found = exposure(*doses)
    whole = found.stretch(FIRST, FIRST + DAY * 400)
    first = found.stretch(FIRST, FIRST + DAY * split)
    second = found.stretch(FIRST + DAY * min(split + 1, 400), FIRST + DAY * 400)
    if split < 400:
        assert first.mg + second.mg == whole.mg
        assert first.whole_days + second.whole_days == whole.whole_days
    assert first.grams_so_far * 1000 == first.mg
    assert whole.grams_so_far == found.grams()


@given(DOSES)
def test_the_months_add_up_to_the_whole_and_share_no_day(doses):
    months = exposure(*doses).months()
    assert sum((one.mg for one in months), Decimal(0)) == sum((mg for _d, mg in doses), Decimal(0))
    for one, after in pairwise(months):
        assert one.to_on + DAY == after.from_on


def test_a_day_without_record_is_a_gap_and_no_zero():
    found = exposure((0, "10"), (2, "10"), silent=(1,)).stretch(FIRST, FIRST + DAY * 2)
    assert (found.mg_a_day, found.whole_days, found.silent_days) == (Decimal(10), 2, 1)


def test_every_other_day_halves_the_mean_as_its_days_off_are_known():
    found = exposure((0, "10"), (2, "10")).stretch(FIRST, FIRST + DAY * 3)
    assert found.mg_a_day == Decimal(5)


def test_today_is_in_the_grams_and_never_in_a_mean():
    found = exposure((0, "10"), (1, "5"), open_on=FIRST + DAY).stretch(FIRST, FIRST + DAY)
    assert (found.mg_a_day, found.grams_so_far) == (Decimal(10), Decimal("0.015"))


def test_a_pause_is_no_part_of_the_mean():
    found = exposure((0, "10"), (3, "10"), off=(1, 2)).stretch(FIRST, FIRST + DAY * 3)
    assert (found.mg_a_day, found.whole_days) == (Decimal(10), 2)


def test_a_pulse_is_in_the_grams_and_not_in_the_mean_of_the_day():
    found = exposure((0, "10"), ("pulse", 0, "1250")).stretch(FIRST, FIRST)
    assert (found.mg_a_day, found.infused, found.grams_so_far) == (10, 1250, Decimal("1.26"))


def test_a_stretch_of_gaps_alone_has_no_figure():
    found = exposure(silent=(0,), weights=[kg("20", 0)]).stretch(FIRST, FIRST)
    assert (found.mg_a_day, found.mg_a_kg, found.grams_so_far) == (None, None, 0)


def kg(value, day):
    return Weight(Decimal(value), FIRST + DAY * day, f"{value} kg")


WEIGHTS = [kg("20", 5), kg("21", 10), kg("21.4", 10), kg("24", 30)]


@pytest.mark.parametrize(
    ("day", "expected"),
    [(4, None), (5, "20"), (9, "20"), (10, "21.4"), (29, "21.4"), (30, "24"), (500, "24")],
)
def test_the_weight_in_force_is_the_latest_on_or_before_the_day(day, expected):
    found = weight_on(WEIGHTS, FIRST + DAY * day)
    assert (found and found.kg) == (expected and Decimal(expected))


def test_mg_for_each_kg_names_the_weight_and_is_missing_without_one():
    found = exposure((0, "10"), (7, "10"), weights=WEIGHTS)
    assert found.stretch(FIRST, FIRST).mg_a_kg is None
    later = found.stretch(FIRST + DAY * 7, FIRST + DAY * 7)
    assert (later.mg_a_kg, later.weight) == (Decimal("0.5"), WEIGHTS[0])
    assert per_kg(Decimal(10), kg("24", 0)) == Decimal("0.42")


def test_the_months_of_a_clock_change_have_each_day_once():
    # 1 November 2026 has 25 hours in New York, 8 March 2026 has 23.
    for month, days in ((date(2026, 11, 1), 30), (date(2026, 3, 1), 31)):
        doses = [
            Given(on=month + DAY * n, medicine="p", mg=Decimal(5), equivalent=Decimal(5))
            for n in range(days)
        ]
        (found,) = Exposure(doses, (), (), date(2027, 1, 1)).months()
        assert (found.whole_days, found.mg, found.mg_a_day) == (days, 5 * days, 5)
