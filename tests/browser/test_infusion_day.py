"""A six-hour IVIG day in a chair without signal, on two phones beside it."""

import re
from datetime import date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Page, expect
from sqlmodel import select

from journal.clock import now
from journal.entries import record
from journal.records.entries import Alert
from journal.records.infusion_plans import InfusionPlan
from journal.records.kinds.checkpoint import CheckpointRow
from journal.records.kinds.infusion import InfusionRow
from tests.browser.home import Home, save, states
from tests.browser.no_signal import filled, no_server, opened
from tests.family import ZONE, change
from tests.support.browser import visit

pytestmark = pytest.mark.browser

HOURS = 6
WHOLE_DAY = 45
STEPS = [{"ml_h": "30", "minutes": 30}, {"ml_h": "60", "minutes": None}]
ROWS = "#main .entry"
# Word of the form, what is typed, as which field of the journal it arrives.
KINDS = (
    ("vitals", {"pulse": "{n}"}, "pulse"),
    ("rate", {"rate_ml_h": "{n}"}, "rate_ml_h"),
    ("bottle", {"lot": "L{n}"}, "lot"),
    ("reaction", {"done": "slower {n}", "more_reaction": "Warm"}, "done"),
    ("beside", {"text": "Nurse {n}"}, "text"),
)


def begun(home: Home):
    """An infusion of six hours ago, and the clinic's plan for it."""
    family = home.family
    medicine = family.medicine("Privigen", "30", "g")
    made = change(family.nora, "infusion", made_at=now() - timedelta(hours=HOURS))
    made.fields["product"] = "Privigen"
    with family.database.transaction() as session:
        record(session, family.actor(session, "ada"), made, now=now())
        plan = InfusionPlan(
            child_id=family.nora,
            medicine_id=medicine.id,
            variant="ivig",
            steps=STEPS,
            first_on=date(2026, 11, 1),
            made_by=family.people["ada"],
            made_at=now(),
        )
        session.add(plan)
    return made.entry


def type_checkpoint(page: Page, home: Home, infusion, number: int, at: datetime) -> str:
    """Fill in the form of this checkpoint with its time, and save it; the screen follows."""
    what, typed, _field = KINDS[number % len(KINDS)]
    opened(page, home, f"log/{what}?infusion={infusion}")
    for fold in page.locator("#log-form details").all():
        fold.evaluate("fold => { fold.open = true; }")
    wall = at.astimezone(ZoneInfo(ZONE))
    for name, text in typed.items():
        page.locator(f"#log-form [name={name}]").fill(text.format(n=number))
    page.locator("#at_on").fill(f"{wall:%Y-%m-%d}")
    page.locator("#at_time").fill(f"{wall:%H:%M}")
    save(page)
    expect(page).to_have_url(home.place(f"infusions/{infusion}"))
    return what


def kept(home: Home, infusion) -> list[CheckpointRow]:
    """What the journal has of this day, in its order."""
    with home.family.database.reading() as session:
        order = (CheckpointRow.at, CheckpointRow.entry_id)
        rows = select(CheckpointRow).where(CheckpointRow.infusion == infusion).order_by(*order)
        return list(session.exec(rows))


def the_day(home: Home, new_phone, no_barrier, many: int) -> None:
    infusion = begun(home)
    ada, ben = (home.sign_in(new_phone(), name) for name in ("ada", "ben"))
    for page in (ada, ben):
        filled(page, home)
    start = now() - timedelta(hours=HOURS)
    with no_server(home):
        for number in range(many):
            at = start + timedelta(minutes=(number + 1) * 5)
            type_checkpoint((ada, ben)[number % 2], home, infusion, 100 + number, at)
        expect(ada.locator(ROWS)).to_have_count((many + 1) // 2)
        # One tap of the clinic's step, and what comes after it.
        ada.get_by_role("button", name="30 mL/h").click()
        expect(ada.locator(ROWS)).to_have_count((many + 1) // 2 + 1)
        expect(ada.locator("[data-step]")).to_contain_text("The plan's next step: 60 mL/h at")
        expect(ada.locator("[data-timer]")).to_contain_text(re.compile(r"in (29|30) min"))
        ada.get_by_role("link", name="Write the end").click()
        save(ada)
        expect(ada.locator(".toast")).to_contain_text("Saved on this phone")
        another = begins_without_signal(ben, home)
    for page in (ada, ben):
        visit(page, home.today)
        home.come_true(lambda page=page: set(states(page)) == {"settled"})
    *typed, tapped = kept(home, infusion)
    assert [_typed(row, 100 + number) for number, row in enumerate(typed)] == [True] * many
    assert tapped.rate_ml_h == 30
    assert [row.what for row in kept(home, another)] == ["pause"]
    with home.family.database.reading() as session:
        assert session.get_one(InfusionRow, infusion).ended
        assert not session.exec(select(Alert)).all()
    shown_in_order(ben, home, infusion, many)
    no_barrier(ben)


def begins_without_signal(page: Page, home: Home) -> UUID:
    """Its screen opens at once, and takes a tap."""
    opened(page, home, "log/infusion")
    page.locator("#log-form [name=product]").last.check()
    page.locator("#log-form [name=other_product]").fill("Octagam")
    save(page)
    expect(page).to_have_url(re.compile("/infusions/"))
    page.get_by_role("button", name="Pause").click()
    expect(page.locator(ROWS)).to_have_count(1)
    expect(page.locator(ROWS)).to_contain_text("on this phone, waiting")
    assert "Octagam" in page.locator("h1").inner_text()
    return UUID(page.url.rpartition("/")[2])


def shown_in_order(page: Page, home: Home, infusion, many: int) -> None:
    visit(page, home.place(f"infusions/{infusion}"))
    rows = page.locator(ROWS)
    expect(rows).to_have_count(many + 1)
    times = [row.split(" ")[0] for row in page.locator(".entry__at").all_inner_texts()]
    clocks = [row.at.astimezone(ZoneInfo(ZONE)) for row in kept(home, infusion)]
    assert times == [f"{clock:%H:%M}" for clock in reversed(clocks)]


def _typed(row: CheckpointRow, number: int) -> bool:
    _what, typed, field = KINDS[number % len(KINDS)]
    return str(getattr(row, field)) == typed[field].format(n=number)


def test_f11_infusion_day_on_two_phones_without_signal_arrives_complete_and_in_order(
    home, new_phone, no_barrier
):
    the_day(home, new_phone, no_barrier, 4)


@pytest.mark.nightly
def test_f11_six_hours_with_45_checkpoints_on_two_phones_arrive_complete_and_in_order(
    home, new_phone, no_barrier
):
    the_day(home, new_phone, no_barrier, WHOLE_DAY)
