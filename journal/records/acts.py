"""Noting who did what to a household, in a chain that shows every later change (T31)."""

import hashlib
import json
import secrets
import uuid
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from journal.records.access import Actor
from journal.records.audit import Act, ActWords, Did
from journal.records.people import Account, Household, Membership

# So that the hash of a short name does not tell the name once the words are erased.
SALT = "salt"
BY = "by"
# Whose key or phone it is, where that is neither who did it nor what it is about: an account's id.
WHOSE = "whose"
# The invitation that was used: an act that is about it made the link for this person.
LINK = "link"


def note(
    session: Session,
    household_id: uuid.UUID,
    actor: Actor | uuid.UUID | None,
    what: Did,
    *,
    now: datetime,
    about: object = "",
    words: Mapping[str, str] | None = None,
) -> None:
    """Note what somebody does, in the transaction in which they do it.

    actor  who does it, or their account's id; None: this server, or its operator
    about  the id of the person, child, link or phone it is done to
    words  the names and details that `Did` says, as they are now
    """
    session.execute(_LOCK, {"household": household_id})
    by = actor.account_id if isinstance(actor, Actor) else actor
    last = session.execute(_LAST, {"household": household_id}).first()
    said = {**(words or {}), BY: _name(session, by), SALT: secrets.token_hex(16)}
    act = Act(
        household_id=household_id,
        number=last.number + 1 if last else 1,
        at=now.astimezone(UTC),
        account_id=by,
        what=what,
        about=str(about),
        words_hash=_hash_of(said),
        hash="",
    )
    act.hash = chained(last.hash if last else "", act)
    session.add_all([act, ActWords(household_id=household_id, number=act.number, words=dict(said))])
    session.flush()


def note_wherever_member(
    session: Session,
    account_id: uuid.UUID,
    what: Did,
    *,
    now: datetime,
    about: object = "",
    words: Mapping[str, str] | None = None,
    by: uuid.UUID | None = None,
) -> None:
    """Note what is done to an account, in every household it belongs to.

    by  who does it; None: whose account it is
    """
    homes = select(Membership.household_id).where(Membership.account_id == account_id)
    for household_id in session.exec(homes.order_by(col(Membership.household_id))).all():
        note(session, household_id, by or account_id, what, now=now, about=about, words=words)


def latest(
    session: Session, household_id: uuid.UUID, *, before: int | None = None, limit: int = 50
) -> Sequence[tuple[Act, Mapping[str, str]]]:
    """The acts of a household with their words, newest first; words that were erased are {}.

    before  only those with a smaller number: the next page
    """
    earlier = sa.true() if before is None else col(Act.number) < before
    return with_words(session, household_id, earlier, limit=limit)


def with_words(
    session: Session,
    household_id: uuid.UUID,
    *which: sa.ColumnElement[bool],
    limit: int | None = None,
) -> Sequence[tuple[Act, Mapping[str, str]]]:
    """Those acts of a household with their words, as `latest` says."""
    query = (
        select(Act, ActWords)
        .outerjoin(
            ActWords,
            sa.and_(
                col(ActWords.household_id) == col(Act.household_id),
                col(ActWords.number) == col(Act.number),
            ),
        )
        .where(Act.household_id == household_id, *which)
        .order_by(col(Act.number).desc())
        .limit(limit)
    )
    return [(act, kept.words if kept else {}) for act, kept in session.exec(query).all()]


def act_at(session: Session, household_id: uuid.UUID, what: Did, at: datetime) -> Mapping[str, str]:
    """The words of what was done to a household at this very moment; {} when they were erased, or
    nothing like it was done."""
    which = col(Act.what) == what, col(Act.at) == at
    return next((words for _act, words in with_words(session, household_id, *which)), {})


def forget_person(session: Session, account_id: uuid.UUID, name: str) -> None:
    """Erase the words of all that somebody did, or that was done to them or names them.

    That it was done stays, with its day; the chain holds (T31, T33). Whom an act names its ids say.
    Where none does, the name does, unless somebody else of the household has the same.
    """
    theirs = sa.or_(col(Act.account_id) == account_id, col(Act.about) == str(account_id))
    homes = session.exec(select(Act.household_id).where(theirs).distinct()).all()
    for home in homes:
        acts = [(act, words) for act, words in with_words(session, home) if words]
        links = {words[LINK]: act.about for act, words in acts if LINK in words}
        shared = _is_shared(session, name, account_id, acts)
        for act, words in acts:
            whose = {str(act.account_id), act.about, words.get(WHOSE), links.get(act.about)}
            named = not shared and act.about not in links and name in _unsure(act, words)
            if str(account_id) in whose or named:
                key = (act.household_id, act.number)
                session.delete(session.get_one(ActWords, key))
    session.flush()


def heads(session: Session) -> dict[str, list[Any]]:
    """Of each household with acts the number and the hash of the last: for a backup to keep."""
    last = sa.select(col(Act.household_id), sa.func.max(col(Act.number)).label("number")).group_by(
        col(Act.household_id)
    )
    newest = last.subquery()
    query = sa.select(col(Act.household_id), col(Act.number), col(Act.hash)).join(
        newest,
        sa.and_(newest.c.household_id == col(Act.household_id), newest.c.number == col(Act.number)),
    )
    return {str(row.household_id): [row.number, row.hash] for row in session.execute(query)}


def faults_since(session: Session, kept: Mapping[str, Sequence[Any]]) -> Iterator[str]:
    """One sentence for each household that is here and lacks the act whose number and hash `heads`
    said before: the chain of what is left holds, but its end was cut off."""
    for household, (number, hash_) in sorted(kept.items()):
        household_id = uuid.UUID(household)
        if session.get(Household, household_id) is None:
            continue  # erased since, acts and all
        act = session.get(Act, (household_id, number))
        if act is None or act.hash != hash_:
            yield f"Act {number} of household {household} is not as the last backup knew it."


def faults_of_chain(session: Session) -> Iterator[str]:
    """One sentence for each household whose acts were changed: it names the first bad one."""
    known: dict[str, tuple[int, str]] = {}
    broken: set[str] = set()
    # Without the types of the columns: a damaged id or time must be named, not stop the reading.
    for row in session.execute(_ALL):
        household, number = _plain_id(row.household_id), row.number
        if household in broken:
            continue
        before, last = known.get(household, (0, ""))
        if number == before + 1 and _holds(row, household, last):
            known[household] = (number, row.hash)
            continue
        broken.add(household)
        yield f"Act {before + 1} of household {household} is missing or was changed."


def chained(previous: str, act: Act) -> str:
    """The hash of an act that follows the one with the hash `previous`."""
    return _link(
        previous,
        household=str(act.household_id),
        number=act.number,
        at=act.at.astimezone(UTC).isoformat(timespec="microseconds"),
        account=str(act.account_id) if act.account_id else "",
        what=act.what,
        about=act.about,
        words=act.words_hash,
    )


def _is_shared(
    session: Session, name: str, account_id: uuid.UUID, acts: Sequence[tuple[Act, Any]]
) -> bool:
    """Whether these acts were done by, or to, somebody else of the same name."""
    alike = select(Account.id).where(Account.name == name, Account.id != account_id)
    seen = {each for act, _words in acts for each in (str(act.account_id), act.about)}
    return not seen.isdisjoint(map(str, session.exec(alike)))


def _unsure(act: Act, words: Mapping[str, str]) -> set[str | None]:
    """The names in an act that may be of somebody whom no id of it says."""
    names = {words.get("meant")}
    if WHOSE not in words:
        names.add(words.get("person"))
    if act.what == Did.INVITED:
        names.add(words.get("name"))
    return names - {None, ""}


def _link(previous: str, **fields: object) -> str:
    content = json.dumps([previous, fields], sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(content.encode()).hexdigest()


def _hash_of(words: Mapping[str, str]) -> str:
    content = json.dumps(words, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(content.encode()).hexdigest()


def _name(session: Session, account_id: uuid.UUID | None) -> str:
    account = session.get(Account, account_id) if account_id else None
    return account.name if account else ""


_LOCK = (
    sa.select(col(Household.id))
    .where(col(Household.id) == sa.bindparam("household", type_=sa.Uuid()))
    .with_for_update(key_share=True)
)
_LAST = (
    sa.select(col(Act.number), col(Act.hash))
    .where(col(Act.household_id) == sa.bindparam("household", type_=sa.Uuid()))
    .order_by(col(Act.number).desc())
    .limit(1)
)
_ALL = sa.text(
    "SELECT act.household_id, act.number, at, account_id, what, about, words_hash, hash, words "
    "FROM act LEFT JOIN act_words ON act_words.household_id = act.household_id "
    "AND act_words.number = act.number ORDER BY act.household_id, act.number"
)


def _holds(row: Any, household: str, previous: str) -> bool:
    try:
        at = datetime.fromisoformat(str(row.at))
        at = at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)
        if row.words is not None:
            words = json.loads(row.words) if isinstance(row.words, str) else row.words
            if _hash_of(words) != row.words_hash:
                return False
    except (TypeError, ValueError):
        return False
    return bool(
        row.hash
        == _link(
            previous,
            household=household,
            number=row.number,
            at=at.isoformat(timespec="microseconds"),
            account=_plain_id(row.account_id),
            what=row.what,
            about=row.about,
            words=row.words_hash,
        )
    )


def _plain_id(kept: object) -> str:
    """An id as text, from a database that has ids and from one that keeps 32 letters."""
    try:
        return str(uuid.UUID(str(kept))) if kept is not None else ""
    except ValueError:
        return str(kept)
