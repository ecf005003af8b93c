"""T18: a zip that somebody else made is refused with a sentence, and costs no disk."""

import hashlib
import json
import stat
import struct
import warnings
import zipfile
from pathlib import Path

import pytest
from sqlmodel import select

from journal.exchange import archive
from journal.exchange.backup import BackupRefused, backup
from journal.exchange.restore import restore
from journal.records.people import Account
from tests.family import NOW

MB = 1 << 20


@pytest.fixture
def good(family, tmp_path):
    backup(family.database, tmp_path, tmp_path / "good.zip", now=NOW)
    return tmp_path / "good.zip"


def remade(good: Path, *, more=(), sums=None, packing=zipfile.ZIP_DEFLATED) -> Path:
    """The good backup with further files, each (name or ZipInfo, content), in its manifest too."""
    with zipfile.ZipFile(good) as source:
        inside = {name: source.read(name) for name in source.namelist()}
    manifest = json.loads(inside.pop("manifest.json"))
    manifest["files"] |= sums or {}
    file = good.with_name("evil.zip")
    with warnings.catch_warnings(), zipfile.ZipFile(file, "w", packing) as target:
        warnings.simplefilter("ignore")  # that a name is there twice is what is tried
        for name, content in inside.items():
            target.writestr(name, content)
        for name, content in more:
            target.writestr(name, content)
            manifest["files"][getattr(name, "filename", name)] = sum_of(content)
        target.writestr("manifest.json", json.dumps(manifest))
    return file


def sum_of(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def refused(empty, file: Path, said: str) -> None:
    """Refused with these words; nothing is restored, and the disk holds what it held."""
    folder = file.parent / "empty"
    before = held(folder)
    with pytest.raises(BackupRefused, match=said):
        restore(empty, folder, file, now=NOW)
    assert held(folder) - before < 10 * MB
    assert not (folder / "photos").exists()
    with empty.reading() as session:
        assert session.exec(select(Account.id)).first() is None


def held(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


@pytest.mark.parametrize(
    "name",
    [
        "photos/../../evil.jpg",
        "../evil.jpg",
        "/etc/cron.d/evil",
        "photos//etc/evil",
        "photos/..\\..\\evil.jpg",
        "C:\\evil.jpg",
        "photos/.hidden.jpg",
        "photos/a/b.jpg",
        "tables/../photos/x.jpg",
    ],
)
def test_t18_a_name_that_leads_out_is_refused(empty, good, name):
    refused(empty, remade(good, more=[(name, b"evil")]), "no name of a file")


def test_t18_a_symbolic_link_is_refused(empty, good):
    link = zipfile.ZipInfo("photos/0199.jpg")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    refused(empty, remade(good, more=[(link, b"/etc/passwd")]), "is no file")


def test_t18_a_folder_is_refused(empty, good):
    refused(empty, remade(good, more=[("photos/folder/", b"")]), "is no file")


def test_t18_a_name_that_is_there_twice_is_refused(empty, good):
    file = remade(good, more=[("tables/account.jsonl", b"{}\n")])
    refused(empty, file, r"tables/account\.jsonl is in it twice")


def test_t18_a_bomb_with_right_sums_is_refused_before_it_is_unpacked(empty, good):
    zeros = bytes(600 * MB)
    file = remade(good, more=[("photos/0199.jpg", zeros)])
    assert file.stat().st_size < 2 * MB
    refused(empty, file, "it would become 6.. MB")


def test_t18_a_bomb_of_zips_in_zips_is_refused(empty, good, tmp_path):
    """In the style of 42.zip: each layer holds many of the next."""
    layer = tmp_path / "layer.zip"
    content = bytes(30 * MB)
    for _ in range(4):
        with zipfile.ZipFile(layer, "w", zipfile.ZIP_DEFLATED) as archive_:
            for number in range(8):
                archive_.writestr(f"{number}.zip", content)
        content = layer.read_bytes()
    refused(empty, layer, r"manifest\.json in the backup is damaged|would become")


def overlapping(good: Path) -> Path:
    """One packed file that many names share (as by D. Fifield): small, and endless unpacked."""
    name = "photos/0000.jpg"
    file = remade(good, more=[(name, bytes(8 * MB))])
    content = file.read_bytes()
    with zipfile.ZipFile(file) as source:
        start, first = source.start_dir, source.getinfo(name)
        number = len(source.infolist())
    entry_at = content.index(b"PK\x01\x02", start)
    while content[entry_at + 46 : entry_at + 46 + len(name)] != name.encode():
        entry_at = content.index(b"PK\x01\x02", entry_at + 4)
    length = 46 + len(name) + struct.unpack("<H", content[entry_at + 30 : entry_at + 32])[0]
    entry = content[entry_at : entry_at + length]
    copies = [entry.replace(name.encode(), f"photos/{n:04d}.jpg".encode()) for n in range(1, 60)]
    assert first.header_offset
    end_at = content.rindex(b"PK\x05\x06")
    end = bytearray(content[end_at:])
    end[8:12] = struct.pack("<HH", number + len(copies), number + len(copies))
    end[12:16] = struct.pack("<I", end_at - start + length * len(copies))
    file.write_bytes(content[:end_at] + b"".join(copies) + bytes(end))
    return file


def test_t18_files_that_lie_over_each_other_are_refused(empty, good):
    file = overlapping(good)
    with zipfile.ZipFile(file) as source:
        assert sum(info.file_size for info in source.infolist()) > 400 * MB
    refused(empty, file, "lies over another file")


def test_t18_a_size_that_is_a_lie_is_refused(empty, good):
    """The list says 10 bytes, and 50 MB follow: as many are read as it says, and its sum is not."""
    zeros = bytes(50 * MB)
    file = remade(good, more=[("photos/0199.jpg", zeros)])
    content = bytearray(file.read_bytes())
    at = content.rindex(b"photos/0199.jpg") - 46
    content[at + 24 : at + 28] = struct.pack("<I", 10)
    file.write_bytes(bytes(content))
    refused(empty, file, r"photos/0199\.jpg in the backup is damaged")


@pytest.mark.parametrize("packing", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_t18_another_way_of_packing_is_refused(empty, good, packing):
    refused(empty, remade(good, packing=packing), "packed in another way")


@pytest.mark.parametrize(
    "row",
    [
        b"[" * 100_000,
        b"7\n",
        b"{}\n",
        b'{"id": "no id"}\n',
        b'{"dragons": 1}\n',
        b'{"id": "01890000-0000-7000-8000-000000000001", "child_id": 7}\n',
        b"\xff\xfe\n",
    ],
)
def test_t18_rows_that_are_none_are_refused_by_their_table(empty, good, row):
    with zipfile.ZipFile(good) as source:
        inside = {name: source.read(name) for name in source.namelist()}
    manifest = json.loads(inside["manifest.json"])
    inside["tables/medicine.jsonl"] = row
    manifest["files"]["tables/medicine.jsonl"] = sum_of(row)
    inside["manifest.json"] = json.dumps(manifest).encode()
    file = good.with_name("evil.zip")
    with zipfile.ZipFile(file, "w") as target:
        for name, content in inside.items():
            target.writestr(name, content)
    refused(empty, file, r"tables/medicine\.jsonl in the backup is damaged")


def test_t18_a_row_without_an_end_is_never_held_whole(empty, good, monkeypatch):
    monkeypatch.setattr(archive, "ROW_AT_MOST", 1000)
    note = b'{"note": "' + b"x" * 5000 + b'"}\n'
    with zipfile.ZipFile(good) as source:
        inside = {name: source.read(name) for name in source.namelist()}
    manifest = json.loads(inside["manifest.json"])
    inside["tables/household.jsonl"] = note
    manifest["files"]["tables/household.jsonl"] = sum_of(note)
    inside["manifest.json"] = json.dumps(manifest).encode()
    file = good.with_name("evil.zip")
    with zipfile.ZipFile(file, "w") as target:
        for name, content in inside.items():
            target.writestr(name, content)
    refused(empty, file, r"tables/household\.jsonl in the backup is damaged")
