"""What a medicine or an infusion's product means to the vaccine rules: an id, or "" for unknown."""

import re

from journal.care.folding import folded
from journal.care.knowledge.steroids import find_steroid
from journal.care.knowledge.vaccine_rules import RuleSet
from journal.care.products import meant_by
from journal.care.steroids import is_elsewhere
from journal.care.vaccine_medicines import PULSE


def medicine_means(name: str, code: str | None, form: str = "", strength: str = "") -> str:
    """Return the id of a medicine in the catalogue, of a steroid, or "".

    A steroid on the skin or in the eye is none of the rules': nobody knows how much of it counts.
    """
    steroid = find_steroid(f"{name} {code or ''}")
    if steroid is not None:
        return "" if is_elsewhere(f"{name} {form} {strength}", None, steroid) else steroid.id
    if code:
        return code
    fact = meant_by(name)
    return fact.id if fact else ""


def infusion_means(product: str, label: str, rules: RuleSet) -> str:
    """Return what an infusion was: by its product, or else by the medicine it belongs to.

    An id of the catalogue, the id of a rule about another product (red cells), or "".
    """
    for text in (product, label):
        plain = folded(text)
        if find_steroid(text.replace("_", " ")):
            return PULSE
        fact = meant_by(text) or meant_by(text.replace("_", " "))
        if fact:
            return fact.id
        for rule in rules.rules:
            if any(re.search(rf"\b{re.escape(word)}\b", plain) for word in rule.products):
                return rule.id
    return ""
