"""Removing every row of a child, a household or an account, whatever tables there are."""

import uuid
from collections.abc import Iterable
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, SQLModel, col, select

from journal.records.acts import forget_person
from journal.records.audit import Act, ActWords
from journal.records.children import Child
from journal.records.entries import Quarantine
from journal.records.people import Account, Attempt, AuthSession, Joiner, Membership
from journal.records.photos import Photo
from journal.records.reminders import Delivery, PushSubscription

# Rows that name these are somebody's work, and not theirs.
_OWNERS = {"child": "child_id", "household": "household_id"}

_ACTS = ("act_words", "act")


def erase_child(session: Session, child_id: uuid.UUID) -> list[uuid.UUID]:
    """Remove a child and everything that is about it; return its photos, whose files remain."""
    photos = _photos(session, [child_id])
    _refused(session, [child_id])
    _words_of_acts(session, child_id)
    _remove(session, {"child": [child_id]})
    return photos


def erase_household(session: Session, household_id: uuid.UUID) -> list[uuid.UUID]:
    """Remove a household with its children; return their photos. Its people stay accounts."""
    child = SQLModel.metadata.tables["child"]
    ids = sa.select(child.c.id).where(child.c.household_id == household_id)
    children = list(session.execute(ids).scalars())
    photos = _photos(session, children)
    _refused(session, children)
    _remove(session, {"child": children, "household": [household_id]})
    return photos


def erase_account(session: Session, account_id: uuid.UUID) -> None:
    """Remove an account and what signs it in.

    Where other families' rows still say who wrote them, a row without name, address and passphrase
    is left; so it is while phones have yet to hear of it (`mark_phones`).
    """
    phones = select(PushSubscription.id).where(PushSubscription.account_id == account_id)
    # Of households they left, too: what was sent there names the phone.
    session.execute(sa.delete(Delivery).where(col(Delivery.subscription_id).in_(phones)))
    named: list[sa.Column[Any]] = []
    marked = AuthSession.__tablename__
    for table in reversed(SQLModel.metadata.sorted_tables):
        for key in table.foreign_keys:
            if key.column.table.name != "account":
                continue
            if table.name == marked:
                named.append(key.parent)
                unmarked = col(AuthSession.removed_at).is_(None)
                _delete(session, table, sa.and_(key.parent == account_id, unmarked))
            elif key.parent.name == "account_id":
                _delete(session, table, key.parent == account_id)
            else:
                named.append(key.parent)
    session.execute(sa.delete(Quarantine).where(col(Quarantine.by) == account_id))
    account = session.get(Account, account_id)
    if account is None:
        return
    forget_person(session, account_id, account.name)
    tried = col(Attempt.key).contains(account.email[:100], autoescape=True)
    session.execute(sa.delete(Attempt).where(tried))
    if any(_names(session, column, account_id) for column in named):
        account.sqlmodel_update(nameless(account_id))
    else:
        session.delete(account)
    session.flush()


def nameless(account_id: uuid.UUID) -> dict[str, str]:
    """What an account says of its person once that is erased: nothing, and nobody signs in."""
    return {"name": "", "passphrase_hash": "", "email": f"{account_id}@erased.invalid"}


def mark_phones(session: Session, account_id: uuid.UUID, *, now: datetime) -> None:
    """End every sign-in of an account; at its next request each phone is told, and erases what it
    keeps (T24, T33)."""
    session.execute(
        sa.update(AuthSession)
        .where(col(AuthSession.account_id) == account_id)
        .values(removed_at=sa.func.coalesce(AuthSession.removed_at, now), agent="", name="")
    )


def people_of(session: Session, household_id: uuid.UUID) -> set[uuid.UUID]:
    """Every account that a row of this household names."""
    children = session.exec(select(Child.id).where(Child.household_id == household_id)).all()
    owners = {"child": list(children), "household": [household_id]}
    found: set[uuid.UUID] = set()
    for table in SQLModel.metadata.sorted_tables:
        if (theirs := _theirs(table, owners)) is None:
            continue
        for key in table.foreign_keys:
            if key.column.table.name == "account":
                found |= set(session.execute(sa.select(key.parent).where(theirs)).scalars())
    return found - {None}


def whose_rows(
    session: Session, table: sa.Table, household_id: uuid.UUID
) -> sa.ColumnElement[bool] | None:
    """Which rows of a table are this household's; None: the table has none of anybody's."""
    if table.name == "household":
        return table.c.id == household_id
    children = select(Child.id).where(Child.household_id == household_id)
    owners = {"child": list(session.exec(children)), "household": [household_id]}
    return _theirs(table, owners)


def homeless(session: Session, people: Iterable[uuid.UUID]) -> list[uuid.UUID]:
    """Those of these accounts that belong to no household and wait at the door of none."""
    at_home = sa.union(sa.select(col(Membership.account_id)), sa.select(col(Joiner.account_id)))
    ids = sa.select(col(Account.id)).where(col(Account.id).in_(people))
    return list(session.execute(ids.where(col(Account.id).not_in(at_home))).scalars())


def _photos(session: Session, children: Iterable[uuid.UUID]) -> list[uuid.UUID]:
    return list(session.exec(select(Photo.id).where(col(Photo.child_id).in_(children))).all())


def _refused(session: Session, children: Iterable[uuid.UUID]) -> None:
    """What was refused has no key to the child: it is kept as it came."""
    gone = {str(child) for child in children}
    for id_, content in session.exec(select(Quarantine.id, Quarantine.content)).all():
        if content.get("child") in gone:
            session.execute(sa.delete(Quarantine).where(col(Quarantine.id) == id_))


def _words_of_acts(session: Session, child_id: uuid.UUID) -> None:
    """That something was done stays; the child's name in it goes.

    A child may have had another name then: of what names a child only what is surely of a brother
    or sister stays.
    """
    child = session.get(Child, child_id)
    if child is None:
        return
    others = select(Child.name).where(Child.household_id == child.household_id)
    others = others.where(col(Child.id) != child_id, col(Child.name) != child.name)
    stay = {None, "", *session.exec(others)}
    rows = session.exec(
        select(ActWords, Act)
        .join(
            Act,
            sa.and_(
                col(Act.household_id) == col(ActWords.household_id),
                col(Act.number) == col(ActWords.number),
            ),
        )
        .where(ActWords.household_id == child.household_id)
    ).all()
    for words, act in rows:
        if act.about == str(child_id) or words.words.get("child") not in stay:
            session.delete(words)
    session.flush()


def _remove(session: Session, owners: dict[str, list[uuid.UUID]]) -> None:
    # The acts of a household stay while it is there (T31): they go after it.
    tables = [each for each in reversed(SQLModel.metadata.sorted_tables) if each.name not in _ACTS]
    for table in [*tables, *(SQLModel.metadata.tables[name] for name in _ACTS)]:
        if table.name in owners:
            _delete(session, table, table.c.id.in_(owners[table.name]))
        elif table.name not in _OWNERS and (theirs := _theirs(table, owners)) is not None:
            _delete(session, table, theirs)


def _delete(session: Session, table: sa.Table, which: sa.ColumnElement[bool]) -> None:
    session.connection().execute(sa.delete(table).where(which))


def _theirs(table: sa.Table, owners: dict[str, list[uuid.UUID]]) -> sa.ColumnElement[bool] | None:
    """Which rows of a table are about these owners, by their own columns or by what they name."""
    found = [
        table.c[_OWNERS[name]].in_(ids) for name, ids in owners.items() if _OWNERS[name] in table.c
    ]
    for key in table.foreign_keys:
        parent = key.column.table
        if parent.name in {*_OWNERS, "account"} or parent is table:
            continue
        above = _theirs(parent, owners)
        if above is not None:
            found.append(key.parent.in_(sa.select(key.column).where(above)))
    return sa.or_(*found) if found else None


def _names(session: Session, column: sa.Column[Any], account_id: uuid.UUID) -> bool:
    query = sa.select(column).where(column == account_id).limit(1)
    return session.connection().execute(query).first() is not None
