"""A form is not said twice."""

import pytest

from journal.care.strength import form_beside


@pytest.mark.parametrize(
    ("strength", "form", "said"),
    [
        ("250 mg per capsule", "capsule", ""),
        ("500 mg in 1 tablet", "tablets", ""),
        ("500 mg in 1 Tablet", "tablet", ""),
        ("500 mg", "tablet", "tablet"),
        ("5 mg in 1 mL", "oral solution", "oral solution"),
        ("", "tablet", "tablet"),
        ("5 mg", "", ""),
    ],
)
def test_a_form_that_the_strength_names_is_not_repeated(strength, form, said):
    assert form_beside(strength, form) == said
