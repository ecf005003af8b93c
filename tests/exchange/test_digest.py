"""The digest covers everything that a family typed, so that a backup can be compared by it."""

import json
import zipfile
from datetime import time
from decimal import Decimal

import pytest

from journal.exchange.backup import LEFT_OUT, BackupRefused, backup
from journal.exchange.digest import COUNTED_FIRST, PEOPLE_AND_PLANS
from journal.exchange.restore import restore
from journal.exchange.verify import verify, verify_in
from journal.records.factors import Passkey
from journal.records.kinds import ROWS
from journal.records.lab_plans import ClinicFigure, Decision, LabRule
from journal.records.people import ChildRole, Role
from journal.records.questionnaires import Questionnaire
from journal.records.reminder_choices import KindChoice, QuietHours
from journal.records.tables import METADATA
from journal.records.vaccine_plans import VaccineWish
from tests.exchange.test_backup import rewritten
from tests.family import NOW

# Entries are counted by their revisions; of the rest nobody typed anything, or it is a secret.
ENTRIES = {"entry", "revision", "change"} | {row.__table__.name for row in ROWS.values()}
WITHOUT = {
    "passkey": "signs in",
    "authenticator": "signs in",
    "recovery_code": "signs in",
    "auth_session": "only the marks of removed phones are backed up",
    "device": "what phones have seen",
    "quarantine": "what was refused",
    "alert": "an open question",
    "moved_date": "follows from what is in the journal",
    "occurrence": "the queue of reminders",
    "act": "has a chain of its own",
    "act_words": "has a chain of its own",
    "erased": "what is not in the journal",
}


def test_g20_every_table_of_a_backup_is_counted_or_stands_here_with_its_reason():
    tables = set(METADATA.tables) - LEFT_OUT
    assert tables == set(PEOPLE_AND_PLANS) | ENTRIES | set(WITHOUT)


def told(family) -> dict[str, object]:
    return {"made_by": family.people["ada"], "made_at": NOW}


CHOSEN = {
    "child_role": lambda family: ChildRole(
        child_id=family.tom, account_id=family.people["ben"], role=Role.VIEWER, created_at=NOW
    ),
    "clinic_figure": lambda family: ClinicFigure(
        child_id=family.nora, **told(family), key="fever", value=Decimal("38.0"), unit="°C"
    ),
    "kind_choice": lambda family: KindChoice(
        child_id=family.nora,
        about="lab",
        on=False,
        clock=time(7, 30),
        changed_by=family.people["ada"],
        changed_at=NOW,
    ),
    "lab_rule": lambda family: LabRule(
        child_id=family.nora,
        **told(family),
        decision=Decision.OWN,
        tests=["CK"],
        repeats=True,
        first_on=NOW.date(),
    ),
    "questionnaire": lambda family: Questionnaire(
        household_id=family.households["lindqvist"],
        **told(family),
        url="",
        version="",
        title="Own",
        resource={"a": [1.5, "ñ"]},
        licence="ours",
    ),
    "quiet_hours": lambda family: QuietHours(
        account_id=family.people["ada"],
        starts=time(22),
        ends=time(7),
        zone="UTC",
        changed_at=NOW,
    ),
    "vaccine_wish": lambda family: VaccineWish(child_id=family.nora, **told(family), vaccine="mmr"),
}


def test_g20_what_signs_a_person_in_comes_back_to_the_byte(family, empty, tmp_path):
    with family.database.transaction() as session:
        session.add(
            Passkey(
                id="key",
                account_id=family.people["ada"],
                public_key=bytes(range(256)),
                sign_count=3,
                transports=["internal"],
                name="Phone",
                made_at=NOW,
            )
        )
    backup(family.database, tmp_path, tmp_path / "with.zip", now=NOW)
    restore(empty, tmp_path / "empty", tmp_path / "with.zip", now=NOW)
    with empty.reading() as session:
        assert session.get_one(Passkey, "key").public_key == bytes(range(256))


@pytest.mark.parametrize("table", CHOSEN)
def test_g20_what_a_family_chose_is_in_the_digest_and_comes_back(family, empty, tmp_path, table):
    before = verify(family.database, tmp_path).digest
    with family.database.transaction() as session:
        session.add(CHOSEN[table](family))
    after = verify(family.database, tmp_path).digest
    assert after != before
    backup(family.database, tmp_path, tmp_path / "with.zip", now=NOW)
    restore(empty, tmp_path / "empty", tmp_path / "with.zip", now=NOW)
    assert verify(empty, tmp_path / "empty").digest == after


def test_g20_a_prepared_page_and_a_link_count_and_how_often_it_was_opened_does_not(
    family, tmp_path
):
    def digest() -> str:
        return verify(family.database, tmp_path).digest

    def change(statement: str) -> None:
        with family.database.engine.begin() as connection:
            connection.exec_driver_sql(statement)

    whole = digest()
    change("UPDATE share SET opens = opens + 1, tries = 2")
    assert digest() == whole
    change("UPDATE share SET label = 'another'")
    renamed = digest()
    assert renamed != whole
    change("UPDATE preparation SET whom = 'another'")
    assert digest() != renamed


def test_g20_a_backup_from_before_everything_was_counted_restores(family, empty, tmp_path):
    first = {name: frozenset(METADATA.tables[name].c.keys()) for name in COUNTED_FIRST}
    backup(family.database, tmp_path, tmp_path / "new.zip", now=NOW)
    with zipfile.ZipFile(tmp_path / "new.zip") as archive:
        manifest = json.loads(archive.read("manifest.json"))
    del manifest["counted"]
    with family.database.reading() as session:
        manifest["digest"] = verify_in(session, tmp_path, first).digest
    old = rewritten(tmp_path / "new.zip", "manifest.json", json.dumps(manifest))
    assert restore(empty, tmp_path / "empty", old, now=NOW)["digest"] == manifest["digest"]
    assert verify(empty, tmp_path / "empty") == verify(family.database, tmp_path)


@pytest.mark.parametrize("odd", ["account", ["account", "dragons"], [["account"]], 7])
def test_g20_a_backup_that_counts_what_nobody_knows_is_refused(family, empty, tmp_path, odd):
    backup(family.database, tmp_path, tmp_path / "new.zip", now=NOW)
    with zipfile.ZipFile(tmp_path / "new.zip") as archive:
        manifest = json.loads(archive.read("manifest.json")) | {"counted": odd}
    other = rewritten(tmp_path / "new.zip", "manifest.json", json.dumps(manifest))
    with pytest.raises(BackupRefused, match=r"manifest\.json"):
        restore(empty, tmp_path / "empty", other, now=NOW)
