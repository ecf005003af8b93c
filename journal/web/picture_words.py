"""Pictures of a series in words: which place and side, and how the next one is taken."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _

from journal.records.kinds.picture import Series

Fields = Mapping[str, Any]

# Several places are of one of these: the family's own words tell them apart.
PLACED = frozenset({Series.CALCIUM, Series.OTHER})


def series_words() -> dict[str, str]:
    """Which place a series of pictures shows."""
    return {
        "knuckles": _("Knuckles"),
        "eyelids": _("Eyelids"),
        "nail_folds": _("Nail folds"),
        "elbows": _("Elbows"),
        "calcium": _("Calcium lumps"),
        "other": _("Another place"),
    }


def side_words() -> dict[str, str]:
    """The child's own left or right; "" for both at once, or neither."""
    return {"left": _("left"), "right": _("right"), "": _("both, or no side")}


def taken_of(fields: Fields) -> str:
    """What a picture shows: "Knuckles, left", "Calcium lumps, knee, right"."""
    series, place, side = (fields.get(name) or "" for name in ("series", "place", "side"))
    named = place if series == Series.OTHER and place else series_words().get(series, series)
    parts = [named, place if named != place else "", side_words()[side] if side else ""]
    return ", ".join(part for part in parts if part)


def how_words() -> dict[str, str]:
    """How a picture of each series is taken so that it can lie beside the last one."""
    return {
        "knuckles": _(
            "Hand flat on a plain cloth, fingers a little apart, the back of the hand up. Hold the "
            "phone straight above it, a forearm away."
        ),
        "eyelids": _(
            "Face to a window, eyes closed as in sleep. Hold the phone level with the eyes, a "
            "forearm away."
        ),
        "nail_folds": _(
            "Fingertips on the edge of a table beside a window, the nails up. Come as close as the "
            "picture stays sharp."
        ),
        "elbows": _(
            "Sleeve up, arm bent, the tip of the elbow to the phone. Hold it level with the "
            "elbow, a forearm away."
        ),
        "calcium": _(
            "Light from one side, so that a lump throws a shadow. A coin beside it shows its size: "
            "the same coin each time."
        ),
        "other": _(
            "Choose something that stays, a freckle or a joint, and have it at the same spot of "
            "every picture."
        ),
    }
