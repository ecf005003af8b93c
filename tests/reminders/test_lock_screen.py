"""T21: who looks over a shoulder, or at the push service, learns no medicine and no name."""

import json
from datetime import time, timedelta

import pytest
from sqlmodel import select

from journal.care.rhythm import read_rhythm
from journal.entries.record import record
from journal.plans.lab_plans import LabWish, make_rule
from journal.plans.packages import Packed, set_notice, write_supply
from journal.plans.vaccine_wishes import follow
from journal.records.children import Child
from journal.records.medicines import Medicine, Supplied, Turn
from journal.records.reminders import About, PushSubscription
from journal.reminders.wording import initial
from tests.family import NOW, change, give_account
from tests.reminders import planned
from tests.reminders.keys_of import strangers_in
from tests.reminders.noticed import decide, taper
from tests.reminders.world import BEFORE, HOUR, FakeSender, beat, occurrences, only_once, phone
from tests.support.push_service import Phone

TIMES = [f"{7 + n // 6:02d}:{n % 6 * 10:02d}" for n in range(20)]
DAY = timedelta(days=1)
TODAY = NOW.date()
# What a family writes of itself, and what a test, a vaccine or a place would give away.
OURS = {"Stretches", "Villa", "Okafor", "rash", "1742", "ALT", "mmr", "easles", "lab"}
OURS |= {"vaccin", "infus", "hospital", "clinic", "blood", "steroid", "taper", "medicine"}


def every_other_kind(family, long_ago) -> None:
    """One reminder of each kind besides doses, due on NOW's day until 18:00."""
    steps = (("15", TODAY), ("5", TODAY + DAY))
    pills = family.medicine("Deflazacort", now=long_ago)
    taper(family, pills, *steps, last_on=TODAY + 3 * DAY, now=long_ago)
    held = family.medicine("Azathioprine", now=long_ago)
    decide(family, held, Turn.PAUSE, TODAY - DAY, review_on=TODAY, now=long_ago)
    low = family.medicine("Famotidine", "1", "tablet", now=long_ago)
    with family.database.transaction() as session:
        ada, medicine = family.actor(session, "ada"), session.get_one(Medicine, low.id)
        set_notice(session, ada, medicine, 5)
        counted = Packed(what=Supplied.COUNTED, amount=2, unit="tablet")
        write_supply(session, ada, medicine, counted, now=long_ago)
        wish = LabWish(tests=["1742-6"], weeks_max=1, first_on=TODAY - 6 * DAY, repeats=False)
        make_rule(session, ada, session.get_one(Child, family.nora), wish, now=long_ago)
        follow(session, ada, family.tom, "mmr", now=long_ago)
        # Ten months before today.
        dose = {"product": "Privigen", "amount": "25", "unit": "g", "weight_kg": "25"}
        made = change(family.tom, "infusion", made_at=long_ago, **dose)
        made.fields["at"] = "2026-01-22T15:00:00+00:00"
        assert record(session, ada, made, now=long_ago).stored
    planned.choose(family, About.SEASON, now=long_ago, on=True, yearly_on="11-22")
    planned.choose(family, About.CHECK_IN, now=long_ago, on=True, clock=time(17, 30))
    daily = read_rhythm({"every": "day", "times": ["17:00"]})
    planned.own(family, "Stretches", daily, TODAY, now=long_ago)
    visit = {"place": "Villa", "with_whom": "Dr. Okafor", "note": "rash"}
    planned.appointment(family, NOW + 12 * HOUR, now=long_ago, **visit)
    planned.infusion_on(family, NOW + DAY, now=long_ago)
    ended = NOW - 14 * HOUR
    planned.infusion(family, ended - 4 * HOUR, now=NOW, ended=ended.isoformat())


@pytest.mark.slow
@pytest.mark.parametrize("doses", [40, pytest.param(200, marks=pytest.mark.nightly)])
def test_t21_decrypted_messages_of_every_kind_hold_nothing_but_an_initial(
    small_family, service, new_sender, doses
):
    family, keys = small_family, Phone()
    with family.database.transaction() as session:
        child = session.get_one(Child, family.nora)
        child.diagnosis = "Juvenile dermatomyositis"
        child.allergies = "Penicillin"
        child.insurance = "Blue 77-12"
    long_ago = NOW - DAY
    names = ("Prednisolone", "Privigen", "Naproxen", "Folic acid", "Calcium")
    for name in names * 2:
        family.medicine(
            name=name,
            rhythm={"every": "day", "times": TIMES[:: 200 // doses]},
            strength="2.5 mg/mL",
            form="oral solution",
            now=long_ago,
        )
    every_other_kind(family, long_ago)
    phone(family, "ada", endpoint=service.endpoint, keys=keys, now=long_ago)
    sender = new_sender(service.host)
    only_once(family)
    # The doses fall due between 07:00 and 10:10 in New York, the other kinds until 18:00.
    for hours in (0, 2, 4, 10):
        beat(family, sender, NOW + hours * HOUR)

    read = [keys.decrypt(request.body).decode() for request in service.requests]
    assert len(read) > doses
    told = {str(one.id): one.about for one in occurrences(family) if one.outcome == "accepted"}
    assert set(told.values()) == set(About)
    with family.database.reading() as session:
        # One family's reminder never takes the place of another's, whatever ids a phone makes (T1).
        assert strangers_in(session, "occurrence") == []
    with family.database.reading() as session:
        secrets = {"Nora", "2.5", "12.5", "mg", "dermato", "journal of", "sunhat"} | OURS
        for row in [*session.exec(select(Medicine)), *session.exec(select(Child))]:
            values = row.model_dump(exclude={"day_begins", "zone", "colour"}).values()
            secrets |= {str(value) for value in values if value and len(str(value)) > 1}
    for text in read:
        said = json.loads(text)["notification"]
        assert said["title"] in {"Reminder for N.", "Reminder for T."}
        assert said["tag"] in told
        for secret in secrets:
            assert secret.lower() not in text.lower().replace("tomorrow", "")
    topics = [request.headers["topic"] for request in service.requests]
    assert len(set(topics)) == len(read)
    assert {request.headers["urgency"] for request in service.requests} == {"high"}
    assert all(0 < int(request.headers["ttl"]) <= 7200 for request in service.requests)


def said_on(family, sender, **wording) -> dict[str, str]:
    """What is sent to each phone, by whose it is."""
    with family.database.transaction() as session:
        for row in session.exec(select(PushSubscription)):
            name = next(who for who, key in family.people.items() if key == row.account_id)
            row.wording = wording.get(name, row.wording)
    beat(family, sender, NOW)
    return {
        where.split("/")[3]: f"{said['title']} | {said['body']}" for where, said, *_ in sender.sent
    }


def test_t21_medicine_and_amount_stand_only_on_the_phone_that_asked_for_them(family):
    family.medicine(amount="12.5", now=BEFORE)
    for name in ("ada", "ben"):
        phone(family, name)
    assert said_on(family, FakeSender(), ben="full") == {
        "ada": "Reminder for N. | Due at 08:00",
        "ben": "Nora: Prednisolone 12.5 mg | Due at 08:00",
    }


def test_h4_in_full_a_weekly_medicine_says_its_weekday(small_family):
    small_family.medicine(
        "Methotrexate", rhythm={"every": "week", "on": ["sunday"], "times": ["08:00"]}, now=BEFORE
    )
    phone(small_family, "ada")
    said = said_on(small_family, FakeSender(), ada="full")
    assert said["ada"].startswith("Nora: Methotrexate 12.5 mg (once a week, on Sunday)")


def test_a_teens_own_phone_says_you_and_never_their_name(small_family):
    give_account(small_family, "nora")
    small_family.medicine(now=BEFORE)
    phone(small_family, "ada")
    phone(small_family, "nora")
    assert said_on(small_family, FakeSender()) == {
        "ada": "Reminder for N. | Due at 08:00",
        "nora": "A reminder for you. | Due at 08:00",
    }


def test_in_full_a_teens_own_phone_says_what_alone(small_family):
    give_account(small_family, "nora")
    small_family.medicine(now=BEFORE)
    phone(small_family, "nora")
    said = said_on(small_family, FakeSender(), nora="full")
    assert said["nora"].startswith("Prednisolone")


def test_t21_who_signs_in_on_a_phone_after_somebody_else_gets_it_private(small_family):
    where = phone(small_family, "ada")
    with small_family.database.transaction() as session:
        session.exec(select(PushSubscription)).one().wording = "full"
    phone(small_family, "ben", endpoint=where)
    with small_family.database.reading() as session:
        theirs = select(PushSubscription).where(PushSubscription.endpoint == where)
        assert session.exec(theirs).one().wording == "private"


def test_the_buttons_only_open_a_page_with_a_choice_made(small_family):
    sender = FakeSender()
    small_family.medicine(now=BEFORE)
    phone(small_family, "ada")
    beat(small_family, sender, NOW)
    (_, said, _, _), *_ = sender.sent
    due = f"https://journal.example/due/{said['tag']}"
    assert said["navigate"] == due
    assert [(action["title"], action["navigate"]) for action in said["actions"]] == [
        ("Given", f"{due}?do=given"),
        ("Snooze 30 min", f"{due}?do=snooze"),
    ]


def test_the_initial_is_one_letter_in_any_script():
    assert [initial(name) for name in ("nora", " Åsa", "e\u0301va", "Ñandú", "ßa", "李", "")] == [
        "N",
        "Å",
        "É",
        "Ñ",
        "S",
        "李",
        "",
    ]
