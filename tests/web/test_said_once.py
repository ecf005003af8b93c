"""Numbers and spans are said in one way, wherever they stand."""

from journal.summary.rarer_rhythms import rarer
from journal.words import span_text, unbroken


def test_numbers_keep_their_units_and_the_rest_may_wrap():
    said = unbroken("10 mg · 2 mL and 5 mg · 1 ½ tablets in turn").replace(
        "\N{NO-BREAK SPACE}", "_"
    )
    assert said == "10_mg · 2_mL and 5_mg · 1_½_tablets in turn"


def test_a_span_is_the_same_on_paper_as_on_the_screen(app):
    with app.test_request_context():
        plan = {"after": "a", "minutes": 2880}
        assert rarer(plan, "", {"a": "Methotrexate"}) == f"{span_text(2880)} after Methotrexate"
