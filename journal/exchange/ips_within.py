"""A patient summary with some of its parts only, and of some days: what a family shares (H25)."""

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime
from typing import Any

from journal.exchange.ips_facts import Facts

# What has a day, and where it is kept. Vaccinations are shared whole: their dates are all there is.
_DATED = {
    "results": "at",
    "measurements": "at",
    "infusions": "at",
    "infections": "at",
    "stays": "admitted",
}
# By what the family strikes an item off its page, and so here.
_KEYS = {
    "infusions": "infusion:{0.id}",
    "stays": "stay:{0.id}",
    "infections": "infection:{0.id}",
    "symptoms": "since:{0.id}",
    "measurements": "measurement:{0.what}",
}
HELD_BACK = {"symptoms", "vaccinations", *_DATED}


def within(
    facts: Facts,
    start: datetime,
    end: datetime,
    *,
    without: Collection[str] = (),
    struck: Collection[str] = (),
) -> Facts:
    """Return the facts of this half-open time, and nothing of what is named in `without`.

    struck: keys of the page's items that the family left out. Name, allergies and medicines always
    stay. What is earlier is counted with what the summary leaves out already; of what was held back
    not even the number is told.
    """
    assert HELD_BACK.issuperset(without)
    kept: dict[str, Any] = dict.fromkeys(without, ())
    left = {name: 0 for name in without if hasattr(facts.left, name)}
    for name, moment in _DATED.items():
        if name in without:
            continue
        there = getattr(facts, name)
        kept[name] = tuple(each for each in there if start <= getattr(each, moment) < end)
        if hasattr(facts.left, name):
            earlier = sum(getattr(each, moment) < start for each in there)
            left[name] = getattr(facts.left, name) + earlier
    for name, key in _KEYS.items():
        there = kept.get(name, getattr(facts, name))
        kept[name] = tuple(each for each in there if key.format(each) not in struck)
    return replace(facts, **kept, left=replace(facts.left, **left))
