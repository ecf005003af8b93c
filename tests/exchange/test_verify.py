"""verify sees every way in which a journal can stop being what its revisions say."""

import sqlite3

import pytest

from journal.exchange.verify import verify
from journal.records.children import Child
from tests.support.photographed import PHOTO, photographed


def spoil(tmp_path, *statements):
    with sqlite3.connect(tmp_path / "journal.sqlite3") as connection:
        for statement in statements:
            assert connection.execute(statement).rowcount, "nothing was spoilt"
    connection.close()


def test_a_journal_that_was_only_written_through_the_front_door_is_whole(family, tmp_path):
    verdict = verify(family.database, tmp_path)
    assert verdict.ok
    assert not verdict.faults
    assert verdict.entries == 23
    assert len(verdict.digest) == 64


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("UPDATE dose SET amount = '125'", "amount in its own row differs"),
        ("UPDATE symptom SET sites = '[]'", "sites in its own row differs"),
        ("UPDATE note SET note = 'x' WHERE note = 'two'", "note in its own row differs"),
        ("DELETE FROM visit", "its own row is missing"),
        ("DELETE FROM revision WHERE number = 1 AND deletes = 0", "its revisions are not 1 to"),
        ("UPDATE revision SET number = 7 WHERE number = 2", "its revisions are not 1 to"),
        ("UPDATE revision SET fields = '{}' WHERE number = 1", "is not what its changes make"),
        ("UPDATE revision SET changed = '{}' WHERE number = 2", "is not what its changes make"),
        ("UPDATE entry SET deleted = 1 - deleted", "whether it is deleted differs"),
        ("UPDATE entry SET at = '2020-01-01 00:00:00.000000'", "its moment differs"),
        ("UPDATE entry SET zone = 'UTC'", "its time zone differs"),
        ("UPDATE entry SET changed_at = '2020-01-01 00:00:00.000000'", "last change differs"),
        ("UPDATE entry SET child_id = (SELECT max(id) FROM child)", "child_id in its own row"),
        ("DELETE FROM change WHERE status = 'applied'", "the change of revision 1 is missing"),
        ("UPDATE change SET revision = 9 WHERE revision = 1", "says something else"),
        ("DELETE FROM entry WHERE kind = 'stay'", "which is not one"),
        ("DELETE FROM entry WHERE kind = 'stay'", "which is not there"),
        ("DELETE FROM account WHERE name = 'Ben'", "points to a row of account"),
        (
            "DELETE FROM revision WHERE entry_id IN (SELECT id FROM entry WHERE kind = 'stay')",
            "was acknowledged and has no revision",
        ),
    ],
)
def test_g1_whatever_is_changed_behind_the_journals_back_is_named(
    family, tmp_path, statement, said
):
    spoil(tmp_path, statement)
    verdict = verify(family.database, tmp_path)
    assert not verdict.ok
    assert any(said in fault for fault in verdict.faults), verdict.faults


@pytest.mark.parametrize("change", ["amount = '345'", "taken_back_at = NULL", "lot = 'X8'"])
def test_another_supply_is_another_journal(family, tmp_path, change):
    before = verify(family.database, tmp_path).digest
    spoil(tmp_path, f"UPDATE supply SET {change}")
    assert verify(family.database, tmp_path).digest != before


def test_fields_that_make_no_entry_are_a_fault_and_no_crash(family, tmp_path):
    spoil(tmp_path, "UPDATE revision SET changed = '{}', fields = '{}' WHERE number = 1")
    verdict = verify(family.database, tmp_path)
    assert any("is no such entry" in fault for fault in verdict.faults), verdict.faults


def test_a_file_that_is_no_database_any_more_is_a_fault_and_no_crash(family, tmp_path):
    family.database.close()
    file = tmp_path / "journal.sqlite3"
    file.write_bytes(b"x" * 100 + file.read_bytes()[100:])
    verdict = verify(family.database, tmp_path)
    assert not verdict.ok
    assert "cannot be read" in verdict.faults[0]


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE child SET allergies = 'none'",
        "UPDATE membership SET role = 'owner' WHERE role = 'viewer'",
        "UPDATE dose_plan SET amount = '13'",
        "UPDATE medicine_turn SET reason = 'x'",
        "UPDATE revision SET made_at = '2020-01-01 00:00:00.000000' WHERE number = 2",
        "UPDATE revision SET by = (SELECT id FROM account WHERE name = 'Eve') WHERE number = 2",
    ],
)
def test_another_digest_means_another_journal(family, tmp_path, statement):
    before = verify(family.database, tmp_path).digest
    spoil(tmp_path, statement)
    assert verify(family.database, tmp_path).digest != before


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE household SET seq = seq + 5",
        "UPDATE instance SET epoch = hex(randomblob(16))",
        "UPDATE revision SET received_at = '2026-11-30 00:00:00.000000'",
        "UPDATE account SET passphrase_hash = 'rehashed'",
        "UPDATE push_subscription SET state = 'gone'",
        "UPDATE alert SET closed_at = '2026-11-30 00:00:00.000000'",
    ],
)
def test_what_only_this_machine_knows_is_not_in_the_digest(family, tmp_path, statement):
    before = verify(family.database, tmp_path).digest
    spoil(tmp_path, statement)
    assert verify(family.database, tmp_path).digest == before


def test_i4_a_photo_whose_file_is_missing_or_another_one_is_named(family, tmp_path):
    photographed(family, tmp_path)
    before = verify(family.database, tmp_path)
    assert before.ok
    file = tmp_path / "photos" / f"{PHOTO}.jpg"
    file.write_bytes(b"a phot0")
    assert verify(family.database, tmp_path).faults == (f"Photo {PHOTO} is damaged.",)
    file.unlink()
    lost = verify(family.database, tmp_path)
    assert lost.faults == (f"Photo {PHOTO} is missing.",)
    assert lost.digest == before.digest


def test_a_photo_that_is_still_on_a_phone_is_no_fault(family, tmp_path):
    spoil(
        tmp_path,
        f"UPDATE note SET photos = json_array('{PHOTO}')",
        f"UPDATE revision SET changed = json_set(changed, '$.photos', json_array('{PHOTO}')),"
        f" fields = json_set(fields, '$.photos', json_array('{PHOTO}'))"
        " WHERE entry_id IN (SELECT id FROM entry WHERE kind = 'note')",
    )
    assert verify(family.database, tmp_path).ok


def test_verifying_neither_waits_for_a_writer_nor_keeps_one_waiting(family, tmp_path):
    with family.database.transaction() as session:
        session.get_one(Child, family.nora).insurance = "another"
        session.flush()
        assert verify(family.database, tmp_path).ok
    assert not list(tmp_path.glob(".reading*"))
