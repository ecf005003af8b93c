"""What the demo family reads, on pages, paper, lock screens and in letters (H27, H29, G7).

Nothing advises, clears or claims.
"""

import uuid
from collections import Counter
from datetime import timedelta

import pytest

from journal.exchange.demo_people import NORA
from journal.records.reminders import About
from journal.reminders.letters import Letter
from journal.reminders.mail_text import mail_for
from journal.reminders.mailboxes import Mailto
from journal.reminders.wording import Words
from tests.exchange.demo_pages import app_of, owner_of, pages, read_by_people
from tests.support.words import forbidden_in


@pytest.fixture(scope="module")
def app(demo):
    return app_of(demo)


@pytest.fixture(scope="module")
def owner(demo, app):
    """A browser of the demo's owner."""
    with owner_of(demo, app) as client:
        yield client


def test_h27_h29_no_page_and_no_paper_of_the_demo_advises_or_clears(app, owner):
    looked, wrong = Counter(), []
    for url in pages(app, NORA):
        with owner.get(url) as answer:  # some hold a file open
            words = read_by_people(answer)
        if words:
            looked[answer.mimetype] += 1
            wrong += [f"{url}: {word}" for word in forbidden_in(words)]
    assert looked["text/html"] > 25
    assert looked["application/pdf"] >= 1
    assert not wrong, "\n".join(wrong)


def test_h27_h29_no_notification_and_no_letter_advises_or_clears():
    words, one = Words(url="https://journal.example"), uuid.uuid4()
    slot, said = "2026-11-22T08:00", [words.recorded(one, "Nora", "08:03"), words.smallest(one)]
    said += [words.test("t"), words.test("t", silent=True)]
    for about in About:
        for in_full in (None, "", "ALT, Creatinine"):
            said.append(words.reminder(one, "Nora", slot, about=about, in_full=in_full))
            letter = Letter(
                occurrence_id=one,
                to=Mailto(one, "ada@example.org"),
                child_name="Nora",
                about=about,
                slot=slot,
                topic="t",
                ttl=timedelta(hours=1),
                due=1,
                in_full=in_full,
            )
            mail = mail_for(words, letter, letter.to)
            said.append(f"{mail.subject} {mail.text}".encode())
    read = [text.decode() for text in said]
    assert len(read) > 2 * len(About)
    assert [text for text in read if forbidden_in(text)] == []
