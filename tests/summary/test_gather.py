"""From the database to the page."""

import uuid
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from journal.care.rhythm import read_rhythm
from journal.entries import Result, record
from journal.plans.medicines import Dosing, change_dose, turn
from journal.records.children import Child
from journal.records.medicines import Medicine
from journal.records.medicines import Turn as Turned
from journal.summary.gather import gather
from journal.summary.page import Page, Trend, Turn
from tests.family import NOW, ZONE, Family, change, fresh_database, make_family

NEW_YORK = ZoneInfo(ZONE)
TODAY = date(2026, 11, 22)
FIRST = date(2026, 11, 1)
DAILY = read_rhythm({"every": "day", "times": ["08:00"]})
TUESDAYS = {"every": "week", "on": ["tuesday"], "times": ["18:00"]}


@pytest.fixture
def family(tmp_path: Path) -> Iterator[Family]:
    database = fresh_database(f"sqlite:///{tmp_path / 'journal.sqlite3'}")
    yield make_family(database)
    database.close()


def wall(day: date, clock: str = "08:00", fold: int = 0) -> datetime:
    """What the clock in New York shows, as an aware moment."""
    read = datetime.fromisoformat(f"{day}T{clock}").replace(tzinfo=NEW_YORK, fold=fold)
    return read.astimezone(UTC)


def log(family: Family, kind: str, at: datetime, child: str = "nora", **fields: Any) -> uuid.UUID:
    """Record one entry as Ada, and return its id."""
    made = change(family.children[child], kind, made_at=at, **fields)
    with family.database.transaction() as session:
        actor = family.actor(session, "eve" if child == "mia" else "ada")
        outcome = record(session, actor, made, now=max(at, NOW))
    assert outcome.result is Result.APPLIED, outcome
    return made.entry


def dose(
    family: Family, medicine: Medicine, day: date, outcome: str = "given", **more: Any
) -> None:
    """A dose of the 08:00 slot of a day, written at 08:05."""
    fields: dict[str, Any] = {"slot": f"{day}T08:00", "outcome": outcome, **more}
    if outcome in ("given", "partly"):
        fields = {"amount": "12.5", "unit": "mg", **fields}
    log(family, "dose", wall(day, "08:05"), medicine=str(medicine.id), **fields)


def printed(
    family: Family,
    first: date = FIRST,
    last: date = TODAY,
    child: str = "nora",
    now: datetime = NOW,
) -> Page:
    with family.database.reading() as session:
        row = session.get_one(Child, family.children[child])
        return gather(session, row, first, last, now=now)


@pytest.mark.parametrize(
    "day", [date(2026, 3, 8), date(2026, 11, 1), date(2026, 7, 4)], ids=["forward", "back", "usual"]
)
def test_h24_the_window_ends_at_midnight_of_the_childs_clock(family: Family, day: date) -> None:
    before = log(family, "note", wall(day, "00:00:00") - timedelta(seconds=1), note="eve")
    first = log(family, "note", wall(day, "00:00:00"), note="first second")
    last = log(family, "note", wall(day, "23:59:59"), note="last second")
    after = log(family, "note", wall(day + timedelta(days=1), "00:00:00"), note="next day")
    page = printed(family, day, day, now=wall(day + timedelta(days=2)))
    assert page.entry_ids == (str(first), str(last))
    assert page.notes == 2
    assert str(before) not in page.entry_ids
    assert str(after) not in page.entry_ids


@pytest.mark.parametrize(("first", "last"), [(1, 5), (3, 3), (2, 20)])
def test_h24_two_children_three_windows_hold_exactly_their_own_entries(
    family: Family, first: int, last: int
) -> None:
    noted = {
        (child, day): log(family, "note", wall(date(2026, 11, day)), child=child, note=child)
        for child in ("nora", "tom", "mia")
        for day in range(1, 21)
    }
    for child in ("nora", "tom"):
        page = printed(family, date(2026, 11, first), date(2026, 11, last), child)
        own = {str(noted[child, day]) for day in range(first, last + 1)}
        assert set(page.entry_ids) == own


def test_a_deleted_entry_is_not_on_the_page(family: Family) -> None:
    entry = log(family, "visit", wall(date(2026, 11, 3)), team_member="Dr. Okafor")
    gone = change(family.nora, "visit", made_at=NOW, entry=entry, base=1, delete=True)
    with family.database.transaction() as session:
        record(session, family.actor(session, "ada"), gone, now=NOW)
    page = printed(family)
    assert page.visits == ()
    assert page.entry_ids == ()


def test_h43_each_outcome_is_counted_apart_and_silence_is_no_record(family: Family) -> None:
    medicine = family.medicine()
    for n, (outcome, more) in enumerate(
        [
            ("given", {}),
            ("partly", {}),
            ("vomited", {"minutes_after": 10}),
            ("refused", {}),
            ("skipped", {"reason": "vomiting"}),
        ]
    ):
        dose(family, medicine, FIRST + timedelta(days=n), outcome, **more)
    (count,) = printed(family, FIRST, date(2026, 11, 10)).counts
    assert (count.planned, count.given, count.partly, count.vomited, count.refused) == (
        10,
        1,
        1,
        1,
        1,
    )
    assert [(skip.reason, skip.times) for skip in count.skipped] == [("vomiting", 1)]
    assert count.no_record == 5


def test_a_dose_still_to_come_is_not_called_no_record(family: Family) -> None:
    family.medicine(first_on=TODAY)
    (count,) = printed(family, TODAY, TODAY, now=wall(TODAY, "09:00")).counts
    assert (count.planned, count.no_record) == (1, 1)
    assert printed(family, TODAY, TODAY, now=wall(TODAY, "07:00")).counts == ()


def test_a_refused_dose_given_later_counts_once_as_given(family: Family) -> None:
    medicine = family.medicine()
    dose(family, medicine, FIRST, "refused")
    dose(family, medicine, FIRST)
    (count,) = printed(family, FIRST, FIRST).counts
    assert (count.given, count.refused, count.extra, count.no_record) == (1, 0, 0, 0)


def test_h3_two_doses_of_one_slot_are_one_planned_and_one_besides(family: Family) -> None:
    medicine = family.medicine()
    dose(family, medicine, FIRST)
    dose(family, medicine, FIRST)
    (count,) = printed(family, FIRST, FIRST).counts
    assert (count.planned, count.given, count.extra) == (1, 1, 1)


def test_an_infusion_stands_for_its_planned_day(family: Family) -> None:
    monthly = {"every": "weeks", "n": 4, "on": ["thursday"], "times": ["09:00"]}
    ivig = family.medicine("IVIG", "48", "g", monthly, first_on=date(2026, 11, 5))
    log(
        family, "infusion", wall(date(2026, 11, 6)), medicine=str(ivig.id), product="Privigen",
        lots=["P1", "P2"], amount="48", unit="g", weight_kg="24", reaction=["headache"],
    )  # fmt: skip
    page = printed(family)
    (count,) = page.counts
    assert (count.planned, count.given, count.no_record, count.extra) == (1, 1, 0, 0)
    (infusion,) = page.infusions
    assert (infusion.medicine, infusion.grams_per_kg) == ("IVIG", Decimal("2.00"))
    assert (infusion.lots, infusion.reaction) == (("P1", "P2"), ("headache",))


def test_h11_a_new_dose_is_a_dated_change_and_the_past_stays(family: Family) -> None:
    medicine = family.medicine(amount="15", first_on=date(2026, 9, 1))
    with family.database.transaction() as session:
        row = session.get_one(Medicine, medicine.id)
        dosing = Dosing(
            amount=Decimal("12.5"), unit="mg", rhythm=DAILY, first_on=date(2026, 11, 10)
        )
        change_dose(session, family.actor(session, "ada"), row, dosing, now=NOW)
    page = printed(family)
    (changed,) = page.changes
    assert (changed.on, changed.turn) == (date(2026, 11, 10), Turn.DOSE)
    assert (changed.before, changed.after) == (Decimal(15), Decimal("12.5"))
    assert [(step.from_on.day, step.to_on.day, step.amount) for step in page.bars[0].steps] == [
        (1, 9, Decimal(15)),
        (10, 22, Decimal("12.5")),
    ]
    assert page.medicines[0].since_on == date(2026, 11, 10)
    assert printed(family, last=date(2026, 11, 9)).medicines[0].amount == Decimal(15)


def test_h34_a_stopped_medicine_leaves_now_but_not_the_history(family: Family) -> None:
    medicine = family.medicine(first_on=date(2026, 9, 1))
    _turn(family, medicine, Turned.STOP, date(2026, 11, 12), reason="rash")
    page = printed(family)
    assert page.medicines == ()
    assert [(each.turn, each.reason) for each in page.changes] == [(Turn.STOPPED, "rash")]
    assert page.bars[0].steps[-1].to_on == date(2026, 11, 11)
    assert page.counts[0].planned == 11


def test_a_paused_medicine_says_since_when(family: Family) -> None:
    medicine = family.medicine(first_on=date(2026, 9, 1))
    _turn(family, medicine, Turned.PAUSE, date(2026, 11, 12), reason="fever")
    assert printed(family).medicines[0].paused_on == date(2026, 11, 12)


def test_a_weekly_medicine_shows_the_days_it_was_recorded(family: Family) -> None:
    medicine = family.medicine("Methotrexate", "15", rhythm=TUESDAYS)
    log(
        family, "dose", wall(date(2026, 11, 3), "18:05"), medicine=str(medicine.id),
        slot="2026-11-03T18:00", outcome="given", amount="15", unit="mg",
    )  # fmt: skip
    page = printed(family)
    assert page.bars[0].doses_on == (date(2026, 11, 3),)
    assert page.medicines[0].rhythm["on"] == ["tuesday"]
    assert (page.counts[0].planned, page.counts[0].no_record) == (3, 2)


def test_symptoms_are_the_highest_of_each_day_and_compared_with_the_last_visit(
    family: Family,
) -> None:
    log(family, "visit", wall(date(2026, 11, 1)), team_member="Dr. Okafor", told="Go on.")
    for day, clock, severity in ((1, "07:00", 6), (1, "19:00", 7), (20, "07:00", 3)):
        at = wall(date(2026, 11, day), clock)
        log(family, "symptom", at, symptom="fatigue", severity=severity)
    log(family, "symptom", wall(date(2026, 11, 9)), symptom="fever")
    page = printed(family)
    assert [(each.on.day, each.severity) for each in page.symptoms[0].readings] == [(1, 7), (20, 3)]
    tired, fever = page.since
    assert (tired.then, tired.now, tired.trend) == (Decimal(6), Decimal(3), Trend.BETTER)
    assert (fever.days, fever.now) == (1, None)
    assert page.last_visit_on == date(2026, 11, 1)


def test_one_figure_is_never_compared_with_itself(family: Family) -> None:
    log(family, "symptom", wall(date(2026, 11, 21)), symptom="fatigue", severity=5)
    (line,) = printed(family, date(2026, 11, 15)).since
    assert (line.then, line.trend) == (None, None)


def test_a_day_of_fever_carries_its_highest_reading_as_it_was_read(family: Family) -> None:
    at = wall(date(2026, 11, 9))
    log(family, "symptom", at, symptom="fever")
    for value, unit in (("38.1", "°C"), ("102.2", "°F")):
        log(family, "measurement", at, what="temperature", value=value, unit=unit)
    (fever,) = printed(family).fevers
    assert fever.reading is not None
    assert (fever.reading.value, fever.reading.unit) == (Decimal("102.2"), "°F")


def test_a_stay_that_began_before_the_window_is_shown(family: Family) -> None:
    admitted = wall(date(2026, 10, 30))
    log(
        family, "stay", admitted, hospital="Children's", admitted=admitted.isoformat(),
        discharged=wall(date(2026, 11, 2)).isoformat(),
    )  # fmt: skip
    (stay,) = printed(family).stays
    assert (stay.admitted_on, stay.discharged_on) == (date(2026, 10, 30), date(2026, 11, 2))
    assert printed(family, date(2026, 11, 3)).stays == ()


def test_open_questions_come_along_and_answered_ones_do_not(family: Family) -> None:
    log(family, "question", wall(date(2026, 8, 1)), text="Old but open?")
    log(family, "question", wall(date(2026, 11, 2)), text="New and open?")
    answered = wall(date(2026, 11, 3))
    log(
        family, "question", answered, text="Answered?", answer="Yes.",
        answered=answered.isoformat(),
    )  # fmt: skip
    assert printed(family).questions == ("New and open?", "Old but open?")


def test_weight_is_the_latest_with_its_day(family: Family) -> None:
    for day, value in ((date(2026, 5, 1), "23"), (date(2026, 8, 1), "24.6")):
        log(family, "measurement", wall(day), what="weight", value=value, unit="kg")
    weight = printed(family).child.weight
    assert weight is not None
    assert (weight.value, weight.on) == (Decimal("24.6"), date(2026, 8, 1))


def test_names_stand_as_stored(family: Family) -> None:
    name = "Zoë\u202e Åsa\u0301\u0301"
    with family.database.transaction() as session:
        session.get_one(Child, family.nora).name = name
    assert printed(family).child.name == name


def _turn(family: Family, medicine: Medicine, what: Turned, on: date, reason: str) -> None:
    with family.database.transaction() as session:
        row = session.get_one(Medicine, medicine.id)
        review = on + timedelta(days=14) if what is Turned.PAUSE else None
        actor = family.actor(session, "ada")
        turn(session, actor, row, what, on=on, reason=reason, review_on=review, now=NOW)


def test_h24_a_late_dose_belongs_to_the_window_of_its_slot(family: Family) -> None:
    evenings = {"every": "day", "times": ["23:30"]}
    medicine = family.medicine(rhythm=evenings)
    log(
        family, "dose", wall(date(2026, 11, 11), "00:10"), medicine=str(medicine.id),
        slot="2026-11-10T23:30", outcome="given", amount="12.5", unit="mg",
    )  # fmt: skip
    (before,) = printed(family, date(2026, 11, 10), date(2026, 11, 10)).counts
    (after,) = printed(family, date(2026, 11, 11), date(2026, 11, 11)).counts
    assert (before.given, before.no_record) == (1, 0)
    assert (after.given, after.no_record, after.extra) == (0, 1, 0)


def test_an_infusion_that_is_a_dose_as_well_is_counted_once(family: Family) -> None:
    monthly = {"every": "weeks", "n": 4, "on": ["thursday"], "times": ["09:00"]}
    ivig = family.medicine("IVIG", "48", "g", monthly, first_on=date(2026, 11, 5))
    at = wall(date(2026, 11, 5), "09:00")
    identity = {"medicine": str(ivig.id), "amount": "48", "unit": "g"}
    log(family, "dose", at, slot="2026-11-05T09:00", outcome="given", **identity)
    log(family, "infusion", at, product="Privigen", **identity)
    (count,) = printed(family).counts
    assert (count.given, count.extra) == (1, 0)


def test_a_medicine_that_never_changed_takes_no_room_in_the_chart(family: Family) -> None:
    family.medicine("Vitamin D", "1000", "IU", first_on=date(2026, 9, 1))
    assert printed(family).bars == ()
