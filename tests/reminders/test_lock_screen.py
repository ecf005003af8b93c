"""T21: who looks over a shoulder, or at the push service, learns no medicine and no name."""

import json
from datetime import timedelta

import pytest
from sqlmodel import select

from journal.records.children import Child
from journal.records.medicines import Medicine
from journal.records.reminders import PushSubscription
from journal.reminders.wording import initial
from tests.family import NOW
from tests.reminders.world import BEFORE, HOUR, FakeSender, beat, occurrences, only_once, phone
from tests.support.push_service import Phone

TIMES = [f"{7 + n // 6:02d}:{n % 6 * 10:02d}" for n in range(20)]
DAY = timedelta(days=1)


@pytest.mark.slow
def test_t21_200_decrypted_messages_hold_nothing_but_an_initial(small_family, service, new_sender):
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
            rhythm={"every": "day", "times": TIMES},
            strength="2.5 mg/mL",
            form="oral solution",
            now=long_ago,
        )
    phone(family, "ada", endpoint=service.endpoint, keys=keys, now=long_ago)
    sender = new_sender(service.host)
    only_once(family)
    # 200 doses fall due between 07:00 and 10:10 in New York.
    for hours in (0, 2, 4):
        beat(family, sender, NOW + hours * HOUR)

    read = [keys.decrypt(request.body).decode() for request in service.requests]
    assert len(read) == 200
    ids = {str(one.id) for one in occurrences(family)}
    with family.database.reading() as session:
        secrets = {"Nora", "2.5", "12.5", "mg", "dermato", "journal of", "sunhat"}
        for row in [*session.exec(select(Medicine)), *session.exec(select(Child))]:
            values = row.model_dump(exclude={"day_begins", "zone", "colour"}).values()
            secrets |= {str(value) for value in values if value and len(str(value)) > 1}
    for text in read:
        said = json.loads(text)["notification"]
        assert said["title"] == "Reminder for N."
        assert said["tag"] in ids
        for secret in secrets:
            assert secret.lower() not in text.lower()
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
