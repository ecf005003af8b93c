"""A backup of the first schema, written by the Sunhat of that time, restores into today's.

`backup_of_schema_0001.zip` is the busy family as version 0.1.0 backed it up before schema 0002.
"""

import hashlib
import json
import zipfile
from pathlib import Path

import pytest
import sqlalchemy as sa

from journal.exchange.backup import BackupRefused
from journal.exchange.older import reflected
from journal.exchange.restore import restore
from journal.exchange.rows import plain, read_rows, typed
from journal.exchange.verify import verify
from journal.records.database import Database
from journal.records.kinds import ROWS
from journal.records.schema import build, current, migrate, newest
from journal.records.tables import METADATA
from tests.family import NOW, fresh_database

OLDER = Path(__file__).with_name("backup_of_schema_0001.zip")
# What a migration fills in by itself.
ADDED = {
    "child": {
        "lines": "",
        "reviews_since": None,
        "school_begins": None,
        "school_ends": None,
        "sex": "",
        "steroid_plan": "",
        "watched": None,
    },
    "dose": {"advised_by": None, "given_by": None, "in_hospital": False},
    "dose_plan": {
        "counts_from": None,
        "measured": None,
        "measured_unit": None,
        "ordered_by": "",
        "why": "",
    },
    "infusion": {"attempts": None, "present": None, "sites": [], "volume_ml": None},
    "invitation": {"child_id": None},
    "medicine": {"code": None, "refill_days": None},
    "medicine_turn": {"cause": None, "advised_by": ""},
    "membership": {"child_id": None, "sees_later": True},
    "occurrence": {"about": "dose", "subject_id": None},
    "question": {"answered_by": None, "stay": None},
    "revision": {"put_in_at": None},
    "symptom": {"medicine": None, "since": None},
    "visit": {"next_steps": None, "preparation": None},
}


def rows_of(file: Path) -> dict[str, list[dict[str, object]]]:
    with zipfile.ZipFile(file) as archive:
        return {
            Path(name).stem: [json.loads(line) for line in archive.read(name).splitlines()]
            for name in archive.namelist()
            if name.startswith("tables/")
        }


def rows_in(database: Database, tables: sa.MetaData) -> dict[str, list[dict[str, object]]]:
    with database.reading() as session:
        return {table.name: list(read_rows(session, table)) for table in tables.sorted_tables}


@pytest.fixture
def target(database_url, tmp_path):
    """An empty journal of today on either database."""
    (tmp_path / "data").mkdir()
    database = fresh_database(database_url)
    yield database
    database.close()


def test_g20_a_backup_of_the_first_schema_restores_whole_into_todays(target, tmp_path):
    manifest = restore(target, tmp_path / "data", OLDER, now=NOW)
    there = verify(target, tmp_path / "data")
    assert (manifest["schema"], current(target)) == ("0001", newest())
    assert (there.ok, there.entries) == (True, manifest["entries"])
    found = rows_in(target, METADATA)
    for name, rows in rows_of(OLDER).items():
        assert found[name] == [today(name, row) for row in rows], name
    assert (tmp_path / "data" / "photos" / "0199.jpg").read_bytes() == b"a photo"
    assert [path.name for path in (tmp_path / "data").glob(".restore*")] == []


@pytest.mark.parametrize(
    ("table", "said"), [("medicine", "does not make the journal"), ("visit", "is missing")]
)
def test_g20_an_older_backup_with_another_row_is_refused_and_nothing_is_restored(
    target, tmp_path, table, said
):
    other = tmp_path / "other.zip"
    with zipfile.ZipFile(OLDER) as source, zipfile.ZipFile(other, "w") as copy:
        manifest = json.loads(source.read("manifest.json"))
        for name in manifest["files"]:
            content = source.read(name)
            if name == "tables/medicine.jsonl" and table == "medicine":
                content = content.replace(b"Prednisolone", b"Prednisone")
                manifest["files"][name] = hashlib.sha256(content).hexdigest()
            if name != "tables/visit.jsonl" or table != "visit":
                copy.writestr(name, content)
        copy.writestr("manifest.json", json.dumps(manifest))
    with pytest.raises(BackupRefused, match=said):
        restore(target, tmp_path / "data", other, now=NOW)
    with target.reading() as session:
        assert not list(read_rows(session, METADATA.tables["account"]))


def test_every_row_of_the_first_schema_survives_the_migrations(database_url, tmp_path):
    database = Database(database_url)
    build(database, "0001")
    tables = reflected(database)
    kept = rows_of(OLDER)
    kept["occurrence"] = [occurrence(kept)]
    with database.transaction() as session:
        for table in tables.sorted_tables:
            if rows := [typed(table, row) for row in kept.get(table.name, [])]:
                session.connection().execute(table.insert(), rows)
    before = rows_in(database, tables)
    # Kinds that came later have no table in it.
    kinds = {row.__table__.name for row in ROWS.values()} & before.keys()
    assert len(kinds) == 8
    assert all(before[name] for name in kinds | {"medicine_turn", "dose_plan", "alert"})

    migrate(database)
    after = rows_in(database, METADATA)
    for name, rows in before.items():
        assert after[name] == [today(name, row) for row in rows], name
    verdict = verify(database, tmp_path)
    assert verdict.entries == 10
    assert [fault for fault in verdict.faults if "photo" not in fault] == []
    database.close()


def today(table, row):
    """The row with what later columns say of it."""
    if table == "membership":  # whoever was let in to look was promised the photos too
        return {**row, **ADDED[table], "sees_photos": row["role"] == "viewer"}
    return {**row, **ADDED.get(table, {})}


def occurrence(kept) -> dict[str, object]:
    medicine = kept["medicine"][0]
    return {
        "id": plain(medicine["id"]),
        "child_id": medicine["child_id"],
        "medicine_id": medicine["id"],
        "slot": "2026-11-22T08:00",
        "key": "dose:1",
        "due_at": "2026-11-22T13:00:00.000000+00:00",
        "settled_at": None,
        "outcome": None,
    }
