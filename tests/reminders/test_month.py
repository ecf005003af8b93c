"""H21: a month of an ordinary family, with outages, snoozes, quiet hours and two parents."""

import json
import random
from collections import Counter
from dataclasses import dataclass, field

import pytest

from journal.records.medicines import Turn
from journal.records.reminder_choices import Place
from journal.records.reminders import About
from journal.reminders.actions import StaleAction, snooze
from journal.reminders.answers import Answer, Kind
from journal.reminders.recorded import CLOSING
from tests.family import NOW
from tests.reminders.noticed import DAY, decide, taper
from tests.reminders.test_quiet_hours import quiet
from tests.reminders.world import (
    BEFORE,
    HOUR,
    MINUTE,
    FakeSender,
    beat,
    choose,
    deliveries,
    give,
    occurrences,
    only_nora,
    phone,
)

TODAY = NOW.date()
# Days on which the server sleeps, and on which the push service takes nothing.
ASLEEP = (9, 10)
NO_SERVICE = (15, 16)


@dataclass
class Counting(FakeSender):
    """Counts what each phone accepted, by the message itself: several are sent at once."""

    accepted: Counter[tuple[str, str]] = field(default_factory=Counter)

    def send(self, subscription, payload, **more):
        answer = super().send(subscription, payload, **more)
        said = json.loads(payload)["notification"]
        # What only takes a reminder's place rings nowhere.
        if answer.kind is Kind.ACCEPTED and not said["silent"]:
            tag = said["tag"]
            with self.lock:
                self.accepted[subscription.endpoint, tag] += 1
        return answer


@pytest.mark.slow
def test_h21_in_thirty_days_no_phone_rings_more_than_twice_for_anything(small_family):
    family, chance = small_family, random.Random(21)
    only_nora(family)
    medicine = family.medicine(rhythm={"every": "day", "times": ["08:00"]}, now=BEFORE)
    taper(
        family,
        medicine,
        *[(str(20 - week), TODAY + week * 7 * DAY) for week in range(4)],
        last_on=TODAY + 27 * DAY,
        now=BEFORE,
    )
    held = family.medicine(name="Azathioprine", amount="50", now=BEFORE)
    decide(family, held, Turn.PAUSE, TODAY, review_on=TODAY + 5 * DAY, now=BEFORE)
    phones = [phone(family, name) for name in ("ada", "ada", "ben")]
    choose(family, "ben", Place.LATER)
    quiet(family, "ada", "22:00", "08:20")
    days = {"now": 0}
    sender = Counting(
        lambda endpoint: Answer(
            kind=Kind.ACCEPTED
            if days["now"] not in NO_SERVICE and chance.random() > 0.2
            else Kind.FAILED
        )
    )
    for day in range(30):
        if day in ASLEEP:
            continue
        days["now"] = day
        start = NOW + day * 24 * HOUR
        # 10:00 and 18:00 are 120 and 600 minutes later: notices are due then.
        for minutes in (0, 24, 34, 56, 66, 125, 140, 600):
            now = start + minutes * MINUTE
            beat(family, sender, now)
            current = [
                one for one in occurrences(family) if one.due_at <= now and one.about == About.DOSE
            ][-1:]
            if current and chance.random() < 0.5:
                with family.database.transaction() as session:
                    try:
                        actor = family.actor(session, chance.choice(["ada", "ben"]))
                        snooze(session, actor, current[0].id, now=now)
                    except StaleAction:
                        pass
            if current and chance.random() < 0.1:
                give(family, medicine, current[0].slot, now=now, again=True, reason="test")

    accepted = sender.accepted
    assert len({tag for _, tag in accepted}) > 20
    assert max(accepted.values()) == 2
    assert {endpoint for endpoint, _ in accepted} == set(phones)
    due = [one for one in occurrences(family) if one.due_at <= NOW + 29 * 24 * HOUR]
    # I5: whatever fell due has ended, and nothing waits of what is long over.
    assert {one.outcome for one in due} <= {"accepted", "recorded", "failed", "late"}
    assert {one.outcome for one in due} >= {"accepted", "recorded", "late"}
    assert not [
        one
        for one in deliveries(family, *range(CLOSING, 5))
        if one.next_at is not None and one.next_at < NOW + 29 * 24 * HOUR
    ]
    told = Counter(one.about for one in due if one.outcome == "accepted")
    assert told[About.STEP] == 3
    assert told[About.TAPER_END] == 4
    notices = {str(one.id) for one in due if one.about != About.DOSE}
    assert {accepted[key] for key in accepted if key[1] in notices} == {1}
