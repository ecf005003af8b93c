"""T1: a question to every caregiver has one key among all families; no two of them meet in it."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from journal.care.rhythm import read_rhythm
from journal.entries import record
from journal.entries.alerts import open_alerts
from journal.plans.medicines import Dosing, add_medicine
from journal.records.entries import AlertKind
from tests.family import NOW, change, fresh_family
from tests.reminders.keys_of import strangers_in

TUESDAYS = {"every": "week", "on": ["tuesday"], "times": ["18:00"]}
FIRST, DAY = date(2026, 9, 1), timedelta(days=1)


@pytest.fixture
def family(tmp_path):
    family = fresh_family(f"sqlite:///{tmp_path / 'journal.sqlite3'}")
    yield family
    family.database.close()


def ask_everything(family, child, by):
    """One question of each kind about this child: two of doses, one of an entry, one of a plan."""
    of, more = family.children[child], {"child": child, "by": by, "first_on": FIRST}
    weekly = family.medicine("Methotrexate", "15", rhythm=TUESDAYS, **more)
    pills = family.medicine(**more)
    given = {"outcome": "given", "amount": "15", "unit": "mg", "medicine": str(weekly.id)}
    twice = {**given, "amount": "12.5", "medicine": str(pills.id), "slot": "2026-11-20T08:00"}
    note = change(of, "note", note="one")
    edits = [
        change(of, "note", entry=note.entry, base=note.id, note=text) for text in ("two", "three")
    ]
    doses = [change(of, "dose", made_at=NOW - days * DAY, **given) for days in (20, 19)]
    doses += [change(of, "dose", made_at=NOW - 2 * DAY, **twice) for _ in "ab"]
    for one in (*doses, note, *edits):
        with family.database.transaction() as session:
            assert record(session, family.actor(session, by), one, now=NOW).stored
    daily = Dosing(
        amount=Decimal(15),
        unit="mg",
        rhythm=read_rhythm({"every": "day", "times": ["08:00"]}),
        first_on=FIRST,
        confirm={"word": "DAILY", "told_by": "Dr. Okafor"},
    )
    with family.database.transaction() as session:
        actor = family.actor(session, by)
        add_medicine(session, actor, of, name="Methotrexate", dosing=daily, now=NOW)


def test_t1_every_question_is_known_by_rows_of_its_own_child(family):
    ask_everything(family, "nora", "ada")
    ask_everything(family, "mia", "eve")
    with family.database.reading() as session:
        asked = [alert.kind for alert in open_alerts(session, family.children.values())]
        assert sorted(asked) == sorted([*AlertKind, *AlertKind])
        assert strangers_in(session, "alert") == []
