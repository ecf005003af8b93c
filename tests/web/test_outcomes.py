"""H43: what really happened to a dose, from the tap to every page that tells of it."""

import re
from html import unescape

import pytest

from journal.clock import now
from journal.records.children import TeamMember
from tests.web.daily import (
    doses,
    entries,
    form_to,
    forms,
    planned,
    send,
    slot_at,
    today_at,
    when,
)
from tests.web.syncing import change, follow

pytestmark = pytest.mark.usefixtures("midday")


@pytest.fixture
def okafor(family):
    with family.database.transaction() as session:
        session.add(TeamMember(child_id=family.nora, position=0, name="Dr. Okafor"))


def url(family, what="today"):
    return f"/children/{family.nora}/{what}"


def page_of(client, address) -> str:
    return unescape(client.get(address).text)


def state_on_today(client, family) -> str:
    """The line of the only dose, without its marks."""
    line = page_of(client, url(family)).split('class="dose__state"')[1].split("</p>")[0]
    return " ".join(part.split("<")[0] for part in line.split(">")[1:]).strip()


# What is sent; words on Today; words of the timeline.
TOLD = [
    ({"giver": "hospital"}, ["Given", "hospital", "recorded by Ada"], "given by the hospital"),
    ({"giver": "name:Ben"}, ["Given", "Ben", "recorded by Ada"], "given by Ben"),
    (
        {"giver": "other", "given_by": "Grandma"},
        ["Given", "Grandma", "recorded by Ada"],
        "given by Grandma",
    ),
    (
        {"outcome": "skipped", "adviser": "name:Dr. Okafor", "why": "blood"},
        ["Skipped", "Ada", "Dr. Okafor said so", "Blood test first"],
        "skipped, Dr. Okafor said so",
    ),
    (
        {"outcome": "partly", "amount": "6.5", "giver": "name:Ben"},
        ["Partly given", "Ben", "recorded by Ada"],
        "partly given, Ben",
    ),
    (
        {"outcome": "vomited", "minutes_after": "15"},
        ["Vomited", "after 15 min"],
        "vomited after 15",
    ),
    (
        {"outcome": "refused", "giver": "hospital"},
        ["Refused", "Ada", "hospital"],
        "refused, hospital",
    ),
]


@pytest.mark.parametrize(("sent", "today", "timeline"), TOLD)
def test_h43_what_happened_reads_the_same_on_today_and_in_the_journal(
    family, as_person, prednisolone, okafor, sent, today, timeline
):
    ada = as_person("ada")
    data = {**planned(prednisolone, slot_at(-10)), **when(-5), **sent}
    assert ada.post(url(family, "log/dose"), data=data).status_code == 303
    state = state_on_today(ada, family)
    assert all(words in state for words in today), state
    assert timeline in page_of(ada, url(family, "journal"))


@pytest.mark.parametrize(("sent", "_today", "_timeline"), TOLD)
def test_h43_the_form_of_a_recorded_dose_says_what_was_said(
    family, as_person, prednisolone, okafor, sent, _today, _timeline
):
    ada = as_person("ada")
    data = {**planned(prednisolone, slot_at(-10)), **when(-5), **sent}
    ada.post(url(family, "log/dose"), data=data)
    entry = entries(family, "dose")[0].id
    before = doses(family)[0]
    form = page_of(ada, url(family, f"entries/{entry}/edit"))
    chosen = {"giver": "name:Grandma"} if "given_by" in sent else sent
    for name, value in chosen.items():
        assert f'name="{name}" value="{value}"' in form or f'value="{value}"' in form
    saved = {**data, **chosen, "base": "1", "change": form_to(form, "/edit")["change"]}
    ada.post(url(family, f"entries/{entry}/edit"), data=saved)
    after = doses(family)[0]
    kept = ("outcome", "amount", "given_by", "in_hospital", "advised_by", "minutes_after", "reason")
    assert [getattr(before, name) for name in kept] == [getattr(after, name) for name in kept]


@pytest.mark.parametrize(
    ("said", "field", "value"),
    [
        ({"outcome": "refused"}, "outcome", "refused"),
        ({"outcome": "skipped"}, "outcome", "skipped"),
        ({"giver": "hospital"}, "in_hospital", True),
        ({"giver": "name:Ben"}, "given_by", "Ben"),
    ],
)
def test_h43_the_common_ones_are_two_taps_from_today_and_can_be_undone(
    family, as_person, prednisolone, said, field, value
):
    ada = as_person("ada")
    page = ada.get(url(family)).text
    fold = page.split("dose__choices")[1].split("</details>")[0]
    (name, sent), *_ = said.items()
    assert f'name="{name}" value="{sent}"' in fold
    form = forms(page)[1]
    assert form["slot"].startswith(f"{today_at(-10):%Y-%m-%d}")
    page = ada.get(send(ada, form, **said).location).text
    dose = doses(family)[0]
    assert getattr(dose, field) == value
    assert (dose.amount is None) == (dose.outcome in {"refused", "skipped"})
    send(ada, form_to(page, "/undo"))
    assert doses(family) == []


def test_h43_vomited_leads_to_the_form_that_asks_after_how_many_minutes(
    family, as_person, prednisolone
):
    ada = as_person("ada")
    fold = ada.get(url(family)).text.split("dose__choices")[1].split("</details>")[0]
    link = re.search(r'href="([^"]*outcome=vomited[^"]*)"', fold)[1]
    page = " ".join(page_of(ada, unescape(link)).split())
    assert re.search(r'name="outcome" value="vomited"[^>]* checked', page)
    assert re.search(rf'name="slot" value="{slot_at(-10)}"[^>]* checked', page)
    assert 'name="minutes_after" value="15"' in page
    assert doses(family) == []


def test_h1_page_that_asks_says_who_gave_what_and_when(family, as_person, prednisolone):
    ada, sent = as_person("ada"), planned(prednisolone, slot_at(-10), giver="hospital")
    ada.post(url(family, "doses"), data=sent)
    asked = as_person("ben").post(url(family, "doses"), data=planned(prednisolone, slot_at(-10)))
    assert asked.status_code == 409
    assert "Already recorded by Ada" in asked.text
    assert "Recorded: Prednisolone 12.5 mg, given by the hospital." in asked.text


def test_h43_no_outcome_brings_advice_to_repeat(family, as_person, prednisolone):
    ada = as_person("ada")
    data = {**planned(prednisolone, slot_at(-10)), "outcome": "vomited", **when(-5)}
    page = ada.get(ada.post(url(family, "log/dose"), data=data).location).text
    assert "button--write" not in page.split('class="dose ')[1].split("</li>")[0]
    assert not any(word in page.lower() for word in ("repeat", "give again", "once more"))


def test_h43_a_name_typed_before_another_tile_was_chosen_is_not_kept(
    family, as_person, prednisolone
):
    typed = {"giver": "", "given_by": "Grandma", "adviser": "", "advised_by": "somebody"}
    data = {**planned(prednisolone, slot_at(-10)), **when(-5), **typed}
    as_person("ada").post(url(family, "log/dose"), data=data)
    dose = doses(family)[0]
    assert (dose.given_by, dose.advised_by) == (None, None)


def test_h43_somebody_else_wants_a_name(family, as_person, prednisolone):
    data = {**planned(prednisolone, slot_at(-10)), **when(-5), "giver": "other", "given_by": ""}
    reply = as_person("ada").post(url(family, "log/dose"), data=data)
    assert reply.status_code == 422
    assert 'id="given_by-error"' in reply.text
    assert doses(family) == []


def test_h43_an_edit_from_given_by_the_hospital_to_given_here_clears_it(
    family, as_person, prednisolone
):
    ada = as_person("ada")
    data = {**planned(prednisolone, slot_at(-10)), **when(-5), "giver": "hospital"}
    ada.post(url(family, "log/dose"), data=data)
    edit = url(family, f"entries/{entries(family, 'dose')[0].id}/edit")
    form = form_to(ada.get(edit).text, "/edit")
    assert send(ada, form, **{**data, **form, "giver": ""}).status_code == 303
    assert doses(family)[0].in_hospital is False


def test_h43_a_phone_says_and_hears_who_gave_it_and_on_whose_advice(family, sync, prednisolone):
    said = {"given_by": "Grandma", "in_hospital": True, "advised_by": "Dr. Okafor"}
    fields = {"at": now().isoformat(), "medicine": str(prednisolone.id), "outcome": "skipped"}
    first = change(family, "dose", fields=fields | said)
    assert sync(first).json["results"][0]["status"] == "applied"
    heard = sync(who="ben").json["entries"][0]["fields"]
    assert said.items() <= heard.items()
    cleared = follow(first, fields=dict.fromkeys(said))
    assert sync(cleared).json["results"][0]["status"] == "applied"
    dose = doses(family)[0]
    assert (dose.given_by, dose.in_hospital, dose.advised_by) == (None, False, None)
