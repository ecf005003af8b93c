"""F20: a push service that hangs holds up no other, and is left alone for a while."""

import threading
import time
from datetime import timedelta

import pytest

from journal.reminders.endpoints import Permitted
from journal.reminders.origins import FIRST_REST, IN_FLIGHT, LONGEST_REST, Origins, Resting
from journal.reminders.push import Sender
from journal.reminders.transport import TimedOut
from tests.family import NOW
from tests.reminders.world import BEFORE, beat, deliveries, phone
from tests.support.push_service import Phone, PushService

HOST = "https://push.example.org"


class Clock:
    seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def origins(clock) -> Origins:
    return Origins(clock)


def time_out(origins, times=1) -> None:
    for _ in range(times):
        with pytest.raises(TimedOut), origins.slot(HOST):
            raise TimedOut("nothing")


def rest(origins) -> timedelta:
    """How long the origin is left alone; nothing when it is not."""
    try:
        with origins.slot(HOST):
            return timedelta()
    except Resting as resting:
        return resting.wait


def test_f20_three_timeouts_in_a_row_are_a_rest_that_doubles_up_to_ten_minutes(origins, clock):
    time_out(origins, 3)
    rests = []
    for _ in range(8):
        rests.append(rest(origins))
        clock.seconds += rests[-1].total_seconds()
        time_out(origins)
    assert rests[:3] == [FIRST_REST, 2 * FIRST_REST, 4 * FIRST_REST]
    assert rests[-1] == LONGEST_REST


def test_f20_any_answer_ends_the_count(origins):
    time_out(origins, 2)
    with origins.slot(HOST):
        pass
    time_out(origins, 2)
    with pytest.raises(ConnectionError), origins.slot(HOST):
        raise ConnectionError("refused at once: that holds nobody up")
    time_out(origins, 2)
    assert rest(origins) == timedelta()


def test_f20_one_origin_that_rests_is_no_reason_for_another_to(origins):
    time_out(origins, 3)
    with origins.slot("https://other.example.org"):
        pass


def test_f20_four_messages_are_on_their_way_to_one_origin_at_most(origins):
    leave, inside, most, lock = threading.Event(), [], [], threading.Lock()

    def send():
        with origins.slot(HOST):
            with lock:
                inside.append(1)
                most.append(len(inside))
            leave.wait(timeout=60)
            with lock:
                inside.pop()

    threads = [threading.Thread(target=send, daemon=True) for _ in range(3 * IN_FLIGHT)]
    for thread in threads:
        thread.start()
    ends = time.monotonic() + 60
    while len(inside) < IN_FLIGHT and time.monotonic() < ends:
        time.sleep(0.01)
    leave.set()
    for thread in threads:
        thread.join(timeout=60)
    assert len(most) == 3 * IN_FLIGHT, "nobody is left out"
    assert max(most) == IN_FLIGHT


class Quick(Sender):
    """Gives an exchange three seconds instead of ten."""

    def send(self, *args, **more):
        return super().send(*args, **more, deadline=timedelta(seconds=3))


def test_f20_beside_a_host_that_hangs_the_others_are_told(small_family, vapid):
    """Ten phones of a push service that answers, ten of one that never does, due at once."""
    family, keys, asked, over = small_family, Phone(), [], threading.Event()
    family.medicine(now=BEFORE)

    def hang(_connection):
        asked.append(1)
        over.wait(timeout=120)

    with PushService() as service, PushService(behave=hang) as hanging:
        for name in ("ada", "ben"):
            for each in range(10):
                host = hanging.host if each % 2 else service.host
                phone(family, name, endpoint=f"http://{host}/{name}/{each}", keys=keys)
        sender = Quick(vapid, Permitted((service.host, hanging.host)))
        beat(family, sender, NOW)
        over.set()
        sender.close()
    told = [row.outcome for row in deliveries(family)]
    assert told.count("accepted") == 10
    assert told.count(None) == 10, "the others are tried again later"
    assert len(asked) < 10, "it was asked again and again"
    waits = [row.next_at for row in deliveries(family) if row.outcome is None]
    assert min(waits) > NOW, "nobody asks it at once"
