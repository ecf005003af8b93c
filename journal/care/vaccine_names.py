"""What a medicine or an infusion's product means to the vaccine rules: an id, or "" for unknown.

A text that means two things means neither: "" makes an open question, a guess a date.
"""

import re

from journal.care.folding import folded
from journal.care.knowledge import find_medicine
from journal.care.knowledge.steroids import find_steroid
from journal.care.knowledge.vaccine_rules import RuleSet
from journal.care.products import WEEKLY, all_meant_by, meant_by
from journal.care.steroids import is_elsewhere
from journal.care.vaccine_medicines import ANTIBODIES, PULSE, is_steroid
from journal.care.vaccine_plans import SKIN, VEIN
from journal.care.weekly import names_weekly_medicine

# A brand of immunoglobulin may go into a vein or under the skin: these words say the latter.
UNDER_THE_SKIN = re.compile(
    r"\b(?:sc|s\.\s?c|sq|sub-?\s?q|scig|ftscig|subcut\w*|sub-cut\w*|under the skin)\b"
)


def medicine_means(name: str, code: str | None, form: str = "", strength: str = "") -> str:
    """Return the id of a medicine in the catalogue, of a steroid, or "".

    A steroid on the skin or in the eye is none of the rules': nobody knows how much of it counts.
    """
    antibodies = _ids(f"{name} {code or ''}") & ANTIBODIES
    if antibodies:
        return _one(_routed(antibodies, f"{name} {form} {strength}"))
    steroid = find_steroid(f"{name} {code or ''}")
    if steroid is not None:
        return "" if is_elsewhere(f"{name} {form} {strength}", None, steroid) else steroid.id
    if code:
        return code
    fact = meant_by(name)
    return fact.id if fact else ""


def infusion_means(product: str, label: str, rules: RuleSet, *, access: str = "") -> str:
    """Return what an infusion was: by its product, or else by the medicine it belongs to.

    An id of the catalogue, the id of a rule about another product (red cells), or "": where nobody
    knows, where a text means two things, and where product and medicine do not agree. The access
    ("under the skin") tells immunoglobulin into a vein and under the skin apart.
    """
    said = _routed(_meanings(product, rules), f"{product} {access}")
    belongs = _routed(_meanings(label, rules), f"{label} {access}")
    if said == {VEIN} and belongs == {SKIN}:
        # Brands that go into a vein go under the skin too: whose plan it is knows better.
        return SKIN
    if said and belongs and said != belongs:
        return ""
    return _one(said or belongs)


def _meanings(text: str, rules: RuleSet) -> set[str]:
    """Everything a text means. A steroid beside immunoglobulin is what is given before it."""
    found = {PULSE if is_steroid(id_) else id_ for id_ in _ids(text)}
    if find_steroid(text.replace("_", " ")):
        found.add(PULSE)
    if found & ANTIBODIES:
        return found - {PULSE}
    if found:
        return found
    plain = folded(text)
    return {
        rule.id
        for rule in rules.rules
        if any(re.search(rf"\b{re.escape(word)}\b", plain) for word in rule.products)
    }


def _ids(text: str) -> set[str]:
    found = {fact.id for fact in all_meant_by(f"{text} {text.replace('_', ' ')}")}
    if names_weekly_medicine(text) and find_medicine(WEEKLY):
        found.add(WEEKLY)
    return found


def _routed(ids: set[str], text: str) -> set[str]:
    under = ids == {VEIN} and UNDER_THE_SKIN.search(folded(text))
    return {SKIN} if under else set(ids)


def _one(ids: set[str]) -> str:
    return next(iter(ids)) if len(ids) == 1 else ""
