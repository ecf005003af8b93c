"""Preparing a visit on the phone: every tap is a plain form that comes back to where it was."""

import re
from io import BytesIO

import pytest
from pypdf import PdfReader

from journal.clock import now
from journal.plans.appointments import Visit, change_appointment, plan_appointment
from journal.records.appointments import Appointment, AppointmentKind
from journal.records.children import Child
from journal.records.preparations import Preparation
from journal.summary.struck import STRIKABLE
from journal.summary.wishes import Second
from journal.web.preparing_items import _groups
from journal.web.preparing_page import gathered_page, wishes_of
from tests.support.photographed import PHOTO, photographed
from tests.web.daily import form_to, send, when
from tests.web.reporting import opened
from tests.web.syncing import change
from tests.web.visiting import DAY, begun, plain, row_of, tap, taps, today, told


@pytest.fixture
def address(family, ada) -> str:
    """A page that Ada has begun."""
    return begun(family, ada)


def printed(client, address, paper="a4") -> str:
    reply = client.get(f"{address}/page.pdf?paper={paper}")
    assert reply.mimetype == "application/pdf"
    return " ".join(page.extract_text() for page in PdfReader(BytesIO(reply.data)).pages)


def appointment(family, *, days=5) -> Appointment:
    with family.database.transaction() as session:
        child, ada = session.get_one(Child, family.nora), family.actor(session, "ada")
        visit = Visit(kind=AppointmentKind.CLINIC, at=now() + days * DAY, with_whom="Dr. Okafor")
        return plan_appointment(session, ada, child, visit, now=now())


def test_visit_of_the_plan_is_prepared_in_one_tap_and_by_both_parents_is_one_page(
    family, ada, as_person
):
    appointment(family)
    listed = f"/children/{family.nora}/preparations"
    form = form_to(ada.get(listed).text, listed)
    made = send(ada, form)
    assert send(as_person("ben"), form).location == made.location
    assert "Page for Dr. Okafor" in plain(ada.get(made.location).text)
    assert made.location in ada.get(listed).text
    assert f'value="{form["appointment"]}"' not in ada.get(listed).text, "it is prepared already"


def test_page_says_the_day_to_which_its_appointment_was_moved(family, ada):
    row, listed = appointment(family), f"/children/{family.nora}/preparations"
    made = send(ada, form_to(ada.get(listed).text, listed)).location
    with family.database.transaction() as session:
        later = Visit(kind=AppointmentKind.CLINIC, at=now() + 9 * DAY, with_whom="Dr. Lim")
        standing = session.get_one(Appointment, row.id)
        change_appointment(session, family.actor(session, "ben"), standing, later, now=now())
    page = plain(ada.get(made).text)
    assert "Page for Dr. Lim" in page
    assert f"{(now() + 9 * DAY).day}" in page


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"whom": "Dr. Okafor", "on": ""}, "date"),
        ({"whom": "Dr. Okafor", "on": "2019-02-03"}, "Check the year"),
        ({"whom": "x" * 201, "on": "today"}, "Shorten the text"),
    ],
)
def test_visit_that_cannot_be_prepared_says_so_and_keeps_what_was_typed(family, ada, typed, said):
    typed = {**typed, "on": today().isoformat() if typed["on"] == "today" else typed["on"]}
    reply = ada.post(f"/children/{family.nora}/preparations", data=typed)
    assert reply.status_code == 422
    assert said in plain(reply.text)
    assert typed["whom"] in reply.text


def test_item_that_is_left_out_is_gone_from_page_and_paper_which_count_it(family, ada, address):
    told(family, "visit", ago=20, team_member="Dr. Lim", told="Eyes are quiet")
    assert "Eyes are quiet" in printed(ada, address)
    struck = tap(ada, address, "strike")
    paper = printed(ada, address, "letter")
    assert "Eyes are quiet" not in paper
    assert "1 item left out by the family" in paper
    page = plain(ada.get(struck.location).text)
    assert "1 item is left out" in page
    assert "left out: " in page
    tap(ada, address, "put_back")
    assert "Eyes are quiet" in printed(ada, address)
    assert "left out by the family" not in printed(ada, address)


def test_line_is_added_once_and_taken_away(family, ada, address):
    (form,) = taps(ada, address, "add_line")
    for _sent in range(2):
        assert send(ada, form, text="She limps in the morning").status_code == 303
    assert len(row_of(family, address).lines) == 1
    assert "She limps in the morning" in printed(ada, address)
    tap(ada, address, "take_line")
    assert "She limps" not in printed(ada, address)


def test_line_that_is_too_long_stays_in_its_field(ada, address):
    (form,) = taps(ada, address, "add_line")
    reply = send(ada, form, text="x" * 301)
    assert reply.status_code == 422
    assert "Shorten the text" in reply.text
    assert "x" * 301 in reply.text


def test_questions_are_ranked_moved_and_let_go(family, ada, address):
    ids = [str(told(family, "question", text=f"Question {n}")) for n in "ABCD"]
    for each in ids[:3]:
        tap(ada, address, "rank", each)
    assert taps(ada, address, "rank") == [], "three are asked first"
    tap(ada, address, "up", ids[2])
    tap(ada, address, "down", ids[0])
    assert row_of(family, address).ranked == [ids[2], ids[0], ids[1]]
    paper = printed(ada, address)
    assert paper.index("Question C") < paper.index("Question A") < paper.index("Question D")
    tap(ada, address, "unrank", ids[2])
    assert row_of(family, address).ranked == [ids[0], ids[1]]


def test_question_written_from_the_page_is_an_entry_and_comes_back_to_the_page(
    family, ada, address
):
    new = f"/children/{family.nora}/log/question"
    link = f"{new}?prepared={row_of(family, address).id}"
    assert link in ada.get(address).text
    saved = ada.post(new, data=opened(ada, link) | when() | {"text": "May she swim?"})
    assert saved.location == address
    assert "May she swim?" in plain(ada.get(address).text)


def test_photos_are_chosen_with_their_day_and_none_stands_there_unchosen(
    family, ada, address, settings
):
    photographed(family, settings.data)
    told(family, "note", note="Elbow", photos=[str(PHOTO)])
    page = ada.get(address).text
    assert f"/photos/{PHOTO}" in page
    assert row_of(family, address).photos == []
    (form,) = [one for one in taps(ada, address, "choose") if one["what"] == "photos"]
    assert send(ada, form).status_code == 303
    row = row_of(family, address)
    assert row.photos == [str(PHOTO)]
    assert wishes_of(row).second == {Second.PHOTOS}, "one tap is enough"
    (form,) = [one for one in taps(ada, address, "leave") if one["what"] == "photos"]
    assert send(ada, form).status_code == 303
    assert row_of(family, address).photos == []


def test_series_and_a_second_side_are_chosen(family, ada, address):
    told(family, "symptom", symptom="fatigue", severity=4)
    told(family, "symptom", symptom="headache", severity=3)
    assert lanes(ada, address) == ["Tired", "Headache"]
    tap(ada, address, "choose", "fatigue")
    assert lanes(ada, address) == ["Tired"]
    tap(ada, address, "choose", "labs")
    row = row_of(family, address)
    assert (row.charted, row.second) == (["fatigue"], ["labs"])
    tap(ada, address, "leave", "labs")
    assert row_of(family, address).second == []


def lanes(client, address) -> list[str]:
    found = re.findall(r'summary__lane-label">(.*?)</span>', client.get(address).text)
    return [plain(each).strip() for each in found]


def test_days_are_changed_and_refused_at_their_field(family, ada, address):
    first = today() - 30 * DAY
    tap(ada, address, "cover", **{"from": first.isoformat(), "to": ""})
    assert row_of(family, address).from_on == first
    (form,) = taps(ada, address, "cover")
    reply = send(ada, form, **{"from": today().isoformat(), "to": first.isoformat()})
    assert reply.status_code == 422
    assert "The last day is before the first" in reply.text.split('id="to-error"')[1][:900]


def test_two_parents_on_one_page_lose_nothing_of_each_other(family, ada, as_person, address):
    """Both opened the page before either tapped."""
    told(family, "visit", ago=20, team_member="Dr. Lim", told="Eyes are quiet")
    told(family, "visit", ago=20, team_member="Dr. Lim", told="Teeth are fine")
    question = str(told(family, "question", text="May she swim?"))
    ben = as_person("ben")
    hers, his = taps(ada, address, "strike"), taps(ben, address, "strike")
    (line,) = taps(ben, address, "add_line")
    (ranked,) = taps(ada, address, "rank", question)
    assert send(ada, hers[0]).status_code == 303
    assert send(ben, his[1]).status_code == 303
    assert send(ben, line, text="Ben's line").status_code == 303
    assert send(ada, ranked).status_code == 303
    row = row_of(family, address)
    assert row.struck == [hers[0]["key"], his[1]["key"]]
    assert [each["text"] for each in row.lines] == ["Ben's line"]
    assert row.ranked == [question]


def test_viewer_reads_the_page_and_is_offered_nothing_to_change(family, as_person, address):
    told(family, "question", text="May she swim?")
    cleo = as_person("cleo")
    page = cleo.get(address).text
    assert "May she swim?" in page
    assert 'name="do"' not in page
    assert cleo.post(address, data={"do": "strike", "key": "a"}).status_code == 403
    listed = cleo.get(f"/children/{family.nora}/preparations").text
    assert address in listed
    assert "Prepare this visit" not in listed


def test_page_that_is_put_away_comes_back_with_one_tap(family, ada, address):
    assert tap(ada, address, "put_away").location == f"/children/{family.nora}/preparations"
    listed = ada.get(f"/children/{family.nora}/preparations").text
    assert form_to(listed, address)["do"] == "bring_back", "as an undo"
    assert "Leave out" not in ada.get(address).text
    assert tap(ada, address, "bring_back")
    assert row_of(family, address).ended_at is None


@pytest.mark.parametrize("typed", [{}, {"do": "everything"}, {"do": "rank", "key": "x"}])
def test_form_that_is_not_ours_is_refused_in_words(ada, address, typed):
    reply = ada.post(address, data=typed)
    assert reply.status_code == 422
    assert "Reload the page" in reply.text


def test_place_in_a_form_leads_nowhere_else(ada, address):
    form = {"do": "strike", "key": "a:1", "place": "x\r\nLocation: //evil"}
    assert ada.post(address, data=form).location == address


def test_h23_page_and_paper_say_which_phone_may_hold_entries_until_it_has_sent_them(
    family, ada, sync, address
):
    assert "Entries may be missing" not in ada.get(address).text
    sync(announced=1, who="ben")
    page = plain(ada.get(address).text)
    assert page.count("Entries may be missing from the page") == 2
    before_print = page.index("Print it")
    assert page.index("Entries may be missing") < before_print
    assert page.rindex("Entries may be missing") > before_print
    assert "Entries may be missing" in plain(ada.get(f"/children/{family.nora}/preparations").text)
    assert "May be missing entries from: Ben" in " ".join(printed(ada, address).split())
    sync(change(family), announced=1, who="ben")
    assert "Entries may be missing" not in ada.get(address).text
    assert "May be missing" not in printed(ada, address)


def test_everything_that_may_be_struck_can_be_struck_here():
    assert set(STRIKABLE) <= _groups().keys()


def test_line_names_who_wrote_it_and_comes_back_by_the_toast(family, ada, as_person):
    address = begun(family, ada)
    tap(ada, address, "add_line", text="Tired at school")
    ben = as_person("ben")
    assert "Tired at school Ada" in plain(ben.get(address).text)
    tap(ben, address, "take_line")
    page = ben.get(address).text
    assert "Tired at school" not in plain(page)


def test_choice_without_values_in_these_days_still_has_its_button(family, ada):
    address = begun(family, ada)
    with family.database.transaction() as session:
        row = session.get_one(Preparation, row_of(family, address).id)
        row.charted = ["task:squat"]
    assert "squat, not in these days" in plain(ada.get(address).text)
    tap(ada, address, "leave", "task:squat")
    assert row_of(family, address).charted == []


def test_question_ranked_first_stands_on_a_page_of_earlier_days(family, ada):
    address = begun(family, ada)
    question = told(family, "question", ago=0, text="May she swim?")
    tap(ada, address, "rank", str(question))
    first, last = today() - 30 * DAY, today() - 9 * DAY
    tap(ada, address, "cover", **{"from": first.isoformat(), "to": last.isoformat()})
    with family.database.reading() as session:
        row = row_of(family, address)
        child = session.get_one(Child, family.nora)
        assert gathered_page(session, child, row, now()).questions == ("May she swim?",)
