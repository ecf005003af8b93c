"""T1 with the first lock gone: whoever passes every question of rights meets the second.

The rights are patched away in these tests alone, which is no stand-in for code of ours: it is the
mistake that the second lock is for.
"""

import uuid

import pytest
import sqlalchemy as sa

from journal.clock import now
from journal.records.access import Actor
from journal.records.columns import table_of
from journal.records.entries import Change
from journal.records.medicines import Medicine
from journal.records.tables import METADATA
from journal.settings import Settings
from journal.web.extensions import database, writing
from tests.web.matrix import CANARY, OWN, RULES, ask, routes
from tests.web.syncing import change, follow, form_change, fresh


@pytest.fixture
def settings(tmp_path, database_url) -> Settings:
    """The app on each database."""
    data = {"JOURNAL_DATA": str(tmp_path / "data"), "JOURNAL_DATABASE": database_url}
    return Settings.from_environment(data)


@pytest.fixture
def no_rights(monkeypatch):
    """Nobody is asked for a right any more."""
    monkeypatch.setattr(Actor, "may", lambda *_: True)
    monkeypatch.setattr(Actor, "require", lambda *_: None)
    monkeypatch.setattr(Actor, "require_household", lambda *_: None)


def digest(family):
    """Every row but those of whoever asks."""
    with family.database.reading() as session:
        return {
            name: sorted(map(repr, session.execute(sa.select(table)).all()))
            for name, table in METADATA.tables.items()
            if name not in OWN
        }


def test_t1_without_the_rights_eve_still_learns_and_changes_nothing(
    app,
    family,
    victim,
    as_person,
    no_rights,
):
    app.config["PROPAGATE_EXCEPTIONS"] = False
    app.testing = False
    eve, before, wrong = as_person("eve"), digest(family), []
    for rule, method in sorted(routes(app), key=lambda each: (each[0].rule, each[1])):
        # What is meant for whoever holds a secret is no question of rights.
        by_secret = "token" in rule.arguments or RULES[f"{rule.endpoint} {method}"] == "public"
        if by_secret or not rule.arguments:
            continue
        reply = ask(app, eve, rule, method, victim)
        if CANARY in reply.text.lower() or "nora" in reply.text.lower():
            wrong.append(f"{method} {rule.rule} tells")
        after = digest(family)
        if after != before:
            names = [name for name in after if after[name] != before[name]]
            wrong.append(f"{method} {rule.rule} changes {names}")
            before = after
    assert wrong == []


def test_t1_with_the_rights_gone_it_is_the_second_lock_that_holds(
    app,
    family,
    victim,
    as_person,
    no_rights,
    monkeypatch,
):
    """The same without it: so that the test above says something."""
    monkeypatch.setattr("journal.records.scope.narrow", lambda *_: None)
    eve = as_person("eve")
    page = eve.get(f"/children/{family.nora}/journal")
    assert "Nora" in page.text
    assert CANARY in page.text.lower()
    told = eve.get(f"/api/v1/children/{family.nora}/timeline").text
    assert CANARY in told.lower()


def test_t1_the_first_lock_holds_without_the_second(
    app,
    family,
    victim,
    as_person,
    monkeypatch,
):
    monkeypatch.setattr("journal.records.scope.narrow", lambda *_: None)
    eve = as_person("eve")
    for path in ("journal", "medicines", "today", f"entries/{victim.ids['entry_id']}"):
        reply = eve.get(f"/children/{family.nora}/{path}")
        assert reply.status_code == 404
        assert CANARY not in reply.text.lower()


def test_t1_b27_of_a_batch_that_names_noras_ids_those_changes_alone_are_refused(
    family, victim, sync, caplog
):
    """The lock hides the row that has the id: the database says that it is taken."""
    before, entry = digest(family), str(victim.ids["entry_id"])
    with family.database.reading() as session:
        ours = sa.select(table_of(Change).c.id).where(
            table_of(Change).c.entry_id == uuid.UUID(entry)
        )
        written = str(session.scalars(ours).one())
    mine = {"child": family.children["mia"], "fields": {"at": now().isoformat(), "note": "mine"}}
    named = [
        change(family, "note", **mine, entry=entry),
        change(family, "note", **mine, id=written),
        form_change(family, "note", child=family.children["mia"], note="mine", entry=entry),
        form_change(family, "note", child=family.children["mia"], note="mine", id=written),
    ]
    follower = follow(named[0], entry=fresh(), fields={"note": "more"})
    batch = [change(family, "note", **mine), follower, *named, change(family, "note", **mine)]
    first, again = (sync(*batch, who="eve").json["results"] for _ in "ab")
    taken, fell = ["entry_mismatch"], ["base_rejected"]
    codes = [[error["error"] for error in one["errors"]] for one in first]
    assert codes == [[], [], taken, taken, taken, taken, []]
    assert [one["status"] for one in first] == ["applied", "waiting", *["rejected"] * 4, "applied"]
    # Sent again, nothing is looked at anew but the form, which could have been mended.
    assert {one["status"] for one in again} == {"repeated"}
    codes = [[error["error"] for error in one["errors"]] for one in again]
    assert codes == [[], fell, taken, taken, taken, taken, []]
    after, hers = digest(family), str(family.households["other"])
    gone = [row for name in before for row in set(before[name]) - set(after[name])]
    assert all(hers in row for row in gone)
    assert "could not be applied" not in caplog.text


@pytest.mark.parametrize("how", ["looks as nobody", "writes beside"])
def test_t1_what_the_second_lock_refuses_is_not_there_and_is_logged_without_a_word(
    app,
    family,
    victim,
    as_person,
    caplog,
    monkeypatch,
    how,
):
    """A page that forgets to ask who looks, and one that writes what nobody asked it to."""
    medicine = table_of(Medicine)

    def page(child_id):
        if how == "looks as nobody":
            with database().reading() as session:
                session.execute(sa.select(medicine)).all()
        with writing() as (session, _actor):
            kept = {"child_id": family.nora, "made_by": family.people["eve"], "made_at": now()}
            row = Medicine(id=uuid.uuid4(), name="birkenspanner", **kept)
            session.add(row)
        return "written"

    monkeypatch.setitem(app.view_functions, "journal.index", page)
    reply = as_person("eve").get(f"/children/{family.children['mia']}/journal")
    assert reply.status_code == 404
    assert "There is nothing here" in reply.text
    said = [record for record in caplog.records if record.name == "journal.web.errors"]
    assert [record.levelname for record in said] == ["ERROR"]
    assert "the second lock refused" in said[0].getMessage()
    for word in ("birkenspanner", CANARY, family.nora.hex, str(family.nora)):
        assert word not in caplog.text.lower()
