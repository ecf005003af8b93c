"""Which reactions the sources of the catalogue say to call about at once.

Source: docs/rules.md#infusion-days. It reads what was recorded, and advises nothing else.
"""

from collections.abc import Iterable

BREATH, NECK = "breath", "neck"
# Labels of the catalogue, as entries keep them.
AT_ONCE = frozenset({"Short of breath", "Rash or hives"})
WITH_HEADACHE = frozenset({"Stiff neck", "Light hurts the eyes", "Vomiting"})
HEADACHE = "Headache"


def call_for(reaction: Iterable[str]) -> str:
    """Return BREATH for breathlessness or hives, NECK for signs of the meninges, else ""."""
    seen = set(reaction)
    if seen & AT_ONCE:
        return BREATH
    if "Stiff neck" in seen or (HEADACHE in seen and seen & WITH_HEADACHE):
        return NECK
    return ""
