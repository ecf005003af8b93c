"""A room has what is of its own visit, and every form that it opens leads back to it."""

import re

import pytest

from journal.clock import now
from tests.web.daily import send
from tests.web.visiting import DAY, answer_form, begun, links, plain, tap, taps, told


@pytest.fixture
def address(family, ada) -> str:
    """A page for today."""
    return begun(family, ada, days=0)


def test_room_has_the_answers_of_its_own_visit_alone(family, ada, address):
    """Another doctor's answer of that day, and one of last week, stand in their own rooms."""
    answers = {"Swim?": (0, "Dr Okafor"), "Teeth?": (0, "Dr. Lim"), "School?": (7, "Dr. Okafor")}
    for text, (ago, by) in answers.items():
        answered = (now() - ago * DAY).isoformat()
        told(family, "question", ago=9, text=text, answer="Yes.", answered=answered, answered_by=by)
    room = plain(ada.get(f"{address}/room").text)
    assert "Swim?" in room
    assert "Teeth?" not in room
    assert "School?" not in room


def test_question_of_this_visit_that_a_later_one_answered_says_so(family, ada):
    address = begun(family, ada, days=-10)
    swim = told(family, "question", ago=12, text="May she swim?")
    tap(ada, address, "rank", str(swim))
    told(family, "visit", ago=2, team_member="Dr. Lim", told="Swimming is fine with him")
    send(ada, answer_form(ada, address, swim), answer="Yes, said Dr. Lim.")
    room = plain(ada.get(f"{address}/room").text)
    assert "May she swim?" in room
    assert "Answered later, not at this visit." in room
    assert "Yes, said Dr. Lim." not in room


def test_dose_stands_beside_the_way_to_change_it(family, ada, address, prednisolone):
    room = plain(ada.get(f"{address}/room").text)
    assert re.search(r"Prednisolone 12\.5 mg, every day at \S+ The dose changes", room)


@pytest.mark.parametrize(
    "words",
    [
        "The dose changes",
        "Pause",
        "Stop",
        "A new medicine",
        "A new blood test",
        "The next appointment",
    ],
)
def test_form_that_the_room_opens_leads_back_to_the_room(family, ada, address, prednisolone, words):
    room = f"{address}/room"
    ways = {said: url for said, url in links(ada.get(room).text).items() if said.startswith(words)}
    (form, *_more) = ways.values()
    back = {said: url for said, url in links(ada.get(form).text).items() if url == room}
    assert "In the room" in back
    own = ada.get(form.partition("?")[0])
    assert room not in own.text, "opened elsewhere it leads back there"


def test_room_is_the_main_thing_of_its_page_until_the_visit_is_over(family, ada, address):

    def button() -> str:
        return next(
            one
            for one in re.findall(r"<a[^>]*>", ada.get(address).text)
            if f"{address}/room" in one
        )

    assert "button--main" in button()
    send(ada, taps(ada, f"{address}/room", "hold")[0])
    assert "button--main" not in button()
