"""A page with some of its sections only: what a family shares by a link (H25)."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from journal.care.problems import N_
from journal.summary.page import Page


class Section(StrEnum):
    """What may be shared or not; what stands in ALWAYS is shared with every link."""

    SINCE = "since"
    QUESTIONS = "questions"
    CHANGES = "changes"
    OVER_TIME = "over_time"
    INFUSIONS = "infusions"
    HEALTH = "health"
    NEXT = "next"
    VISITS = "visits"


NAMES: Mapping[Section, str] = MappingProxyType(
    {
        Section.SINCE: N_("Better, same, worse"),
        Section.QUESTIONS: N_("Our questions"),
        Section.CHANGES: N_("Changes of medicines"),
        Section.OVER_TIME: N_("Symptoms and medicines over time"),
        Section.INFUSIONS: N_("Infusions"),
        Section.HEALTH: N_("Hospital, fevers, measurements, school"),
        Section.NEXT: N_("Labs and vaccines that come next"),
        Section.VISITS: N_("What was said at visits"),
    }
)
_FIELDS: Mapping[Section, tuple[str, ...]] = MappingProxyType(
    {
        Section.SINCE: ("since",),
        Section.QUESTIONS: ("questions", "ranked"),
        Section.CHANGES: ("changes",),
        Section.OVER_TIME: ("symptoms", "plotted", "undrawn", "bars"),
        Section.INFUSIONS: ("infusions",),
        Section.HEALTH: (
            "stays",
            "to_come",
            "fevers",
            "infected",
            "activities",
            "measurements",
            "school_missed",
            "unrecorded",
        ),
        Section.NEXT: ("wanted", "waiting", "results"),
        Section.VISITS: ("visits", "agreed"),
    }
)
# Who and when, and what is never left out: without one of its medicines a page would be read as if
# the child did not take it. The family's own lines were added for this page, and photos are wished
# for by a tick of their own.
ALWAYS = (
    "could_say",
    "child",
    "period",
    "made_at",
    "entry_ids",
    "missing",
    "last_visit_on",
    "last_visit_whom",
    "lines",
    "charted",
    "second",
    "left_out",
    "medicines",
    "counts",
    "notes",
    "pictured",
    "photos_away",
)
# Drawn or said of what is counted elsewhere, or of what is not there: nothing is left out.
_DRAWN = {"bars", "ranked", "undrawn", "unrecorded"}


def only(page: Page, sections: Collection[Section]) -> Page:
    """Return the page with these sections; what goes is counted among what the family left out."""
    gone: dict[str, Any] = {}
    left_out: set[object] = set()
    for name in (name for one in Section if one not in sections for name in _FIELDS[one]):
        there = getattr(page, name)
        gone[name] = type(there)()
        if name not in _DRAWN:
            items = there if isinstance(there, tuple) else (name,) * bool(there)
            left_out |= {getattr(each, "key", each) for each in items}
    return replace(page, **gone, left_out=page.left_out + len(left_out))
