"""H19: that reminders stopped is seen at once; and the worker that keeps them going."""

import logging
import os
import stat
import time

import pytest
from sqlmodel import select

from journal import clock
from journal.records.medicines import DosePlan
from journal.reminders import heart
from journal.reminders.vapid import VapidKey
from journal.reminders.worker import open_sender, start, vapid_key
from journal.settings import Settings
from tests.family import NOW
from tests.reminders.world import BEFORE, HOUR, SECOND, WORDS, FakeSender, beat, occurrences, phone


def late(family, now) -> bool:
    with family.database.reading() as session:
        return heart.is_late(session, now=now)


def test_h19_ninety_seconds_without_a_tick_are_late(family):
    assert late(family, NOW)
    beat(family, FakeSender(), NOW)
    assert not late(family, NOW + 89 * SECOND)
    assert late(family, NOW + 92 * SECOND)


def test_h19_a_beat_from_the_future_is_none(small_family):
    beat(small_family, FakeSender(), NOW + HOUR)
    assert late(small_family, NOW)
    beat(small_family, FakeSender(), NOW)
    assert not late(small_family, NOW)


def test_h19_a_plan_that_cannot_be_read_silences_no_other_but_shows_and_is_not_quoted(
    small_family, caplog
):
    family, sender = small_family, FakeSender()
    family.medicine(now=BEFORE)
    broken = family.medicine(child="tom", now=BEFORE)
    phone(family, "ada")
    with family.database.transaction() as session:
        plan = session.exec(select(DosePlan).where(DosePlan.medicine_id == broken.id)).one()
        plan.rhythm = {"every": "blue moon"}
    counts = beat(family, sender, NOW)
    assert (counts.faults, len(sender.sent)) == (1, 1)
    assert late(family, NOW + SECOND)
    assert "1 medicines could not be planned" in caplog.text
    assert "blue moon" not in caplog.text


def test_h19_a_plan_that_cannot_be_read_silences_no_other_medicine_of_the_child(small_family):
    family, sender = small_family, FakeSender()
    whole = family.medicine(now=BEFORE)
    broken = family.medicine("Folic acid", now=BEFORE)
    phone(family, "ada")
    beat(family, FakeSender(), BEFORE)
    with family.database.transaction() as session:
        plan = session.exec(select(DosePlan).where(DosePlan.medicine_id == broken.id)).one()
        plan.rhythm = {"every": "blue moon"}
    counts = beat(family, sender, NOW - SECOND)
    assert counts.faults == 1
    left = [one for one in occurrences(family) if one.outcome is None]
    assert {one.medicine_id for one in left} == {whole.id, broken.id}
    counts = beat(family, sender, NOW + SECOND)
    # What was written down before is told still.
    assert (counts.faults, len(sender.sent)) == (1, 2)


def test_the_worker_ticks_at_once(small_family):
    family, sender = small_family, FakeSender()
    scheduler = start(family.database, sender, WORDS)
    try:
        ends = time.monotonic() + 30
        while late(family, clock.now()) and time.monotonic() < ends:
            time.sleep(0.02)
        assert not late(family, clock.now())
    finally:
        scheduler.shutdown()


def test_a_tick_that_stumbles_does_not_end_the_worker_and_is_logged_without_its_message(
    small_family, caplog
):
    broken = small_family.database
    broken.close()

    secret = "Nora takes methotrexate"

    class Stumbles:
        engine = broken.engine

        def __getattr__(self, name):
            raise RuntimeError(secret)

    with caplog.at_level(logging.ERROR):
        scheduler = start(Stumbles(), FakeSender(), WORDS)
        try:
            ends = time.monotonic() + 30
            while "stumbled" not in caplog.text and time.monotonic() < ends:
                time.sleep(0.02)
            assert scheduler.beats
        finally:
            scheduler.shutdown()
    assert "builtins.RuntimeError" in caplog.text
    assert "in tick" in caplog.text
    assert "Nora" not in caplog.text


@pytest.fixture
def settings(tmp_path) -> Settings:
    return Settings.from_environment({"JOURNAL_DATA": str(tmp_path / "data")})


def test_the_vapid_key_is_made_once_and_kept_private(settings):
    first, second = vapid_key(settings), vapid_key(settings)
    assert first.public == second.public
    path = settings.secrets / "vapid_key"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert os.listdir(settings.secrets).count("vapid_key") == 1
    assert not [name for name in os.listdir(settings.secrets) if name.startswith("vapid_key.")]
    open_sender(settings).close()


def test_a_key_in_the_settings_wins(tmp_path):
    key = VapidKey.generate()
    settings = Settings.from_environment(
        {"JOURNAL_DATA": str(tmp_path / "data"), "JOURNAL_VAPID_KEY": key.pem()}
    )
    assert vapid_key(settings).public == key.public
