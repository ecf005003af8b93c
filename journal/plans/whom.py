"""With whom a visit is: the same person however the name was typed, and whom the family saw."""

import re
import uuid
from collections import Counter
from collections.abc import Iterable

from sqlmodel import Session, col, select

from journal.plans.appointments import history_of
from journal.records.children import TeamMember
from journal.records.entries import Entry
from journal.records.kinds.visit import VisitRow
from journal.records.preparations import Preparation

MOST = 8
# Before a name they say what somebody is, and not who.
TITLES = {"dr", "doctor", "prof", "professor", "pd", "med", "mr", "mrs", "ms"}


def is_same_person(one: str, other: str) -> bool:
    """Whether two typed names are of one person: capitals, dots and titles make no difference."""
    return _bare(one) == _bare(other)


def seen_by(session: Session, child_id: uuid.UUID) -> list[str]:
    """Whom the family has seen or will see, the most often first, then the care team; each once."""
    visits = session.exec(
        select(VisitRow.team_member)
        .join(Entry, col(Entry.id) == col(VisitRow.entry_id))
        .where(VisitRow.child_id == child_id, col(Entry.deleted).is_(False))
        .where(col(VisitRow.team_member).is_not(None))
        .order_by(col(VisitRow.at).desc(), col(VisitRow.entry_id))
    ).all()
    pages = session.exec(
        select(Preparation.whom)
        .where(Preparation.child_id == child_id, col(Preparation.ended_at).is_(None))
        .order_by(col(Preparation.made_at).desc(), col(Preparation.id))
    ).all()
    team = session.exec(
        select(TeamMember.name)
        .where(TeamMember.child_id == child_id)
        .order_by(col(TeamMember.position))
    ).all()
    planned = [one.with_whom for one in history_of(session, child_id)]
    return _once([*(each or "" for each in visits), *pages, *planned], team)[:MOST]


def _once(seen: Iterable[str], team: Iterable[str]) -> list[str]:
    names: dict[str, str] = {}
    times: Counter[str] = Counter()
    for name in seen:
        times[_bare(name)] += 1
        names.setdefault(_bare(name), name.strip())
    often = [names[bare] for bare, _times in times.most_common()]
    for name in team:
        if _bare(name) not in names:
            names[_bare(name)] = name
            often.append(name)
    return [name for name in often if name]


def _bare(name: str) -> str:
    words = re.sub(r"[^\w\s]+", " ", name.casefold()).split()
    return " ".join(word for word in words if word not in TITLES) or " ".join(words)
