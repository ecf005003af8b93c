"""A patient summary with some of its parts only, and of some days: what a family shares (H25)."""

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from journal.exchange.ips_facts import Facts, Felt, Measured, Result

# What has a day, and where it is kept. Vaccinations are shared whole: their dates are all there is.
_DATED = {
    "results": "at",
    "measurements": "at",
    "infusions": "at",
    "infections": "at",
    "stays": "admitted",
}
# Of these the id is the entry, and the item of the page is named by it.
_ENTRIES = {"infusions": "infusion", "stays": "stay", "infections": "infection"}
# Why a medicine rests goes with the changes of medicines.
RESTS = "rests"
# What is to come lies behind the last day of every page: it is whole, or held back.
HELD_BACK = {"symptoms", "vaccinations", "coming", RESTS, *_DATED}
FEVER = "fever"


def within(
    facts: Facts,
    start: datetime,
    end: datetime,
    *,
    without: Collection[str] = (),
    struck: Collection[str] = (),
) -> Facts:
    """Return the facts of this half-open time, and nothing of what is named in `without`.

    struck: keys of the page's items that the family left out; how many of them were here is told.
    Name, allergies and medicines always stay; of a change that was struck, or where changes are not
    shared, the reason does not. What is earlier is counted with what the summary
    leaves out already; of what was held back not even the number is told.
    """
    assert HELD_BACK.issuperset(without)
    zone, gone = ZoneInfo(facts.zone), set[str]()
    kept: dict[str, Any] = dict.fromkeys(set(without) - {RESTS}, ())
    left = {name: 0 for name in without if hasattr(facts.left, name)}
    for name, moment in _DATED.items():
        if name in without:
            continue
        there = getattr(facts, name)
        inside = [each for each in there if start <= getattr(each, moment) < end]
        hits = [_keys(name, each, zone) & set(struck) for each in inside]
        gone |= set().union(*hits)
        kept[name] = tuple(each for each, hit in zip(inside, hits, strict=True) if not hit)
        if hasattr(facts.left, name):
            earlier = sum(getattr(each, moment) < start for each in there)
            left[name] = getattr(facts.left, name) + earlier
    resting = {one.change for one in facts.medicines if one.rests_on} & set(struck)
    gone |= resting
    kept["medicines"] = tuple(
        replace(one, rests_why="") if RESTS in without or one.change in resting else one
        for one in facts.medicines
    )
    if "symptoms" not in without:
        kept["symptoms"] = _felt(facts.symptoms, start, end, zone, struck, gone)
    return replace(
        facts,
        **kept,
        left=replace(facts.left, **left, struck=len(gone)),
        days=(start.astimezone(zone).date(), (end - timedelta(seconds=1)).astimezone(zone).date()),
    )


def _keys(name: str, each: Any, zone: ZoneInfo) -> set[str]:
    """By what the family strikes this off its page, and so here."""
    match each:
        case Result():
            return {f"chart:lab:{each.test}", f"wanted:{each.test}"}
        case Measured():
            key = f"measurement:{each.what}"
            return {key, _fever(each.at, zone)} if each.what == "temperature" else {key}
    return {f"{_ENTRIES[name]}:{each.id}"}


def _fever(at: datetime, zone: ZoneInfo) -> str:
    return f"{FEVER}:{at.astimezone(zone).date()}"


def _felt(
    felt: Collection[Felt],
    start: datetime,
    end: datetime,
    zone: ZoneInfo,
    struck: Collection[str],
    gone: set[str],
) -> tuple[Felt, ...]:
    """The symptoms as these days have them; a fever without the days that were struck."""
    found = []
    for one in felt:
        inside = [each for each in one.readings if start <= each[0] < end]
        if inside and f"since:{one.id}" in struck:
            gone.add(f"since:{one.id}")
            continue
        if one.id == FEVER:
            gone |= {_fever(at, zone) for at, _severity in inside} & set(struck)
            inside = [each for each in inside if _fever(each[0], zone) not in struck]
        if inside:
            found.append(replace(one, readings=tuple(inside)))
    return tuple(found)
