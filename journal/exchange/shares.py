"""Links by which somebody without an account reads one page of one child: made, opened, ended.

What a link shows is sealed when the link is made. It can never show another child, another section
or a later entry, whatever becomes of the journal (H25).
"""

import hashlib
import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import NoReturn

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from journal.care.problems import N_, Problem, Refused
from journal.exchange.sealed import hash_of, is_key
from journal.exchange.share_wishes import Ready, Wish
from journal.records.access import Actor, Right, Stranger, actor_for
from journal.records.acts import note
from journal.records.audit import Did
from journal.records.children import Child
from journal.records.database import Database
from journal.records.passphrases import matches
from journal.records.share_ends import ShareState, drop_files, opens_still, state_of
from journal.records.shares import Share, SharedFile

_MADE = Problem(
    "already_made",
    None,
    N_("This link was made already, and its address is shown once. End it and make another."),
)


class ShareOver(Exception):
    """The link was one, and shows nothing any more (410)."""

    def __init__(self, state: ShareState) -> None:
        super().__init__(state)
        self.state = state


class NoSuchFile(Exception):
    """The link opens, and has no file of the kind that was asked for."""


class WrongCode(Exception):
    """The code is another one, or was not `given`; `left`: how many more may be wrong."""

    def __init__(self, left: int, *, given: bool) -> None:
        super().__init__(left)
        self.left = left
        self.given = given


def make_share(
    session: Session, actor: Actor, child: Child, ready: Ready, *, now: datetime
) -> Share:
    """Return the new link; its key is nowhere kept.

    Raises Stranger or NotAllowed unless the person owns the household, and Refused:
    `already_made` for a form sent again.
    """
    actor.require(Right.MANAGE, child.id)
    wish = ready.wish
    refuse_again(session, wish)
    share = Share(
        id=ready.share_id,
        child_id=child.id,
        form_id=wish.form_id,
        label=wish.label,
        scope=dict(wish.scope),
        key_hash=hash_of(ready.key),
        code_hash=ready.code_hash,
        most_opens=wish.most_opens,
        made_by=actor.account_id,
        made_at=now,
        expires_at=wish.ends(now),
    )
    session.add(share)
    try:
        session.flush()
    except IntegrityError as error:  # the same form, by another request, in the same moment
        raise Refused(_MADE) from error
    for what, (sealed, media_type) in ready.files.items():
        session.add(SharedFile(share_id=share.id, what=what, media_type=media_type, sealed=sealed))
    session.flush()
    said = {"child": child.name, "label": share.label}
    home, about = child.household_id, handle_of(share)
    note(session, home, actor, Did.LINK_SHARED, about=about, words=said, now=now)
    return share


def refuse_again(session: Session, wish: Wish) -> None:
    """Raise Refused already_made where a link was made with this form."""
    query = select(Share.id).where(Share.form_id == wish.form_id)
    if wish.form_id is not None and session.exec(query).first() is not None:
        raise Refused(_MADE)


def shares_of(session: Session, actor: Actor, child_id: uuid.UUID) -> Sequence[Share]:
    """Every link of this child, the newest first, whoever made it.

    Raises Stranger or NotAllowed unless the person plans for this child.
    """
    actor.require(Right.PLAN, child_id)
    query = select(Share).where(Share.child_id == child_id)
    return session.exec(query.order_by(col(Share.made_at).desc(), col(Share.id))).all()


def handle_of(share: Share) -> str:
    """Return by what a page names a link: its id is half of its address."""
    return hashlib.sha256(share.id.encode("ascii")).hexdigest()[:32]


def end_share(
    session: Session, actor: Actor, child_id: uuid.UUID, handle: str, *, now: datetime
) -> bool:
    """End a link of this child and remove what it shows; whether there was one to end.

    Either parent may end what the other made. Raises as `shares_of`.
    """
    for share in shares_of(session, actor, child_id):
        if handle_of(share) == handle and share.ended_at is None:
            share.ended_at, share.ended_by = now, actor.account_id
            drop_files(session, share.id)
            child = session.get_one(Child, child_id)
            said = {"child": child.name, "label": share.label}
            home = child.household_id
            note(session, home, actor, Did.LINK_ENDED, about=handle, words=said, now=now)
            return True
    return False


def open_share(
    database: Database,
    share_id: str,
    *,
    key: bytes | None,
    code: str | None,
    recipient: str = "",
    needed: str | None = None,
    now: datetime,
) -> dict[str, bytes]:
    """Return the sealed files of a link by name, and count that it was opened.

    key: of whoever reads it here; None for a program that has the key and only fetches the files.
    needed: the file without which it is no opening, and no try at the code.
    The code is compared while no transaction is open. Whatever comes at once, one UPDATE decides:
    no more openings than were allowed, and no guess after the fifth wrong one (T10).

    Raises Stranger, ShareOver, NoSuchFile or WrongCode.
    """
    with database.reading() as session:
        share = _found(session, share_id, key, now)
        if needed is not None and needed not in _names(session, share_id):
            raise NoSuchFile
    if share.code_hash is not None:
        if not code:
            raise WrongCode(share.tries, given=False)
        if not matches(share.code_hash, code):
            with database.transaction() as session:
                left = _note_wrong(session, share_id, now)
            raise WrongCode(left, given=True)
    with database.transaction() as session:
        _note_opened(session, share_id, recipient, now)
        return _files(session, share_id)


def fetch_file(
    database: Database, share_id: str, what: str, *, key: bytes | None, now: datetime
) -> bytes:
    """Return one sealed file to whoever has just opened the link. Raises Stranger or ShareOver.

    That it was opened as often as allowed meanwhile is no reason.
    """
    with database.reading() as session:
        _found(session, share_id, key, now, after_opening=True)
        return _files(session, share_id, what)[what]


def _found(
    session: Session,
    share_id: str,
    key: bytes | None,
    now: datetime,
    *,
    after_opening: bool = False,
) -> Share:
    share = session.get(Share, share_id)
    if share is None or (key is not None and not is_key(key, share.key_hash)):
        raise Stranger
    state = state_of(share, now=now)
    if state is not ShareState.OPEN and not (after_opening and state is ShareState.USED_UP):
        raise ShareOver(state)
    # Whoever was removed reads nothing any more, by a link of their own neither (T4).
    if not actor_for(session, share.made_by).may(Right.MANAGE, share.child_id):
        raise ShareOver(ShareState.ENDED)
    return share


def _note_wrong(session: Session, share_id: str, now: datetime) -> int:
    left = session.execute(
        sa.update(Share)
        .where(col(Share.id) == share_id, opens_still(now))
        .values(tries=col(Share.tries) - 1)
        .returning(col(Share.tries))
        .execution_options(synchronize_session=False)
    ).scalar_one_or_none()
    if left is None:
        _over(session, share_id, now)
    if not left:
        drop_files(session, share_id)
    return left or 0


def _note_opened(session: Session, share_id: str, recipient: str, now: datetime) -> None:
    opened = session.execute(
        sa.update(Share)
        .where(col(Share.id) == share_id, opens_still(now))
        .values(opens=col(Share.opens) + 1, last_opened_at=now, last_recipient=recipient[:200])
        .returning(col(Share.id))
        .execution_options(synchronize_session=False)
    ).first()
    if opened is None:
        _over(session, share_id, now)


def _over(session: Session, share_id: str, now: datetime) -> NoReturn:
    """Raise why it no longer opens."""
    share = session.get(Share, share_id)
    raise ShareOver(state_of(share, now=now) if share else ShareState.ENDED)


def _names(session: Session, share_id: str) -> set[str]:
    """Return which files there are. Raises ShareOver where none is left."""
    found = set(session.exec(select(SharedFile.what).where(SharedFile.share_id == share_id)))
    if not found:
        raise ShareOver(ShareState.ENDED)
    return found


def _files(session: Session, share_id: str, what: str | None = None) -> dict[str, bytes]:
    """The sealed files; a journal that came back from a backup has none of them."""
    query = select(SharedFile).where(SharedFile.share_id == share_id)
    if what is not None:
        query = query.where(SharedFile.what == what)
    found = {file.what: file.sealed for file in session.exec(query)}
    if not found:
        raise ShareOver(ShareState.ENDED)
    return found
