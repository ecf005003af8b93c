"""Two dates for the visit page: what is wrong stands at its field, typed as it was."""

from html import unescape

import pytest

from tests.web.daily import ids


@pytest.mark.parametrize(
    ("from_on", "to_on", "field", "sentence"),
    [
        ("2026-11-22", "2026-11-01", "to", "The last day is before the first."),
        ("2026-02-30", "2026-03-01", "from", "There is no 30 February."),
        ("2026-11-01", "1/12/2026", "to", "Write the date as 2026-04-30."),
    ],
)
def test_refused_dates_stand_in_the_open_fold(family, as_person, from_on, to_on, field, sentence):
    url = f"/children/{family.nora}/visit"
    reply = as_person("ada").get(url, query_string={"from": from_on, "to": to_on})
    assert reply.status_code == 422
    page = unescape(reply.text)
    assert '<details class="more" open>' in page
    assert f'value="{from_on}"' in page
    assert f'value="{to_on}"' in page
    assert sentence in page.split(f'id="{field}-error"')[1].split("</p>")[0]
    assert page.count("field--error") == 1


def test_refused_dates_stand_in_words_too(family, as_person):
    ada = as_person("ada")
    days = {"from": "2026-11-22", "to": "2026-11-01"}
    page = ada.get(f"/children/{family.nora}/visit", query_string=days).text
    moment = {"at_on": "2024-11-03", "at_time": "01:30"}
    form = ada.post(f"/children/{family.nora}/log/note", data={"note": "x", **moment, **ids()}).text
    for said, day in ((page, "Sun 22 Nov 2026"), (form, "Sun 3 Nov 2024")):
        assert f"Filled in: {day}" in said.replace("\N{NO-BREAK SPACE}", " ")
