"""Three nights in hospital without signal: from the admission to the last medicine."""

import re
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Page, expect
from sqlmodel import select

from journal.clock import now
from journal.plans.reviewing import after_stay
from journal.records.children import Child
from journal.records.kinds.question import QuestionRow
from journal.records.kinds.review import ReviewRow
from journal.records.kinds.stay import StayRow
from journal.records.kinds.stay_note import StayNoteRow
from journal.records.reminders import About, Occurrence
from tests.browser.home import Home, save, states
from tests.browser.no_signal import filled, no_server, opened
from tests.family import ZONE
from tests.reminders.world import FakeSender, beat
from tests.support.browser import visit

pytestmark = pytest.mark.browser

NIGHTS = 3
# The last one is at home already.
GO_ON = ("Azathioprine", "Folic acid", "Prednisolone")
TWICE = {"every": "day", "times": ["08:00", "20:00"]}


def at(page: Page, name: str, moment) -> None:
    wall = moment.astimezone(ZoneInfo(ZONE))
    page.locator(f"#{name}_on").fill(f"{wall:%Y-%m-%d}")
    page.locator(f"#{name}_time").fill(f"{wall:%H:%M}")


def form(page: Page, home: Home, place: str, *tiles: str, **typed: str) -> None:
    """Fill in a form on the phone: tiles by their words, fields by their names."""
    opened(page, home, place)
    for words in tiles:
        page.get_by_role("radio", name=words, exact=True).check()
    for name, text in typed.items():
        page.locator(f"#log-form [name={name}]").fill(text)


def admit(page: Page, home: Home, admitted) -> str:
    form(page, home, "log/stay", "Flare", hospital="St. Anna", ward="Ward 3")
    at(page, "at", admitted)
    save(page)
    expect(page).to_have_url(re.compile("/stays/"))
    expect(page.locator("h1")).to_contain_text("St. Anna")
    expect(page.locator("main")).to_contain_text("log only what you gave yourself")
    return page.url.rpartition("/")[2]


def look_at_medicines(page: Page, home: Home, stay: str) -> None:
    opened(page, home, f"stays/{stay}")
    for name in GO_ON:
        row = page.locator(".dose", has=page.get_by_role("heading", name=name))
        row.get_by_role("button").click()
        expect(page.locator(".toast")).to_contain_text("Saved on this phone")
        expect(row.locator(".dose__actions")).to_have_text(f"{name}: goes on as before")
    row = page.locator(".dose", has=page.get_by_role("heading", name="Ciclosporin"))
    row.get_by_role("link", name="Changed").click()
    expect(page).to_have_url(re.compile("log/review"))
    page.locator("[name=told]").fill("60 mg in the morning")
    save(page)
    expect(row.locator(".dose__actions")).to_contain_text("60 mg in the morning")


def rows_of(home: Home, table):
    with home.family.database.reading() as session:
        return list(session.exec(select(table)))


def rung(home: Home, medicine, admitted, left) -> dict[str, int]:
    """How the reminders of these nights end, when a worker looks at each of their times."""
    sender = FakeSender()
    for hours in range(int((left - admitted).total_seconds() // 3600)):
        beat(home.family, sender, admitted + timedelta(hours=hours))
    beat(home.family, sender, left - timedelta(minutes=1))
    with home.family.database.reading() as session:
        of_it = (Occurrence.medicine_id == medicine.id, Occurrence.about == About.DOSE)
        inside = (Occurrence.due_at >= admitted, Occurrence.due_at < left)
        found = session.exec(select(Occurrence).where(*of_it, *inside)).all()
    return {"sent": len(sender.sent), **_counted([one.outcome for one in found])}


def _counted(outcomes) -> dict[str, int]:
    return {one: outcomes.count(one) for one in outcomes}


def test_h37_three_nights_without_signal_arrive_whole_and_no_dose_has_rung(home, new_phone):
    family = home.family
    left = now().replace(second=0, microsecond=0) - timedelta(minutes=5)
    left -= timedelta(minutes=left.minute == 0)  # not in the minute of a dose
    admitted = left - timedelta(days=NIGHTS)
    for name in GO_ON[:2]:
        family.medicine(name, rhythm={"as_needed": True}, now=admitted - timedelta(days=9))
    medicine = family.medicine("Ciclosporin", rhythm=TWICE, now=admitted - timedelta(days=9))
    ada = home.sign_in(new_phone(), "ada")
    filled(ada, home)
    with no_server(home):
        stay = admit(ada, home, admitted)
        form(ada, home, f"log/stay_note?stay={stay}", "Change of medicine", text="60 mg from today")
        save(ada)
        expect(ada).to_have_url(home.place(f"stays/{stay}"))
        expect(ada.locator("#main .entry")).to_have_count(1)
        form(ada, home, f"log/question?stay={stay}", text="When can she go home?")
        save(ada)
        expect(ada.locator(".toast")).to_contain_text("Saved on this phone")
        expect(ada).to_have_url(home.place(f"stays/{stay}"))
        expect(ada.locator(".timeline__day")).to_have_count(1)
        expect(ada.locator(".timeline .entry")).to_have_count(2)
        opened(ada, home, f"entries/{stay}/edit?end=now")
        at(ada, "discharged", left)
        save(ada)
        expect(ada).to_have_url(home.place(f"stays/{stay}"))
        look_at_medicines(ada, home, stay)
    visit(ada, home.today)
    home.come_true(lambda: set(states(ada)) == {"settled"})

    (row,) = rows_of(home, StayRow)
    assert (row.hospital, row.ward, row.reason) == ("St. Anna", "Ward 3", "Flare")
    assert (row.admitted, row.discharged) == (admitted, left)
    assert [one.stay for one in rows_of(home, StayNoteRow)] == [row.entry_id]
    assert [one.stay for one in rows_of(home, QuestionRow)] == [row.entry_id]
    said = {one.medicine: one.decision for one in rows_of(home, ReviewRow)}
    assert said[medicine.id] == "changed"
    assert len(said) == len(GO_ON) + 1
    assert rung(home, medicine, admitted, left) == {"sent": 0, "in_hospital": 2 * NIGHTS}
    with family.database.reading() as session:
        child = session.get_one(Child, family.nora)
        after = after_stay(session, child, list(said), now=now())
        assert list(after.missing) == [medicine.id]
    visit(ada, home.today)
    expect(ada.locator("main")).to_contain_text("1 medicine waits for its plan")
    expect(ada.locator("main")).to_contain_text("The hospital changed or stopped it")
