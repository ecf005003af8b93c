"""The page of a timed task, a score and a face: all that was written, in words."""

import re

import pytest

from tests.web.syncing import form_change


@pytest.mark.parametrize(
    ("what", "typed", "told"),
    [
        (
            "strength",
            {"task": "stairs", "seconds": "6.4", "done": "with_hands", "steps": "12"},
            ("Seconds 6.4", "How many stairs 12", "How it was done with hands"),
        ),
        (
            "score",
            {"measure": "mmt8@0-80", "value": "72", "by": "clinician"},
            ("Scale 0-80", "Number 72", "Who judged by the clinic"),
        ),
        ("faces", {"face": "4"}, ("Who judged by the child", "Number not so good")),
    ],
)
def test_the_page_of_an_entry_says_it_in_words(ada, sync, family, what, typed, told):
    one = form_change(family, what, **typed)
    assert sync(one).json["results"][0]["status"] == "applied"
    page = ada.get(f"/children/{family.nora}/entries/{one['entry']}").text
    words = " ".join(re.sub(r"<[^>]+>", " ", page).split())
    for expected in told:
        assert expected in words
