"""F10: a tick that hangs is noticed; reminders begin anew, or their worker is started anew."""

import subprocess
import sys
import threading
import time
from datetime import timedelta

import pytest

from journal.reminders.answers import Answer, Kind
from journal.reminders.heart import is_late, last_beat
from journal.reminders.tick import tick
from journal.reminders.watchdog import MOST_ANEW, Watched, anew
from tests.family import NOW
from tests.reminders.world import BEFORE, WORDS, FakeSender, beat, deliveries, phone
from tests.support import sources

ACCEPTED = Answer(kind=Kind.ACCEPTED, status=201)
# The limits are passed in: seconds here stand for minutes there.
PATIENCE = 1.0


def until(what, seconds=60.0) -> bool:
    """Whether it comes true before a slow machine has had all the time it needs."""
    ends = time.monotonic() + seconds
    while not (true := what()) and time.monotonic() < ends:
        time.sleep(0.02)
    return true


@pytest.fixture
def stuck():
    """What a hung sender waits for; it is let go in the end."""
    event = threading.Event()
    yield event
    event.set()


@pytest.fixture
def watch(small_family):
    """Start ticking at `NOW`, one second here being one there."""
    started, running = time.monotonic(), []

    def start(sender, hung=anew, **more):
        def beat(sign):
            now = NOW + timedelta(seconds=time.monotonic() - started)
            tick(small_family.database, sender, WORDS, now=now, sign=sign, **more)
            sign()

        running.append(Watched(beat, every=0.1, hung=hung, patience=PATIENCE))
        return running[-1]

    yield start
    for one in running:
        one.shutdown(wait=False)


def test_f10_a_hung_sender_is_left_behind_and_the_reminders_begin_anew(small_family, stuck, watch):
    family, hung = small_family, []
    family.medicine(now=BEFORE)
    where = phone(family, "ada")
    beat(family, FakeSender(), BEFORE)

    def answer(_endpoint):
        if not hung:
            hung.append(1)
            stuck.wait(timeout=120)
            return Answer(kind=Kind.FAILED)  # long after its lease has ended
        return ACCEPTED

    sender = FakeSender(answer)
    watched = watch(sender, lease=timedelta(seconds=0.5))
    assert until(lambda: len(sender.to(where)) > 1), "nothing was sent after the hang"
    assert watched.hangs == 1
    assert until(lambda: deliveries(family)[0].outcome == "accepted")
    stuck.set()
    watched.shutdown(wait=False)
    time.sleep(0.1)
    assert deliveries(family)[0].outcome == "accepted", "the one that hung settles nothing"


def test_f10_meanwhile_the_server_says_that_reminders_are_not_running(small_family, stuck, watch):
    family = small_family
    family.medicine(now=BEFORE)
    phone(family, "ada")
    beat(family, FakeSender(), BEFORE)
    sending = threading.Event()

    def answer(_endpoint):
        sending.set()
        stuck.wait(timeout=120)
        return ACCEPTED

    told = []
    watch(FakeSender(answer), hung=lambda hangs: bool(told.append(hangs)))
    assert sending.wait(timeout=60)
    assert until(lambda: told), "nobody noticed"
    with family.database.reading() as session:
        beaten = last_beat(session)
        assert is_late(session, now=max(beaten, NOW) + timedelta(seconds=91))
    assert until(lambda: told == [1])


def test_f10_it_begins_anew_a_few_times_and_then_leaves_it_to_whoever_runs_the_server(
    stuck, caplog
):
    began = []

    def hangs(_sign):
        began.append(1)
        stuck.wait(timeout=120)

    watched = Watched(hangs, every=0.05, hung=anew, patience=0.3)
    assert until(lambda: watched.hangs > MOST_ANEW)
    watched.shutdown(wait=False)
    assert len(began) == MOST_ANEW + 1
    assert "until the server is restarted" in caplog.text


def test_f10_a_beat_that_gives_signs_does_not_hang_however_long_it_takes(stuck):
    done = threading.Event()

    def long(sign):
        for _ in range(50):
            sign()
            if stuck.wait(timeout=0.1):
                return
        done.set()

    hung = []
    watched = Watched(long, every=60, hung=lambda n: bool(hung.append(n)), patience=4.0)
    assert done.wait(timeout=60)
    stuck.set()
    watched.shutdown()
    assert not hung


HANGING = """
import sys, threading
from journal.records.database import Database
from journal.reminders.worker import run_forever
from tests.reminders.world import WORDS

class Hanging(Database):
    def reading(self):
        threading.Event().wait()

run_forever(Hanging(sys.argv[1]), None, WORDS, patience=0.5)
"""


def test_f10_a_worker_that_hangs_ends_with_one_sentence_to_be_started_anew(tmp_path):
    url = f"sqlite:///{tmp_path / 'journal.sqlite3'}"
    done = subprocess.run(
        [sys.executable, "-c", HANGING, url],
        cwd=sources.ROOT,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 70, done.stderr
    assert "this process ends, to be started anew" in done.stderr
    assert "Traceback" not in done.stderr
