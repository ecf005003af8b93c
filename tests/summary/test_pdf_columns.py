"""Long names and amounts leave "how often" its room on paper (H4)."""

from dataclasses import replace

from tests.summary.course import rich


def test_h4_how_often_stands_in_one_line_beside_a_long_name_and_amount(printed) -> None:
    page = rich()
    first, *others = page.medicines
    name = "Hydroxychloroquine sulfate film-coated tablets"
    other = {"every": "alternate", "other": "3", "times": ["08:00"]}
    long = replace(
        first, id="long", name=name, rhythm=other, measured=first.amount, measured_unit="tablet"
    )
    body = printed(replace(page, medicines=(first, long, *others)))
    lines = "\n".join(body.pages)
    assert "ONCE A WEEK" in lines
    assert "once a day, 08:00" in lines
