"""Why a dose was not given as planned: a tile, the family's own words, or both."""

from collections.abc import Mapping

from flask_babel import gettext as _

from journal.care.problems import N_

# Kept in these words in front of what the family typed, so that a reason reads as a sentence.
WHYS = {
    # No longer offered: who said so has a field of its own. Kept for what was written so.
    "team": N_("The team said so"),
    "ill": N_("Ill today"),
    "blood": N_("Blood test first"),
    "asleep": N_("Asleep"),
    "away": N_("Away from home"),
    "none_left": N_("None left"),
}
# Why a second dose was given: chosen or written, never assumed.
AGAIN = {
    "vomited": N_("The first was vomited"),
    "team": N_("The team said so"),
    "mistake": N_("Both were given by mistake"),
}
BETWEEN = ": "


def whole_reason(why: str, words: str, tiles: Mapping[str, str] = WHYS) -> str | None:
    """The reason as the journal keeps it: "The team said so: Dr. Okafor"."""
    parts = [tiles[why]] if why in tiles else []
    return BETWEEN.join([*parts, *([words] if words else [])]) or None


def split_reason(reason: str) -> tuple[str, str]:
    """The tile and the words of a kept reason."""
    for why, sentence in WHYS.items():
        if reason == sentence:
            return why, ""
        if reason.startswith(sentence + BETWEEN):
            return why, reason[len(sentence + BETWEEN) :]
    return "", reason


def reason_tiles(chosen: str = "") -> list[tuple[str, str]]:
    """The tiles, with a way to choose none."""
    offered = [(why, _(words)) for why, words in WHYS.items() if why != "team" or why == chosen]
    return [*offered, ("", _("Another reason, or none"))]


def again_tiles() -> list[tuple[str, str]]:
    """The tiles of the page that asks about a second dose. None is chosen beforehand."""
    return [(why, _(words)) for why, words in AGAIN.items()]
