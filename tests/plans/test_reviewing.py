"""H37: what waits since a discharge follows stays, reviews and plans in any order."""

import uuid
from contextlib import contextmanager, suppress
from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from journal.care.reviews import Missing
from journal.care.rhythm import read_rhythm
from journal.entries.record import record
from journal.plans.medicines import Dosing, change_dose, turn
from journal.plans.reviewing import after_stay
from journal.records.children import Child
from journal.records.columns import uuid7
from journal.records.medicines import Medicine, Turn
from tests.family import NOW, change, fresh_family

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
DAILY = {"every": "day", "times": ["08:00"]}
END = NOW + 20 * DAY


class TakenBack(Exception):
    """Nothing of this is kept."""


@pytest.fixture(scope="module")
def family(tmp_path_factory):
    folder = tmp_path_factory.mktemp("reviewing")
    family = fresh_family(f"sqlite:///{folder / 'journal.sqlite3'}")
    yield family
    family.database.close()


@contextmanager
def scratch(family):
    with suppress(TakenBack), family.database.transaction() as session:
        yield session
        raise TakenBack


@pytest.fixture(scope="module")
def medicine(family) -> uuid.UUID:
    return family.medicine(now=NOW - 10 * DAY).id


def keep(family, session, kind, entry, when, base=None, delete=False, **fields) -> uuid.UUID:
    made = change(family.nora, kind, made_at=when, entry=entry, base=base, delete=delete, **fields)
    outcome = record(session, family.actor(session, "ada"), made, now=max(when, NOW))
    assert outcome.result == "applied", outcome
    return made.id


def stay(family, session, entry, ended, **more) -> uuid.UUID:
    admitted = (ended - 3 * DAY).isoformat()
    fields = {"at": admitted, "admitted": admitted, "hospital": "St. Anna"}
    return keep(
        family, session, "stay", entry, ended, discharged=ended.isoformat(), **fields, **more
    )


def review(family, session, stay, medicine, at, decision) -> tuple[uuid.UUID, uuid.UUID]:
    fields = {"stay": str(stay), "medicine": str(medicine), "decision": decision, "told": "10 mg"}
    entry = uuid7(at)
    return entry, keep(family, session, "review", entry, at, at=at.isoformat(), **fields)


def waits(family, session, medicine, now=END) -> Missing | None:
    after = after_stay(session, session.get_one(Child, family.nora), [medicine], now=now)
    return after.missing.get(medicine) if after else None


STAYS = st.lists(
    st.tuples(st.integers(0, 15), st.booleans(), st.integers(0, 3)), min_size=1, max_size=3,
    unique_by=lambda one: one[0],
)  # fmt: skip
REVIEWS = st.lists(
    st.tuples(
        st.integers(0, 2), st.sampled_from(["continues", "changed", "stopped"]), st.booleans()
    ),
    max_size=4,
)
# Most histories without any: a later decision ends every question.
DECISIONS = st.one_of(
    st.just([]), st.lists(st.tuples(st.integers(0, 19), st.booleans()), max_size=2)
)


@settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(stays=STAYS, reviews=REVIEWS, decisions=DECISIONS, random=st.randoms())
def test_h37_any_order_of_stays_reviews_plans_and_deletions(
    family, medicine, stays, reviews, decisions, random
):
    """Each stay is moved after it was written, and may be deleted; each review may be too."""
    ids = [uuid7(NOW + day * DAY) for day, _gone, _moved in stays]
    with scratch(family) as session:

        def write_stay(place):
            day, gone, moved = stays[place]
            base = stay(family, session, ids[place], NOW + (day - 1) * DAY)
            ended = (NOW + day * DAY + moved * HOUR).isoformat()
            at = NOW + day * DAY + moved * HOUR
            base = keep(family, session, "stay", ids[place], at, base=base, discharged=ended)
            if gone:
                keep(family, session, "stay", ids[place], at, base=base, delete=True)

        def write_review(place):
            of, decision, gone = reviews[place]
            if of < len(ids):
                at = NOW + 16 * DAY
                entry, base = review(family, session, ids[of], medicine, at, decision)
                if gone:
                    keep(family, session, "review", entry, at, base=base, delete=True)

        steps = [(write_stay, place) for place in range(len(stays))]
        steps += [(write_review, place) for place in range(len(reviews))]
        random.shuffle(steps)
        for write, place in steps:
            write(place)
        made = []
        for day, stops in sorted(decisions):
            decide(family, session, medicine, NOW + day * DAY + 1.5 * HOUR, stops, made)

        ended = [
            (NOW + day * DAY + moved * HOUR, place)
            for place, (day, gone, moved) in enumerate(stays)
            if not gone
        ]
        assert waits(family, session, medicine) == expected(ended, reviews, made)


def decide(family, session, medicine, at, stops, made) -> None:
    row = session.get_one(Medicine, medicine)
    ada = family.actor(session, "ada")
    if any(stopped for _at, stopped in made):
        return
    if stops:
        turn(session, ada, row, Turn.STOP, on=at.date(), reason="Dr. Okafor said so", now=at)
    else:
        # Each time another amount: the same one would be no change.
        new = Dosing(
            amount=Decimal(20 + len(made)),
            unit="mg",
            rhythm=read_rhythm(DAILY),
            first_on=at.date(),
        )
        change_dose(session, ada, row, new, now=at)
    made.append((at, stops))


def expected(ended, reviews, made) -> Missing | None:
    if not ended:
        return None
    left, place = max(ended)
    if any(at > left or stopped for at, stopped in made):
        return None  # decided since, or it had been stopped before
    said = {decision for of, decision, gone in reviews if of == place and not gone}
    if not said:
        return Missing.LOOK
    return None if said == {"continues"} else Missing.PLAN


def test_h37_without_the_discharge_the_stay_goes_on_and_nothing_is_asked(family, medicine):
    with scratch(family) as session:
        entry = uuid7(NOW)
        base = stay(family, session, entry, NOW)
        assert waits(family, session, medicine) is Missing.LOOK
        keep(family, session, "stay", entry, NOW + HOUR, base=base, discharged=None)
        assert waits(family, session, medicine) is None


def test_h37_a_review_that_was_deleted_says_nothing_and_a_deleted_stay_asks_nothing(
    family, medicine
):
    with scratch(family) as session:
        entry = uuid7(NOW)
        base = stay(family, session, entry, NOW)
        said, first = review(family, session, entry, medicine, NOW + HOUR, "continues")
        assert waits(family, session, medicine) is None
        keep(family, session, "review", said, NOW + HOUR, base=first, delete=True)
        assert waits(family, session, medicine) is Missing.LOOK
        keep(family, session, "stay", entry, NOW + HOUR, base=base, delete=True)
        assert waits(family, session, medicine) is None


def test_h37_a_fault_in_the_computation_keeps_every_medicine_waiting(family, medicine):
    """What is broken is the row: an amount that nobody can read."""
    with scratch(family) as session:
        stay(family, session, uuid7(NOW), NOW)
        child = session.get_one(Child, family.nora)
        child.zone = "Nowhere/At_All"
        after = after_stay(session, child, [medicine], now=END)
        assert after is not None
        assert after.missing == {medicine: Missing.LOOK}


def test_h37_a_phone_whose_clock_runs_ahead_makes_no_history_of_a_stay(family, medicine):
    with scratch(family) as session:
        stay(family, session, uuid7(NOW + 9 * DAY), NOW)
        assert waits(family, session, medicine) is Missing.LOOK


def test_h37_what_was_said_before_the_day_of_the_discharge_settles_nothing(family, medicine):
    """A phone without signal shows the taps while the stay goes on: the dose may change yet."""
    with scratch(family) as session:
        entry = uuid7(NOW)
        stay(family, session, entry, NOW)
        review(family, session, entry, medicine, NOW - 30 * HOUR, "continues")
        assert waits(family, session, medicine) is Missing.LOOK
        # The letter is read in the room, and the discharge written at the door.
        review(family, session, entry, medicine, NOW - HOUR, "continues")
        assert waits(family, session, medicine) is None


def test_h37_only_a_turn_that_bears_on_the_stay_settles_a_medicine(family, medicine):
    def say(session, what, at, on):
        more = {"review_on": on + DAY} if what is Turn.PAUSE else {}
        row = session.get_one(Medicine, medicine)
        ada = family.actor(session, "ada")
        turn(session, ada, row, what, on=on, reason="as it was", now=at, **more)

    before = (NOW - 9 * DAY).date()
    with scratch(family) as session:
        stay(family, session, uuid7(NOW), NOW)
        say(session, Turn.PAUSE, NOW + HOUR, before)
        say(session, Turn.RESUME, NOW + 2 * HOUR, before + 2 * DAY)
        assert waits(family, session, medicine) is Missing.LOOK, "it was over before the stay"
        say(session, Turn.PAUSE, NOW + DAY, (NOW + DAY).date())
        assert waits(family, session, medicine) is None
    with scratch(family) as session:
        stay(family, session, uuid7(NOW), NOW)
        say(session, Turn.STOP, NOW + HOUR, before)
        assert waits(family, session, medicine) is None, "it is stopped"


def test_h37_an_old_stay_that_is_written_down_asks_for_nothing(family, medicine):
    with scratch(family) as session:
        stay(family, session, uuid7(NOW), NOW - 4 * DAY)
        assert waits(family, session, medicine) is None


def test_h37_discharges_of_before_this_build_ask_for_nothing(family, medicine):
    with scratch(family) as session:
        stay(family, session, uuid7(NOW), NOW)
        session.get_one(Child, family.nora).reviews_since = NOW
        assert waits(family, session, medicine) is None
        stay(family, session, uuid7(NOW + DAY), NOW + DAY)
        assert waits(family, session, medicine) is Missing.LOOK
