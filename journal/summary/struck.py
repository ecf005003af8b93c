"""What a family left out of its page: gone from it, and counted."""

from dataclasses import replace
from typing import Any

from journal.summary.page import Page

# Of these an item may go. Name, allergies, medicines, doses and missing phones always stay.
STRIKABLE = (
    "since",
    "changes",
    "symptoms",
    "plotted",
    "infusions",
    "stays",
    "to_come",
    "fevers",
    "measurements",
    "visits",
    "agreed",
    "wanted",
    "waiting",
    "infected",
    "activities",
)
SCHOOL = "school"


def leave_out(page: Page, struck: frozenset[str]) -> Page:
    """Return the page without the items of these keys, and with how many those were.

    A symptom is one item, in its line and in its drawing. A key that names nothing counts for
    nothing: what was struck for another time is not left out of this one.
    """
    if not struck:
        return page
    kept: dict[str, Any] = {}
    gone: set[str] = set()
    for name in STRIKABLE:
        items = getattr(page, name)
        kept[name] = tuple(each for each in items if each.key not in struck)
        gone |= {each.key for each in items} & struck
    if page.school_missed and SCHOOL in struck:
        kept["school_missed"] = 0
        gone.add(SCHOOL)
    return replace(page, **kept, left_out=len(gone))
