"""The form of an infusion, filled in from the plan: never the weight, never a day's share."""

import re
from datetime import timedelta
from html import unescape

import pytest

from journal.records.entries import Entry
from journal.records.kinds.checkpoint import CheckpointRow
from journal.records.kinds.infusion import InfusionRow
from journal.words import day_text
from tests.web.daily import form_to, send
from tests.web.test_infusion_plans import MONTHLY, infused, ordered, url
from tests.web.test_lab_plans import rows, today, words_of
from tests.web.test_logging import when

DAY = timedelta(days=1)


@pytest.fixture
def ivig(family):
    return family.medicine("Privigen", "40", "g", rhythm=MONTHLY)


def page_of(client, family, medicine=None) -> str:
    address = f"/children/{family.nora}/log/infusion"
    return client.get(f"{address}?medicine={medicine.id}" if medicine else address).text


def typed(page, name) -> str | None:
    """What stands in a field, or None where there is no such field."""
    found = re.search(rf'<(?:input|textarea)[^>]*name="{name}"[^>]*>', page)
    value = re.search(r'value="([^"]*)"', found[0]) if found else None
    return unescape(value[1] if value else "") if found else None


def test_h38_the_plan_fills_in_the_amount_as_ordered_and_never_the_weight(ada, family, ivig):
    ada.post(url(family, "medicines", ivig.id), data=ordered(place="Ward 3", access="Port"))
    page = page_of(ada, family)
    names = ("product", "amount", "volume_ml", "weight_kg", "place", "access")
    filled = {name: typed(page, name) for name in names}
    assert filled == {
        "product": "Privigen 10 %",
        "amount": "40",
        "volume_ml": "400",
        "weight_kg": "",
        "place": "Ward 3",
        "access": "Port",
    }
    said = words_of(page)
    assert f"Clinic’s weight: 20.6 kg on {day_text(today())} 1.94 g/kg (rounded)" in said
    assert "15 mL/h for 30 minutes: 7.5 mL" in said
    tile = page.split('value="Paracetamol 300 mg"')[1].split(">")[0]
    assert "checked" not in tile


def test_h44_of_a_course_over_two_days_no_day_is_filled_in(ada, family, ivig):
    ada.post(url(family, "medicines", ivig.id), data=ordered(days="2"))
    page = page_of(ada, family, ivig)
    assert (typed(page, "amount"), typed(page, "volume_ml")) == ("", "")
    assert "40 g in all, over 2 days in a row" in words_of(page)


def test_a_medicine_of_another_kind_is_never_taken_for_the_one_that_runs(ada, family):
    """An infusion counts for its medicine: vaccine holds, blood tests after it, planned days."""
    family.medicine("Orencia", "50", "mg")
    assert checked(page_of(ada, family))["medicine"] == ""
    infused(family, today() - 20 * DAY, amount="40", unit="g")
    page = page_of(ada, family)
    assert checked(page)["medicine"] == ""
    assert page.index('name="medicine"') < page.index('name="amount"')
    ivig = family.medicine("Gamunex", "40", "g", rhythm=MONTHLY)
    assert checked(page_of(ada, family))["medicine"] == str(ivig.id)


@pytest.mark.parametrize(
    ("product", "counts_for"),
    [
        ("Gammagard", "Privigen"),
        ("Hizentra", "Privigen"),
        ("Actemra", None),
        ("Orencia", "Orencia"),
    ],
)
def test_another_product_counts_for_no_medicine_of_another_kind(
    ada, family, ivig, product, counts_for
):
    ada.post(url(family, "medicines", ivig.id), data=ordered())
    other = family.medicine("Orencia", "50", "mg")
    page = page_of(ada, family)
    assert checked(page)["medicine"] == str(ivig.id)
    form = {**form_to(page, "/log/infusion"), "medicine": str(ivig.id), **when()}
    assert send(ada, form, product="other", other_product=product).status_code == 303
    (row,) = rows(family, InfusionRow)
    names = {None: None, ivig.id: "Privigen", other.id: "Orencia"}
    assert (row.product, names[row.medicine]) == (product, counts_for)


def checked(page) -> dict[str, str]:
    """The tiles that are chosen when the form opens."""
    return dict(re.findall(r'name="([^"]+)" value="([^"]*)"[^>]* checked', page))


def test_what_was_typed_is_kept_with_its_medicine_and_comes_back_in_the_edit(ada, family, ivig):
    ada.post(url(family, "medicines", ivig.id), data=ordered())
    form = {**form_to(page_of(ada, family), "/log/infusion"), **when(-90)}
    said = {"attempts": "2", "present": "Grandma", "access": "left hand", "volume_ml": "390.5"}
    given = {
        "premedication": "Paracetamol 300 mg",
        "amount": "40",
        "unit": "g",
        "product": "Privigen",
    }
    assert send(ada, form, medicine=str(ivig.id), **said, **given).status_code == 303
    (row,) = rows(family, InfusionRow)
    assert (row.medicine, row.attempts, row.present) == (ivig.id, 2, "Grandma")
    assert (str(row.volume_ml), row.access) == ("390.5", "left hand")
    (entry,) = rows(family, Entry)
    address = f"/children/{family.nora}/entries/{entry.id}"
    edit = ada.get(f"{address}/edit").text
    assert typed(edit, "attempts") == "2"
    assert typed(edit, "volume_ml") == "390.5"
    assert "Paracetamol 300 mg" in edit
    shown = words_of(ada.get(address).text)
    for part in ("Volume (mL) 390.5", "Who was there Grandma", "Needles it took 2"):
        assert part in shown, (part, shown)


def test_a_form_that_a_phone_kept_from_before_leaves_the_new_fields_alone(ada, family, ivig):
    infused(family, today(), amount="40", unit="g", medicine=str(ivig.id), present="Grandma")
    (entry,) = rows(family, Entry)
    edit = ada.get(f"/children/{family.nora}/entries/{entry.id}/edit").text
    kept = {
        name: value
        for name, value in form_to(edit, f"/entries/{entry.id}/edit").items()
        if name not in ("medicine", "present", "volume_ml", "access", "attempts", "sites", "course")
    }
    said = {"product": "Privigen", "amount": "39", "unit": "g", **when(-600)}
    assert send(ada, kept, **said).status_code == 303
    (row,) = rows(family, InfusionRow)
    assert (str(row.amount), row.medicine, row.present) == ("39", ivig.id, "Grandma")


def test_h44_the_day_after_is_offered_as_the_second_day_of_the_course(ada, family):
    infused(family, today() - DAY, amount="20", unit="g")
    page = page_of(ada, family)
    offered = f"Day 2 of the course of {day_text(today() - DAY)} (20 g)"
    assert offered in unescape(page)
    tile = unescape(page).split(f'value="{offered}"')[1].split(">")[0]
    assert "checked" not in tile
    form = {**form_to(page, "/log/infusion"), **when()}
    assert send(ada, form, product="Privigen", course=offered).status_code == 303
    assert offered in {row.course for row in rows(family, InfusionRow)}
    newest = max(rows(family, Entry), key=lambda one: one.at)
    shown = words_of(ada.get(f"/children/{family.nora}/entries/{newest.id}").text)
    assert f"Course {offered}" in shown


def test_h44_two_days_later_is_no_day_of_the_course(ada, family):
    infused(family, today() - 2 * DAY, amount="20", unit="g")
    assert "Day 2 of the course" not in unescape(page_of(ada, family))


def test_under_the_skin_the_day_after_is_no_day_of_a_course(ada, family):
    infused(family, today() - DAY, product="Hizentra", amount="4", unit="g")
    assert "of the course of" not in unescape(page_of(ada, family))


def test_under_the_skin_the_places_are_asked_and_not_the_vein(ada, family):
    scig = family.medicine("Hizentra", "8", "g")
    ada.post(url(family, "medicines", scig.id), data=ordered(product="Hizentra", variant="scig"))
    page = page_of(ada, family, scig)
    assert typed(page, "sites") is not None
    assert typed(page, "access") is None
    assert 'value="Swelling at the needle"' in page


def tiles(page, name) -> list[str]:
    """The values of a group's tiles, in their order."""
    return [unescape(value) for value in re.findall(rf'name="{name}" value="([^"]*)"', page)]


def test_the_edit_asks_what_this_kind_has_and_offers_the_plans_words(ada, family, ivig):
    """Opened and saved untouched it changes nothing: what is chosen stands first, in its order."""
    more = {"before-0": "Acetaminophen 300 mg"}
    ada.post(url(family, "medicines", ivig.id), data=ordered(**more))
    told = {"reaction": ["Nausea", "Odd taste"], "premedication": ["Song"]}
    row = infused(family, today(), medicine=str(ivig.id), **told)
    address = f"/children/{family.nora}/entries/{row.entry}/edit"
    edit = ada.get(address).text
    assert typed(edit, "sites") is None
    assert tiles(edit, "reaction")[:2] == ["Nausea", "Odd taste"]
    assert "Fast heartbeat" in tiles(edit, "reaction")
    premedication = tiles(edit, "premedication")
    assert premedication[:2] == ["Song", "Acetaminophen 300 mg"]
    assert "Paracetamol (acetaminophen)" not in premedication


def test_what_was_given_before_the_line_and_who_is_there_are_tiles(ada, family, ivig):
    ada.post(url(family, "medicines", ivig.id), data=ordered(access="Port"))
    row = infused(family, today(), medicine=str(ivig.id))
    form = f"/children/{family.nora}/log/beside?infusion={row.entry}&what="
    assert tiles(ada.get(form + "before").text, "text")[0] == "Paracetamol 300 mg"
    assert tiles(ada.get(form + "line").text, "text") == ["Port", "other"]
    assert "Which?" not in ada.get(form + "present").text
    for said in ({"text": "Port"}, {"text": "other", "other_text": "left hand"}):
        filled = form_to(ada.get(form + "line").text, "/log/beside")
        assert send(ada, filled, what="line", **said, **when(-5)).status_code == 303
    assert {one.text for one in rows(family, CheckpointRow)} == {"Port", "left hand"}
    page = ada.get(form + "line").text
    assert tiles(page, "text") == ["Port", "left hand", "other"]


def test_after_an_infusion_none_of_these_stands_first(ada, family):
    row = infused(family, today())
    page = ada.get(f"/children/{family.nora}/log/after?infusion={row.entry}&hours=24").text
    assert tiles(page, "reaction")[0] == "none"


def test_past_infusions_lie_behind_their_years_but_for_the_last(ada, family):
    for years in range(5):
        infused(family, today().replace(day=1) - 366 * years * DAY)
    shown, *years = ada.get(url(family)).text.split('<details class="more">')
    assert shown.count("No lot recorded") == 3
    folded = [one.count("No lot recorded") for one in years if "No lot recorded" in one]
    assert folded == [1, 1]


def test_the_form_says_so_at_the_lots_and_keeps_what_was_typed(family, ada):
    form = form_to(ada.get(f"/children/{family.nora}/log/infusion").text, "/log/infusion")
    lots = "\n".join(f"LOT{place}" for place in range(51))
    reply = send(ada, form, product="Privigen", lots=lots, **when(-5))
    assert reply.status_code == 422
    assert "At most 50 fit here" in reply.text
    assert "LOT50" in reply.text
