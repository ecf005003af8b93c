"""No page reads a family's table from end to end: every question has an index that helps."""

import pytest

from journal.clock import now
from journal.records.bound import OF_THE_SERVER
from journal.reminders.rounds import Rounds
from journal.reminders.tick import tick
from journal.reminders.wording import Words
from journal.settings import Settings
from tests.support.read_whole import watching
from tests.web.matrix import ask, routes

# What may be read whole, and in which words it is asked.
MAY_BE = {
    # Each worker looks for the children it has not planned for five minutes: it asks for all.
    "child": "FROM child JOIN household",
    # Each minute the reminders look for phones that have shown nothing for a week (docs/scale.md).
    "push_subscription": "coalesce(push_subscription.tested_at, push_subscription.created_at) <=",
    # A row for each journal that was ever restored, which are few; asked by the reminders.
    "restored": "WHERE restored.over_at IS NULL",
}


@pytest.fixture
def settings(tmp_path, database_url) -> Settings:
    """The app on each database."""
    data = {"JOURNAL_DATA": str(tmp_path / "data"), "JOURNAL_DATABASE": database_url}
    return Settings.from_environment(data)


def test_no_page_and_no_reminder_reads_a_table_from_end_to_end(
    app,
    family,
    victim,
    as_person,
):
    database = app.extensions["journal_database"]
    ada = as_person("ada")
    with watching(database.engine, small=True) as watch:
        for rule, method in sorted(routes(app), key=lambda each: (each[0].rule, each[1])):
            if rule.endpoint.startswith("taken_out."):
                continue  # a household that is taken out is read whole
            ask(app, ada, rule, method, victim)
            if rule.endpoint == "account.sign_out":
                ada = as_person("ada")
        words = Words(url="https://journal.example")
        tick(database, app.extensions["journal_sender"], words, now=now(), rounds=Rounds())
    assert len(watch.asked) > 200, "the watch sees what is asked"
    assert unexpected(watch.whole) == {}


def unexpected(whole):
    """The statements that nobody allowed, by table."""
    left = {
        name: [each for each in asked if not is_allowed(" ".join(each.split()))]
        for name, asked in whole.items()
        if name not in OF_THE_SERVER
    }
    return {name: asked for name, asked in left.items() if asked}


def is_allowed(statement):
    """Whether it is one of those with a reason, whichever of its tables is read whole."""
    return any(words in statement for words in MAY_BE.values())
