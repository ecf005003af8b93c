"""A phone without signal says of a slot what Today would say, minute by minute (property, H17)."""

from collections.abc import Iterator
from datetime import datetime, time, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from journal.entries import record
from journal.records.children import Child
from journal.web.day import Day
from journal.web.pocket_doses import PocketDoses
from tests.family import NOW, change, fresh_database, make_family

HOURS = st.integers(0, 23)
MINUTES = st.sampled_from([0, 15, 30, 59])
CLOCKS = st.builds(lambda hour, minute: f"{hour:02}:{minute:02}", HOURS, MINUTES)


def kept_state(slot: dict, moment: datetime) -> str | None:
    """What static/js/phone/views/today.js makes of a kept slot; None when it shows none."""
    at = {name: slot[name] and datetime.fromisoformat(slot[name]) for name in MOMENTS}
    if not at["shown_from"] <= moment < at["gone_at"]:
        return None
    if slot["state"]:
        return slot["state"]
    if moment >= at["over_at"]:
        return slot["over"]
    if at["late_at"] and moment >= at["late_at"]:
        return "overdue"
    return "later" if at["due_from"] and moment < at["due_from"] else "due"


MOMENTS = ("shown_from", "due_from", "late_at", "over_at", "gone_at")


def minutes(start: datetime, slots: list[dict]) -> Iterator[datetime]:
    """Every minute of a day around what changes in it, and every tenth besides."""
    turns = [datetime.fromisoformat(slot[name]) for slot in slots for name in MOMENTS if slot[name]]
    for passed in range(24 * 60):
        moment = start + timedelta(minutes=passed)
        if passed % 60 == 0 or any(abs(moment - turn) < timedelta(minutes=2) for turn in turns):
            yield moment


@settings(max_examples=8, suppress_health_check=list(HealthCheck))
@given(
    times=st.lists(CLOCKS, min_size=1, max_size=3, unique=True),
    begins=st.sampled_from([time(0), time(4), time(20)]),
    typed_in=st.sampled_from([timedelta(days=9), timedelta(hours=3)]),
    recorded=st.booleans(),
)
def test_h17_kept_slots_agree_with_today_in_every_minute_of_a_day(
    tmp_path_factory, times, begins, typed_in, recorded
):
    database = fresh_database(f"sqlite:///{tmp_path_factory.mktemp('pocket')}/journal.sqlite3")
    family = make_family(database)
    plan = {"every": "day", "times": sorted(times)}
    medicine = family.medicine(rhythm=plan, now=NOW - typed_in)
    with database.transaction() as session:
        session.get_one(Child, family.nora).day_begins = begins
        if recorded:
            slot = f"{NOW:%Y-%m-%d}T{sorted(times)[0]}"
            fields = {"medicine": str(medicine.id), "outcome": "given", "slot": slot}
            dose = change(family.nora, "dose", amount="12.5", unit="mg", **fields)
            assert record(session, family.actor(session, "ada"), dose, now=NOW).stored
    with database.reading() as session:
        child = session.get_one(Child, family.nora)
        day = Day(session, family.actor(session, "ada"), child, NOW)
        doses = PocketDoses(day)
        slots = [doses.moments(dose) for dose in doses.doses]
        for moment in minutes(NOW, slots):
            shown = {
                (str(dose.expected.medicine.id), dose.expected.slot.key): dose.state
                for dose in Day(session, day.actor, child, moment).doses
            }
            kept = {
                (slot["medicine"], slot["slot"]): state
                for slot in slots
                if (state := kept_state(slot, moment)) is not None
            }
            assert kept == shown, moment
    database.close()
