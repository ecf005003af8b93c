"""What a picture of a series shows, in words: which place and which side."""

from collections.abc import Mapping
from typing import Any

from journal.records.kinds.picture import Series
from journal.summary.say import _

Fields = Mapping[str, Any]


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
