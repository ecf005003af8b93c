"""The growth charts against values that the CDC publishes beside them: statage.csv, wtage.csv."""

from datetime import date
from decimal import Decimal

import pytest

from journal.care import growth
from journal.care.knowledge.growth import growth_table

# (what, sex, months of age, percentile, value): columns P3 to P97 of the CDC's own files.
PUBLISHED = [
    ("height", "female", 24, 3, "78.43754166"),
    ("height", "female", 60.5, 10, "102.0108651"),
    ("height", "female", 120.5, 50, "138.2111552"),
    ("height", "female", 120.5, 3, "125.9599043"),
    ("height", "female", 120.5, 97, "151.2919534"),
    ("height", "male", 24, 97, "93.02265441"),
    ("height", "male", 120.5, 25, "134.4008357"),
    ("height", "male", 150.5, 90, "162.6461885"),
    ("height", "male", 200.5, 75, "179.7748338"),
    ("weight", "female", 24, 97, "15.00156359"),
    ("weight", "female", 120.5, 3, "23.99142774"),
    ("weight", "female", 151.5, 90, "59.19053344"),
    ("weight", "male", 24, 3, "10.38209025"),
    ("weight", "male", 120.5, 75, "36.55850564"),
    ("weight", "male", 174.5, 97, "80.16050495"),
    ("weight", "male", 240, 50, "70.59761453"),
]


@pytest.mark.parametrize(("what", "sex", "months", "wanted", "value"), PUBLISHED)
def test_percentile_and_curve_are_the_published_ones(what, sex, months, wanted, value):
    table = growth_table(what, sex)
    assert growth.percentile(table, months, Decimal(value)) == pytest.approx(wanted, abs=1e-4)
    assert growth.value_at(table, months, wanted) == pytest.approx(float(value), abs=1e-5)


@pytest.mark.parametrize("months", [0, 23.99, 240.01, 300, -1])
def test_outside_of_the_ages_of_the_table_there_is_no_percentile(months):
    table = growth_table("height", "female")
    assert growth.percentile(table, months, Decimal(100)) is None
    assert growth.value_at(table, months, 50) is None


def test_between_two_rows_the_median_goes_up_in_proportion():
    table = growth_table("height", "female")
    assert growth.value_at(table, 121, 50) == pytest.approx((138.2111552 + 138.6602228) / 2)


def test_every_chart_has_each_age_from_two_to_twenty_years():
    for what in ("height", "weight"):
        for sex in ("female", "male"):
            ages = [row.months for row in growth_table(what, sex).rows]
            assert ages == [24, *(n + 0.5 for n in range(24, 240)), 240]


def test_no_chart_is_taken_for_a_child_whose_chart_nobody_chose():
    assert growth_table("height", "") is None


def test_pounds_and_inches_become_kilograms_and_centimetres_for_the_chart():
    assert growth.in_chart_unit(Decimal(100), "lb") == Decimal("45.359237")
    assert growth.in_chart_unit(Decimal(50), "in") == Decimal("127.00")
    assert growth.in_chart_unit(Decimal(50), "kg") == 50


def test_a_birthday_is_the_month_the_table_means():
    assert growth.age_in_months(date(2016, 11, 22), date(2026, 11, 22)) == pytest.approx(
        120, abs=0.02
    )
