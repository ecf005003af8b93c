"""A teen is spoken to, not about, and is not asked for the number that a parent gives."""

import re

import pytest
from markupsafe import Markup
from sqlmodel import select

from journal.records.kinds.check_in import CheckInRow
from journal.records.reminders import About
from journal.web.log.kinds import FORMS
from tests.family import give_account
from tests.web.daily import daily_at, form_to, ids, send, when
from tests.web.evenings import clock_shows
from tests.web.test_planned import occurrence

# Of whom a picture is, is seen before it is saved (H30); the faces greet a child by name.
NAMED = {"picture": "For Nora Nora", "faces": "How are you, Nora?"}

OF_HER = {
    "symptom": "Left and right are those of Nora.",
    "check_in": "Your view: how well was Nora?",
    "picture": "Nora’s own side",
    "after": "How is Nora?",
    "stay": "",
}


def words_of(page: str) -> str:
    """What a page says besides its frame."""
    return " ".join(Markup(re.search(r"<main.*?</main>", page, re.DOTALL)[0]).striptags().split())


@pytest.fixture
def nora(family, as_person):
    give_account(family, "nora")
    family.medicine(rhythm=daily_at(-10))
    return as_person("nora")


def test_every_form_speaks_to_the_teen_whose_journal_it_is(family, nora):
    for what in FORMS:
        page = nora.get(f"/children/{family.nora}/log/{what}").text
        said = words_of(page)
        found = " ".join(re.findall(r"(?:For |How are you, )?Nora\b\??", said))
        assert found == NAMED.get(what, ""), what
        assert (
            "for Nora"
            not in re.search(r'<div class="dock">.*', page, re.DOTALL)[0].split("<nav")[0]
        )


def test_the_same_forms_speak_to_a_parent_of_the_child(family, nora, as_person):
    ada = as_person("ada")
    for what, words in OF_HER.items():
        page = ada.get(f"/children/{family.nora}/log/{what}").text
        assert words in words_of(page)
        assert "Save for Nora" in page


def test_today_speaks_to_the_teen_and_of_the_child_to_a_parent(family, nora, as_person):
    clock_shows(family, 18)
    address = f"/children/{family.nora}/today"
    said = words_of(nora.get(address).text)
    assert "As usual Something differed" in said
    assert "Nora" not in said
    of_her = words_of(as_person("ada").get(address).text)
    assert "As usual for Nora" in of_her


def test_what_was_saved_is_told_to_a_teen_as_their_own(family, nora):
    address = f"/children/{family.nora}/log/symptom"
    reply = nora.post(address, data=ids() | when() | {"symptom": "itch", "severity": "2"})
    page = nora.get(reply.location).text
    assert "Saved: Itching 2" in page
    assert "Saved for Nora" not in page
    dose = form_to(nora.get(f"/children/{family.nora}/today").text, "/doses")
    assert "Taken: Prednis" in nora.get(send(nora, dose).location).text


def test_the_page_of_the_evenings_reminder_asks_a_teen_about_their_own_day(family, nora, as_person):
    evening = occurrence(family, About.CHECK_IN)
    assert "How was your day?" in nora.get(evening).text
    assert "How was today for Nora?" in as_person("cleo").get(evening).text


def test_a_teens_own_evening_is_no_view_of_a_parent(family, nora, as_person):
    """A number in it would be drawn as wellbeing, by a parent: a teen's is told by faces."""
    address = f"/children/{family.nora}/log/check_in"
    assert 'name="wellbeing"' in as_person("ada").get(address).text
    page = nora.get(address).text
    assert 'name="wellbeing"' not in page
    assert "How well were you? Six faces" in page
    send(nora, form_to(page, "/log/check_in"), day="better")
    with family.database.reading() as session:
        (row,) = session.exec(select(CheckInRow)).all()
    assert (row.day, row.wellbeing) == ("better", None)
