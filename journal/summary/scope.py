"""A page with some of its sections only: what a family shares by a link (H25)."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from journal.care.problems import N_
from journal.summary.page import Page


class Section(StrEnum):
    """What may be shared or not. Name, allergies, medicines and doses always are: a page without
    one of its medicines would be read as if the child did not take it."""

    SINCE = "since"
    QUESTIONS = "questions"
    CHANGES = "changes"
    OVER_TIME = "over_time"
    INFUSIONS = "infusions"
    HEALTH = "health"
    VISITS = "visits"


NAMES: Mapping[Section, str] = MappingProxyType(
    {
        Section.SINCE: N_("Better, same, worse"),
        Section.QUESTIONS: N_("Our questions"),
        Section.CHANGES: N_("Changes of medicines"),
        Section.OVER_TIME: N_("Symptoms and medicines over time"),
        Section.INFUSIONS: N_("Infusions"),
        Section.HEALTH: N_("Hospital, fevers, measurements, school"),
        Section.VISITS: N_("What was said at visits"),
    }
)
_FIELDS: Mapping[Section, tuple[str, ...]] = MappingProxyType(
    {
        Section.SINCE: ("since",),
        Section.QUESTIONS: ("questions",),
        Section.CHANGES: ("changes",),
        Section.OVER_TIME: ("symptoms", "bars"),
        Section.INFUSIONS: ("infusions",),
        Section.HEALTH: ("stays", "to_come", "fevers", "measurements"),
        Section.VISITS: ("visits",),
    }
)
# Their medicines stand in the list above them: drawn or not, nothing is left out.
_DRAWN = {"bars"}


def only(page: Page, sections: Collection[Section]) -> Page:
    """Return the page with these sections; what goes is counted among what the family left out."""
    gone: dict[str, Any] = {}
    count = 0
    for section in Section:
        if section in sections:
            continue
        for name in _FIELDS[section]:
            gone[name] = ()
            count += len(getattr(page, name)) if name not in _DRAWN else 0
    if Section.QUESTIONS not in sections:
        gone["ranked"] = 0
    if Section.HEALTH not in sections:
        gone["school_missed"] = 0
        count += bool(page.school_missed)
    return replace(page, **gone, left_out=page.left_out + count)
