"""A photo is kept once, its file before its row; what it names and who may is checked anew."""

import hashlib
import os
import uuid
from contextlib import contextmanager
from datetime import timedelta

import pytest
from sqlmodel import select

from journal.care.problems import Refused
from journal.clock import now
from journal.entries import Result, record
from journal.entries.photos import Upload, keep
from journal.entries.photos.folder import sweep, write_scratch
from journal.entries.photos.keep import MOST_AN_HOUR, MOST_ROOM
from journal.entries.photos.unnamed import remove_unnamed
from journal.records.access import NotAllowed, Stranger
from journal.records.columns import uuid7
from journal.records.database import Database
from journal.records.people import Attempt
from journal.records.photos import Photo
from tests.family import NOW, change, fresh_family
from tests.support.pictures import photo, picture, saved


@pytest.fixture
def family(tmp_path):
    family = fresh_family(f"sqlite:///{tmp_path / 'journal.sqlite3'}")
    yield family
    family.database.close()


@pytest.fixture
def either(database_url):
    """The cast, once in SQLite and once in PostgreSQL."""
    family = fresh_family(database_url)
    yield family
    family.database.close()


@pytest.fixture
def send(family, tmp_path):
    return sender(family, tmp_path)


def sender(family, data):
    """A function that keeps a photo as somebody."""

    def as_somebody(who="ada", child="nora", sent=None, photo_id=None, writing=None, at=NOW):
        def acting(session_of):
            @contextmanager
            def open_it():
                with session_of() as session:
                    yield session, family.actor(session, who)

            return open_it

        upload = Upload(
            id=photo_id or uuid7(now()),
            child=family.children[child],
            sent=photo() if sent is None else sent,
        )
        database = family.database
        return keep(
            acting(database.reading),
            writing or acting(database.transaction),
            upload,
            data,
            now=at,
        )

    return as_somebody


@contextmanager
def written_by(family, who):
    """A transaction of this person, who was another when the photo came."""
    with family.database.transaction() as session:
        yield session, family.actor(session, who)


def rows(family):
    with family.database.reading() as session:
        return session.exec(select(Photo)).all()


def files(tmp_path):
    return sorted(path.name for path in (tmp_path / "photos").glob("*"))


def test_a_photo_has_its_row_and_its_files(family, send, tmp_path):
    row = send()
    assert rows(family) == [row]
    assert files(tmp_path) == [f"{row.id}.jpg", f"{row.id}.small.jpg"]
    kept = (tmp_path / "photos" / f"{row.id}.jpg").read_bytes()
    assert (row.bytes, row.digest) == (len(kept), hashlib.sha256(kept).hexdigest())
    assert (row.child_id, row.made_by) == (family.nora, family.people["ada"])
    assert (tmp_path / "photos" / f"{row.id}.jpg").stat().st_mode & 0o777 == 0o600


def test_the_same_photo_again_is_the_same_photo(family, send, tmp_path):
    first = send()
    assert send("ben", photo_id=first.id) == first
    assert len(rows(family)) == 1
    assert len(files(tmp_path)) == 2


def test_a_photo_that_is_handed_in_again_is_kept_two_days_from_then(either, tmp_path):
    send = sender(either, tmp_path)
    first = send()
    send(photo_id=first.id, at=NOW + timedelta(hours=25))
    for hours, left in ((49, 1), (72, 1), (74, 0)):
        remove_unnamed(either.database, tmp_path, now=NOW + timedelta(hours=hours))
        assert (len(rows(either)), len(files(tmp_path))) == (left, 2 * left), hours


def test_a_photo_that_is_removed_while_it_is_handed_in_again_is_drawn_anew(either, tmp_path):
    send = sender(either, tmp_path)
    first = send()

    @contextmanager
    def after_tidying():
        remove_unnamed(either.database, tmp_path, now=NOW + timedelta(hours=49))
        with written_by(either, "ada") as found:
            yield found

    send(photo_id=first.id, writing=after_tidying, at=NOW + timedelta(hours=49))
    assert [row.id for row in rows(either)] == [first.id]
    assert len(files(tmp_path)) == 2


def test_who_may_record_no_more_hands_nothing_in_again(family, send):
    first = send()
    with pytest.raises(NotAllowed):
        send(photo_id=first.id, writing=lambda: written_by(family, "cleo"))


@pytest.mark.parametrize(("child", "sent"), [("nora", "another"), ("tom", "the same")])
def test_another_photo_under_the_same_id_is_refused(either, tmp_path, child, sent):
    send = sender(either, tmp_path)
    first = send()
    before = (tmp_path / "photos" / f"{first.id}.jpg").read_bytes()
    raw = photo() if sent == "the same" else saved(picture((9, 9)), "PNG")
    with pytest.raises(Refused) as refused:
        send(child=child, photo_id=first.id, sent=raw)
    assert refused.value.problems[0].code == "photo_conflict"
    assert (tmp_path / "photos" / f"{first.id}.jpg").read_bytes() == before


def test_who_may_not_record_keeps_no_photo(family, send, tmp_path):
    with pytest.raises(NotAllowed):
        send("cleo")
    with pytest.raises(Stranger):
        send("eve")
    assert not rows(family)
    assert not (tmp_path / "photos").exists()


def test_somebody_removed_while_the_picture_is_drawn_keeps_nothing(family, send, tmp_path):
    with pytest.raises(Stranger):
        send(writing=lambda: written_by(family, "eve"))
    assert not rows(family)
    assert files(tmp_path) == []


def test_a_refused_picture_leaves_nothing(family, send, tmp_path):
    with pytest.raises(Refused):
        send(sent=b"no picture")
    assert not rows(family)
    assert not (tmp_path / "photos").exists()


def test_the_disk_has_the_file_and_its_name_before_the_row_is_committed(
    family, send, tmp_path, monkeypatch
):
    done = []
    sync = os.fsync
    monkeypatch.setattr(os, "fsync", lambda number: (done.append(name_of(number)), sync(number)))

    @contextmanager
    def noting():
        with family.database.transaction() as session:
            yield session, family.actor(session, "ada")
            done.append("commit")

    row = send(writing=noting)
    scratch = [step for step in done if ".new-" in step]
    assert len(scratch) == 2
    assert done[-2:] == [str(tmp_path / "photos"), "commit"]
    assert files(tmp_path) == [f"{row.id}.jpg", f"{row.id}.small.jpg"]


def name_of(number):
    return os.readlink(f"/proc/self/fd/{number}")


@pytest.mark.parametrize("moment", ["before the names", "before the commit"])
def test_f1_killed_between_file_and_row_leaves_no_row_and_the_next_try_keeps_the_photo(
    either, tmp_path, moment
):
    family, send = either, sender(either, tmp_path)
    photo_id = uuid7(now())
    url = family.database.engine.url.render_as_string(hide_password=False)
    family.database.engine.dispose()
    child = os.fork()
    if not child:
        database = Database(url)
        counted = []

        @contextmanager
        def dying():
            with database.transaction() as session:
                actor = family.actor(session, "ada")
                if not counted:  # first of all the photos of the hour are counted
                    counted.append(True)
                    yield session, actor
                    return
                if moment == "before the names":
                    session.flush = lambda: os._exit(9)
                yield session, actor
                os._exit(9)

        send(photo_id=photo_id, writing=dying)
        os._exit(1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 9
    left = set(files(tmp_path))
    assert left
    assert not rows(family)
    row = send(photo_id=photo_id)
    assert rows(family) == [row]
    named = {f"{photo_id}.jpg", f"{photo_id}.small.jpg"}
    scratch = left - named
    assert bool(scratch) == (moment == "before the names")
    assert sweep(tmp_path, now=now()) == 0
    assert sweep(tmp_path, now=now() + timedelta(days=2)) == len(scratch)
    assert set(files(tmp_path)) == named


def test_a_full_disk_leaves_nothing_half_written(tmp_path, monkeypatch):
    def full(_number):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        write_scratch(tmp_path, b"x")
    assert files(tmp_path) == []


def test_t19_a_household_that_fills_its_room_is_told(family, send):
    row = send()
    with family.database.transaction() as session:
        session.get_one(Photo, row.id).bytes = MOST_ROOM - 1
    send(child="tom")
    with pytest.raises(Refused) as refused:
        send(child="tom")
    assert refused.value.problems[0].code == "photo_quota"
    assert send("eve", "mia")


def test_t19_a_person_who_sends_very_many_photos_has_to_wait_and_another_has_not(family, send):
    first = send()
    key = f"photo:{family.people['ada']}"
    with family.database.transaction() as session:
        session.add_all(Attempt(key=key, at=NOW) for _ in range(MOST_AN_HOUR - 1))
    with pytest.raises(Refused) as refused:
        send()
    assert refused.value.problems[0].code == "photo_often"
    assert refused.value.problems[0].message.endswith("in 61 min.")
    assert send(photo_id=first.id) == first, "what is here already costs nothing"
    assert send("ben")


def noted(family, photos, *, who="ada", child="nora"):
    note = change(family.children[child], "note", note="x", photos=[str(each) for each in photos])
    with family.database.transaction() as session:
        return record(session, family.actor(session, who), note, now=NOW)


def test_an_entry_may_come_before_its_photo(family, send):
    assert noted(family, [uuid.uuid4()]).result is Result.APPLIED
    assert noted(family, [send().id]).result is Result.APPLIED


def test_t1_a_photo_of_another_child_is_on_no_entry(family, send):
    for row in (send(child="tom"), send("eve", "mia")):
        outcome = noted(family, [row.id])
        assert outcome.errors[0].code == "photo_unknown"
        assert outcome.errors[0].field == "photos"


def test_an_entry_has_room_for_20_photos(family):
    assert noted(family, [uuid.uuid4() for _ in range(20)]).result is Result.APPLIED
    outcome = noted(family, [uuid.uuid4() for _ in range(21)])
    assert outcome.errors[0].code == "too_many"
