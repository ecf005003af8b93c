"""The book of the whole journal as a family opens it: every entry, whole, and nobody's diary."""

from datetime import timedelta

from journal.clock import now
from journal.entries import record
from tests.family import change, give_account

LONG = "word " * 300 + "the end"


def write(family, by="ada", child="nora", **entries):
    at = now() - timedelta(days=2)
    with family.database.transaction() as session:
        for kind, fields in entries.items():
            asked = change(family.children[child], kind, made_at=at, **fields)
            outcome = record(session, family.actor(session, by), asked, now=now())
            assert not outcome.errors, outcome


def test_every_entry_stands_in_the_book_with_its_texts_whole(ada, family):
    write(
        family,
        note={"note": LONG},
        visit={"team_member": "Dr. Okafor", "told": LONG.replace("end", "visit")},
        question={"text": LONG.replace("end", "question")},
        score={"measure": "cmas", "value": "38", "by": "clinician"},
        symptom={"symptom": "fatigue", "severity": 4},
    )
    page = ada.get(f"/children/{family.nora}/papers/book?part=2").text
    for said in ("the end", "the visit", "the question", "CMAS 38", "Tired 4", "5 entries"):
        assert said in page, said


def test_h39_nobodys_diary_is_in_the_book_not_even_the_writers_own(ada, as_person, family):
    give_account(family, "nora")
    write(family, note={"note": "seen"})
    write(family, by="nora", diary={"note": "my own"})
    for person in ("ada", "nora"):
        for part in (1, 2):
            page = as_person(person).get(f"/children/{family.nora}/papers/book?part={part}")
            assert page.status_code == 200
            assert "my own" not in page.text


def test_parts_are_links_and_a_part_that_is_not_there_does_not_exist(ada, family):
    write(family, note={"note": "seen"})
    url = f"/children/{family.nora}/papers/book"
    assert f"{url}?part=2" in ada.get(url).text
    for part in ("3", "0", "x", "-1", "٢"):
        assert ada.get(f"{url}?part={part}").status_code == 404
    assert ada.get(f"{url}.pdf?paper=letter&part=2").data[:5] == b"%PDF-"


def test_the_book_of_one_child_has_nothing_of_another(ada, family):
    write(family, child="tom", note={"note": "of Tom alone"})
    write(family, note={"note": "of Nora alone"})
    for part in (1, 2):
        page = ada.get(f"/children/{family.nora}/papers/book?part={part}").text
        assert "of Tom alone" not in page
    assert "of Nora alone" in page


def test_part_one_alone_says_that_it_is_not_the_whole_journal(ada, family):
    url = f"/children/{family.nora}/papers/book"
    assert "part 1 of 1" in ada.get(url).text
    assert "Part 1 only" not in ada.get(url).text
    write(family, note={"note": "seen"})
    page = ada.get(url).text
    assert "The whole journal, part 1 of 2" in page
    assert "Part 1 only: 1 more part has every entry in its order." in page
