"""A supply that runs low is told once for each time it was counted or fetched."""

from datetime import date, datetime, timedelta
from decimal import Decimal

from journal.plans.packages import Packed, set_notice, write_supply
from journal.records.medicines import Medicine, Supplied, Turn
from journal.records.reminders import About
from journal.reminders.planning import plan_ahead
from journal.reminders.wording import NOTICES
from tests.family import NOW, Family
from tests.reminders.noticed import DAY, at, decide, live, told
from tests.reminders.world import BEFORE, MINUTE, FakeSender, beat, phone

TODAY = date(2026, 11, 22)


def shelf(family: Family, amount: str, *, days: int = 5) -> Medicine:
    """One tablet a day, so many there at 08:01, and a notice so many days before the end."""
    pills = family.medicine(amount="1", unit="tablet", now=BEFORE)
    with family.database.transaction() as session:
        ada = family.actor(session, "ada")
        set_notice(session, ada, session.get_one(Medicine, pills.id), days)
    stock(family, pills, amount, Supplied.COUNTED, now=NOW + MINUTE)
    return pills


def stock(family: Family, pills: Medicine, amount: str, what: Supplied, *, now: datetime) -> None:
    with family.database.transaction() as session:
        medicine, ada = session.get_one(Medicine, pills.id), family.actor(session, "ada")
        said = Packed(what=what, amount=Decimal(amount), unit="tablet")
        write_supply(session, ada, medicine, said, now=now)


def refills(family: Family) -> list[tuple[str, str | None]]:
    return told(family, About.REFILL)


def test_supply_that_runs_low_is_told_once_however_the_day_moves(family):
    sender = FakeSender()
    ada, cleo = phone(family, "ada"), phone(family, "cleo")
    shelf(family, "8")
    # Eight tablets from tomorrow on: the ninth, of 1 Dec, is not covered.
    live(family, sender, TODAY, 9)
    assert refills(family) == [("2026-11-26T10:00", "accepted")]
    said = [one["body"] for one in sender.to(ada) if one["body"] == NOTICES[About.REFILL]]
    assert len(said) == 1
    assert sender.to(cleo) == []
    with family.database.transaction() as session:
        plan_ahead(session, now=at(TODAY + 9 * DAY, "12:00"))
    with family.database.transaction() as session:
        assert plan_ahead(session, now=at(TODAY + 9 * DAY, "12:00")) == 0
    assert refills(family) == [("2026-11-26T10:00", "accepted")]


def test_count_that_finds_little_is_told_on_the_next_morning(small_family):
    family, sender = small_family, FakeSender()
    phone(family, "ada")
    shelf(family, "3", days=7)
    beat(family, sender, NOW + 2 * MINUTE)
    assert refills(family) == [("2026-11-22T10:00", None)]
    live(family, sender, TODAY, 3)
    assert refills(family) == [("2026-11-22T10:00", "accepted")]


def test_package_that_was_fetched_takes_the_notice_away_and_brings_its_own(small_family):
    family, sender = small_family, FakeSender()
    phone(family, "ada")
    pills = shelf(family, "8")
    live(family, sender, TODAY, 4)
    fetched = at(TODAY + 3 * DAY, "19:00")
    assert refills(family) == [("2026-11-26T10:00", None)]
    stock(family, pills, "10", Supplied.FETCHED, now=fetched)
    live(family, sender, TODAY + 4 * DAY, 12)
    assert refills(family) == [
        ("2026-11-26T10:00", "plan_changed"),
        ("2026-12-06T10:00", "accepted"),
    ]


def test_count_in_the_morning_and_package_in_the_evening_are_told_once_each(small_family):
    family, sender = small_family, FakeSender()
    phone(family, "ada")
    pills = shelf(family, "2", days=7)
    live(family, sender, TODAY, 1)
    stock(family, pills, "2", Supplied.FETCHED, now=at(TODAY, "19:00"))
    live(family, sender, TODAY + DAY, 2)
    assert refills(family) == [("2026-11-22T10:00", "accepted"), ("2026-11-23T10:00", "accepted")]


def test_h7_stopped_medicine_asks_for_no_refill(small_family):
    family, sender = small_family, FakeSender()
    phone(family, "ada")
    pills = shelf(family, "3", days=7)
    beat(family, sender, NOW + 2 * MINUTE)
    assert refills(family) == [("2026-11-22T10:00", None)]
    decide(family, pills, Turn.STOP, TODAY, now=NOW + timedelta(hours=1))
    assert refills(family) == [("2026-11-22T10:00", "plan_changed")]
    live(family, sender, TODAY + DAY, 4)
    assert refills(family) == [("2026-11-22T10:00", "plan_changed")]
