"""An owner sees that the journal is backed up and that the backup was tried, or whom to ask."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa

from journal.clock import now
from journal.exchange.own_backups import keep_backups
from journal.records.backups import BackupRun
from journal.records.people import Household
from tests.family import ZONE

LATE = "The last backup is of"
NEVER = "Your journal was never backed up"


@pytest.fixture
def urls(family):
    child = f"/children/{family.nora}"
    return {"today": f"{child}/today", "people": f"{child}/people"}


def change(family, statement):
    with family.database.transaction() as session:
        session.execute(statement)


def last_was(family, ago):
    at = now() - ago
    change(family, sa.update(BackupRun).values(made_at=at, checked_at=at))


def never(family, *, founded):
    change(family, sa.delete(BackupRun))
    change(family, sa.update(Household).values(created_at=now() - founded))


def test_g20_the_tick_has_the_moment_of_a_backup_that_was_really_tried(
    family, settings, as_person, urls
):
    change(family, sa.delete(BackupRun))
    moment = now()
    keep_backups(settings, family.database, now=moment)
    page = as_person("ada").get(urls["people"]).text
    local = moment.astimezone(ZoneInfo(ZONE))
    assert f"Backed up and tried out: {local:%a} {local.day} {local:%b %Y, %H:%M}" in page
    assert '<section class="banner banner--recorded">' in page
    assert LATE not in as_person("ada").get(urls["today"]).text


def test_a_backup_that_was_not_tried_counts_for_nothing(family, as_person, urls):
    never(family, founded=timedelta(days=3))
    change(
        family,
        sa.insert(BackupRun).values(
            day=now().date(), began_at=now(), made_at=now(), file="", size=0, digest="", lost=0,
            fault="",
        ),
    )  # fmt: skip
    assert NEVER in as_person("ada").get(urls["today"]).text
    assert "tried out" not in as_person("ada").get(urls["people"]).text


@pytest.mark.parametrize(("hours", "told"), [(47, False), (49, True)])
def test_after_two_days_without_a_backup_today_tells_the_owner_whom_to_ask(
    family, as_person, urls, hours, told
):
    last_was(family, timedelta(hours=hours))
    page = as_person("ada").get(urls["today"]).text
    assert (LATE in page) == told
    assert ("Ask whoever runs your server" in page) == told
    assert (LATE in as_person("ada").get(urls["people"]).text) == told


@pytest.mark.parametrize("who", ["ben", "cleo"])
def test_only_an_owner_is_told_of_backups(family, as_person, urls, who):
    last_was(family, timedelta(days=9))
    assert LATE not in as_person(who).get(urls["today"]).text
    assert LATE not in as_person(who).get(urls["people"]).text


def test_a_new_journal_is_not_scolded_and_an_old_one_is(family, as_person, urls):
    never(family, founded=timedelta(hours=1))
    assert NEVER not in as_person("ada").get(urls["today"]).text
    assert "Not backed up yet" in as_person("ada").get(urls["people"]).text
    never(family, founded=timedelta(days=3))
    assert NEVER in as_person("ada").get(urls["today"]).text
