"""With the server gone: an entry of each kind is changed and deleted, and the card is whole."""

import re
from datetime import timedelta
from uuid import UUID

import pytest
from playwright.sync_api import expect
from sqlmodel import select

from journal.clock import now
from journal.entries import record
from journal.records.children import Child, TeamMember
from journal.records.entries import Revision
from journal.records.medicines import Medicine
from tests.browser.home import Home, outbox, save, states, visit
from tests.browser.no_signal import filled, kept_entries, no_server, opened
from tests.family import change
from tests.support.browser import ask

pytestmark = pytest.mark.browser

# Kind, what stands in it, the field of its form that is changed, and to what.
WRITTEN = (
    ("symptom", {"symptom": "fatigue", "severity": 4}, "note", "after the bath"),
    ("measurement", {"what": "temperature", "value": "38.4", "unit": "°C"}, "temperature", "39.1"),
    ("measurement", {"what": "weight", "value": "31.5", "unit": "kg"}, "weight", "31.9"),
    ("dose", {"outcome": "given", "amount": "12.5", "unit": "mg"}, "note", "with yoghurt"),
    ("infusion", {"product": "Privigen"}, "note", "in the left arm"),
    ("stay", {"hospital": "St. Mary"}, "ward", "Four"),
    ("infection", {"what": "exposure", "name": "measles"}, "contact", "a cousin"),
    (
        "draw",
        {"results": [{"test": "2157-6", "value": "320", "unit": "U/L"}]},
        "value-2157-6",
        "310",
    ),
    ("visit", {"told": "Come again in June"}, "told", "Come again in May"),
    ("question", {"text": "May she swim?"}, "answer", "From June on"),
    ("activity", {"what": "sun", "minutes": 30, "protection": ["hat"]}, "note", "by the lake"),
    ("note", {"note": "A calm night"}, "note", "A rough night"),
    ("vaccination", {"vaccine": "mmr", "day_only": True}, "lot", "A12"),
    ("picture", {"series": "knuckles", "photos": [str(UUID(int=7))]}, "note", "after the sun"),
)
# Who, of what, allergies, medicines with their last dose, the team, what to do.
ON_THE_CARD = (
    "Nora",
    "Juvenile dermatomyositis",
    "Penicillin",
    "Prednisolone",
    re.compile(r"last recorded .*: 12.5\smg"),
    "Dr. Okafor",
    "Stress dose, then the ward",
)
OPEN_ALL = "document.querySelectorAll('#log-form details').forEach((each) => { each.open = true; })"


def written(home: Home) -> dict[UUID, tuple[str, str]]:
    """An entry of each kind, of yesterday: what of it is to be changed, and to what."""
    found = {}
    with home.family.database.transaction() as session:
        nora = session.get_one(Child, home.family.nora)
        nora.diagnosis, nora.allergies = "Juvenile dermatomyositis", "Penicillin"
        nora.emergency_plan = "Stress dose, then the ward"
        session.add(TeamMember(child_id=nora.id, position=0, name="Dr. Okafor"))
        medicine = session.exec(select(Medicine.id)).one()
        yesterday = now() - timedelta(hours=30)
        for kind, fields, field, text in WRITTEN:
            more = {
                "dose": {"medicine": str(medicine)},
                "stay": {"admitted": yesterday.isoformat()},
            }
            entry = change(nora.id, kind, made_at=yesterday, **fields, **more.get(kind, {}))
            outcome = record(session, home.family.actor(session, "ben"), entry, now=now())
            assert outcome.stored, outcome
            found[entry.entry] = (field, text)
    return found


def test_i4_the_card_is_whole_and_every_kind_is_changed_and_deleted_without_signal(home, phone):
    entries = written(home)
    page = home.sign_in(phone)
    filled(page, home)
    home.come_true(lambda: kept_entries(page) == len(entries))
    with no_server(home):
        opened(page, home, "card")
        for part in ON_THE_CARD:
            expect(page.locator("main")).to_contain_text(part)
        for entry, (field, text) in entries.items():
            opened(page, home, f"entries/{entry}/edit")
            ask(page, OPEN_ALL)
            page.locator(f"#log-form [name={field}]").fill(text)
            save(page)
            expect(page.locator(".toast")).to_contain_text("Saved on this phone")
            opened(page, home, f"entries/{entry}")
            expect(page.locator("main")).to_contain_text("Changed on this phone")
            page.get_by_role("button", name=re.compile("^Delete")).click()
            expect(page.locator(".toast")).to_contain_text("Saved on this phone")
        opened(page, home, f"entries/{entry}")
        expect(page.locator("main")).to_contain_text("Deleted on this phone")
        made = outbox(page)
        assert states(page) == ["waiting"] * 2 * len(entries)
        changes = {row["id"]: row for row in made if not row["delete"]}
        assert {changes[row["base"]]["entry"] for row in made if row["delete"]} == {
            str(entry) for entry in entries
        }
    visit(page, home.today)
    home.come_true(lambda: set(states(page)) == {"settled"})
    assert {entry.id for entry in home.entries(deleted=True)} == entries.keys()
    with home.family.database.reading() as session:
        for entry, (field, text) in entries.items():
            said = select(Revision.changed).where(Revision.entry_id == entry, Revision.number == 2)
            changed = session.exec(said).one()
            values = {result["value"] for result in changed.get("results", [])}
            assert text in {changed.get(field), changed.get("value"), *values}, (field, changed)
