"""Scores by name, with the range and the direction of those whose range stands in a source.

Of any other score the chart reaches as far as what was written: no range is made up (H29).
"""

from dataclasses import dataclass

from journal.care.knowledge.measures import find_measure
from journal.entries.levels import OTHER
from journal.summary.lived import Measure
from journal.summary.printable import printable
from journal.summary.say import _

WELLBEING = "wellbeing"


@dataclass(frozen=True, slots=True)
class Ranged:
    """The lowest and highest a score can be, and what more of it means, in words."""

    low: float
    high: float
    direction: str


def ranged(measure: Measure) -> Ranged | None:
    """Return the range of a score, or None where no source was read for it (rules.md#scores)."""
    known = find_measure(measure.id)
    scale = known.find_scale(measure.scale or None) if known else None
    direction = _directions().get(measure.id)
    if scale is None or not scale.said.may_be_default or direction is None:
        return None
    return Ranged(float(scale.least), float(scale.most), direction)


def score_name(measure: Measure) -> str:
    """Return what a score is called, with its scale: "CMAS", "MMT8, 0-80"."""
    known = find_measure(measure.id)
    name = _(known.short) if known else measure.name or measure.id
    name = measure.name if measure.id == OTHER else name
    return ", ".join(printable(part, 60) for part in (name, measure.scale) if part)


def judge(measure: Measure) -> str:
    """Return who judged."""
    judges = {
        "parent": _("by a parent"),
        "child": _("by the child"),
        "clinician": _("by the clinic"),
    }
    return judges.get(measure.by, "")


def _directions() -> dict[str, str]:
    """What a higher number says, and never whether that is good."""
    return {
        "cmas": _("higher is stronger"),
        "mmt8": _("higher is stronger"),
        "chaq": _("higher is harder"),
        "physician_global": _("higher is more activity"),
        "parent_global": _("higher is worse"),
        "skin_vas": _("higher is more activity"),
        WELLBEING: _("10 is very well"),
    }
