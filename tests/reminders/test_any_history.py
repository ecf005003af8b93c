"""H6: whatever a family decides in whatever order, the reminders follow from the plans alone.

The plans are read a second time here, date by date and as slowly as on paper, and must agree.
"""

from contextlib import suppress
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import select

from journal.care.problems import Refused
from journal.care.rhythm import read_rhythm
from journal.plans.medicines import Dosing, change_dose, turn
from journal.records.children import Child
from journal.records.medicines import DosePlan, Medicine, MedicineTurn, Turn
from journal.records.reminders import About, Occurrence
from journal.reminders.planning import AHEAD, plan_child
from tests.family import ZONE

DAY = timedelta(days=1)
# A night on which the clocks go back lies in the middle: Sunday 1 November 2026.
BEGIN = datetime(2026, 10, 29, 12, 0, tzinfo=UTC)
TODAY = date(2026, 10, 29)
RHYTHMS = (
    {"every": "day", "times": ["01:30", "20:00"], "amounts": ["10", "5"]},
    {"every": "alternate", "times": ["08:00"], "other": "5"},
    {"every": "cycle", "weeks_on": 1, "weeks_off": 1, "times": ["23:59"]},
    {"every": "days", "n": 3, "times": ["00:00"]},
    {"every": "week", "on": ["friday", "sunday"], "times": ["18:00"]},
    {"after": None, "minutes": 4320},
    {"before": None, "minutes": 30},
    {"as_needed": True},
    {"once": "2026-11-01T01:15"},
)


class Undo(Exception):
    """Takes back everything that one example wrote."""


DECISIONS = st.lists(
    st.tuples(
        st.sampled_from(["dose", "dose", "dose", "stop", "pause", "resume", "wait"]),
        st.integers(0, 2),
        st.integers(0, 5),
        st.sampled_from(RHYTHMS),
    ),
    min_size=1,
    max_size=10,
)


@settings(
    max_examples=40,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(decisions=DECISIONS)
def test_h6_occurrences_equal_the_pure_function_of_the_plans(small_family, decisions):
    family = small_family
    ids = [one.id for one in medicines(family)]
    now = BEGIN
    with suppress(Undo), family.database.transaction() as session:
        ada = family.actor(session, "ada")
        for what, which, days, rhythm in decisions:
            now += timedelta(seconds=1)  # of two decisions one is the later
            medicine = session.get_one(Medicine, ids[which])
            # Some of it is refused: a stopped one has no new dose.
            with suppress(Refused):
                decide(session, ada, medicine, what, days, named(rhythm, ids[which - 1]), now)
            if what == "wait":
                now += timedelta(hours=31 * days)
            plan_child(session, family.nora, now=now)
        assert waiting(session, now) == by_hand(session, family.nora, ids, now)
        raise Undo


def medicines(family):
    """A is given twice a day; B comes three days after it, C half an hour before."""
    with family.database.reading() as session:
        found = session.exec(select(Medicine).order_by(Medicine.name)).all()
    if found:
        return found
    more = {"first_on": TODAY, "now": BEGIN - DAY}
    first = family.medicine(name="A", rhythm={"every": "day", "times": ["01:30", "20:00"]}, **more)
    return [
        first,
        family.medicine(name="B", rhythm={"after": str(first.id), "minutes": 4320}, **more),
        family.medicine(name="C", rhythm={"before": str(first.id), "minutes": 30}, **more),
    ]


def named(rhythm, other):
    return {key: value or str(other) for key, value in rhythm.items()}


def decide(session, ada, medicine, what, days, rhythm, now):
    on = max(now.astimezone(ZoneInfo(ZONE)).date(), TODAY + days * DAY)
    if what == "dose":
        last_on = on + 2 * DAY if days == 4 else None
        dosing = Dosing(
            amount=Decimal(10), unit="mg", rhythm=read_rhythm(rhythm), first_on=on, last_on=last_on
        )
        change_dose(session, ada, medicine, dosing, now=now)
    elif what != "wait":
        review = on + 9 * DAY if what == "pause" else None
        turn(session, ada, medicine, Turn(what), on=on, reason="asked", review_on=review, now=now)


def waiting(session, now):
    rows = session.exec(
        select(Occurrence)
        .where(Occurrence.settled_at.is_(None), Occurrence.due_at > now)
        .where(Occurrence.about == About.DOSE)
    )
    return {(one.medicine_id, one.slot, one.due_at) for one in rows if one.due_at < now + AHEAD}


def by_hand(session, child_id, ids, now):
    """What the plans ask for after `now`, worked out from their rows alone."""
    zone = ZoneInfo(session.get_one(Child, child_id).zone)
    plans = session.exec(select(DosePlan).order_by(DosePlan.made_at)).all()
    turns = session.exec(select(MedicineTurn).order_by(MedicineTurn.made_at)).all()
    own = {
        id_: walls([one for one in plans if one.medicine_id == id_ and not one.replaced])
        for id_ in ids
    }
    found = set()
    for id_ in ids:
        for wall, rhythm in own[id_]:
            if rhythm is None:
                found.add((id_, wall, instant(wall, zone)))
            else:
                found |= beside(id_, wall, rhythm, own, turns, zone)
    return {
        (id_, wall.isoformat(timespec="minutes"), due)
        for id_, wall, due in found
        if now < due < now + AHEAD and runs(id_, turns, due)
    }


def walls(plans):
    """Wall times with None, and days of a relative plan as (midnight, its rhythm)."""
    found = []
    for n in range(90):
        day = TODAY - 8 * DAY + n * DAY
        begun = [one for one in plans if one.first_on <= day]
        if not begun:
            continue
        plan = [one for one in begun if one.first_on == max(each.first_on for each in begun)][-1]
        if plan.last_on is not None and plan.last_on < day:
            continue
        rhythm = plan.rhythm
        if "minutes" in rhythm:
            found.append((datetime.combine(day, time()), rhythm))
        elif "once" in rhythm:
            at = datetime.fromisoformat(rhythm["once"])
            found += [(at, None)] if at.date() == day else []
        elif falls(rhythm, plan.first_on, day):
            found += [
                (datetime.combine(day, time.fromisoformat(at)), None)
                for at in rhythm.get("times", [])
            ]
    return found


def falls(rhythm, first_on, day):
    passed = (day - first_on).days
    match rhythm.get("every"):
        case "day" | "alternate":
            return True
        case "cycle":
            return passed % 14 < 7
        case "days":
            return passed % 3 == 0
        case "week":
            return day.strftime("%A").lower() in rhythm["on"]
    return False


def beside(id_, day, rhythm, own, turns, zone):
    anchor = next(one for one in own if str(one) in (rhythm.get("after"), rhythm.get("before")))
    passed = timedelta(minutes=rhythm["minutes"] if "after" in rhythm else -rhythm["minutes"])
    return {
        (id_, wall + passed, instant(wall + passed, zone))
        for wall, beside_another in own[anchor]
        if beside_another is None
        and (wall + passed).date() == day.date()
        and runs(anchor, turns, instant(wall, zone))
    }


def runs(id_, turns, at):
    """Whether nothing holds the medicine: the last turn that took effect, unless a stop took it."""
    kept = []
    for row in [one for one in turns if one.medicine_id == id_]:
        if row.turn is Turn.STOP:
            kept = [
                one
                for one in kept
                if one.effective_at < row.effective_at or one.made_at == row.made_at
            ]
        kept.append(row)
    latest = [
        one for one in sorted(kept, key=lambda one: one.effective_at) if one.effective_at <= at
    ]
    return not latest or latest[-1].turn is Turn.RESUME


def instant(wall, zone):
    return wall.replace(tzinfo=zone, fold=0).astimezone(UTC)
