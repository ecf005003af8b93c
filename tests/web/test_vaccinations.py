"""Vaccinations: a name and a day are enough, and what may be live is never taken for not live."""

import re
from datetime import UTC, date, datetime
from html import unescape

import pytest
from sqlmodel import select

from journal.clock import now
from journal.entries import record
from journal.records.kinds.vaccination import VaccinationRow
from tests.family import change
from tests.web.daily import entries, form_to, send

NOON_IN_NEW_YORK = datetime(2019, 3, 12, 16, tzinfo=UTC)


def filled(page, ending):
    """The form as it stands on the page, with what is typed in it."""
    main = re.search(r"<main.*</main>", page, re.DOTALL)[0]
    main = re.sub(r'<input[^>]* type="checkbox"(?:(?! checked)[^>])*>', "", main)
    inputs = re.findall(r'<input[^>]* name="([^"]+)"[^>]* value="([^"]*)"([^>]*)>', main)
    typed = {name: unescape(value) for name, value, _more in inputs if "-" in name or "at" in name}
    radios = re.findall(r'type="radio" name="([^"]+)" value="([^"]*)"([^>]*)>', main)
    chosen = {name: value for name, value, more in radios if "checked" in more}
    typed = {n: v for n, v in typed.items() if n not in {name for name, *_ in radios}}
    vaccine = re.findall(r'name="(vaccine|lot)" value="([^"]*)"', main)
    return {**form_to(page, ending), **typed, **dict(vaccine), **chosen}


def open_form(client, family, what="log/vaccination"):
    return filled(client.get(f"/children/{family.nora}/{what}").text, f"/{what}")


def kept(family):
    with family.database.reading() as session:
        rows = session.exec(select(VaccinationRow).order_by(VaccinationRow.at)).all()
        session.expunge_all()
        return rows


@pytest.fixture
def log(family, as_person):
    """Record a vaccination of Nora as Ada; returns the reply."""

    def send_form(**said):
        ada = as_person("ada")
        return send(ada, open_form(ada, family), **{"at_time": "", **said})

    return send_form


def test_a_name_and_a_day_are_enough_and_no_time_is_made_up(family, as_person, log):
    assert log(vaccine="mmr", at_on="2019-03-12", lot="A12").status_code == 303
    row = kept(family)[0]
    assert (row.vaccine, row.cvx, row.lot, row.at, row.day_only) == (
        "mmr", "03", "A12", NOON_IN_NEW_YORK, True,
    )  # fmt: skip
    page = as_person("ada").get(f"/children/{family.nora}/journal?q=measles").text
    assert "Vaccination: Measles, mumps and rubella (MMR)" in page
    assert "lot A12" in page
    shown = as_person("ada").get(f"/children/{family.nora}/entries/{row.entry_id}").text
    assert "12 Mar 2019" in shown
    assert "12:00" not in page + shown


def test_a_day_only_record_is_opened_and_saved_again_without_a_change(family, as_person, log):
    log(vaccine="HPV", at_on="2024-05-02")
    ada, entry = as_person("ada"), kept(family)[0].entry_id
    address = f"/children/{family.nora}/entries/{entry}/edit"
    form = filled(ada.get(address).text, "/edit")
    fields = {n: form[n] for n in ("vaccine", "at_on", "at_time")}
    assert fields == {"vaccine": "HPV (human papillomavirus)", "at_on": "2024-05-02", "at_time": ""}
    send(ada, form)
    assert entries(family)[0].revision == 1
    send(ada, filled(ada.get(address).text, "/edit"), at_time="09:30", lot="L7")
    row = kept(family)[0]
    assert (row.day_only, row.lot) == (False, "L7")
    assert "09:30" in ada.get(f"/children/{family.nora}/entries/{entry}").text


def test_a_vaccination_of_this_morning_is_not_in_the_future(family, log, as_person):
    ada = as_person("ada")
    today = open_form(ada, family)["at_on"]
    assert log(vaccine="mmr", at_on=today).status_code == 303
    assert kept(family)[0].day_only
    assert log(vaccine="hpv", at_on="2090-01-01").status_code == 422


@pytest.mark.parametrize("typed", ["flu", "polio", "typhoid", "zoster", "cholera", "88", "89"])
def test_a_record_that_may_be_of_a_live_vaccine_is_asked_about(family, log, typed):
    reply = log(vaccine=typed, at_on="2019-03-12")
    assert reply.status_code == 422
    assert "Which one was it?" in reply.text
    assert 'name="which"' in reply.text
    assert not kept(family)


@pytest.mark.parametrize(
    ("typed", "which", "said"),
    [
        ("flu", "laiv", "live vaccine"),
        ("flu", "influenza_inactivated", "not a live vaccine"),
        ("flu", "influenza_unspecified", "not known whether live"),
        ("Japanese encephalitis", "", "not known whether live"),
        ("999", "", "not known whether live"),
        ("The blue one", "", "not known whether live"),
    ],
)
def test_h27_what_is_not_known_to_be_live_or_not_says_so_wherever_it_is_shown(
    family, as_person, log, typed, which, said
):
    assert log(vaccine=typed, which=which, at_on="2019-03-12").status_code == 303
    ada, row = as_person("ada"), kept(family)[0]
    assert row.vaccine == (which or row.vaccine)
    places = (f"entries/{row.entry_id}", "vaccines", "journal")
    pages = [ada.get(f"/children/{family.nora}/{place}").text for place in places]
    assert said in pages[0]
    assert said in pages[1]
    assert ("not known whether live" in pages[2]) is (said == "not known whether live")


def test_an_answer_that_belongs_to_another_vaccine_is_no_answer(family, log):
    assert log(vaccine="flu", which="ipv", at_on="2019-03-12").status_code == 422
    assert log(vaccine="mmr", which="ipv", at_on="2019-03-12").status_code == 303
    assert kept(family)[0].vaccine == "mmr"


def test_the_same_vaccine_of_the_same_day_is_asked_about_once(family, log):
    assert log(vaccine="mmr", at_on="2019-03-12").status_code == 303
    assert log(vaccine="hpv", at_on="2019-03-12").status_code == 303
    reply = log(vaccine="mmr", at_on="2019-03-12")
    assert reply.status_code == 409
    assert "Ada recorded this vaccine for that day" in reply.text


def test_a_whole_card_is_saved_in_one_sitting_and_undone_in_one(family, as_person):
    ada = as_person("ada")
    form = open_form(ada, family, "vaccines/card")
    rows = {"vaccine-0": "MMR", "at_on-0": "2019-03-12", "lot-0": "A12", "vaccine-1": "hpv"}
    rows |= {"at_on-1": "2024-05-02", "vaccine-4": "Blue one", "at_on-4": "2020-01-31"}
    reply = send(ada, form, **rows)
    assert send(ada, form, **rows).status_code == 303
    assert [(row.vaccine, row.lot) for row in kept(family)] == [
        ("mmr", "A12"), ("Blue one", None), ("hpv", None),
    ]  # fmt: skip
    page = ada.get(reply.location).text
    assert "3 vaccinations saved for Nora" in page
    assert "12 Mar 2019" in page
    send(ada, form_to(page, "/undo"))
    assert entries(family) == []


def test_one_wrong_row_keeps_all_and_each_is_shown_with_what_was_typed(family, as_person):
    ada = as_person("ada")
    form = open_form(ada, family, "vaccines/card")
    rows = {"vaccine-0": "MMR", "at_on-0": "2019-03-12", "vaccine-1": "polio"}
    rows |= {"at_on-1": "2019-03-12", "lot-2": "Z9", "vaccine-3": "HPV"}
    reply = send(ada, form, **rows)
    assert reply.status_code == 422
    assert not kept(family)
    for wrong in ("which-1", "vaccine-2", "at_on-2", "at_on-3"):
        assert f'id="{wrong}-error"' in reply.text, wrong
    again = filled(reply.text, "/vaccines/card")
    assert (again["vaccine-0"], again["lot-2"], again["change"]) == ("MMR", "Z9", form["change"])
    mended = {"which-1": "ipv", "vaccine-2": "", "lot-2": "", "vaccine-3": "", "at_on-2": ""}
    assert send(ada, {**again, **mended}).status_code == 303
    assert {row.vaccine for row in kept(family)} == {"ipv", "mmr"}


def test_more_rows_come_and_keep_what_is_typed(family, as_person):
    ada = as_person("ada")
    form = open_form(ada, family, "vaccines/card")
    reply = send(ada, form, **{"vaccine-0": "MMR", "more": "yes"})
    again = filled(reply.text, "/vaccines/card")
    assert again["vaccine-0"] == "MMR"
    assert "vaccine-23" in again


def test_b13_pasted_lines_are_read_and_a_day_of_two_readings_is_asked_about(family, as_person):
    ada = as_person("ada")
    form = open_form(ada, family, "vaccines/card")
    reply = send(ada, form, lines="MMR 12.03.2019 lot A12\nHPV 2024-05-02", read="yes")
    assert reply.status_code == 422
    for part in ("12 Mar 2019", "3 Dec 2019", "can be read as two days"):
        assert part in reply.text
    again = {n: v for n, v in filled(reply.text, "/vaccines/card").items() if n != "read"}
    assert (again["at_on-0"], again["at_on-1"], again["lot-0"]) == ("", "2024-05-02", "A12")
    assert send(ada, again).status_code == 422
    assert not kept(family)
    assert send(ada, again, **{"day-0": "2019-12-03"}).status_code == 303
    assert kept(family)[0].at.date() == date(2019, 12, 3)


def test_lines_that_were_pasted_and_not_read_are_saved_too(family, as_person):
    ada = as_person("ada")
    form = open_form(ada, family, "vaccines/card")
    assert send(ada, form, lines="MMR 12 Mar 2019").status_code == 303
    assert [row.vaccine for row in kept(family)] == ["mmr"]


def test_a_card_that_was_copied_before_is_noticed_row_by_row(family, as_person, log):
    log(vaccine="mmr", at_on="2019-03-12")
    ada = as_person("ada")
    rows = {
        "vaccine-0": "MMR",
        "at_on-0": "2019-03-12",
        "vaccine-1": "HPV",
        "at_on-1": "2024-05-02",
    }
    reply = send(ada, open_form(ada, family, "vaccines/card"), **rows)
    assert reply.status_code == 422
    assert "Ada recorded this vaccine for that day" in reply.text
    assert len(kept(family)) == 1
    again = filled(reply.text, "/vaccines/card")
    assert send(ada, again, **{"again-0": "yes"}).status_code == 303
    assert len(kept(family)) == 3


def test_antibodies_stand_beside_the_vaccine_and_own_names_below(family, as_person, log):
    log(vaccine="mmr", at_on="2019-03-12")
    results = [
        {"test": "measles_igg", "value": "412", "unit": "mIU/mL"},
        {"test": "Dragon pox IgG", "value": "<5"},
        {"test": "2465-3", "value": "9.1", "unit": "g/L"},
    ]
    with family.database.transaction() as session:
        draw = change(family.nora, "draw", made_at=now(), results=results)
        assert record(session, family.actor(session, "ada"), draw, now=now()).stored
    page = as_person("cleo").get(f"/children/{family.nora}/vaccines").text
    assert "Measles antibodies (IgG): 412 mIU/mL" in page
    assert page.index("412 mIU/mL") < page.index("Other antibodies") < page.index("Dragon pox")
    assert "9.1" not in page


def test_a_family_follows_a_vaccine_and_no_longer(family, as_person):
    ada = as_person("ada")
    address = f"/children/{family.nora}/vaccines"
    form = form_to(ada.get(address).text, "/vaccines/follow")
    assert send(ada, form, vaccine="The blue one").status_code == 422
    for _ in range(2):
        assert send(ada, form, vaccine="chickenpox").status_code == 303
    page = ada.get(address).text
    assert page.count("No longer follow") == 1
    assert "Chickenpox (varicella)" in page
    assert "/vaccines/follow" not in as_person("cleo").get(address).text
    send(ada, form_to(page, "/vaccines/follow/end"))
    assert "No longer follow<" not in ada.get(address).text
