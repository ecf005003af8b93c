"""Vaccinations whose day nobody knows: printed as what is known, and counted as nothing else."""

import re
from html import unescape
from zoneinfo import ZoneInfo

import pytest

from journal.clock import now
from tests.family import ZONE
from tests.web.daily import entries, form_to, send
from tests.web.test_infections import contact_page, logged
from tests.web.test_vaccinations import filled, kept, open_form

YEAR = {"year": "2019"}
MONTH = {"year": "2019", "month": "3"}
NOBODY = {"nobody": "yes"}


@pytest.fixture
def log(family, as_person):
    """Record a vaccination of Nora as Ada, with today in the field of the day as it comes."""

    def send_form(**said):
        ada = as_person("ada")
        return send(ada, open_form(ada, family), **{"at_time": "", **said})

    return send_form


def words(text):
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", text)))


@pytest.mark.parametrize(
    ("known", "said", "kept_as"),
    [
        (YEAR, "2019, day not known", ("year", "2019-12-31")),
        (MONTH, "Mar 2019, day not known", ("month", "2019-03-31")),
        (NOBODY, "date not known", ("nothing", None)),
    ],
)
def test_h27_a_day_that_nobody_knows_is_said_so_wherever_the_record_is_shown(
    family, as_person, log, known, said, kept_as
):
    assert log(vaccine="chickenpox", lot="V-9", **known).status_code == 303
    ada, (row,) = as_person("ada"), kept(family)
    day = kept_as[1] or f"{now().astimezone(ZoneInfo(ZONE)):%Y-%m-%d}"
    assert (row.day_known, f"{row.at:%Y-%m-%d}") == (kept_as[0], day)
    child = f"/children/{family.nora}"
    contact = logged(ada, family, "exposure:chickenpox")
    for page in (
        ada.get(f"{child}/vaccines").text,
        ada.get(f"{child}/entries/{row.entry_id}").text,
        ada.get(f"{child}/journal?q=chickenpox").text,
        ada.get(f"{child}/infusions/lots?lot=v9").text,
        ada.get(f"{child}/card").text,
        contact_page(ada, family, contact).text,
    ):
        assert said in words(page)
    for address in ("vaccines", "card", "infusions/lots?lot=v9"):
        page = words(ada.get(f"{child}/{address}").text).split("About")[-1]
        assert "31 Dec 2019" not in page
        assert "31 Mar 2019" not in page
    api = ada.get(f"/api/v1/children/{family.nora}/timeline").get_json()["entries"]
    (fields,) = [one["fields"] for one in api if one["kind"] == "vaccination"]
    assert fields["day_known"] == kept_as[0]


def test_h27_no_answer_about_a_vaccine_changes_by_a_record_without_its_day(family, as_person, log):
    """It is neither long enough ago nor within anything that is counted."""
    ada = as_person("ada")
    addresses = [f"/children/{family.nora}/vaccines/{one}" for one in ("mmr", "varicella", "hpv")]
    before = [words(ada.get(address).text).split("Ask")[0] for address in addresses]
    api = [ada.get(f"/api/v1{address}").get_json() for address in addresses]
    for vaccine, known in (("mmr", YEAR), ("chickenpox", NOBODY), ("hpv", MONTH)):
        assert log(vaccine=vaccine, **known).status_code == 303
    assert [words(ada.get(address).text).split("Ask")[0] for address in addresses] == before
    assert [ada.get(f"/api/v1{address}").get_json() for address in addresses] == api


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"at_on": ""}, "Where nobody knows it, say below what is known"),
        ({"at_on": "2019-03-12", **YEAR}, "Take out one of them"),
        (YEAR | NOBODY, "Take out one of them"),
        ({"month": "3"}, "Write the year as 2019"),
        ({"year": "19"}, "Write the year as 2019"),
        ({"year": "2019", "month": "13"}, "Choose a month of the list"),
        ({"year": "2090"}, "This is still to come"),
    ],
)
def test_what_contradicts_itself_or_is_no_year_is_asked_about(family, log, typed, sentence):
    reply = log(vaccine="mmr", lot="A12", **typed)
    assert reply.status_code == 422
    assert sentence in unescape(reply.text)
    assert 'value="A12"' in reply.text
    assert not kept(family)


def test_such_a_record_is_saved_again_without_a_change_and_later_with_its_day(
    family, as_person, log
):
    ada = as_person("ada")
    for known in (NOBODY, YEAR):
        log(vaccine="HPV", **known)
        entry = max(entries(family), key=lambda one: one.id)
        address = f"/children/{family.nora}/entries/{entry.id}/edit"
        page = ada.get(address).text
        # The box is ticked on the page; the reader of forms in these tests does not see boxes.
        ticked = {"nobody": "yes"} if 'name="nobody" value="yes" checked' in page else {}
        assert bool(ticked) == (known is NOBODY)
        form = {**filled(page, "/edit"), **ticked, **({} if ticked else YEAR)}
        assert 'value="2019"' in page or ticked
        send(ada, form)
        assert max(entries(family), key=lambda one: one.id).revision == 1
    send(ada, {**filled(ada.get(address).text, "/edit"), "at_on": "2019-05-02"})
    row = max(kept(family), key=lambda one: one.entry_id)
    assert (row.day_known, row.day_only) == (None, True)
    shown = words(ada.get(f"/children/{family.nora}/entries/{entry.id}").text)
    assert "2019, day not known" in shown
    assert "2 May 2019" in shown


def test_a_year_alone_is_asked_about_once_where_that_vaccine_stands_in_it(family, log):
    log(vaccine="mmr", at_on="2019-03-12")
    reply = log(vaccine="mmr", **YEAR)
    assert "Ada recorded this vaccine for that time" in unescape(reply.text)
    assert log(vaccine="mmr", year="2018").status_code == 303
    assert log(vaccine="mmr", at_on="2018-12-31").status_code == 303


def test_a_pasted_line_without_a_day_is_shown_before_it_is_saved(family, as_person):
    ada = as_person("ada")
    form = open_form(ada, family, "vaccines/card")
    reply = send(ada, form, lines="MMR 2019 lot A12\nHPV May 2024")
    assert reply.status_code == 422
    assert "names no day" in unescape(reply.text)
    assert not kept(family)
    again = {**filled(reply.text, "/vaccines/card"), "year-0": "2019", "year-1": "2024"}
    assert send(ada, again, **{"month-1": "5"}).status_code == 303
    assert [(row.vaccine, row.day_known, row.lot) for row in kept(family)] == [
        ("mmr", "year", "A12"), ("hpv", "month", None),
    ]  # fmt: skip


def test_nobody_is_made_to_choose_a_day_on_a_card(family, as_person):
    ada = as_person("ada")
    form = form_to(ada.get(f"/children/{family.nora}/vaccines/card").text, "/vaccines/card")
    assert send(ada, form, **{"vaccine-0": "MMR"}).status_code == 422
    rows = {"vaccine-0": "MMR", "nobody-0": "yes"}
    assert send(ada, form, **rows).status_code == 303
    assert kept(family)[0].day_known == "nothing"
