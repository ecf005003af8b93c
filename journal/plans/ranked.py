"""The questions of a prepared page in their order: at most three, none of them answered."""

import uuid
from collections.abc import Iterable, Sequence

from sqlmodel import Session, col, select

from journal.records.entries import Entry
from journal.records.kinds.question import QuestionRow
from journal.records.preparations import Preparation

MOST = 3


def open_questions(session: Session, child_id: uuid.UUID) -> Sequence[QuestionRow]:
    """Every question of a child that nobody has answered, the newest first."""
    return session.exec(
        select(QuestionRow)
        .join(Entry, col(Entry.id) == col(QuestionRow.entry_id))
        .where(QuestionRow.child_id == child_id, col(Entry.deleted).is_(False))
        .where(col(QuestionRow.answered).is_(None))
        .order_by(col(QuestionRow.at).desc(), col(QuestionRow.entry_id))
    ).all()


def open_ranked(session: Session, row: Preparation) -> list[str]:
    """What the page ranks and nobody has answered or deleted meanwhile, the first asked first."""
    asked = {str(one.entry_id) for one in open_questions(session, row.child_id)}
    return [one for one in row.ranked if one in asked]


def rank_behind(session: Session, row: Preparation, more: Iterable[str]) -> list[str]:
    """The page's order with these behind it, as far as there is room."""
    return list(dict.fromkeys([*open_ranked(session, row), *more]))[:MOST]
