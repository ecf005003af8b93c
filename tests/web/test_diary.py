"""H39: what a teen writes for themselves is nobody else's, and doses are always everybody's."""

import io
import re
import uuid
import zipfile
from datetime import timedelta

import pytest
from pypdf import PdfReader
from sqlmodel import select

from journal.clock import now
from journal.entries import record
from journal.entries.alerts import open_alerts
from journal.entries.change import Result
from journal.records.access import actor_for
from journal.records.columns import uuid7
from journal.records.entries import Kind
from journal.records.invitations import join
from journal.records.joining import confirm
from journal.records.kinds.note import NoteRow
from journal.records.people import Membership
from journal.reminders.badge import due_count
from tests.family import change, give_account
from tests.web import links
from tests.web.conftest import browser
from tests.web.evenings import clock_shows
from tests.web.matrix import RULES, ask, routes

SECRET = "schwalbenschwanz"


@pytest.fixture
def diary(family):
    """Nora wrote a page for herself, an hour ago."""
    give_account(family, "nora")
    own = change(family.nora, "diary", note=SECRET, made_at=now() - timedelta(hours=1))
    with family.database.transaction() as session:
        assert record(session, family.actor(session, "nora"), own, now=now()).stored
    return own


@pytest.mark.parametrize("who", ["ada", "ben", "cleo", "eve"])
def test_h39_no_page_shows_a_diary_to_anybody_but_its_writer(app, family, diary, as_person, who):
    client = as_person(who)
    ids = {
        "child_id": family.nora,
        "entry_id": diary.entry,
        "diary_id": diary.entry,
        "account_id": family.people["nora"],
        "what": "diary",
    }
    told = []
    for rule, method in routes(app):
        if method != "GET" or RULES[f"{rule.endpoint} {method}"] == "public":
            continue
        reply = ask(app, client, rule, method, Named(ids))
        if SECRET in in_words(reply).lower():
            told.append(rule.rule)
    assert told == []


@pytest.mark.parametrize("who", ["ada", "nora"])
def test_h39_no_link_calendar_search_or_paper_tells_of_a_diary(app, family, diary, as_person, who):
    """Whoever asks: a link, a calendar and a paper leave the family, and are read by others."""
    client, nora = as_person(who), f"/children/{family.nora}"
    api = f"/api/v1{nora}"
    ada = as_person("ada")
    files = [links.opened(app, links.made(ada, family))]
    assert files[0].status_code == 200
    calendar = ada.post(f"{nora}/calendars", data={"wording": "private", "label": "x"})
    files.append(browser(app).get(re.search(r"/calendar/[\w-]{43}\.ics", calendar.text)[0]))
    pages = [f"{nora}/{page}" for page in ("visit", "visit.pdf", "card", "trends?period=90")]
    for path in (*pages, f"{api}/summary.pdf", f"{api}/patient-summary"):
        files.append(client.get(path))
        assert files[-1].status_code == 200, path
    assert not [one for one in files if SECRET in in_words(one).lower()]
    found = ada.get(f"{nora}/journal?q={SECRET}").text
    assert str(diary.entry) not in found
    assert "Nothing" in found


class Named:
    def __init__(self, ids):
        self.ids = ids


def in_words(reply) -> str:
    if reply.mimetype == "application/pdf":
        return "".join(page.extract_text() for page in PdfReader(io.BytesIO(reply.data)).pages)
    if reply.mimetype == "application/zip":
        with zipfile.ZipFile(io.BytesIO(reply.data)) as files:
            return "".join(files.read(name).decode() for name in files.namelist())
    return reply.text


def test_its_writer_finds_it_in_the_journal_by_search_and_on_its_page(family, diary, as_person):
    nora = as_person("nora")
    assert SECRET in nora.get(f"/children/{family.nora}/journal").text
    assert SECRET in nora.get(f"/children/{family.nora}/journal?q={SECRET}").text
    shown = nora.get(f"/children/{family.nora}/entries/{diary.entry}").text
    assert "Only you see this." in shown
    assert "Share it as a note" in shown


def test_h39_a_teen_is_told_who_reads_a_note_before_it_is_written(family, diary, as_person):
    told = "Everybody who shares this journal can read it."
    for what in ("note", "check_in"):
        address = f"/children/{family.nora}/log/{what}"
        assert told in as_person("nora").get(address).text
        assert told not in as_person("ada").get(address).text


def test_h39_another_phone_hears_nothing_of_it_and_its_writers_does(family, diary, sync):
    for who, hears in (("ada", False), ("ben", False), ("cleo", False), ("nora", True)):
        told = sync(who=who, draw={"days": 60})
        assert told.status_code == 200, told.text
        assert (SECRET in told.text) is hears


def test_h39_nobody_else_may_change_or_delete_it_and_nobody_is_told_what_it_says(family, diary):
    for who in ("ada", "ben"):
        for more in ({"note": "mine now"}, {}):
            edit = change(
                family.nora, "diary", entry=diary.entry, base=diary.id, delete=not more, **more
            )
            with family.database.transaction() as session:
                outcome = record(session, family.actor(session, who), edit, now=now())
            assert outcome.result is Result.REJECTED
            assert SECRET not in str(outcome)


def test_h39_two_versions_of_a_page_are_a_question_to_nobody_else(family, diary, as_person):
    for text in ("one way", "another way"):
        edit = change(family.nora, "diary", entry=diary.entry, base=diary.id, note=text)
        with family.database.transaction() as session:
            outcome = record(session, family.actor(session, "nora"), edit, now=now())
    assert outcome.result is Result.CONFLICT
    assert str(diary.entry) not in as_person("ada").get(f"/children/{family.nora}/today").text
    with family.database.reading() as session:
        assert open_alerts(session, [family.nora]) == []


def test_a_page_is_shared_only_after_its_writer_saw_who_reads_it(family, diary, as_person):
    nora = as_person("nora")
    address = f"/children/{family.nora}/diary/{diary.entry}/share"
    preview = nora.get(address).text
    assert SECRET in preview
    readers = preview.split("Who reads it: ")[1].split(", and whoever")[0]
    assert set(readers.split(", ")) == {"Ada", "Ben", "Cleo"}
    ids = {"change": str(uuid7(now())), "entry": str(uuid7(now()))}
    assert nora.post(address, data=ids).status_code == 303
    assert SECRET in as_person("ada").get(f"/children/{family.nora}/journal").text
    with family.database.reading() as session:
        assert session.get_one(NoteRow, uuid.UUID(ids["entry"])).note == SECRET
    # Sent twice, it is one note (H3).
    nora.post(address, data=ids)
    with family.database.reading() as session:
        assert len(session.exec(select(NoteRow)).all()) == 1


def test_h39_a_teens_doses_are_always_everybodys(family, as_person):
    give_account(family, "nora")
    medicine = family.medicine("Prednisolone")
    given = {"medicine": str(medicine.id), "outcome": "refused", "note": "I hid it"}
    dose = change(family.nora, "dose", made_at=now() - timedelta(minutes=5), **given)
    with family.database.transaction() as session:
        assert record(session, family.actor(session, "nora"), dose, now=now()).stored
    assert "refused" in as_person("ada").get(f"/children/{family.nora}/journal").text


def test_a_teen_sees_and_records_in_their_own_journal_alone(family, as_person):
    give_account(family, "nora")
    nora = as_person("nora")
    assert nora.get(f"/children/{family.nora}/today").status_code == 200
    assert nora.get(f"/children/{family.tom}/today").status_code == 404
    assert nora.get(f"/children/{family.nora}/medicines/add").status_code == 403
    assert nora.get("/").location.endswith(f"/children/{family.nora}/today")
    assert [one["id"] for one in nora.get("/api/v1/children").json["children"]] == [
        str(family.nora)
    ]


def test_headings_say_you_to_the_child_and_the_name_to_everybody_else(family, as_person):
    give_account(family, "nora")
    said = {
        "trends": ("Your trends", "Trends of Nora"),
        "growth": ("Your growth", "Growth of Nora"),
        "pictures": ("Your photos in series", "Photos of Nora in series"),
        "planned": ("Your appointments and reminders", "own reminders for Nora"),
    }
    nora, ada = as_person("nora"), as_person("ada")
    for place, (you, her) in said.items():
        heads = [
            re.search(r"<h1.*?</h1>", client.get(f"/children/{family.nora}/{place}").text, re.S)[0]
            for client in (nora, ada)
        ]
        assert you in heads[0], place
        assert her not in heads[0], place
        assert her in heads[1], place


def test_h39_a_teen_of_whom_nobody_said_which_child_they_are_sees_none(family):
    give_account(family, "nora")
    with family.database.transaction() as session:
        where = (family.households["lindqvist"], family.people["nora"])
        session.get_one(Membership, where).child_id = None
    with family.database.reading() as session:
        assert family.actor(session, "nora").children == {}


def test_a_teens_phone_is_not_asked_about_a_brothers_doses(family):
    give_account(family, "nora")
    twice = {"every": "day", "times": ["00:00", "12:00"]}
    family.medicine("Prednisolone", child="tom", rhythm=twice)
    with family.database.reading() as session:
        assert due_count(session, family.people["ada"], now=now()) > 0
        assert due_count(session, family.people["nora"], now=now()) == 0


def test_an_owner_invites_a_teen_into_the_journal_that_is_theirs(family, as_person):
    ada = as_person("ada")
    page = ada.post(f"/children/{family.nora}/people/invite", data={"name": "Nora", "role": "teen"})
    assert "Teen" in page.text
    link = page.text.split('id="link" value="')[1].split('"')[0]
    token = link.rsplit("/", 1)[1]
    with family.database.transaction() as session:
        said = {"name": "Nora", "email": "n@example.org", "passphrase": "a blue hat on a lemon"}
        account = join(session, token, **said, now=now())
        family.people["nora"] = account.id
        house, actor = family.households["lindqvist"], family.actor(session, "ada")
        confirm(session, actor, house, account.id, now=now())
    with family.database.reading() as session:
        actor = actor_for(session, family.people["nora"])
        assert set(actor.children) == {family.nora}


def test_nobody_becomes_a_teen_but_by_a_link(family, as_person):
    url = f"/children/{family.nora}/people/{family.people['ben']}/role"
    said = as_person("ada").post(url, data={"name": "Nora", "role": "teen"})
    assert "Invite a teen by a link" in said.text
    with family.database.reading() as session:
        assert len(actor_for(session, family.people["ben"]).children) == 2


def test_a_teen_who_grew_up_sees_the_household_and_their_diary_stays_theirs(
    family, diary, as_person
):
    url = f"/children/{family.nora}/people/{family.people['nora']}/role"
    assert as_person("ada").post(url, data={"role": "caregiver"}).status_code == 303
    nora = as_person("nora")
    assert nora.get(f"/children/{family.tom}/today").status_code == 200
    assert SECRET in nora.get(f"/children/{family.nora}/journal?kind={Kind.DIARY}").text
    assert SECRET not in as_person("ada").get(f"/children/{family.nora}/journal?kind=diary").text


def test_a_teens_evening_is_the_teens_own_and_the_parents_is_theirs(family, as_person):
    """Each is asked until they, or somebody like them, have answered."""
    give_account(family, "nora")
    clock_shows(family, 19)
    people = {who: as_person(who) for who in ("nora", "ada", "ben")}

    def asked():
        page = f"/children/{family.nora}/today"
        return {who for who, one in people.items() if "a usual day?" in one.get(page).text}

    assert asked() == {"nora", "ada", "ben"}
    for who, left in (("nora", {"ada", "ben"}), ("ada", set())):
        own = change(family.nora, "check_in", day="usual", made_at=now() - timedelta(minutes=1))
        with family.database.transaction() as session:
            assert record(session, family.actor(session, who), own, now=now()).stored
        assert asked() == left
