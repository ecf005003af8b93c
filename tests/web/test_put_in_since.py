"""T33, H36: a file that waits for its word, and entries that were changed since."""

import os

import sqlalchemy as sa
from sqlmodel import select

from journal.clock import now
from journal.exchange import put_in_own
from journal.exchange.erase import carry_out
from journal.exchange.verify import verify
from journal.records.entries import Entry, Revision
from journal.records.erasures import Erasure
from journal.records.scope import Guarded
from journal.upkeep import part
from tests.family import change
from tests.web.matrix import contents
from tests.web.put_in import confirm, send, sum_of, taken, words, written


def test_t33_a_file_that_waits_goes_with_an_erasure_and_after_an_hour(
    family, settings, elsewhere, ada, put_in_url
):
    written(family, elsewhere, "ben", "written elsewhere")
    content = taken(family, elsewhere)

    def waiting():
        return list(settings.data.glob(".restore-*"))

    page = send(ada, put_in_url, content)
    part(settings, family.database)
    [file] = waiting()
    os.utime(file, (file.stat().st_atime, file.stat().st_mtime - 3700))
    part(settings, family.database)
    assert waiting() == []
    reply = confirm(ada, put_in_url, page)
    assert (reply.status_code, "Choose it again" in reply.text) == (409, True)

    send(ada, put_in_url, content)
    assert waiting()
    with family.database.transaction() as session:
        asked = {"asked_by": family.people["ada"], "asked_at": now(), "due_at": now()}
        home = family.households["lindqvist"]
        tom = Erasure(household_id=home, child_id=family.tom, **asked)
        session.add(tom)
    assert carry_out(family.database, settings.data, tom.id, now=now())
    assert waiting() == []
    # One that came while it was erased, before the server died.
    file.write_bytes(content)
    part(settings, family.database)
    assert waiting() == []


def test_h36_what_was_looked_at_is_put_in_and_no_file_that_came_after_it(
    family, settings, elsewhere, ada, put_in_url
):
    written(family, elsewhere, "ben", "looked at")
    looked_at = send(ada, put_in_url, taken(family, elsewhere))
    written(family, elsewhere, "ben", "came after it")
    other = send(ada, put_in_url, taken(family, elsewhere))
    [file] = settings.data.glob(".restore-in-*")
    assert file.stat().st_mode & 0o777 == 0o600
    for sum_ in (sum_of(looked_at), "../../etc/passwd", ""):
        reply = ada.post(f"{put_in_url}/confirm", data={"sum": sum_, "typed": "Nora"})
        assert (reply.status_code, "another one was chosen since" in reply.text) == (409, True)
    with family.database.reading() as session:
        assert session.exec(select(Entry.text)).all() == ["here"]
    assert confirm(ada, put_in_url, other).status_code == 303
    with family.database.reading() as session:
        assert set(session.exec(select(Entry.text))) == {"here", "looked at", "came after it"}
    assert list(settings.data.glob(".restore-*")) == []


def test_h36_an_entry_that_was_changed_in_the_file_alone_goes_on_as_it_is_there(
    family, settings, elsewhere, ada, put_in_url
):
    """To look waits for nobody who writes, and nobody who writes waits for it."""
    with family.database.reading() as session:
        [here] = session.exec(select(Entry).where(Entry.text == "here")).all()
        [first] = session.exec(select(Revision.change_id).where(Revision.entry_id == here.id)).all()
    edit = change(family.nora, "note", entry=here.id, base=first, note="changed there")
    written(family, elsewhere, "ben", "", edit)
    content = taken(family, elsewhere)
    before = contents(family)
    page = send(ada, put_in_url, content)
    assert "changed in the file since" in words(page)
    [file] = settings.data.glob(".restore-in-*")

    def looking(open_one):
        return lambda: open_one(lambda session: family.actor(session, "ada"))

    guarded = Guarded(family.database)
    ways = [looking(each) for each in (guarded.reading_as, guarded.rehearsing_as)]
    with family.database.transaction() as session:
        session.execute(sa.text("SELECT 1"))
        told = put_in_own.put_in_own(
            *ways, looking(guarded.transaction_as), settings.data, file, family.nora,
            dry_run=True, now=now(),
        )  # fmt: skip
    assert (told.entries, told.grown) == (0, 1)
    assert contents(family) == before
    reply = confirm(ada, put_in_url, page)
    assert reply.status_code == 303, words(reply)
    with family.database.reading() as session:
        now_here = session.get_one(Entry, here.id)
        assert (now_here.text, now_here.revision) == ("changed there", 2)
        assert now_here.changed_by == family.people["ben"]
        assert now_here.seq > here.seq, "a phone asks for what came after what it has"
        told = "Ada put this in from a file"
        page = words(ada.get(f"/children/{family.nora}/entries/{here.id}"))
        assert (told in page, page.count("· from a file")) == (True, 1), "of two versions one"
    found = verify(family.database, settings.data)
    assert found.ok, found.faults
    assert "Nothing is new" in send(ada, put_in_url, content).text
    more = change(family.nora, "note", entry=here.id, base=edit.id, note="changed there again")
    written(family, elsewhere, "ben", "", more)
    page = send(ada, put_in_url, taken(family, elsewhere))
    assert page.status_code == 200, "that a file brought a version is no change of it"
