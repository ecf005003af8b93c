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
    assert "compares every line and every photo. It lies on the same machine" in page
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


DAYS_AGO = timedelta(days=3)


@pytest.mark.parametrize(
    ("state", "said", "on_today"),
    [
        ({"lost": 2}, "Photos are missing in the last backup", False),
        ({"broken": "Act 3 of household {home} was changed."}, "from outside of Sunhat", False),
        ({"broken": "Act 3 of household {other} was changed."}, None, False),
        ({"old": DAYS_AGO}, "do not reach the other disk since", True),
        ({"old": timedelta(hours=40)}, None, False),
    ],
)
def test_t32_the_tick_gives_way_to_what_is_wrong_with_the_backup(
    family, settings, as_person, urls, app, state, said, on_today
):
    homes = {"home": family.households["lindqvist"], "other": family.households["other"]}
    if (old := state.pop("old", None)) is not None:
        object.__setattr__(app.extensions["journal_settings"], "backups", settings.data / "none")
        at = {"began_at": now() - old, "made_at": now() - old, "checked_at": now() - old}
        change(family, sa.insert(BackupRun).values(day=(now() - old).date(), **at, fault="full"))
    else:
        named = {key: str(each).format(**homes) for key, each in state.items()}
        change(family, sa.update(BackupRun).values(**named))
    page, today = (as_person("ada").get(urls[name]).text for name in ("people", "today"))
    assert "Backed up and tried out: " in page
    assert ('<section class="banner banner--recorded">' in page) == (said is None)
    if said is not None:
        assert said in page
        assert (said in today) == on_today


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
