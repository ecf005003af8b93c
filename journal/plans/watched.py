"""The symptoms that a family looks at every evening: their own list, one for each child."""

from collections.abc import Iterable, Sequence

from sqlmodel import Session

from journal.care import knowledge
from journal.care.problems import N_, Problem, Refused
from journal.records.access import Actor, Right
from journal.records.children import Child

OTHER = "other:"
# As many as a check-in carries on.
MOST = 30
MOST_LETTERS = 120


def choose_watched(
    session: Session, actor: Actor, child: Child, codes: Iterable[str], own: Sequence[str]
) -> None:
    """Keep the list: codes of the catalogue, then the family's own words.

    Nothing chosen is no list: then what was written of late stands in the evening's form.
    Raises Stranger, NotAllowed, or Refused symptom_unknown, too_many, too_long.
    """
    actor.require(Right.RECORD, child.id)
    chosen = list(dict.fromkeys(codes))
    words = list(dict.fromkeys(filter(None, (word.strip() for word in own))))
    if any(knowledge.find_symptom(code) is None for code in chosen):
        sentence = N_("Choose symptoms of the list.")
        raise Refused(Problem("symptom_unknown", "watched", sentence))
    if any(len(word) > MOST_LETTERS for word in words):
        sentence = N_("Shorten the name: 120 characters at most.")
        raise Refused(Problem("too_long", "own", sentence))
    if len(chosen) + len(words) > MOST:
        sentence = N_("Choose 30 at most: more are not looked at every evening.")
        raise Refused(Problem("too_many", "watched", sentence))
    child.watched = [*chosen, *(f"{OTHER}{word}" for word in words)] or None
    session.add(child)
