"""Which reactions the sources of the catalogue say to call about at once.

Source: docs/rules.md#infusion-days. It reads what was recorded, and advises nothing else.
"""

from collections.abc import Iterable

BREATH, NECK = "breath", "neck"
# Labels of the catalogue, as entries keep them, in small letters.
AT_ONCE = frozenset({"short of breath", "rash or hives", "hives"})
STIFF, HEADACHE = "stiff neck", "headache"
WITH_HEADACHE = frozenset({"light hurts the eyes", "vomiting"})


def call_for(reaction: Iterable[str]) -> str:
    """Return BREATH for breathlessness or hives, NECK for signs of the meninges, else ""."""
    seen = {word.casefold() for word in reaction}
    if seen & AT_ONCE:
        return BREATH
    if STIFF in seen or (HEADACHE in seen and seen & WITH_HEADACHE):
        return NECK
    return ""
