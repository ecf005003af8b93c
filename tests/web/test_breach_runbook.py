"""What docs/operators.md has typed into the database does what it says."""

import re

import pytest

from journal.clock import now
from journal.records.acts import note
from journal.records.audit import Did
from journal.settings import Settings
from tests.support import sources

PAGE = (sources.ROOT / "docs" / "operators.md").read_text(encoding="utf-8")


def questions():
    block = re.search(r"in the database:\n\n(.*?)\n\n   The last", PAGE, re.S)[1]
    return [each.strip() for each in block.split(";") if each.strip()]


@pytest.fixture
def settings(tmp_path, database_url) -> Settings:
    """The app on each database."""
    data = {"JOURNAL_DATA": str(tmp_path / "data"), "JOURNAL_DATABASE": database_url}
    return Settings.from_environment(data)


def test_the_questions_of_the_breach_runbook_find_who_is_concerned(family, as_person):
    as_person("ada")
    with family.database.transaction() as session:
        house, ada = family.households["lindqvist"], family.people["ada"]
        note(session, house, ada, Did.EXPORTED, words={"child": ""}, now=now())
    asked = [
        re.sub(r"'2026-11-20' AND '2026-11-23'", "'2000-01-01' AND '2999-01-01'", each)
        for each in questions()
    ]
    with family.database.reading() as session:
        ask = session.connection().exec_driver_sql
        account, signed_in, done, concerned = (ask(each).fetchall() for each in asked)
    assert [row[2] for row in account] == ["ada@example.org"]
    assert [row[0] for row in signed_in] == ["test"]
    assert [tuple(row[1:3]) for row in done] == [("ada@example.org", "exported")]
    emails = {row[0] for row in concerned}
    assert {"ada@example.org", "ben@example.org", "cleo@example.org"} <= emails
    assert "eve@example.org" not in emails
