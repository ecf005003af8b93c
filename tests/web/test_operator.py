"""The operator's page: seen by one account, and nothing of a family on it."""

import re
from datetime import timedelta

import pytest
import sqlalchemy as sa

from journal import create_app
from journal.clock import now
from journal.exchange.own_backups import keep_backups
from journal.records.backups import BackupRun
from journal.records.people import Account
from journal.settings import BadSetting, Settings
from tests.web.matrix import CANARY

NAMES = ["nora", "tom", "ada", "ben", "cleo", "eve", "lindqvist", "example.org", "hydroxychloro"]


@pytest.fixture
def named(app, monkeypatch):
    """Ada runs the server."""
    object.__setattr__(app.extensions["journal_settings"], "operator", "ada@example.org")


def words_of(page):
    """What a page says between its head and its foot."""
    return re.search(r"<main.*?</main>", page, re.S)[0].lower()


def test_t40_to_all_but_the_named_account_there_is_no_such_page(named, as_person, anonymous):
    assert as_person("ada").get("/operator").status_code == 200
    for who in ("ben", "cleo", "eve"):
        assert as_person(who).get("/operator").status_code == 404
    assert anonymous.get("/operator").status_code == 404


def test_without_the_setting_nobody_has_it(as_person):
    assert as_person("ada").get("/operator").status_code == 404


def test_t1_no_name_and_no_word_of_a_family_stands_on_it(
    named, victim, family, as_person, settings
):
    with family.database.transaction() as session:
        session.get_one(Account, family.people["ben"]).name = CANARY
    keep_backups(settings, family.database, now=now())
    said = words_of(as_person("ada").get("/operator").text)
    assert CANARY not in said
    assert [name for name in NAMES if re.search(rf"\b{name}", said)] == []


def test_it_counts_and_shows_the_tick_of_the_backup(named, victim, family, as_person, settings):
    said = words_of(as_person("ada").get("/operator").text)
    facts = dict(re.findall(r"<dt>(.*?)</dt>\s*<dd><bdi>(.*?)</bdi>", said))
    assert facts["households"] == "2"
    assert facts["messages that wait"] == "0"
    assert re.fullmatch(r"\d+\.\d+\.\d+", facts["sqlite"])
    assert "0.0 mb" not in said
    keep_backups(settings, family.database, now=now() + timedelta(days=1))
    said = words_of(as_person("ada").get("/operator").text)
    assert re.search(r"✓ tried out.*?[\d.]+ mb, not copied", said, re.S)
    with family.database.transaction() as session:
        session.execute(sa.update(BackupRun).values(lost=2, broken="act 3"))
    said = words_of(as_person("ada").get("/operator").text)
    assert "✓" not in said
    assert "but not all is well" in said
    assert "2 photos are not in it, who did what was changed: sunhat verify says where" in said
    assert "act 3" not in said


def test_what_is_no_address_stops_the_start(tmp_path):
    told = {"JOURNAL_DATA": str(tmp_path), "JOURNAL_OPERATOR": "ada"}
    with pytest.raises(BadSetting, match="no e-mail address"):
        create_app(Settings.from_environment(told))
