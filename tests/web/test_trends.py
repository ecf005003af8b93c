"""The page of results over time: its stretches, its tables, and how long it takes."""

from datetime import timedelta

import pytest

from journal.clock import now
from journal.entries import record
from tests.family import change

DAY = timedelta(days=1)


@pytest.fixture
def drawn(family):
    """Record reports of Nora's: (days ago, results)."""

    def write(*reports):
        with family.database.transaction() as session:
            for days, *results in reports:
                rows = [dict(zip(("test", "value", "unit"), each, strict=True)) for each in results]
                one = change(family.nora, "draw", made_at=now() - days * DAY, results=rows)
                assert record(session, family.actor(session, "ada"), one, now=now()).stored

    return write


def trends(client, family, **asked):
    return client.get(f"/children/{family.nora}/labs/trends", query_string=asked).text


def test_a_viewer_sees_plot_and_table_with_the_same_numbers(family, as_person, drawn):
    drawn((30, ("ck", "320", "U/L"), ("anc", "2.1", "10*3/uL")), (3, ("ck", "<30", "U/L")))
    page = trends(as_person("cleo"), family)
    assert "Creatine kinase (CK) (U/L)" in page
    assert page.count("320 U/L") == 1
    assert "&lt;30 U/L" in page
    assert 'role="img"' in page
    counts = trends(as_person("cleo"), family, show="counts")
    assert "neutrophils" in counts.casefold()
    assert "Creatine kinase" not in counts


def test_every_year_with_a_report_can_be_chosen_and_no_other_is_read(family, as_person, drawn):
    drawn((1200, ("ck", "777", "U/L")), (3, ("ck", "52", "U/L")))
    ada = as_person("ada")
    year = (now() - 1200 * DAY).year
    assert "777 U/L" not in trends(ada, family)
    assert f"period={year}" in trends(ada, family)
    assert "777 U/L" in trends(ada, family, period=year)
    for odd in ("1066", "9" * 5000, "x", "-1"):
        assert "52 U/L" in trends(ada, family, period=odd)


def test_without_results_the_page_says_how_to_begin(family, as_person):
    page = trends(as_person("ada"), family)
    assert "No result of these tests is recorded for this time." in page
    assert (
        f"/children/{family.nora}/labs/trends"
        in as_person("ada").get(f"/children/{family.nora}").text
    )


def test_what_a_report_says_is_never_markup(family, as_person, drawn):
    drawn((3, ("<b>ck</b>", "<i>5</i>", "<u>"), ("<b>ck</b>", "7", "<u>")))
    page = trends(as_person("ada"), family)
    assert "<b>ck" not in page
    assert "<i>5" not in page
    assert "<u>" not in page
