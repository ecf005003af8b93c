"""Tests by their names and units, as pages and reminders tell them."""

import re
from collections.abc import Iterable, Mapping

from flask_babel import gettext as _

from journal.care import knowledge
from journal.care.labs import own_words, single_tests

# Panels under whose name their tests are told when all of them are meant.
TOLD_AS_ONE = ("cbc_with_diff", "lipids")

RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


def unit_text(unit: str) -> str:
    """Return a report's unit as people read it: "10³/µL" for "10*3/uL". It stays the same unit.

    https://ucum.org writes powers with a star and micro as u: what programs hand on, nobody says.
    """
    powers = re.sub(r"\b10[*^](\d+)", lambda found: f"10{found[1].translate(RAISED)}", unit)
    return re.sub(r"\bu(?=(?:L|g|mol|kat|m)\b)", "µ", powers)


def name_of_test(id_: str, own: Mapping[str, str] | None = None) -> str:
    """The name of a test of the catalogue or of a panel; own words as they were typed."""
    found = knowledge.find_lab_test(id_)
    panel = knowledge.find_lab_panel(id_)
    if panel:
        return _(panel.name)
    return _(found.name) if found else (own or {}).get(id_, id_)


def named_tests(tests: Iterable[str], own: Mapping[str, str] | None = None) -> str:
    """ "Blood count (CBC), ALT, Creatinine": panels by their name when they are whole."""
    left = list(dict.fromkeys(tests))
    names = []
    for id_ in TOLD_AS_ONE:
        panel = knowledge.find_lab_panel(id_)
        if panel and set(panel.tests) <= set(left):
            names.append(_(panel.name))
            left = [test for test in left if test not in panel.tests]
    return ", ".join([*names, *(name_of_test(test, own) for test in left)])


def written_tests(tests: Iterable[str]) -> str:
    """The tests of a rule as it is written down: codes, panels and own words."""
    written = list(tests)
    return named_tests(single_tests(written), own_words(written))
