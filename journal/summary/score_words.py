"""Scores by name, with the range and the direction of those whose range stands in a source.

Of any other score the chart reaches as far as what was written: no range is made up (H29).
"""

from dataclasses import dataclass

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
    """Return the range of a score, or None where no source was read for it.

    Sources: CMAS, Huber 2004 (doi 10.1002/art.20179); CHAQ, skin and global scales, NIEHS IMACS
    core set measures (niehs.nih.gov/research/resources/imacs/diseaseactivity).
    """
    if measure.scale:
        return None
    known = {
        "cmas": Ranged(0, 52, _("higher is stronger")),
        "chaq": Ranged(0, 3, _("higher is harder")),
        "physician_global": Ranged(0, 10, _("higher is more activity")),
        "parent_global": Ranged(0, 10, _("higher is worse")),
        "skin_vas": Ranged(0, 10, _("higher is more activity")),
        WELLBEING: Ranged(0, 10, _("10 is very well")),
    }
    return known.get(measure.id)


def score_name(measure: Measure) -> str:
    """Return what a score is called, with its scale: "CMAS", "MMT8, 0-80"."""
    known = {
        "physician_global": _("Physician's global"),
        "parent_global": _("Parent's global"),
        "skin_vas": _("Physician's skin scale"),
        WELLBEING: _("Wellbeing"),
    }
    name = measure.name if measure.id == OTHER else known.get(measure.id, measure.id.upper())
    return ", ".join(printable(part, 60) for part in (name, measure.scale) if part)


def judge(measure: Measure) -> str:
    """Return who judged."""
    judges = {
        "parent": _("by a parent"),
        "child": _("by the child"),
        "clinician": _("by the clinic"),
    }
    return judges.get(measure.by, "")
