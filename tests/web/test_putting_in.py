"""T34, B36, B37: an owner puts a file of their household in by a page, and nothing of others."""

import hashlib
import io
import json
import uuid
import zipfile
from dataclasses import replace
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa
from sqlmodel import select

from journal.entries import record
from journal.exchange import bounds
from journal.records.access import actor_for
from journal.records.acts import latest
from journal.records.children import Child
from journal.records.entries import Entry
from journal.records.people import Account, Household, Membership, Role
from journal.records.photos import FOLDER, Photo, file_name, small_name
from journal.words import moment_text
from tests.family import NOW, ZONE, change, fresh_database
from tests.support.photographed import PHOTO, photographed
from tests.support.pictures import SERIAL, photo
from tests.web.matrix import contents
from tests.web.put_in import confirm, send, taken, words, written

SOMEBODY, LOST = uuid.UUID(int=77), uuid.UUID(int=78)


def test_t34_h36_an_owner_sees_what_would_be_new_types_the_name_and_has_it(
    family, settings, elsewhere, ada, put_in_url
):
    written(family, elsewhere, "ben", "written elsewhere")
    picture = photo()
    folder = Path(elsewhere.engine.url.database).parent
    photographed(replace(family, database=elsewhere), folder)
    (folder / FOLDER / file_name(PHOTO)).write_bytes(picture)
    photographed(replace(family, database=elsewhere), folder, photo=LOST)
    for name in (file_name(LOST), small_name(LOST)):
        (folder / FOLDER / name).unlink()
    with elsewhere.transaction() as session:
        who = {"email": "gran@example.org", "passphrase_hash": "known", "created_at": NOW}
        session.add(Account(id=SOMEBODY, name="Gran", **who))
        session.flush()
        values = {"digest": hashlib.sha256(picture).hexdigest(), "made_by": SOMEBODY}
        session.execute(sa.update(Photo).values(**values))
    before = contents(family)
    page = send(ada, put_in_url, taken(family, elsewhere))
    assert page.status_code == 200, words(page)
    assert "<bdi>1 (22 Nov 2026)</bdi>" in words(page)
    assert "One photo is named in the file and not in it" in words(page)
    assert confirm(ada, put_in_url, page, typed="Tom").status_code == 422
    assert ada.post(f"{put_in_url}/confirm", data={"sum": "0", "typed": "Nora"}).status_code == 409
    assert contents(family) == before

    reply = confirm(ada, put_in_url, page)
    assert reply.status_code == 303, words(reply)
    with family.database.reading() as session:
        notes = session.exec(select(Entry.text, Entry.seq).order_by(Entry.seq)).all()
        ids = session.exec(select(Entry.id).order_by(Entry.seq)).all()
        assert [text for text, _seq in notes] == ["here", "written elsewhere"]
        assert notes[0][1] < notes[1][1], "a phone asks for what came after what it has"
        home = session.get_one(Household, family.households["lindqvist"])
        assert home.seq == notes[1][1]
        act, said = latest(session, home.id)[0]
        assert said["entries"] == "1"
        assert (act.what, act.account_id) == ("imported", family.people["ada"])
        gran = session.get_one(Account, SOMEBODY)
        assert (gran.name, gran.passphrase_hash) == ("Gran", "")
        assert gran.email.endswith("@elsewhere.invalid"), "nobody signs in as her"
        kept = session.exec(select(Photo)).one()
        assert kept.id == PHOTO, "no row without its picture"
    content = (settings.data / FOLDER / file_name(PHOTO)).read_bytes()
    assert hashlib.sha256(content).hexdigest() == kept.digest
    assert SERIAL.encode() not in content, "drawn anew, as every photo"
    mark = f"Ada put this in from a file, {moment_text(act.at, ZoneInfo(ZONE))}."
    shown = [words(ada.get(f"/children/{family.nora}/entries/{each}")) for each in ids]
    assert [mark in page for page in shown] == [False, True], "the file says that Ben wrote it"
    assert "from a file. Entries: 1" in ada.get(f"/children/{family.nora}/people/acts").text
    assert list(settings.data.glob(".restore-*")) == []
    page = words(send(ada, put_in_url, taken(family, elsewhere)))
    assert "Nothing is new" in page
    assert "One photo is named in the file and not in it" in page


def rewritten(content, table, old, new):
    """The file with other words in a table, and sums that fit."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(out, "w") as target:
        inside = {name: source.read(name) for name in source.namelist()}
        manifest = json.loads(inside.pop("manifest.json"))
        name = f"tables/{table}.jsonl"
        inside[name] = inside[name].replace(old, new)
        manifest["files"][name] = hashlib.sha256(inside[name]).hexdigest()
        for each, said in inside.items():
            target.writestr(each, said)
        target.writestr("manifest.json", json.dumps(manifest))
    return out.getvalue()


def with_manifest(content, **more):
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(out, "w") as target:
        for name in source.namelist():
            said = source.read(name)
            if name == "manifest.json":
                said = json.dumps(json.loads(said) | more).encode()
            target.writestr(name, said)
    return out.getvalue()


def bomb():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        target.writestr("tables/entry.jsonl", bytes(64 << 20))
    return out.getvalue()


@pytest.mark.slow
def test_b37_what_cannot_be_put_in_is_refused_in_a_sentence_and_changes_nothing(
    family, elsewhere, ada, put_in_url, monkeypatch
):
    entry = written(family, elsewhere, "ben", "written elsewhere")
    good = taken(family, elsewhere)
    refused = {
        "another file": (b"%PDF-1.7 a letter", 422, "no file of a household"),
        "cut off": (good[: len(good) // 2], 422, "only a part of one"),
        "newer": (with_manifest(good, schema="9999"), 422, "Update this one"),
        "touched": (rewritten(good, "revision", b"written", b"made up"), 422, "damaged"),
        "a bomb": (bomb(), 422, "damaged, or was changed"),
        "another household": (taken(family, elsewhere, "mia"), 409, "of this household alone"),
        "nothing": (b"", 422, "no file of a household"),
    }
    before = contents(family)
    for what, (content, status, sentence) in refused.items():
        page = send(ada, put_in_url, content)
        assert (page.status_code, sentence in words(page)) == (status, True), (what, words(page))
    assert ada.post(put_in_url, data={}).status_code == 422
    monkeypatch.setattr(bounds, "MOST_UNPACKED", 1000)
    assert send(ada, put_in_url, good).status_code == 413
    monkeypatch.undo()
    assert contents(family) == before

    # Changed here and there, each in its own way.
    written(family, family.database, "ben", "written elsewhere", entry)
    for database, said in ((elsewhere, "there"), (family.database, "here")):
        edit = change(family.nora, "note", entry=entry.entry, base=entry.id, note=said)
        written(family, database, "ada", said, edit)
    before = contents(family)
    page = send(ada, put_in_url, taken(family, elsewhere))
    assert (page.status_code, "each in its own way" in words(page)) == (409, True), words(page)
    with family.database.reading() as session:
        at = session.get_one(Entry, entry.entry).at
    assert moment_text(at, ZoneInfo(ZONE)) in words(page), "it says which"
    assert contents(family) == before


def forged(family, folder, *, child=None, entry=None, author=None, home=None):
    """A file of Eve's household as she may have made it up, with an id of Nora's family in it."""
    folder.mkdir()
    database = fresh_database(f"sqlite:///{folder / 'journal.sqlite3'}")
    with family.database.reading() as session:
        mia = session.get_one(Child, family.children["mia"]).model_dump()
    with database.transaction() as session:
        for one in {family.households["other"], home} - {None}:
            session.add(Household(id=one, created_at=NOW))
        for who, id_ in {"eve": family.people["eve"], "ada": author}.items():
            if id_:
                said = {"name": who, "email": who, "passphrase_hash": "", "created_at": NOW}
                session.add(Account(id=id_, **said))
        session.flush()
        who = {"household_id": family.households["other"], "created_at": NOW}
        session.add(Membership(account_id=family.people["eve"], role=Role.OWNER, **who))
        session.add_all(Child(**mia | {"id": one}) for one in {mia["id"], child} - {None})
        session.flush()
        for one in {mia["id"], child} - {None}:
            eve = actor_for(session, family.people["eve"])
            actor = replace(eve, account_id=author or eve.account_id)
            made = change(one, "note", note="made up", entry=entry)
            assert record(session, actor, made, now=NOW).stored
    content = taken(family, database, "mia", home)
    database.close()
    return content


@pytest.mark.slow
def test_t1_t3_a_file_of_eve_that_names_rows_of_noras_is_refused_and_changes_nothing(
    family, as_person, tmp_path
):
    theirs = written(family, family.database, "ada", "Nora’s")
    eve, put_in_url = as_person("eve"), f"/children/{family.children['mia']}/put-in"
    cases = {
        "child": {"child": family.nora},
        "entry": {"entry": theirs.entry},
        "author": {"author": family.people["ada"]},
        "household": {"home": family.households["lindqvist"]},
    }
    before = contents(family)
    for what, named in cases.items():
        page = send(eve, put_in_url, forged(family, tmp_path / what, **named))
        assert page.status_code == 409, (what, words(page))
        assert "of this household alone" in words(page)
        assert not {"Nora", "Ada"} & set(page.text.split())
    assert contents(family) == before
    assert send(eve, put_in_url, forged(family, tmp_path / "own")).status_code == 200
    assert contents(family) == before
    nora = f"/children/{family.nora}/put-in"
    assert send(eve, nora, forged(family, tmp_path / "to nora")).status_code == 404
