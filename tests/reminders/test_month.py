"""I5, H21: a whole plan for five days or thirty, with outages, snoozes and quiet hours.

The clock goes from event to event: what falls due, what is tried again, what somebody does.
"""

import json
import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

import pytest
import sqlalchemy as sa
from sqlmodel import col, select

from journal.records.medicines import Medicine
from journal.records.reminder_choices import Place
from journal.records.reminders import About, Delivery, Occurrence
from journal.reminders.actions import StaleAction, snooze
from journal.reminders.answers import Answer, Kind
from journal.reminders.due import failed_reminders
from journal.reminders.rounds import Rounds
from tests.reminders.noticed import DAY, NEW_YORK
from tests.reminders.planned import infusion
from tests.reminders.test_hospital import discharge, reviewed, stay
from tests.reminders.test_quiet_hours import quiet
from tests.reminders.whole_plan import FIVE, KINDS, MONTH, Days, whole_plan
from tests.reminders.world import (
    HOUR,
    MINUTE,
    FakeSender,
    beat,
    choose,
    deliveries,
    give,
    occurrences,
    phone,
)


@dataclass
class Counting(FakeSender):
    """Counts what each phone accepted, by the message itself: several are sent at once."""

    accepted: Counter[tuple[str, str]] = field(default_factory=Counter)

    def send(self, subscription, payload, **more):
        answer = super().send(subscription, payload, **more)
        said = json.loads(payload)["notification"]
        # What only takes a reminder's place rings nowhere.
        if answer.kind is Kind.ACCEPTED and not said["silent"]:
            with self.lock:
                self.accepted[subscription.endpoint, said["tag"]] += 1
        return answer


class Month:
    """What happens, and what somebody does about it."""

    def __init__(self, family, days: Days) -> None:
        self.family, self.days = family, days
        self.chance, self.now = random.Random(21), days.start
        self.twice = whole_plan(family, days)
        self.phones = [phone(family, name, now=days.start - HOUR) for name in ("ada", "ada", "ben")]
        choose(family, "ben", Place.LATER)
        quiet(family, "ada", "22:00", "08:20")
        self.sender = Counting(lambda _endpoint: Answer(kind=self.luck()))
        self.given: set[str] = set()
        self.entry = None

    def luck(self) -> Kind:
        morning = self.days.start + self.days.no_service * DAY
        if morning <= self.now < morning + 4 * HOUR or self.chance.random() < 0.1:
            return Kind.FAILED
        return Kind.ACCEPTED

    def live(self) -> None:
        script, rounds = sorted(self.script(), key=lambda one: one[0]), Rounds(every=5 * HOUR)
        while self.now < self.days.end:
            if script and script[0][0] <= self.now:
                script.pop(0)[1]()
            if not self.days.within(self.days.asleep, self.now):
                beat(self.family, self.sender, self.now, rounds=rounds)
                self.answer()
            soon = min(self.next(), self.days.end, *(one[0] for one in script[:1]))
            self.now = max(soon, self.now + 5 * MINUTE)

    def next(self) -> datetime:
        """When something falls due, or is tried (again)."""
        with self.family.database.reading() as session:
            due = select(sa.func.min(col(Occurrence.due_at))).where(
                col(Occurrence.settled_at).is_(None), col(Occurrence.due_at) > self.now
            )
            again = select(sa.func.min(col(Delivery.next_at))).where(
                col(Delivery.next_at) > self.now
            )
            found = [session.exec(one).one() for one in (due, again)]
        # Nothing waits longer than until tomorrow: the plans go on.
        return min([one for one in found if one], default=self.now + DAY)

    def script(self) -> Iterator:
        admitted, discharged = (self.days.start + day * DAY for day in self.days.stay)
        yield admitted, self.admit
        yield discharged, lambda: discharge(self.family, self.entry, now=self.now)
        yield self.days.looked_at, self.look_through
        yield self.days.at(self.days.infusion, "15:00"), self.infuse
        for day in self.days.early:
            yield self.days.at(day, "07:45"), self.give_early

    def admit(self) -> None:
        self.entry = stay(self.family, self.now, now=self.now)

    def look_through(self) -> None:
        with self.family.database.reading() as session:
            medicines = session.exec(select(Medicine)).all()
        for medicine in medicines:
            reviewed(self.family, self.entry, medicine, now=self.now)

    def infuse(self) -> None:
        begun = self.days.at(self.days.infusion, "10:00")
        ended = (begun + 4 * HOUR).isoformat()
        infusion(self.family, begun, now=self.now, ended=ended)

    def give_early(self) -> None:
        slot = f"{self.now.astimezone(NEW_YORK):%Y-%m-%d}T08:00"
        assert give(self.family, self.twice, slot, now=self.now)[1].stored
        self.given.add(slot)

    def answer(self) -> None:
        """Now and then somebody snoozes, or gives it."""
        told = select(Occurrence).where(
            Occurrence.about == About.DOSE,
            Occurrence.medicine_id == self.twice.id,
            col(Occurrence.due_at).between(self.now - 90 * MINUTE, self.now),
        )
        with self.family.database.reading() as session:
            current = session.exec(told).first()
        admitted = self.days.start + self.days.stay[0] * DAY
        if current is None or admitted <= self.now < self.days.looked_at:
            return
        if self.chance.random() < 0.4:
            with self.family.database.transaction() as session:
                try:
                    actor = self.family.actor(session, self.chance.choice(["ada", "ben"]))
                    snooze(session, actor, current.id, now=self.now)
                except StaleAction:
                    pass
        elif self.chance.random() < 0.3 and current.slot not in self.given:
            assert give(self.family, self.twice, current.slot, now=self.now)[1].stored
            self.given.add(current.slot)


def what_became(month: Month, one: Occurrence, listed: set) -> list[str]:
    """Which of the ends of I5 holds, by what the push service took and what the family did."""
    tag, days = str(one.id), month.days
    recorded = one.medicine_id == month.twice.id and one.slot in month.given
    told = any(month.sender.accepted[where, tag] for where in month.phones)
    is_silent = one.about == About.DOSE and not recorded
    discharged = days.start + days.stay[1] * DAY
    ends = {
        "accepted": told,
        "recorded": recorded and not told,
        "in_hospital": is_silent and days.within(days.stay, one.due_at),
        "unreviewed": is_silent and discharged <= one.due_at < days.looked_at,
        "listed": one.id in listed,
    }
    return [name for name, holds in ends.items() if holds]


@pytest.mark.slow
@pytest.mark.parametrize("days", [FIVE, pytest.param(MONTH, marks=pytest.mark.nightly)])
def test_i5_h21_each_reminder_of_a_whole_plan_is_taken_recorded_or_listed(small_family, days):
    family = small_family
    month = Month(family, days)
    month.live()
    accepted = month.sender.accepted
    with family.database.reading() as session:
        missed = failed_reminders(session, family.nora, days.start - HOUR)
    listed = {one.occurrence_id for one in missed}

    over = [one for one in occurrences(family) if one.due_at <= days.end - 3 * HOUR]
    assert {one.about for one in over} == KINDS
    ends = {one.id: what_became(month, one, listed) for one in over}
    assert {one.key: ends[one.id] for one in over if len(ends[one.id]) != 1} == {}
    shown = {"late": "listed", "failed": "listed", "quiet": "listed"}
    assert {
        one.key: one.outcome
        for one in over
        if [shown.get(one.outcome, one.outcome)] != ends[one.id]
    } == {}
    assert {name for found in ends.values() for name in found} == {
        "accepted",
        "recorded",
        "in_hospital",
        "unreviewed",
        "listed",
    }
    # H21: two times at most; and each phone was told of something.
    assert max(accepted.values()) == 2
    assert {endpoint for endpoint, _ in accepted} == set(month.phones)
    assert not [
        one
        for one in deliveries(family, *range(-1, 5))
        if one.next_at is not None and one.next_at < days.end - 3 * HOUR
    ]
    notices = {str(one.id) for one in over if one.about != About.DOSE}
    assert {times for (_, tag), times in accepted.items() if tag in notices} == {1}
