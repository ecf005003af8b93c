"""T4, T24, T35: a backup that is restored gives nobody back what was taken from them since."""

import hashlib
import json
import uuid
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlmodel import select

from journal.exchange.access_kept import FILE, newest_access
from journal.exchange.backup import backup
from journal.exchange.backup_words import restored_said
from journal.exchange.erase import carry_out_erasures
from journal.exchange.erased import FILE as ERASED
from journal.exchange.kept_beside import folders_beside, keep_beside
from journal.exchange.restore import restore
from journal.records.access import Right, actor_for
from journal.records.children import Child
from journal.records.erasures import Erased, Erasure
from journal.records.factors import Authenticator, Passkey, RecoveryCode
from journal.records.members import change_child_role, change_role, remove_member
from journal.records.partings import carry_out_partings
from journal.records.passphrases import KEPT_OUT
from journal.records.people import Account, AuthSession, ChildRole, Membership, Parting, Role
from journal.records.who_records import DELAY
from journal.settings import Settings
from tests.family import NOW, fresh_database

HOUR = timedelta(hours=1)
LATER = NOW + HOUR


@pytest.fixture
def mounted(tmp_path):
    (tmp_path / "mounted").mkdir()
    return tmp_path / "mounted"


@pytest.fixture
def settings(family, mounted, tmp_path):
    environment = {"JOURNAL_DATA": str(tmp_path), "JOURNAL_BACKUPS": str(mounted)}
    return Settings.from_environment(environment)


@pytest.fixture
def old(family, tmp_path):
    """A backup in which Cleo looks on, Ben has two passkeys and Ada two recovery codes."""
    people = family.people
    with family.database.transaction() as session:
        for name in ("lost", "his"):
            key = Passkey(id=name, account_id=people["ben"], public_key=b"", name=name, made_at=NOW)
            session.add(key)
        for name in ("used", "left"):
            id_ = hashlib.sha256(name.encode()).hexdigest()
            session.add(RecoveryCode(id=id_, account_id=people["ada"], made_at=NOW))
        for who in ("ada", "cleo"):
            app = {"account_id": people[who], "sealed": "x", "made_at": NOW, "confirmed_at": NOW}
            session.add(Authenticator(**app))
        child, house = family.nora, family.households["lindqvist"]
        asked = {"household_id": house, "asked_by": people["ada"], "asked_at": NOW}
        session.add(Erasure(**asked, child_id=child, due_at=NOW + DELAY))
        session.add(Parting(**asked, account_id=people["ada"], due_at=NOW + DELAY))
    file = tmp_path / "old.zip"
    backup(family.database, tmp_path, file, now=NOW)
    return file


@pytest.fixture
def since(family, settings, old):
    """What became of them within the hour, and what was written of it beside the database."""
    ada, house = family.people["ada"], family.households["lindqvist"]
    with family.database.transaction() as session:
        actor = family.actor(session, "ada")
        remove_member(session, actor, house, family.people["cleo"], now=LATER)
        tom = session.get_one(Child, family.tom)
        change_child_role(session, actor, tom, family.people["ben"], None, now=LATER)
        # Of children who are added later he is to see none either.
        session.get_one(Membership, (house, family.people["ben"])).sees_later = False
        session.delete(session.get_one(Passkey, "lost"))
        used = session.get_one(RecoveryCode, hashlib.sha256(b"used").hexdigest())
        used.used_at = LATER
        session.delete(session.get_one(Authenticator, family.people["cleo"]))
        session.get_one(Account, ada).passphrase_hash = "another"
        # Ben's passphrase asks for a code too since then; the app is in no backup.
        app = {"sealed": "x", "made_at": LATER, "confirmed_at": LATER}
        session.add(Authenticator(account_id=family.people["ben"], **app))
        lost = {"account_id": ada, "agent": "iPhone", "name": "Ada’s", "created_at": NOW}
        session.add(AuthSession(id="0" * 64, **lost, seen_at=NOW, removed_at=LATER))
        session.add(AuthSession(id="1" * 64, **lost, seen_at=NOW))
    keep_beside(settings, family.database, present=lambda: LATER)


@pytest.fixture(params=["sqlite", "postgresql"])
def target(request, tmp_path):
    """An empty journal of either database, in a data directory that knows nothing."""
    (tmp_path / "new").mkdir()
    url = f"sqlite:///{tmp_path / 'new' / 'journal.sqlite3'}"
    if request.param == "postgresql":
        url = request.getfixturevalue("postgres")()
    database = fresh_database(url)
    yield database
    database.close()


def held(database, family):
    """Who may what: by name, the children Ben does not see, the keys there are."""
    with database.reading() as session:
        house = family.households["lindqvist"]
        names = {id_: name for name, id_ in family.people.items()}
        members = session.exec(select(Membership).where(Membership.household_id == house)).all()
        hidden = session.exec(select(ChildRole.child_id).where(ChildRole.role.is_(None))).all()
        return {
            "members": {names[one.account_id]: one.role.value for one in members},
            "hidden": list(hidden),
            "passkeys": sorted(session.exec(select(Passkey.id))),
            "codes": len(session.exec(select(RecoveryCode.id)).all()),
            "apps": {names[one] for one in session.exec(select(Authenticator.account_id))},
            "passphrase": session.get_one(Account, family.people["ada"]).passphrase_hash,
        }


def test_t4_an_older_backup_gives_nobody_back_what_was_taken_from_them_since(
    family, old, since, target, mounted, tmp_path
):
    done = restore(target, tmp_path / "new", old, now=LATER, beside=[mounted])
    assert (done["access"], done["no_passphrase"]) == (LATER.isoformat(), 2)
    with target.reading() as session:
        assert not session.get_one(Account, family.people["ben"]).passphrase_hash
        assert session.get_one(Account, family.people["cleo"]).passphrase_hash
    assert held(target, family) == {
        "members": {"ada": "owner", "ben": "caregiver"},
        "hidden": [family.tom],
        "passkeys": ["his"],
        "codes": 1,
        "apps": {"ada"},
        "passphrase": "",
    }
    with target.reading() as session:
        [mark] = session.exec(select(AuthSession)).all()
        later = dict(session.exec(select(Membership.account_id, Membership.sees_later)).all())
        assert not later[family.people["ben"]]
        assert later[family.people["ada"]]
    assert (mark.id, mark.removed_at, mark.agent, mark.name) == ("0" * 64, LATER, "", "")
    told = (mounted / FILE).read_text()
    assert not [word for word in ("Cleo", "Ada", "example", "iPhone", "lost") if word in told]
    assert (mounted / FILE).stat().st_mode & 0o777 == 0o600


def test_t4_without_a_younger_list_all_come_back_and_the_restore_says_that_it_knew_none(
    family, old, since, target, settings, mounted, tmp_path
):
    keep_beside(settings, family.database, present=lambda: LATER + HOUR)
    told = json.loads((mounted / FILE).read_text())
    # Nothing new, and known to be so an hour later: a list that is right does not age.
    assert [datetime.fromisoformat(told[key]) for key in ("at", "seen_at")] == [LATER, LATER + HOUR]
    young = tmp_path / "young.zip"
    backup(family.database, tmp_path, young, now=LATER + HOUR + HOUR)
    done = restore(target, tmp_path / "new", old, now=LATER)
    assert done["access"] == ""
    assert held(target, family)["members"]["cleo"] == "viewer"
    assert held(target, family)["passphrase"]
    empty = fresh_database(f"sqlite:///{tmp_path / 'second.sqlite3'}")
    later = restore(empty, tmp_path / "new", young, now=LATER, beside=[mounted])
    assert later["access"] == ""
    keep_beside(settings, family.database, present=lambda: LATER + HOUR * 3)
    empty.close()
    assert newest_access([mounted], made_at=LATER + HOUR * 2).of == LATER + HOUR * 3


def test_t4_the_list_gives_nothing_and_leaves_a_journal_its_owner(
    family, settings, target, mounted, tmp_path
):
    house, people = family.households["lindqvist"], family.people
    with family.database.transaction() as session:
        session.delete(session.get_one(Membership, (house, people["cleo"])))
        key = {"account_id": people["ada"], "public_key": b"", "name": "hers", "made_at": NOW}
        session.add(Passkey(id="hers", **key))
    file = tmp_path / "old.zip"
    backup(family.database, tmp_path, file, now=NOW)
    with family.database.transaction() as session:
        actor = family.actor(session, "ada")
        change_role(session, actor, house, people["ben"], Role.OWNER, now=NOW)
        cleo = {"household_id": house, "account_id": people["cleo"], "created_at": NOW}
        session.add(Membership(**cleo, role=Role.OWNER))
        session.flush()
        for who in ("ada", "ben"):
            session.delete(session.get_one(Membership, (house, people[who])))
    keep_beside(settings, family.database, present=lambda: LATER)
    done = restore(target, tmp_path / "new", file, now=LATER, beside=[mounted])
    # And she signs in with nothing of then: whoever runs the server decides who gets a link.
    has = held(target, family)
    assert (has["members"], has["passphrase"], has["passkeys"]) == ({"ada": "owner"}, KEPT_OUT, [])
    assert (done["no_passphrase"], done["owners_of_then"]) == (1, 1)
    assert "Owners of then who own a household again: 1." in restored_said(file, done)


def test_t4_a_right_for_one_child_that_was_taken_away_does_not_come_back(
    family, settings, target, mounted, tmp_path
):
    house, people = family.households["lindqvist"], family.people
    with family.database.transaction() as session:
        for who, role in (("cleo", Role.CAREGIVER), ("ben", Role.VIEWER)):
            row = {"child_id": family.nora, "account_id": people[who], "created_at": NOW}
            session.add(ChildRole(**row, role=role))
    file = tmp_path / "old.zip"
    backup(family.database, tmp_path, file, now=NOW)
    with family.database.transaction() as session:
        actor, nora = family.actor(session, "ada"), session.get_one(Child, family.nora)
        for who in ("cleo", "ben"):
            as_elsewhere = {"as_in_household": True, "now": LATER}
            change_child_role(session, actor, nora, people[who], None, **as_elsewhere)
    keep_beside(settings, family.database, present=lambda: LATER)
    done = restore(target, tmp_path / "new", file, now=LATER, beside=[mounted])
    assert done["taken_away"] == 1
    with target.reading() as session:
        [row] = session.exec(select(ChildRole)).all()
        assert (row.account_id, row.role) == (people["ben"], Role.VIEWER)
        cleo = actor_for(session, people["cleo"])
        assert not cleo.may(Right.RECORD, family.nora)
        assert (cleo.may(Right.LOOK, family.nora), cleo.households) == (True, {house: "viewer"})


# What somebody was in the backup, what they are since, and what they may be after a restore.
THEN_AND_SINCE = (
    (Role.TEEN, Role.VIEWER, None),  # a teen records, a viewer sees every child
    (Role.VIEWER, Role.TEEN, None),
    (Role.TEEN, Role.CAREGIVER, None),  # hidden from them is what was their own
    (Role.TEEN, Role.CAREGIVER, Role.TEEN),
    (Role.CAREGIVER, Role.TEEN, Role.TEEN),
    (Role.CAREGIVER, Role.VIEWER, Role.VIEWER),
)


def test_t4_who_became_something_else_gets_no_right_that_they_have_no_more(
    family, settings, target, mounted, tmp_path
):
    house, then, own = family.households["lindqvist"], NOW, family.tom

    def place_of(role):
        return {"role": role, "child_id": own if role is Role.TEEN else None}

    with family.database.transaction() as session:
        accounts = []
        for number, (was, _is, _may) in enumerate(THEN_AND_SINCE):
            one = Account(name="Tom", email=f"{number}@e.org", passphrase_hash="", created_at=then)
            session.add(one)
            accounts.append(one.id)
            session.flush()
            row = {"household_id": house, "account_id": one.id, "created_at": then}
            session.add(Membership(**row, **place_of(was)))
    file = tmp_path / "old.zip"
    backup(family.database, tmp_path, file, now=NOW)
    with family.database.transaction() as session:
        for account, (_was, is_, _may) in zip(accounts, THEN_AND_SINCE, strict=True):
            session.get_one(Membership, (house, account)).sqlmodel_update(place_of(is_))
        hidden = {"child_id": own, "account_id": accounts[2], "created_at": LATER}
        session.add(ChildRole(**hidden, role=None))
    keep_beside(settings, family.database, present=lambda: LATER)
    restore(target, tmp_path / "new", file, now=LATER, beside=[mounted])
    with target.reading() as session:
        held = [session.get(Membership, (house, account)) for account in accounts]
    assert [one and one.role for one in held] == [may for _was, _is, may in THEN_AND_SINCE]
    assert [one.child_id for one in held if one] == [own, own, None]


def test_t35_what_was_taken_back_after_the_backup_is_not_done_by_a_restore(
    family, old, target, tmp_path
):
    """An erasure and a removal whose day has passed meanwhile: everybody has a week once more."""
    much_later = NOW + timedelta(days=30)
    restore(target, tmp_path / "new", old, now=much_later)
    assert carry_out_erasures(target, tmp_path / "new", now=much_later + DELAY - HOUR) == 0
    with target.transaction() as session:
        carry_out_partings(session, now=much_later + DELAY - HOUR)
    with target.reading() as session:
        assert session.exec(select(Erasure.due_at)).one() == much_later + DELAY
        assert session.exec(select(Parting.due_at)).one() == much_later + DELAY


def test_t33_the_mounted_folder_learns_what_was_erased_and_forgets_nothing(
    family, settings, mounted, tmp_path
):
    one, other = uuid.uuid4(), uuid.uuid4()
    line = {"id": str(other), "what": "child", "at": NOW.isoformat()}
    (mounted / ERASED).write_text(json.dumps(line))
    with family.database.transaction() as session:
        session.add(Erased(id=one, what="child", at=NOW))
        session.add(Erased(id=uuid.uuid4(), what="photo", at=NOW))
    keep_beside(settings, family.database, present=lambda: LATER)
    keep_beside(settings, family.database, present=lambda: LATER)
    told = (mounted / ERASED).read_text()
    assert (told.count(str(one)), told.count(str(other)), "photo" in told) == (1, 1, False)
    assert str(one) in (tmp_path / ERASED).read_text()
    own = tmp_path / "backups" / "sunhat-2026-11-22.zip"
    assert folders_beside(own, settings) == [tmp_path / "backups", tmp_path, mounted]
    elsewhere = folders_beside(tmp_path / "usb" / own.name, replace(settings, backups=None))
    assert elsewhere == [tmp_path / "usb"]
