"""T4: what became of the links of somebody who may not share any more."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlmodel import col, select

from journal.exchange.backup import backup
from journal.exchange.kept_beside import keep_beside
from journal.exchange.restore import restore
from journal.exchange.shares import ShareOver, open_share
from journal.records.access import NotAllowed
from journal.records.members import change_role, remove_member
from journal.records.partings import carry_out_partings
from journal.records.people import Membership, Role
from journal.records.share_ends import ShareState
from journal.records.shares import Share, SharedFile
from journal.records.who_records import DELAY
from journal.settings import Settings
from tests.exchange.sharing import kept, shared
from tests.family import NOW, fresh_database, fresh_family, make_family, make_owner

SOON = NOW + timedelta(hours=1)


@pytest.fixture
def both(database_url):
    """The family on either database."""
    family = make_family(fresh_database(database_url))
    yield family
    family.database.close()


def opened(family, share, key):
    return open_share(family.database, share.id, key=key, code=None, now=SOON)


def state(family, share, key) -> ShareState:
    with pytest.raises(ShareOver) as over:
        opened(family, share, key)
    return over.value.state


def files(family) -> int:
    with family.database.reading() as session:
        return len(session.exec(select(SharedFile)).all())


def test_t4_the_links_of_somebody_who_was_removed_are_over(both):
    make_owner(both, "ben")
    share, key = shared(both, by="ben")
    with both.database.transaction() as session:
        mine = sa.delete(Membership).where(col(Membership.account_id) == both.people["ben"])
        session.execute(mine)
    assert state(both, share, key) is ShareState.ENDED


@pytest.mark.parametrize("how", ["removed", "demoted"])
def test_t4_the_links_of_somebody_who_lost_the_right_stay_over_when_they_come_back(both, how):
    make_owner(both, "ben")
    share, key = shared(both, by="ben")
    other, others = shared(both, by="ada")
    ben, house = both.people["ben"], both.households["lindqvist"]
    with both.database.transaction() as session:
        ada = both.actor(session, "ada")
        if how == "removed":
            remove_member(session, ada, house, ben, now=SOON - DELAY)
        else:
            change_role(session, ada, house, ben, Role.VIEWER, now=SOON - DELAY)
        carry_out_partings(session, now=SOON)
    there = kept(both, share)
    assert (there.ended_at, there.ended_by) == (SOON, both.people["ada"])
    assert files(both) == 3
    with both.database.transaction() as session:
        if how == "removed":
            session.add(
                Membership(account_id=ben, household_id=house, role=Role.OWNER, created_at=SOON)
            )
        else:
            change_role(session, both.actor(session, "ada"), house, ben, Role.OWNER, now=SOON)
    assert state(both, share, key) is ShareState.ENDED
    opened(both, other, others)


def test_t4_a_link_goes_on_when_its_maker_may_still_share(both):
    make_owner(both, "ben")
    share, key = shared(both, by="ben")
    with both.database.transaction() as session:
        ada, house = both.actor(session, "ada"), both.households["lindqvist"]
        remove_member(session, ada, house, both.people["ben"], now=SOON)
    opened(both, share, key)


def test_a_caregiver_shares_no_link_to_outside(both):
    with pytest.raises(NotAllowed):
        shared(both, by="ben")


@pytest.mark.parametrize("role", [None, Role.VIEWER])
def test_t4_a_restore_ends_the_links_of_who_lost_the_right_since_the_backup(tmp_path, role):
    both = fresh_family(f"sqlite:///{tmp_path / 'journal.sqlite3'}")
    make_owner(both, "ben")
    mine, hers = (shared(both, by=who)[0].id for who in ("ben", "ada"))
    file, ben = tmp_path / "old.zip", (both.households["lindqvist"], both.people["ben"])
    backup(both.database, tmp_path, file, now=NOW)
    with both.database.transaction() as session:
        member = session.get_one(Membership, ben)
        if role is None:
            session.delete(member)
        else:
            member.role = role
    settings = Settings.from_environment({"JOURNAL_DATA": str(tmp_path)})
    keep_beside(settings, both.database, present=lambda: SOON)
    both.database.close()
    target = fresh_database(f"sqlite:///{tmp_path / 'new.sqlite3'}")
    restore(target, tmp_path, file, now=SOON, beside=[tmp_path])
    with target.reading() as session:
        assert getattr(session.get(Membership, ben), "role", None) is role
        ended = {row.id: (row.ended_at, row.ended_by) for row in session.exec(select(Share))}
    target.close()
    assert ended == {mine: (SOON, None), hers: (None, None)}
