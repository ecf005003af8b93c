"""What a family thinks comes from a medicine: counted with its days, and nothing of a cause."""

import re
from datetime import timedelta

from journal.clock import now
from journal.entries import record
from journal.words import day_text
from tests.family import change
from tests.web.daily import today_at


def felt(family, medicine, symptom, *days_ago, child=None, **fields):
    for days in days_ago:
        at = now() - timedelta(days=days)
        one = change(
            child or family.nora, "symptom", made_at=at, symptom=symptom, medicine=str(medicine.id),
            **fields,
        )  # fmt: skip
        with family.database.transaction() as session:
            outcome = record(session, family.actor(session, "ada"), one, now=now())
            assert outcome.stored, outcome


def shown(client, family, medicine):
    page = client.get(f"/children/{family.nora}/medicines/{medicine.id}").text
    found = re.search(r"<h2>What you think comes from it</h2>.*?</section>", page, re.S)
    return re.sub(r"<[^>]+>|\s+", " ", found[0]) if found else ""


def test_the_medicines_page_counts_what_was_thought_and_names_the_days(family, as_person):
    azathioprine, other = family.medicine("Azathioprine"), family.medicine("Folic acid")
    felt(family, azathioprine, "nausea", 1, 8, 15)
    felt(family, azathioprine, "headache", 2)
    felt(family, other, "itch", 3)
    text = shown(as_person("cleo"), family, azathioprine)
    days = [day_text((today_at(0) - timedelta(days=n)).date()) for n in (1, 8, 15)]
    assert f"3 times: {', '.join(days)}" in text
    assert text.index("Feels sick") < text.index("Headache")
    assert "1 time:" in text
    assert "Itching" not in text
    assert "as you wrote it" in text
    assert not re.search(r"cause|due to|side effect", text, re.I)


def test_of_many_days_the_last_five_are_named(family, as_person):
    azathioprine = family.medicine("Azathioprine")
    felt(family, azathioprine, "nausea", *range(1, 8))
    text = shown(as_person("ada"), family, azathioprine)
    assert "7 times" in text
    assert "and earlier" in text
    assert len(re.findall(r"\d{4}", text)) == 5


def test_nothing_is_said_where_nobody_thought_of_it(family, as_person):
    assert shown(as_person("ada"), family, family.medicine("Azathioprine")) == ""
