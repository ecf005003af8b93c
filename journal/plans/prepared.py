"""What a family does to its prepared page: one item at a time, so that two parents lose nothing.

Every function waits for whoever changes the same page (`locked`), reads it anew, and changes the
one item it names. A second tap changes nothing. They raise Stranger, NotAllowed, or Refused: with
`put_away`, `is_over`, and what each says besides.
"""

import uuid
from collections.abc import Sequence
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from sqlmodel import Session

from journal.care.problems import N_, Problem, Refused
from journal.plans.following import checked
from journal.plans.preparations import locked, sitting_of
from journal.plans.ranked import MOST as MOST_RANKED
from journal.plans.ranked import open_questions, open_ranked
from journal.records.access import Actor
from journal.records.children import Child
from journal.records.photos import photos_of
from journal.records.preparations import Preparation

MOST_LINES = 10
MOST_LETTERS = 300
MOST_STRUCK = 500
MOST_KEY = 300
# As of the page for the clinic.
LONGEST = timedelta(days=20 * 366)


class Chosen(StrEnum):
    """What a family chooses for its page, several of each."""

    PHOTOS = "photos"
    CHARTED = "charted"
    SECOND = "second"


# As many photos as a second side holds; as many series as the time axis has room for.
MOST_CHOSEN = {Chosen.PHOTOS: 8, Chosen.CHARTED: 6, Chosen.SECOND: 3}


def strike(session: Session, actor: Actor, row: Preparation, key: str) -> None:
    """Leave an item out; the page says how many are left out. Raises Refused too_many."""
    key = checked(key, MOST_KEY, "key")
    _open(session, actor, row)
    if len(row.struck) >= MOST_STRUCK and key not in row.struck:
        raise _too_many("key", MOST_STRUCK)
    row.struck = _with(row.struck, key)
    session.flush()


def put_back(session: Session, actor: Actor, row: Preparation, key: str) -> None:
    """Show an item again."""
    _open(session, actor, row)
    row.struck = [one for one in row.struck if one != key]
    session.flush()


def add_line(
    session: Session, actor: Actor, row: Preparation, text: str, *, line_id: uuid.UUID
) -> None:
    """Put a line of the family's own on the page.

    line_id  made with the form: sent twice, it is one line
    Raises Refused text_required, too_long, text_invalid, too_many.
    """
    _open(session, actor, row)
    said = checked(" ".join(text.split()), MOST_LETTERS, "text")
    if not said:
        raise Refused(Problem("text_required", "text", N_("Write the line.")))
    known = next((line for line in row.lines if line["id"] == str(line_id)), None)
    if known is not None and known["text"] != said:
        sentence = N_("This form was sent before with other words. Open the page again.")
        raise Refused(Problem("id_again", "text", sentence))
    if known is not None:
        return
    if len(lines_of(row)) >= MOST_LINES:
        raise _too_many("text", MOST_LINES)
    line = {"id": str(line_id), "text": said, "by": str(actor.account_id)}
    row.lines = [*row.lines, line]
    session.flush()


def take_line(session: Session, actor: Actor, row: Preparation, line_id: str) -> None:
    """Take a line from the page; `bring_line` brings it back, whoever wrote it."""
    _turn_line(session, actor, row, line_id, taken=True)


def bring_line(session: Session, actor: Actor, row: Preparation, line_id: str) -> None:
    """Undo `take_line`. Raises Refused too_many."""
    _turn_line(session, actor, row, line_id, taken=False)


def lines_of(row: Preparation) -> list[dict[str, Any]]:
    """The lines that stand on the page: id, text, by."""
    return [line for line in row.lines if not line.get("taken")]


def rank(session: Session, actor: Actor, row: Preparation, question: uuid.UUID) -> None:
    """Put an open question behind those that are ranked.

    Raises Refused question_closed, or too_many for a fourth.
    """
    _open(session, actor, row)
    ranked = open_ranked(session, row)
    if question not in {one.entry_id for one in open_questions(session, row.child_id)}:
        sentence = N_("That question is answered or deleted. Choose another one.")
        raise Refused(Problem("question_closed", "question", sentence))
    if str(question) not in ranked and len(ranked) >= MOST_RANKED:
        sentence = N_("Three questions are asked first already. Take one of them out.")
        raise Refused(Problem("too_many", "question", sentence))
    row.ranked = _with(ranked, str(question))
    session.flush()


def move(session: Session, actor: Actor, row: Preparation, question: str, *, up: bool) -> None:
    """Ask a ranked question one place earlier or later; at the end it stays where it is."""
    _open(session, actor, row)
    ranked = open_ranked(session, row)
    if question in ranked:
        at = ranked.index(question)
        to = max(at - 1, 0) if up else min(at + 1, len(ranked) - 1)
        ranked.insert(to, ranked.pop(at))
    row.ranked = ranked
    session.flush()


def unrank(session: Session, actor: Actor, row: Preparation, question: str) -> None:
    """Leave the question open, with no place of its own."""
    _open(session, actor, row)
    row.ranked = [one for one in open_ranked(session, row) if one != question]
    session.flush()


def choose(session: Session, actor: Actor, row: Preparation, what: Chosen, key: str) -> None:
    """Choose a photo, a series, or a part of a second side.

    Raises Refused photo_unknown for a photo that is not here or another child's, or too_many.
    """
    key = checked(key, MOST_KEY, what.value)
    _open(session, actor, row)
    if what is Chosen.PHOTOS and not _is_here(session, row, key):
        sentence = N_("This photo has not arrived here yet. Choose another one.")
        raise Refused(Problem("photo_unknown", "photos", sentence))
    chosen: list[str] = getattr(row, what.value)
    if key not in chosen and len(chosen) >= MOST_CHOSEN[what]:
        raise _too_many(what.value, MOST_CHOSEN[what])
    setattr(row, what.value, _with(chosen, key))
    session.flush()


def leave(session: Session, actor: Actor, row: Preparation, what: Chosen, key: str) -> None:
    """Take back what was chosen."""
    _open(session, actor, row)
    setattr(row, what.value, [one for one in getattr(row, what.value) if one != key])
    session.flush()


def cover(
    session: Session, actor: Actor, row: Preparation, from_on: date, to_on: date | None
) -> None:
    """Let the page cover other days, both included; without a last one it goes to the visit.

    Raises Refused ends_before_start, or out_of_range for more than 20 years.
    """
    _open(session, actor, row)
    last = to_on or sitting_of(session, session.get_one(Child, row.child_id), row).on
    if last - from_on > LONGEST:
        raise Refused(Problem("out_of_range", "from", N_("Choose at most 20 years.")))
    if from_on > last:
        sentence = N_("The last day is before the first. Check both.")
        raise Refused(Problem("ends_before_start", "to", sentence))
    row.from_on, row.to_on = from_on, to_on
    session.flush()


def keep_brought(session: Session, actor: Actor, row: Preparation, brought: dict[str, Any]) -> None:
    """Keep what the page said when it was brought to its visit."""
    locked(session, actor, row)
    row.brought = brought
    session.flush()


def _turn_line(
    session: Session, actor: Actor, row: Preparation, line_id: str, *, taken: bool
) -> None:
    _open(session, actor, row)
    standing = lines_of(row)
    if not taken and len(standing) >= MOST_LINES and line_id not in {one["id"] for one in standing}:
        raise _too_many("text", MOST_LINES)
    row.lines = [line | {"taken": taken} if line["id"] == line_id else line for line in row.lines]
    session.flush()


def _open(session: Session, actor: Actor, row: Preparation) -> None:
    locked(session, actor, row)
    if row.held_at is not None:
        sentence = N_(
            "This visit is over: its page is not changed any more. Say first that it is not."
        )
        raise Refused(Problem("is_over", None, sentence))


def _with(several: Sequence[str], one: str) -> list[str]:
    return list(dict.fromkeys([*several, one]))


def _is_here(session: Session, row: Preparation, photo: str) -> bool:
    try:
        uuid.UUID(photo)
    except ValueError:
        return False
    return photo in photos_of(session, row.child_id, [photo])


def _too_many(field: str, most: int) -> Refused:
    sentence = N_("There is room for %(most)s. Take one away first.")
    return Refused(Problem("too_many", field, sentence, {"most": str(most)}))
