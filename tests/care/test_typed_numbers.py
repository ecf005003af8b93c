"""H14: amounts as families of six languages type them, and as they are shown again.

The reading never depends on the language: a comma and a point mean the same, and what could be
grouped thousands is asked about in every one of them.
"""

import re
from decimal import Decimal

import pytest
from flask import Flask
from flask_babel import Babel, force_locale

from journal.care.units import Unit, read_amount, show_amount
from journal.words import amount_text
from tests.care.refusals import refusal

LOCALES = ("en", "de", "fr", "es", "sv", "pt")

# typed, meant; the first ten are the point, then the comma of most of Europe.
ROWS = """0.5=0.5 .5=0.5 5.0=5 5.=? 2.5=2.5 12.5=12.5 12.50=12.5 0.25=0.25 0.125=0.125 1.1250=1.125
0,5=0.5 ,5=0.5 5,0=5 5,=? 2,5=2.5 12,5=12.5 12,50=12.5 0,25=0.25 0,125=0.125 1,1250=1.125
1=1 5=5 10=10 15=15 20=20 100=100 250=250 500=500 1000=1000 1500=1500 7.5=7.5 7,5=7.5 17.5=17.5
17,5=17.5 22.5=22.5 22,5=22.5 37.5=37.5 0.01=0.01 0,01=0.01 0.1=0.1 0,1=0.1 2.75=2.75 2,75=2.75
6.25=6.25 6,25=6.25 3.3333=3.3333 3,3333=3.3333 1000.5=1000.5 1000,5=1000.5 99.9=99.9 99,9=99.9
1.000=? 1,000=? 1.125=? 1,125=? 12.500=? 12,500=? 05=? 0125=? 1.234,5=? 1,234.5=? 1'000=? 1’000=?
10²=? 5mg=? 5-=? 1.5.5=? 1,5,5=? ½=? 1½=? 5/2=? 1e3=? +5=? ٥=? ５=? five=? zwei=? cinq=?"""
SPACED = [
    "1 000",
    "10 00",
    "1\N{NO-BREAK SPACE}000",
    "1\N{NARROW NO-BREAK SPACE}000",
    "2 .5",
    "2 ½",
]
TABLE = [tuple(row.rsplit("=", 1)) for row in ROWS.split()] + [(typed, "?") for typed in SPACED]


@pytest.fixture(scope="module")
def app():
    app = Flask(__name__)
    Babel(app, default_locale="en")
    return app


def test_h14_the_table_has_sixty_ways_and_more():
    assert len({typed for typed, _meant in TABLE}) >= 60


@pytest.mark.parametrize("locale", LOCALES)
def test_h14_every_way_of_typing_has_one_reading_or_is_asked_about(app, locale):
    with app.test_request_context(), force_locale(locale):
        for typed, meant in TABLE:
            if meant == "?":
                code = refusal(read_amount, typed).code
                assert code in {"amount_ambiguous", "amount_not_number"}, typed
            else:
                assert read_amount(typed) == Decimal(meant), typed


@pytest.mark.parametrize("locale", LOCALES)
def test_h14_what_is_shown_beside_a_unit_reads_as_the_same_amount(app, locale):
    with app.test_request_context(), force_locale(locale):
        for _typed, meant in TABLE:
            if meant == "?":
                continue
            shown = amount_text(Decimal(meant), Unit.MILLIGRAM).removesuffix(" mg")
            assert shown == show_amount(Decimal(meant)) == meant
            # Three decimals after up to three digits are asked about; one more 0 settles it.
            clear = f"{shown}0" if re.fullmatch(r"[1-9]\d{0,2}\.\d{3}", shown) else shown
            assert read_amount(clear) == Decimal(meant)


@pytest.mark.parametrize(
    ("amount", "shown"),
    [
        ("0.25", "¼ tablet"),
        ("0.5", "½ tablet"),
        ("0.75", "¾ tablet"),
        ("1", "1 tablet"),
        ("1.5", "1 ½ tablets"),
        ("2.25", "2 ¼ tablets"),
        ("10", "10 tablets"),
        ("1.3", "1.3 tablets"),
    ],
)
def test_h14_tablets_are_shown_in_halves_and_quarters(app, amount, shown):
    with app.test_request_context():
        assert amount_text(Decimal(amount), Unit.TABLET) == shown


def test_h15_no_unit_is_a_spoon():
    assert not [unit for unit in Unit if "sp" in unit]
