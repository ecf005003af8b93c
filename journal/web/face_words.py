"""What each of the six faces says."""

from flask_babel import gettext as _


def face_words() -> dict[str, str]:
    """Six faces by the number each stands for, the best first."""
    return {
        "10": _("great"),
        "8": _("good"),
        "6": _("all right"),
        "4": _("not so good"),
        "2": _("bad"),
        "0": _("awful"),
    }
