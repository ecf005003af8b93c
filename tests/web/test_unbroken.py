"""An amount and its unit stay together, however large the letters are."""

import pytest

from tests.web.daily import daily_at

pytestmark = pytest.mark.usefixtures("midday")


def test_an_amount_never_breaks_apart_in_the_ticks_of_all_but(family, as_person):
    for name in ("Prednisolone", "Folic acid"):
        family.medicine(name, "1", rhythm=daily_at(-10))
    ada = as_person("ada")
    whole = "1\N{NO-BREAK SPACE}mg"
    page = ada.get(f"/children/{family.nora}/today").text
    assert f'<span class="choice__words">Folic acid {whole}' in page
    slots = ada.get(f"/api/v1/children/{family.nora}/pocket").json["today"]["slots"]
    assert {slot["planned"] for slot in slots} == {whole}
