"""H26: whatever moves a date that was shown is noted, in the same transaction and exactly once."""

import uuid
from datetime import date, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import select

from journal.care.dates import months_after
from journal.care.knowledge import vaccine_rules as vaccine_rules_file
from journal.entries import record
from journal.plans import moved_dates
from journal.plans.clinic_figures import set_figure
from journal.plans.moved_dates import (
    Because,
    mark_seen,
    shown_dates,
    unseen,
    watching_entry,
    watching_plans,
)
from journal.plans.vaccine_dates import ended_waits
from journal.plans.vaccine_wishes import follow
from journal.plans.zone import change_zone
from journal.records.access import NotAllowed
from journal.records.children import Child
from journal.records.columns import uuid7
from journal.records.kinds.infusion import InfusionRow
from journal.records.medicines import DosePlan
from journal.records.vaccine_plans import MovedDate
from tests.family import NOW, ZONE, change

# Grams for a child of 25 kg, and the months that the table names for so much per kg.
MONTHS = {"10": 8, "25": 10, "50": 11}


def write(family, one, *, now=NOW):
    with family.database.transaction() as session:
        actor = family.actor(session, "ada")
        with watching_entry(session, actor, one.child, one.kind, one.entry, now=now):
            outcome = record(session, actor, one, now=now)
        assert outcome.stored, outcome


def infusion(family, days_ago, grams="25", **more):
    at = NOW - timedelta(days=days_ago)
    fields = {"product": "Privigen", "weight_kg": "25"}
    fields |= {"amount": grams, "unit": "g"} if grams else {}
    return change(
        family.nora, "infusion", at=at.isoformat(), started=at.isoformat(), **fields, **more
    )


def day_of(days_ago):
    return (NOW - timedelta(days=days_ago)).astimezone(ZoneInfo(ZONE)).date()


def dates(family):
    with family.database.reading() as session:
        found = shown_dates(session, family.nora, now=NOW)
        return {vaccine: wait.until for vaccine, wait in found.items()}


def moves(family):
    with family.database.reading() as session:
        rows = session.exec(select(MovedDate).order_by(MovedDate.made_at, MovedDate.id)).all()
        return [
            (row.vaccine, row.before, row.after, row.because)
            for row in rows
            if row.child_id == family.nora
        ]


def following(one, **more):
    """A further change of the same entry."""
    return change(
        one.child, one.kind, entry=one.entry, base=more.pop("base"), change_id=uuid7(NOW), **more
    )


def test_h26_recorded_edited_deleted_and_restored_infusions_move_the_date(family):
    one = infusion(family, 40)
    write(family, one)
    first = months_after(day_of(40), 10)
    assert dates(family) == {"mmr": first, "varicella": first}
    edited = following(one, base=one.id, amount="50")
    write(family, edited)
    second = months_after(day_of(40), 11)
    gone = following(one, base=edited.id, delete=True)
    write(family, gone)
    write(family, following(one, base=gone.id, note="it was given after all"))
    assert {move for move in moves(family) if move[0] == "mmr"} == {
        ("mmr", None, first, Because.ADDED),
        ("mmr", first, second, Because.CHANGED),
        ("mmr", second, None, Because.DELETED),
        ("mmr", None, second, Because.RESTORED),
    }
    assert len(moves(family)) == 8


def test_h26_the_line_names_the_entry_and_stays_until_somebody_has_seen_it(family):
    one = infusion(family, 40)
    write(family, one)
    with family.database.transaction() as session:
        found = unseen(session, family.nora)
        assert {row.entry_id for row in found} == {one.entry}
        ids = [row.id for row in found]
        with pytest.raises(NotAllowed):
            mark_seen(session, family.actor(session, "cleo"), family.nora, ids, now=NOW)
        mark_seen(session, family.actor(session, "ben"), family.nora, ids, now=NOW)
        later = NOW + timedelta(days=1)
        mark_seen(session, family.actor(session, "ada"), family.nora, ids, now=later)
    with family.database.reading() as session:
        assert not unseen(session, family.nora)
        kept = session.exec(select(MovedDate)).all()
        assert {(row.seen_by, row.seen_at) for row in kept} == {(family.people["ben"], NOW)}


def test_a_note_of_an_infusion_moves_no_date_and_is_not_told(family):
    one = infusion(family, 40)
    write(family, one)
    before = moves(family)
    write(family, following(one, base=one.id, note="a headache after it"))
    assert moves(family) == before


def test_other_kinds_ask_the_database_nothing(family, monkeypatch):
    def never(*_args, **_more):
        raise AssertionError("a symptom costs nothing here")

    with family.database.transaction() as session:
        monkeypatch.setattr(session, "exec", never)
        monkeypatch.setattr(session, "execute", never)
        for kind in ("symptom", "vaccination", "draw"):
            with watching_entry(session, None, family.nora, kind, uuid.uuid4(), now=NOW):
                pass


def test_h26_a_dose_without_a_figure_of_the_clinic_looks_at_no_date(family, monkeypatch):
    def never(*_args, **_more):
        raise AssertionError("a dose reads no more than the clinic's figures")

    monkeypatch.setattr(moved_dates, "shown_dates", never)
    with family.database.transaction() as session:
        actor = family.actor(session, "ada")
        with watching_entry(session, actor, family.nora, "dose", uuid.uuid4(), now=NOW):
            pass


def test_h26_a_figure_of_the_clinic_moves_the_date_of_a_followed_vaccine(family):
    family.medicine("Methotrexate", rhythm={"every": "week", "on": ["tuesday"], "times": ["08:00"]})
    with family.database.transaction() as session:
        actor = family.actor(session, "ada")
        follow(session, actor, family.nora, "yellow_fever", now=NOW)
        plan = session.exec(select(DosePlan)).one()
        plan.last_on = date(2026, 11, 20)
    with family.database.transaction() as session:
        actor = family.actor(session, "ada")
        child = session.get_one(Child, family.nora)
        key = "hold.yellow_fever.methotrexate.after"
        with watching_plans(session, actor, now=NOW):
            set_figure(
                session, actor, child, key, Decimal(3), "months", told_by="Dr. Okafor", now=NOW
            )
    day = date(2027, 2, 20)
    assert moves(family) == [("yellow_fever", None, day, Because.FIGURE)]
    with (
        family.database.transaction() as session,
        watching_plans(session, family.actor(session, "ada"), now=NOW + timedelta(minutes=1)),
    ):
        plan = session.exec(select(DosePlan)).one()
        plan.last_on = date(2026, 11, 10)
    assert moves(family)[1:] == [("yellow_fever", day, date(2027, 2, 10), Because.MEDICINE)]


def test_h26_an_open_infusion_takes_the_date_away_and_its_grams_bring_it_back(family):
    write(family, infusion(family, 40))
    first = months_after(day_of(40), 10)
    doubtful = infusion(family, 10, None)
    write(family, doubtful)
    write(family, following(doubtful, base=doubtful.id, amount="10", unit="g"))
    assert {move for move in moves(family) if move[0] == "mmr"} == {
        ("mmr", None, first, Because.ADDED),
        ("mmr", first, None, Because.ADDED),
        ("mmr", None, first, Because.CHANGED),
    }


def test_h27_a_date_beside_which_something_opens_is_said_to_be_gone(family):
    write(family, infusion(family, 40))
    first = months_after(day_of(40), 10)
    family.medicine("CellCept", first_on=date(2027, 1, 1))
    with family.database.reading() as session:
        assert ended_waits(session, family.nora, ["mmr"], now=NOW) == {"mmr": first}
    with (
        family.database.transaction() as session,
        watching_plans(session, family.actor(session, "ada"), now=NOW),
    ):
        session.exec(select(DosePlan)).one().first_on = date(2026, 11, 1)
    with family.database.reading() as session:
        assert ended_waits(session, family.nora, ["mmr"], now=NOW) == {"mmr": None}
    assert ("mmr", first, None, Because.MEDICINE) in moves(family)


def test_h26_a_clock_that_moves_moves_the_dates_that_follow_from_it(family):
    write(family, infusion(family, 40))
    first = months_after(day_of(40), 10)
    with (
        family.database.transaction() as session,
        watching_plans(session, family.actor(session, "ada"), now=NOW),
    ):
        child = session.get_one(Child, family.nora)
        change_zone(
            session, family.actor(session, "ada"), child, ZoneInfo("Pacific/Kiritimati"), now=NOW
        )
    assert ("mmr", first, first + timedelta(days=1), Because.ZONE) in moves(family)


def test_h26_a_broken_rule_file_loses_no_infusion(family, tmp_path, monkeypatch, caplog):
    broken = tmp_path / "vaccine_rules.yaml"
    broken.write_text("version: [", encoding="utf-8")
    monkeypatch.setattr(vaccine_rules_file, "FILE", broken)
    vaccine_rules_file.vaccine_rules.cache_clear()
    try:
        one = infusion(family, 40)
        write(family, one)
    finally:
        monkeypatch.undo()
        vaccine_rules_file.vaccine_rules.cache_clear()
    with family.database.reading() as session:
        assert session.get(InfusionRow, one.entry) is not None
    assert moves(family) == []
    assert "could not be worked out" in caplog.text


steps = st.lists(
    st.tuples(
        st.sampled_from(["add", "edit", "delete", "restore"]),
        st.integers(0, 300),
        st.sampled_from(list(MONTHS)),
        st.integers(0, 5),
    ),
    min_size=1,
    max_size=8,
)


@settings(
    max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(steps=steps)
def test_h26_after_any_history_the_shown_date_follows_from_the_live_rows_alone(family, steps):
    """Each infusion far from the next: none of them is a course of several days."""
    another_child(family)
    live, gone, last = {}, {}, {}
    for turn, (what, days, grams, which) in enumerate(steps):
        moment = NOW + timedelta(seconds=turn)
        shown = dates(family)["mmr"]
        if what == "add" and all(
            abs(days - other) > 2 for other, _ in [*live.values(), *gone.values()]
        ):
            one = infusion(family, days, grams)
            live[one.entry], last[one.entry] = (days, grams), one
            write(family, one, now=moment)
        elif what == "edit" and live:
            entry = sorted(live)[which % len(live)]
            one = following(last[entry], base=last[entry].id, amount=grams)
            live[entry], last[entry] = (live[entry][0], grams), one
            write(family, one, now=moment)
        elif what == "delete" and live:
            entry = sorted(live)[which % len(live)]
            one = following(last[entry], base=last[entry].id, delete=True)
            gone[entry], last[entry] = live.pop(entry), one
            write(family, one, now=moment)
        elif what == "restore" and gone:
            entry = sorted(gone)[which % len(gone)]
            one = following(last[entry], base=last[entry].id, note="back")
            live[entry], last[entry] = gone.pop(entry), one
            write(family, one, now=moment)
        named = [months_after(day_of(days), MONTHS[grams]) for days, grams in live.values()]
        assert dates(family)["mmr"] == max(named, default=None)
        told = [move for move in moves(family) if move[0] == "mmr"]
        assert (told[-1][2] if told else None) == max(named, default=None)
        assert shown is None or told


def another_child(family):
    """Each example is about a child of whom nothing is written yet."""
    with family.database.transaction() as session:
        nora = session.get_one(Child, family.nora)
        child = Child(**{**nora.model_dump(), "id": uuid.uuid4()})
        session.add(child)
        family.children["nora"] = child.id
