"""What a family brought to a visit stays as it was, whatever is written in the room and later."""

import re
from decimal import Decimal
from io import BytesIO

import pytest
from pypdf import PdfReader

from journal.care.rhythm import read_rhythm
from journal.clock import now
from journal.plans.medicines import Dosing, change_dose
from journal.records.medicines import Medicine
from journal.records.preparations import Preparation
from journal.web.brought import brought_to
from tests.web.daily import form_to, send
from tests.web.syncing import form_change
from tests.web.visiting import DAY, begun, plain, row_of, tap, taps, today, told


@pytest.fixture
def address(family, ada) -> str:
    """A page for today."""
    return begun(family, ada, days=0)


def paper(client, address) -> str:
    body = client.get(f"{address}/page.pdf?paper=a4").data
    return " ".join(
        " ".join(each.extract_text() for each in PdfReader(BytesIO(body)).pages).split()
    )


def code_on(said: str) -> str:
    """The short code of a page (H24)."""
    (found,) = set(re.findall(r"\b[0-9A-F]{4}-[0-9A-F]{2}\b", said))
    return found


def article(client, address) -> str:
    (found,) = re.findall(r"<article.*?</article>", client.get(address).text, re.DOTALL)
    return plain(found)


def answer(client, address, question, **typed):
    form = form_to(client.get(f"{address}/room").text, f"/entries/{question}/edit")
    reply = send(client, form, **typed)
    assert reply.status_code == 303, plain(reply.text)


def halve(family, medicine) -> None:
    """The clinic halves the dose from today on."""
    daily = read_rhythm({"every": "day", "times": ["08:00"]})
    half = Dosing(amount=Decimal("6.25"), unit="mg", rhythm=daily, first_on=today())
    with family.database.transaction() as session:
        row = session.get_one(Medicine, medicine.id)
        change_dose(session, family.actor(session, "ada"), row, half, now=now())


def over(client, address) -> None:
    assert send(client, taps(client, f"{address}/room", "hold")[0]).status_code == 303


def test_h24_page_of_a_visit_that_is_over_stays_as_it_was_brought(
    family, ada, address, prednisolone
):
    swim = told(family, "question", text="May she swim?")
    tap(ada, address, "rank", str(swim))
    printed = paper(ada, address)
    assert "12.5 mg" in printed
    answer(ada, address, swim, answer="Yes.")
    halve(family, prednisolone)
    told(family, "visit", ago=0, team_member="Dr. Okafor", told="Half the dose")
    over(ada, address)
    told(family, "note", ago=3, note="Written afterwards")
    for said in (paper(ada, address), article(ada, address)):
        assert "May she swim?" in said
        assert "12.5 mg" in said
        assert "6.25 mg" not in said
        assert "Half the dose" not in said
        assert code_on(said) == code_on(printed)


def test_what_came_of_the_visit_stands_below_the_page_that_was_brought(
    family, ada, address, prednisolone
):
    swim = told(family, "question", text="May she swim?")
    tap(ada, address, "rank", str(swim))
    answer(ada, address, swim, answer="In warm water.", answered_by="Dr. Okafor")
    halve(family, prednisolone)
    told(family, "visit", ago=0, team_member="Dr Okafor", told="All quiet", next_steps="Eye clinic")
    assert "In warm water." not in plain(ada.get(address).text), "before it is over"
    over(ada, address)
    after = plain(ada.get(address).text.split("</article>")[1])
    for said in ("In warm water.", "All quiet", "Eye clinic", "12.5 mg → 6.25 mg"):
        assert said in after


def test_answer_that_a_phone_kept_is_not_what_was_brought(family, ada, sync, address):
    """The phone sends what was typed in the room without signal."""
    swim = told(family, "question", text="May she swim?")
    tap(ada, address, "rank", str(swim))
    form = form_to(ada.get(f"{address}/room").text, f"/entries/{swim}/edit")
    values = {n: v for n, v in form.items() if n not in {"action", "csrf_token", "change", "base"}}
    change = form_change(
        family, "question", entry=str(swim), base=form["base"], **values, answer="Yes."
    )
    reply = sync(change)
    assert reply.json["results"][0]["status"] == "applied", reply.json
    assert row_of(family, address).brought is not None
    over(ada, address)
    assert "May she swim?" in article(ada, address)


def test_nothing_is_kept_while_the_visit_is_still_to_come(family, ada):
    address = begun(family, ada, days=3)
    swim = told(family, "question", text="May she swim?")
    answer(ada, address, swim, answer="Yes, they said on the telephone.")
    assert row_of(family, address).brought is None


def test_looking_at_the_room_keeps_nothing(family, ada, address):
    ada.get(f"{address}/room")
    ada.get(address)
    assert row_of(family, address).brought is None


def test_h24_page_that_is_changed_in_the_waiting_room_is_not_kept_anew(
    family, ada, address, prednisolone
):
    """Its own lines and what it left out are the family's; what the journal said was brought."""
    swim = told(family, "question", text="May she swim?")
    admitted, discharged = ((now() - ago * DAY).isoformat() for ago in (9, 7))
    stay = told(
        family, "stay", ago=7, hospital="Bellevue", admitted=admitted, discharged=discharged
    )
    tap(ada, address, "rank", str(swim))
    answer(ada, address, swim, answer="Yes.")
    assert "Bellevue" in article(ada, address)
    halve(family, prednisolone)
    tap(ada, address, "add_line", text="She limps in the morning")
    tap(ada, address, "strike", f"stay:{stay}")
    over(ada, address)
    for said in (paper(ada, address), article(ada, address)):
        assert "12.5 mg" in said
        assert "6.25 mg" not in said
        assert "May she swim?" in said
        assert "She limps in the morning" in said
        assert "Bellevue" not in said
        assert "1 item left out" in said


def test_visit_that_was_marked_over_before_it_began_is_brought_anew(
    family, ada, address, prednisolone
):
    over(ada, address)
    with family.database.transaction() as session:
        row = session.get_one(Preparation, row_of(family, address).id)
        page = {**row.brought["page"], "made_at": (now() - 2 * DAY).isoformat()}
        row.brought = {**row.brought, "page": page}
    send(ada, taps(ada, f"{address}/room", "take_back")[0])
    halve(family, prednisolone)
    over(ada, address)
    assert "6.25 mg" in article(ada, address)


def test_visit_that_is_not_over_after_all_has_a_page_that_goes_on(
    family, ada, address, prednisolone
):
    over(ada, address)
    halve(family, prednisolone)
    assert "6.25 mg" not in article(ada, address)
    send(ada, taps(ada, f"{address}/room", "take_back")[0])
    assert "6.25 mg" in article(ada, address)


def test_visit_that_was_over_before_pages_were_kept_still_opens(family, ada, address):
    over(ada, address)
    with family.database.transaction() as session:
        session.get_one(Preparation, row_of(family, address).id).brought = None
    assert brought_to(row_of(family, address)) is None
    assert "Nora" in article(ada, address)
    assert "Nora" in paper(ada, address)


def test_stranger_and_viewer_keep_nothing_by_naming_a_room(family, ada, as_person, address):
    room = str(row_of(family, address).id)
    for who, status in (("cleo", 403), ("eve", 404)):
        reply = as_person(who).post(f"/children/{family.nora}/log/note", data={"room": room})
        assert reply.status_code == status
    tom = ada.post(f"/children/{family.tom}/log/note", data={"room": room, "note": "Of Tom"})
    assert tom.status_code in {303, 422}
    assert row_of(family, address).brought is None


def test_second_visit_of_the_page_that_was_moved_is_brought_anew(family, ada, address):
    swim = told(family, "question", text="May she swim?")
    answer(ada, address, swim, answer="Yes.")
    with family.database.transaction() as session:
        row = session.get_one(Preparation, row_of(family, address).id)
        row.brought = {**row.brought, "on": (today() - 7 * DAY).isoformat()}
    over(ada, address)
    assert row_of(family, address).brought["on"] == today().isoformat()
