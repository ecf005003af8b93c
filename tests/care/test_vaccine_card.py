"""Lines of a vaccination card: read where there is one reading, asked about where there are two."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from journal.care.vaccine_card import MOST_LINES, read_line, read_lines

MARCH, DECEMBER = date(2019, 3, 12), date(2019, 12, 3)


@pytest.mark.parametrize(
    ("typed", "vaccine", "days", "lot"),
    [
        ("MMR 2019-03-12", "MMR", (MARCH,), ""),
        ("MMR 12 Mar 2019", "MMR", (MARCH,), ""),
        ("MMR, 12. March 2019, lot A12", "MMR", (MARCH,), "A12"),
        ("March 12, 2019 MMR", "MMR", (MARCH,), ""),
        ("Sept 3, 2019 MMR", "MMR", (date(2019, 9, 3),), ""),
        ("MMR, lot 2019", "MMR, lot 2019", (), ""),
        ("Influenza 2019/20", "Influenza 2019/20", (), ""),
        ("Fluad 2020 Tetra", "Fluad 2020 Tetra", (), ""),
        ("2019-03-12 MMR lot: A 12", "MMR", (MARCH,), "A 12"),
        ("2019-03-12\tMMR\tA12", "MMR", (MARCH,), "A12"),
        ("MMR\t2019-03-12\tA12", "MMR", (MARCH,), "A12"),
        ("MMR Lot A12 2019-03-12", "MMR", (MARCH,), "A12"),
        ("MMR 25.03.2019", "MMR", (date(2019, 3, 25),), ""),
        ("MMR 03/25/2019", "MMR", (date(2019, 3, 25),), ""),
        ("MMR 03.03.2019", "MMR", (date(2019, 3, 3),), ""),
        ("PCV13 1/2/2020 Batch no. X9", "PCV13", (date(2020, 2, 1), date(2020, 1, 2)), "X9"),
        ("MMR", "MMR", (), ""),
        ("MMR 12.03.19", "MMR 12.03.19", (), ""),
        ("MMR 31.02.2019", "MMR", (), ""),
    ],
)
def test_a_line_of_a_card_is_read(typed, vaccine, days, lot):
    line = read_line(typed)
    assert (line.vaccine, line.days, line.lot, line.typed) == (vaccine, days, lot, typed)


@pytest.mark.parametrize("typed", ["MMR 12.03.2019", "MMR 12/03/2019", "12-03-2019 MMR"])
def test_day_and_month_in_either_order_are_two_dates_and_never_one(typed):
    assert read_line(typed).days == (MARCH, DECEMBER)


@pytest.mark.parametrize(
    ("typed", "vaccine", "year", "month", "lot"),
    [
        ("MMR 2019", "MMR", "2019", "", ""),
        ("MMR Mar 2019 lot A12", "MMR", "2019", "3", "A12"),
        ("2019 MMR", "MMR", "2019", "", ""),
        ("MMR 03/2019", "MMR", "2019", "3", ""),
        ("MMR 2019, batch 2018", "MMR", "2019", "", "2018"),
    ],
)
def test_a_line_with_a_year_and_no_day_has_no_day(typed, vaccine, year, month, lot):
    line = read_line(typed)
    assert (line.vaccine, line.days, line.lot) == (vaccine, (), lot)
    assert (line.year, line.month) == (year, month)


def test_empty_lines_are_none_and_a_flood_ends():
    assert [line.vaccine for line in read_lines("MMR\n\n  \r\nHPV\n")] == ["MMR", "HPV"]
    assert len(read_lines("x\n" * 1000)) == MOST_LINES


@given(st.text(max_size=80))
def test_any_line_is_read_without_an_error(text):
    assert all(line.typed for line in read_lines(text))
