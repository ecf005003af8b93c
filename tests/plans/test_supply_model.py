"""Whatever a family writes, what is left is what a child with a pencil would get."""

from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from journal.care.rhythm import read_rhythm
from journal.plans.medicines import Dosing, add_medicine, change_dose, turn
from journal.plans.packages import take_back
from journal.records.medicines import Turn
from tests.family import fresh_family
from tests.plans.supplies import NEW_YORK, NOON, TODAY, Shelf, at

DAYS = 12
PATIENT = settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
FEW, MANY = settings(PATIENT, max_examples=25), settings(PATIENT, max_examples=500)
TAKEN = ("given", "partly", "vomited")


@pytest.fixture(scope="module")
def family(tmp_path_factory):
    folder = tmp_path_factory.mktemp("supply")
    family = fresh_family(f"sqlite:///{folder / 'journal.sqlite3'}")
    yield family
    family.database.close()


class TakenBack(Exception):
    """Nothing of this is kept."""


@contextmanager
def scratch(family):
    """A transaction that is rolled back."""
    with suppress(TakenBack), family.database.transaction() as session:
        yield session
        raise TakenBack


def a_medicine(family, session, rhythm, amount="2"):
    return add_medicine(
        session,
        family.actor(session, "ada"),
        family.nora,
        name="Prednisolone",
        dosing=dosing(amount, rhythm, date(2026, 10, 1)),
        now=at(-100),
    )


def dosing(amount, rhythm, first_on):
    read = read_rhythm(rhythm)
    return Dosing(amount=Decimal(amount), unit="tablet", rhythm=read, first_on=first_on)


@dataclass
class Pencil:
    """The simple model: what happened, in a list."""

    counts: list = field(default_factory=list)
    fetched: list = field(default_factory=list)
    taken: list = field(default_factory=list)
    recorded: set = field(default_factory=set)

    def left(self):
        """What is left, what without the doses nobody recorded, and how many those are."""
        when, there = self.counts[-1]
        there += sum(amount for at_, amount in self.fetched if at_ > when)
        there -= sum(amount for at_, amount in self.taken if at_ > when)
        slots = [at(day, "08:00") for day in range(-DAYS - 1, 1)]
        open_ones = [
            slot
            for slot in slots
            if slot > when and slot <= NOON - timedelta(hours=12) and slot not in self.recorded
        ]
        return there, max(0, there - 2 * len(open_ones)), len(open_ones)


acts = st.tuples(
    st.sampled_from(["count", "fetch", "dose", "dose", "dose", "extra"]),
    st.integers(0, 8),
    st.sampled_from(["given", "partly", "vomited", "refused", "skipped"]),
    st.booleans(),  # the hospital gave it
    st.booleans(),  # deleted, or taken back, afterwards
)


any_history = given(
    days=st.lists(st.lists(acts, max_size=3), min_size=1, max_size=DAYS), first=st.integers(40, 90)
)


@FEW
@any_history
def test_left_agrees_with_a_pencil_for_any_history(family, days, first):
    agrees_with_a_pencil(family, days, first)


@pytest.mark.nightly
@MANY
@any_history
def test_left_long_agrees_with_a_pencil_for_any_history(family, days, first):
    agrees_with_a_pencil(family, days, first)


def agrees_with_a_pencil(family, days, first):
    with scratch(family) as session:
        shelf = Shelf(family, session, a_medicine(family, session, DAILY))
        pencil = Pencil([(at(-DAYS - 1, "12:00"), first)])
        shelf.count(str(first), pencil.counts[0][0])
        for number, acts_ in enumerate(days):
            for place, act in enumerate(acts_):
                happen(family, session, shelf, pencil, number - DAYS, place, act)
        stands = shelf.stands()
        there, if_given, open_ones = pencil.left()
        if there < 0:
            assert stands.problem.code == "supply_more_taken"
            assert stands.left is None
        else:
            found = (stands.left, stands.left_if_given, stands.without_record)
            assert found == (there, if_given, open_ones)


DAILY = {"every": "day", "times": ["08:00"]}


def happen(family, session, shelf, pencil, day, place, act):
    """Let one thing happen, in the journal and with the pencil."""
    what, amount, outcome, in_hospital, gone = act
    clock = f"{9 + place:02}:00"
    when = at(day, clock)
    if what in {"count", "fetch"}:
        amount += what == "fetch"
        row = shelf.count(str(amount), when) if what == "count" else shelf.fetch(str(amount), when)
        if gone:
            take_back(session, family.actor(session, "ben"), row, now=NOON)
        elif what == "count":
            pencil.counts.append((when, amount))
        else:
            pencil.fetched.append((when, amount))
        return
    slot = "08:00" if what == "dose" and at(day, "08:00") not in pencil.recorded else None
    taken = outcome in TAKEN
    entry = shelf.dose(
        day,
        str(amount + 1) if taken else None,
        clock=clock,
        slot=slot,
        outcome=outcome,
        in_hospital=in_hospital,
    )
    if gone:
        shelf.delete(entry)
        return
    if slot:
        pencil.recorded.add(at(day, slot))
    if taken and not in_hospital:
        pencil.taken.append((when, amount + 1))


TUESDAYS = {"every": "week", "on": ["tuesday"], "times": ["18:00"]}
rhythms = st.sampled_from(
    [
        (DAILY, lambda _first, _day: ["08:00"]),
        (
            {"every": "day", "times": ["07:00", "19:30"]},
            lambda _first, _day: ["07:00", "19:30"],
        ),
        (TUESDAYS, lambda _first, day: ["18:00"] if day.weekday() == 1 else []),
        (
            {"every": "days", "n": 3, "times": ["08:00"]},
            lambda first, day: ["08:00"] if (day - first).days % 3 == 0 else [],
        ),
    ]
)


any_plans = given(
    plans=st.lists(
        st.tuples(st.integers(1, 30), st.sampled_from(["0.5", "1", "2.5", "4"]), rhythms),
        min_size=1,
        max_size=4,
    ),
    pause=st.none() | st.tuples(st.integers(1, 60), st.none() | st.integers(1, 30)),
    there=st.integers(0, 150),
)


@FEW
@any_plans
def test_the_day_agrees_with_walking_every_slot_for_any_plans(family, plans, pause, there):
    agrees_with_walking(family, plans, pause, there)


@pytest.mark.nightly
@MANY
@any_plans
def test_the_day_long_agrees_with_walking_every_slot_for_any_plans(family, plans, pause, there):
    agrees_with_walking(family, plans, pause, there)


def agrees_with_walking(family, plans, pause, there):
    with scratch(family) as session:
        shelf = Shelf(family, session, a_medicine(family, session, DAILY))
        shelf.count(str(there), at(0, "11:59"))
        ada = family.actor(session, "ada")
        steps = [(date(2026, 10, 1), Decimal(2), daily_times)]
        first = TODAY
        for days, amount, (rhythm, times) in plans:
            first += timedelta(days=days)
            change_dose(session, ada, shelf.medicine, dosing(amount, rhythm, first), now=NOON)
            if rhythm is TUESDAYS:
                times = apart(times, steps, first)
            steps.append((first, Decimal(amount), times))
        held = None
        if pause is not None:
            begins, lasts = pause
            on = TODAY + timedelta(days=begins)
            said = {"reason": "fever", "review_on": on + timedelta(days=400)}
            turn(session, ada, shelf.medicine, Turn.PAUSE, on=on, now=NOON, **said)
            until = None
            if lasts is not None:
                until = on + timedelta(days=lasts)
                turn(session, ada, shelf.medicine, Turn.RESUME, on=until, reason="", now=NOON)
            held = (on, until)
        assert shelf.stands().runs_out_on == walked(steps, held, Decimal(there))


def daily_times(_first, _day):
    return ["08:00"]


def apart(times, steps, first):
    """A weekly medicine waits until its dose is five days after the last planned before it (H5)."""
    before = [first - timedelta(days=n) for n in range(1, 6)]
    asked = [day for day in before if day >= TODAY and due_on(steps, day)[1]]
    since = max(asked) + timedelta(days=5) if asked else first
    return lambda first, day: times(first, day) if day >= since else []


def due_on(steps, day):
    """How much a day asks for at which times, by the last plan that has begun."""
    first, amount, times = [step for step in steps if step[0] <= day][-1]
    return amount, times(first, day)


def walked(steps, held, there):
    """The first day that is not covered, by walking every wall time of 400 days."""
    for after in range(401):
        day = TODAY + timedelta(days=after)
        if held and held[0] <= day and (held[1] is None or day < held[1]):
            continue
        amount, clocks = due_on(steps, day)
        for clock in clocks:
            due = datetime.combine(day, time.fromisoformat(clock), NEW_YORK)
            if NOON < due < NOON + timedelta(days=400):
                there -= amount
                if there < 0:
                    return day
    return None
