"""Dates, birth dates and zones as they are typed."""

from datetime import date

import pytest

from journal.care.days import read_birth_date, read_date, read_zone, show_date, zone_names
from tests.care.refusals import refusal

TODAY = date(2026, 11, 22)


@pytest.mark.parametrize("text", ["2026-04-30", " 2026-04-30 ", "2028-02-29", "1900-01-01"])
def test_a_date_is_written_year_month_day(text):
    assert read_date(text, "from").isoformat() == text.strip()


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("2026-04-31", "There is no 31 April. Check the day and the month."),
        ("2026-02-30", "There is no 30 February. Check the day and the month."),
        ("2026-02-29", "There is no 29 February in 2026. Check the day and the year."),
        ("2026-04-00", "There is no 0 April. Check the day and the month."),
        ("2026-13-01", "Write a month from 01 to 12."),
        ("31/04/2026", "Write the date as 2026-04-30."),
        ("03/04/2026", "Write the date as 2026-04-30."),  # 3 April or March 4: never guessed
        ("2026-4-3", "Write the date as 2026-04-30."),
        ("20260430", "Write the date as 2026-04-30."),
        ("2026-W18-4", "Write the date as 2026-04-30."),
        ("٢٠٢٦-٠٤-٣٠", "Write the date as 2026-04-30."),
        ("2026-04-30T08:00", "Write the date as 2026-04-30."),
        ("", "Write the date as 2026-04-30."),
        (None, "Write the date as 2026-04-30."),
        (20260430, "Write the date as 2026-04-30."),
        ("0026-04-30", "Write a year from 1900 to 2100."),
    ],
)
def test_b13_any_other_date_is_refused_with_what_to_do(text, sentence):
    problem = refusal(read_date, text, "from")
    assert (problem.code, problem.field, problem.message) == ("date_invalid", "from", sentence)


@pytest.mark.parametrize("text", ["2000-11-22", "2000-11-23", "2026-11-22", "2018-02-28"])
def test_a_birth_date_lies_within_twenty_six_years(text):
    assert read_birth_date(text, TODAY, "born").isoformat() == text


@pytest.mark.parametrize("text", ["2026-11-23", "2000-11-21", "1999-12-01", "1988-05-01"])
def test_b14_a_birth_date_in_the_future_or_long_ago_is_refused(text):
    problem = refusal(read_birth_date, text, TODAY, "born")
    assert (problem.code, problem.got) == ("dob_range", text)
    assert problem.message.endswith("Check the year of birth.")


def test_b14_a_leap_day_counts_its_years_like_any_other():
    leap_day = date(2028, 2, 29)
    assert read_birth_date("2002-03-01", leap_day, "born") == date(2002, 3, 1)
    assert refusal(read_birth_date, "2002-02-28", leap_day, "born").code == "dob_range"


def test_b14_a_birth_date_that_is_no_date_says_so():
    assert refusal(read_birth_date, "2018-02-30", TODAY, "born").code == "date_invalid"


@pytest.mark.parametrize("name", ["America/New_York", "Asia/Kathmandu", "UTC", "EST5EDT"])
def test_a_zone_is_read_by_its_name(name):
    assert read_zone(name, "zone").key == name


@pytest.mark.parametrize(
    "name",
    ["EST5EDT4", "+25:00", "", "Mars/Base", "america/new_york", "../etc/passwd", "localtime", None],
)
def test_b15_what_is_no_place_is_refused(name):
    problem = refusal(read_zone, name, "zone")
    assert (problem.code, problem.field) == ("tz_unknown", "zone")
    assert problem.message.endswith("Choose a place from the list.")


def test_the_machines_own_zone_is_not_on_the_list():
    assert {"localtime", "Factory"}.isdisjoint(zone_names())
    assert len(zone_names()) > 400


def test_a_date_is_shown_with_its_month_as_a_word():
    assert show_date(date(2026, 4, 3)) == "3 Apr 2026"
