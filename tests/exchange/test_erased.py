"""T33: what was erased stays erased, also when an old backup is restored that still has it."""

import re
import uuid
from datetime import timedelta

import pytest
from sqlmodel import col, select

from journal.exchange.backup import backup
from journal.exchange.erased import FILE, known, remember
from journal.exchange.restore import restore
from journal.exchange.rows import canonical, read_rows
from journal.exchange.verify import verify
from journal.records.audit import Act, ActWords
from journal.records.erasing import erase_account, erase_child, erase_household
from journal.records.erasures import Erased
from journal.records.people import Account, Household
from journal.records.tables import METADATA
from tests.exchange.busy import busy_family
from tests.family import NOW, fresh_database
from tests.support.photographed import PHOTO, photographed


@pytest.fixture
def anywhere(database_url):
    """The small journal on either database, with an act about Nora."""
    family = busy_family(database_url)
    with family.database.transaction() as session:
        house = {"household_id": family.households["lindqvist"], "number": 900}
        hashes = {"words_hash": "0" * 64, "hash": "0" * 64}
        session.add(Act(**house, at=NOW, what="child_added", about=str(family.nora), **hashes))
        session.add(ActWords(**house, words={"child": "Nora"}))
    yield family
    family.database.close()


def everything(database) -> str:
    with database.reading() as session:
        return "\n".join(
            f"{table.name} {canonical(row)}"
            for table in METADATA.sorted_tables
            for row in read_rows(session, table)
        )


def test_t33_nothing_of_an_erased_child_is_left_and_all_of_the_other_is(anywhere):
    before = everything(anywhere.database)
    with anywhere.database.transaction() as session:
        erase_child(session, anywhere.nora)
    after = everything(anywhere.database)
    kept = [line for line in after.splitlines() if not line.startswith("act ")]
    assert str(anywhere.nora) not in "\n".join(kept)
    assert "Nora" not in after
    assert "Prednisolone" in before
    assert "Prednisolone" not in after
    assert [line for line in before.splitlines() if str(anywhere.tom) in line] == [
        line for line in after.splitlines() if str(anywhere.tom) in line
    ]
    assert str(anywhere.children["mia"]) in after


def test_t33_nothing_of_an_erased_household_is_left_and_all_of_the_other_is(anywhere):
    with anywhere.database.transaction() as session:
        others = set(everything(anywhere.database).splitlines())
        erase_household(session, anywhere.households["lindqvist"])
        for name in ("ada", "ben", "cleo"):
            erase_account(session, anywhere.people[name])
    left = everything(anywhere.database)
    for gone in (anywhere.nora, anywhere.tom, anywhere.households["lindqvist"]):
        assert str(gone) not in left
    for name in ("ada", "ben", "cleo"):
        assert str(anywhere.people[name]) not in left
        assert not re.search(rf"\b{name}\b", left.lower()), "as a word: a number may spell it"
    assert set(left.splitlines()) <= others
    assert "Eve" in left


def test_t33_an_account_whose_work_others_need_is_left_without_a_name(anywhere):
    with anywhere.database.transaction() as session:
        erase_account(session, anywhere.people["ben"])
        ben = session.get_one(Account, anywhere.people["ben"])
        assert (ben.name, ben.passphrase_hash) == ("", "")
        assert "ben" not in ben.email
        erase_account(session, anywhere.people["ben"])


@pytest.fixture
def told(family, tmp_path):
    """A backup that still has Nora and Eve's household, and the list of what was erased since."""
    photographed(family, tmp_path)
    backup(family.database, tmp_path, tmp_path / "old.zip", now=NOW)
    later = NOW + timedelta(days=1)
    return [
        Erased(id=family.nora, what="child", at=later),
        Erased(id=family.households["other"], what="household", at=later),
        Erased(id=family.people["eve"], what="account", at=later),
    ]


@pytest.mark.parametrize(
    ("where", "on"),
    [
        ("in the data directory", "sqlite"),
        ("beside the backup", "sqlite"),
        ("beside the backup", "postgresql"),
    ],
)
def test_t33_an_old_backup_brings_nothing_back_that_was_erased(
    family, empty, told, tmp_path, where, on, request
):
    data = tmp_path / "empty"
    if on == "postgresql":
        empty = fresh_database(request.getfixturevalue("postgres")())
    if where == "in the data directory":
        remember(data, told)
        done = restore(empty, data, tmp_path / "old.zip", now=NOW)
    else:
        remember(tmp_path, told)
        done = restore(empty, data, tmp_path / "old.zip", now=NOW, beside=[tmp_path])
    assert done["left_out"] == 3
    there = verify(empty, data)
    assert there.ok, there.faults
    left = everything(empty)
    assert "Nora" not in left
    assert "eve@example.org" not in left
    assert "Tom" in left
    assert not (data / "photos" / f"{PHOTO}.jpg").exists()
    with empty.reading() as session:
        ids = {one.id for one in session.exec(select(Erased))}
        assert ids == {family.nora, family.households["other"], family.people["eve"]}
        assert (
            session.exec(
                select(Household.id).where(col(Household.id) != family.households["lindqvist"])
            ).first()
            is None
        )


def test_t33_a_journal_that_knows_of_no_erasure_brings_all_back(empty, told, tmp_path):
    done = restore(empty, tmp_path / "empty", tmp_path / "old.zip", now=NOW)
    assert "left_out" not in done
    assert "Nora" in everything(empty)


def test_t33_the_list_holds_ids_alone_and_survives_a_line_that_was_cut_off(tmp_path):
    first, second = (Erased(id=uuid.uuid4(), what="child", at=NOW) for _ in range(2))
    remember(tmp_path, [first])
    file = tmp_path / FILE
    assert set(known([file])) == {first.id}
    assert file.stat().st_mode & 0o777 == 0o600
    with file.open("a") as cut:
        cut.write('{"id": "')
    remember(tmp_path, [second])
    assert set(known([file, tmp_path / "none"])) == {first.id, second.id}
    file.write_bytes(b"\xff\n[]\n7\n" + b'{"id": "x", "what": "child", "at": "y"}\n')
    assert known([file]) == {}
