"""Who did what stays as it was noted, and whoever changes it behind the journal's back is seen."""

import sqlite3
from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from journal.records.acts import faults_of_chain, forget_person, latest, note
from journal.records.audit import Act, ActWords, Did
from journal.records.invitations import accept, invite
from journal.records.joining import confirm
from journal.records.people import Account, ApiToken, Household, Role
from journal.records.tokens import make_token_on_server
from tests.family import NOW, fresh_family
from tests.support.racing import racing


@pytest.fixture
def noted(family):
    """Three acts of Ada's household and one of Eve's."""
    with family.database.transaction() as session:
        ada, ours = family.actor(session, "ada"), family.households["lindqvist"]
        note(session, ours, ada, Did.INVITED, words={"name": "Ben", "role": "caregiver"}, now=NOW)
        ben = family.people["ben"]
        note(session, ours, ada, Did.CONFIRMED, about=ben, words={"name": "Ben"}, now=NOW)
        note(session, ours, None, Did.RESTORED, now=NOW + timedelta(microseconds=1))
        note(session, family.households["other"], family.people["eve"], Did.LEFT, now=NOW)
    return family


def keys_of(account):
    return sa.select(ApiToken.id).where(ApiToken.account_id == account)


def faults(family):
    with family.database.reading() as session:
        return list(faults_of_chain(session))


def test_t31_what_was_noted_is_read_newest_first_with_its_words_and_its_writer(noted):
    with noted.database.reading() as session:
        told = [
            (act.what, words["by"], words.get("name"))
            for act, words in latest(session, noted.households["lindqvist"])
        ]
    assert told == [("restored", "", None), ("confirmed", "Ada", "Ben"), ("invited", "Ada", "Ben")]
    assert faults(noted) == []


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE act SET what = 'left' WHERE number = 1",
        "DELETE FROM act WHERE number = 1",
        "UPDATE act_words SET words = '{}'",
    ],
)
def test_t31_the_database_refuses_to_change_or_remove_an_act(noted, statement):
    with pytest.raises(DBAPIError, match="never"), noted.database.transaction() as session:
        session.execute(sa.text(statement))
    assert faults(noted) == []


def test_t31_the_acts_of_a_household_may_go_once_it_is_gone(noted):
    theirs = noted.households["lindqvist"]
    with noted.database.engine.begin() as connection:
        connection.exec_driver_sql("DELETE FROM membership")
        connection.exec_driver_sql("DELETE FROM child")
        connection.execute(sa.delete(Household).where(Household.id == theirs))
        connection.execute(sa.delete(Act).where(Act.household_id == theirs))
    with noted.database.reading() as session:
        assert not latest(session, theirs)
        assert latest(session, noted.households["other"])


def test_t31_t33_words_of_an_erased_person_go_and_the_chain_holds(noted):
    """What they did, what was done to them, and what names them: Cleo's stay, and Eve's."""
    ours, ben = noted.households["lindqvist"], noted.people["ben"]
    with noted.database.transaction() as session:
        note(session, ours, ben, Did.CALENDAR_SHARED, words={"child": "Nora"}, now=NOW)
        key = {"name": "script", "person": "Ben"}
        note(session, ours, None, Did.TOKEN_MADE, about="x", words=key, now=NOW)
        note(session, ours, noted.people["ada"], Did.REFUSED, words={"name": "Cleo"}, now=NOW)
        forget_person(session, ben, "Ben")
    with noted.database.reading() as session:
        told = [(act.what, words.get("name")) for act, words in latest(session, ours) if words]
        assert told == [("refused", "Cleo"), ("restored", None)]
        (left,) = latest(session, noted.households["other"])
        assert left[1]["by"] == "Eve"
        assert "Ben" not in str(session.exec(sa.select(ActWords.words)).all())
    assert faults(noted) == []


def test_t33_of_two_with_one_name_the_erasure_of_one_leaves_the_words_of_the_other(noted):
    """Another Ben is let in by a link and has a key; the one who was there has one too."""
    ours, first = noted.households["lindqvist"], noted.people["ben"]
    with noted.database.transaction() as session:
        second = Account(name="Ben", email="b@e.org", passphrase_hash="", created_at=NOW)
        third = Account(name="Dee", email="d@e.org", passphrase_hash="", created_at=NOW)
        session.add_all([second, third])
        session.flush()
        ada = noted.actor(session, "ada")
        for one in (second, third):
            link = invite(session, ada, ours, Role.VIEWER, name=one.name, now=NOW)
            accept(session, link, one.id, now=NOW)
            confirm(session, ada, ours, one.id, now=NOW)
        others = {act.number for act, words in latest(session, ours) if words.get("name") != "Ben"}
        make_token_on_server(session, second, may_write=False, now=NOW)
        make_token_on_server(session, session.get_one(Account, first), may_write=False, now=NOW)
        forget_person(session, second.id, "Ben")
        told = {act.number: act.about for act, words in latest(session, ours) if words}
        # The link that says no id may have been for the first Ben.
        keys = told.keys() - others - {1, 2}
        assert told.keys() >= {*others, 1, 2}
        assert [told[key] for key in keys] == [session.scalar(keys_of(first))]
        second.name = ""  # as an erasure leaves it
        session.flush()
        forget_person(session, first, "Ben")
        assert {act.number for act, words in latest(session, ours) if words} == others
    assert faults(noted) == []


@pytest.mark.parametrize("column", ["at", "account_id", "what", "about", "words_hash", "hash"])
def test_t31_one_changed_letter_in_the_file_is_named_by_its_number(tmp_path, column):
    family = fresh_family(f"sqlite:///{tmp_path / 'journal.sqlite3'}")
    ours = family.households["lindqvist"]
    with family.database.transaction() as session:
        for _each in range(3):
            note(session, ours, family.people["ada"], Did.CONFIRMED, about="abc", now=NOW)
    family.database.close()
    with sqlite3.connect(tmp_path / "journal.sqlite3") as connection:
        connection.execute("DROP TRIGGER act_is_never_changed")
        last = f"substr({column}, -1)"
        flipped = f"substr({column}, 1, length({column}) - 1) || char(unicode({last}) + 1)"
        changed = connection.execute(f"UPDATE act SET {column} = {flipped} WHERE number = 2")
        assert changed.rowcount == 1
    connection.close()
    assert faults(family) == [f"Act 2 of household {ours} is missing or was changed."]
    family.database.close()


@pytest.mark.parametrize(
    ("statement", "number"),
    [
        ("DELETE FROM act WHERE number = 1", 1),
        ("UPDATE act_words SET words = replace(words, 'Ben', 'Bob') WHERE number = 2", 2),
    ],
)
def test_t31_a_missing_act_and_other_words_are_named(tmp_path, statement, number):
    family = fresh_family(f"sqlite:///{tmp_path / 'journal.sqlite3'}")
    ours = family.households["lindqvist"]
    with family.database.transaction() as session:
        for name in ("Ada", "Ben"):
            note(session, ours, None, Did.LEFT, words={"name": name}, now=NOW)
    with sqlite3.connect(tmp_path / "journal.sqlite3") as connection:
        connection.execute("DROP TRIGGER act_is_never_removed")
        connection.execute("DROP TRIGGER act_words_are_never_changed")
        assert connection.execute(statement).rowcount == 1
    connection.close()
    assert faults(family) == [f"Act {number} of household {ours} is missing or was changed."]
    family.database.close()


def test_t31_acts_of_many_at_once_make_one_chain(family):
    ours = family.households["lindqvist"]

    def one():
        with family.database.transaction() as session:
            note(session, ours, None, Did.LEFT, now=NOW)

    racing(*[one] * 20)
    with family.database.reading() as session:
        assert [act.number for act, _words in latest(session, ours)] == list(range(20, 0, -1))
        assert session.scalar(sa.select(sa.func.count()).select_from(ActWords)) == 20
    assert faults(family) == []
