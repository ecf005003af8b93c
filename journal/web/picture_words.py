"""How the next picture of a series is taken, in words."""

from flask_babel import gettext as _

from journal.records.kinds.picture import Series

# Several places are of one of these: the family's own words tell them apart.
PLACED = frozenset({Series.CALCIUM, Series.OTHER})


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
