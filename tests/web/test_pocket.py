"""The pocket: what a phone keeps of a child, the same as the pages say, and nobody else's."""

import gzip
import json
import re
import uuid
from datetime import timedelta

import pytest
from sqlmodel import select

from journal import create_app
from journal.clock import now
from journal.entries import record
from journal.records.children import Child
from journal.records.medicines import DosePlan
from tests.family import change
from tests.web.by_the_document import STRANGE_NAMES
from tests.web.conftest import browser
from tests.web.daily import daily_at, slot_at, whole_form

MOST_BYTES = 60_000
ONE_FORM = (
    "symptom", "temperature", "weight", "infusion", "stay", "visit", "question", "note",
    "infection", "vaccination", "draw", "activity",
)  # fmt: skip


@pytest.fixture
def pocket(family, as_person):
    """Return what the phone of a person is given of a child."""

    def ask(who="ada", child="nora", **headers):
        address = f"/api/v1/children/{family.children[child]}/pocket"
        return as_person(who).get(address, headers=headers)

    return ask


@pytest.fixture
def given(family):
    """Record a dose of a medicine, in Ada's name."""

    def give(medicine, minutes_ago=5, **fields):
        made_at = now() - timedelta(minutes=minutes_ago)
        fields = {"medicine": str(medicine.id), "outcome": "given", **fields}
        with family.database.transaction() as session:
            one = change(family.nora, "dose", made_at=made_at, **fields)
            record(session, family.actor(session, "ada"), one, now=now())
        return one

    return give


def slot_of(answer, medicine):
    """The first slot of a medicine."""
    slots = answer.json["today"]["slots"]
    return next(one for one in slots if one["medicine"] == str(medicine.id))


def test_slot_has_a_row_for_every_state_with_tokens_instead_of_ids(family, pocket):
    medicine = family.medicine(rhythm=daily_at(0))
    answer = pocket()
    slot = slot_of(answer, medicine)
    rows = answer.json["today"]["rows"][slot["row"]]
    told = {"given", "partly", "refused", "vomited", "skipped"}
    assert set(rows) == {"later", "due", "overdue", "norecord", "before", "unknown"} | told
    assert 'name="slot" value="[[slot]]"' in rows["due"]
    assert 'name="change" value="[[change]]"' in rows["due"]
    assert 'name="entry" value="[[entry]]"' in rows["due"]
    assert "slot=[[slot]]" in rows["norecord"]
    assert slot["slot"] not in "".join(rows.values())
    assert "[[by]]" in rows["given"]
    assert "entries/[[entry]]" in rows["given"]


def test_equal_rows_are_kept_once(family, pocket):
    family.medicine()
    answer = pocket().json["today"]
    assert len(answer["slots"]) >= 14
    assert len(answer["rows"]) == 1


@pytest.mark.usefixtures("midday")
def test_recorded_slot_is_drawn_with_who_and_when(family, pocket, given):
    medicine = family.medicine(rhythm=daily_at(-10))
    dose = given(medicine, slot=slot_at(-10), amount="12.5", unit="mg")
    slot = slot_of(pocket(), medicine)
    assert slot["state"] == "given"
    assert slot["recorded"]["entry"] == str(dose.entry)
    assert slot["recorded"]["by"] == "Ada"
    assert "Given" in slot["recorded"]["row"]
    assert f"entries/{dose.entry}" in slot["recorded"]["row"]


def test_h37_slots_of_a_stay_are_kept_as_silent(family, pocket):
    medicine = family.medicine()
    assert slot_of(pocket(), medicine)["silent"] is False
    admitted = now() - timedelta(hours=5)
    made = change(family.nora, "stay", made_at=admitted, hospital="St. Anna")
    made.fields["admitted"] = admitted.isoformat()
    with family.database.transaction() as session:
        assert record(session, family.actor(session, "ada"), made, now=now()).stored
    assert slot_of(pocket(), medicine)["silent"] is True


def test_h5_a_weekly_medicine_is_asked_about_for_five_days_after_its_dose(family, pocket, given):
    weekday = now().strftime("%A").lower()
    weekly = {"every": "week", "on": [weekday], "times": ["18:00"]}
    medicine = family.medicine("Methotrexate", "15", rhythm=weekly)
    assert pocket().json["weekly"][0]["until"] is None
    dose = given(medicine, amount="15", unit="mg")
    (asked,) = pocket().json["weekly"]
    assert asked["medicine"] == str(medicine.id)
    assert asked["until"][:16] == (dose.made_at + timedelta(days=5)).isoformat()[:16]
    assert "Ask your team" in asked["message"]
    assert asked["hours"] == 120


def test_medicine_that_is_not_weekly_is_not_asked_about(family, pocket, given):
    given(family.medicine(), amount="12.5", unit="mg")
    assert pocket().json["weekly"] == []


def test_every_log_form_is_there_without_a_moment_and_without_a_token(family, pocket):
    medicine = family.medicine()
    answer = pocket()
    forms = answer.json["forms"]
    assert {*ONE_FORM, "dose"} < set(forms)
    assert answer.json["doses"][str(medicine.id)]["form"] in forms
    assert "csrf" not in answer.text
    moment = r'type="(?:date|time)"[^>]*value="([^"]*)"'
    mains = [whole_form(forms, name) for name in forms]
    assert {value for main in mains for value in re.findall(moment, main)} == {""}


@pytest.mark.parametrize("what", ["symptom", "draw", "visit", "dose-planned-slots"])
def test_form_of_a_change_is_whole_on_the_phone_and_what_is_alike_is_sent_once(
    family, pocket, what
):
    family.medicine(rhythm=daily_at(0))
    forms = pocket().json["forms"]
    assert "main" not in forms[f"edit:{what}"]
    drawn = whole_form(forms, f"edit:{what}")
    assert drawn.count("<form") == drawn.count("</form>") == 1
    assert 'name="base"' in drawn
    assert 'data-outbox="edit"' in drawn
    assert "[[entry]]" in drawn.split("</form>")[0]


@pytest.mark.parametrize("what", ONE_FORM)
def test_kept_form_has_every_field_of_the_page(family, pocket, as_person, what):
    page = as_person("ada").get(f"/children/{family.nora}/log/{what}").text
    kept = pocket().json["forms"][what]["main"]
    assert set(
        re.findall(r'name="([\w-]+)"', page.split('id="log-form"')[1].split("</form>")[0])
    ) - {"csrf_token"} == set(re.findall(r'name="([\w-]+)"', kept))


def test_kept_form_of_a_dose_has_every_field_of_the_page(family, pocket, as_person):
    medicine = family.medicine(rhythm=daily_at(0))
    address = f"/children/{family.nora}/log/dose?medicine={medicine.id}"
    page = as_person("ada").get(address).text.split('id="log-form"')[1].split("</form>")[0]
    answer = pocket().json
    kept = answer["forms"][answer["doses"][str(medicine.id)]["form"]]["main"]
    names = set(re.findall(r'name="(\w+)"', page)) - {"csrf_token"}
    assert names == set(re.findall(r'name="(\w+)"', kept))
    assert str(medicine.id) not in kept


def test_search_and_kinds_of_the_journal_are_those_of_the_page(family, pocket, as_person):
    page = as_person("ada").get(f"/children/{family.nora}/journal?q=Q1Q&kind=note").text
    kept = pocket().json["journal"].replace("[[words]]", "Q1Q").replace("[[query]]", "Q1Q")
    marked = page.replace(' aria-current="true"', "")
    assert kept.replace("[[kind]]", "note") in marked


def test_viewers_pocket_has_no_form_and_no_give(family, pocket):
    family.medicine(rhythm=daily_at(0))
    family.medicine("Ibuprofen", rhythm={"as_needed": True})
    answer = pocket("cleo")
    assert answer.json["forms"] == {}
    drawn = json.dumps({**answer.json, "frame": None, "journal": None})
    assert "<form" not in drawn
    assert "Give" not in drawn


def test_stranger_learns_nothing(family, pocket):
    family.medicine("Zitronenfalter")
    answer = pocket("eve")
    nobody = pocket("eve", child="mia")
    assert answer.status_code == 404
    assert "Zitronenfalter" not in answer.text
    assert "ETag" not in answer.headers
    assert nobody.status_code == 200


def test_nothing_of_another_child_is_in_a_pocket(family, pocket):
    medicine = family.medicine("Zitronenfalter", child="tom", rhythm=daily_at(0))
    answer = pocket()
    assert "Zitronenfalter" not in answer.text
    assert str(medicine.id) not in answer.text
    assert str(family.tom) not in answer.text
    assert not re.search(r"\bTom\b", answer.text)


def test_pocket_says_whose_it_is(family, pocket):
    assert pocket("ben").json["person"] == str(family.people["ben"])
    assert pocket().json["child"]["id"] == str(family.nora)


@pytest.mark.usefixtures("midday")
def test_same_pocket_is_not_sent_again_and_another_one_is(family, pocket, given):
    medicine = family.medicine(rhythm=daily_at(-30))
    tag = pocket().headers["ETag"]
    again = pocket(**{"If-None-Match": tag})
    assert again.status_code == 304
    assert again.headers["X-As-Of"]
    given(medicine, slot=slot_at(-30), amount="12.5", unit="mg")
    assert pocket(**{"If-None-Match": tag}).status_code == 200


def test_toast_of_the_page_before_is_left_for_a_person(family, as_person):
    ada = as_person("ada")
    with ada.session_transaction() as cookie:
        cookie["toast"] = {"text": "Saved for Nora", "undo_url": None, "hidden": {}}
    assert "Saved for Nora" not in ada.get(f"/api/v1/children/{family.nora}/pocket").text
    assert "Saved for Nora" in ada.get(f"/children/{family.nora}/today").text


def test_pocket_is_packed_for_its_own_page_only(family, as_person):
    ada = as_person("ada")
    address = f"/api/v1/children/{family.nora}/pocket"
    packing = {"Accept-Encoding": "gzip"}
    own = ada.get(address, headers=packing)
    assert own.headers["Content-Encoding"] == "gzip"
    assert json.loads(gzip.decompress(own.data))["child"]["name"] == "Nora"
    ada.environ_base["HTTP_SEC_FETCH_SITE"] = "cross-site"
    assert "Content-Encoding" not in ada.get(address, headers=packing).headers
    del ada.environ_base["HTTP_SEC_FETCH_SITE"]
    assert "Content-Encoding" not in ada.get(address, headers=packing).headers


def test_nothing_of_the_request_is_in_the_pocket(app, family, as_person):
    app.config[STRANGE_NAMES] = True
    address = f"/api/v1/children/{family.nora}/pocket?q=spiegelei"
    answer = as_person("ada").get(address, headers={"User-Agent": "spiegelei"})
    assert "spiegelei" not in answer.text


def test_pocket_of_the_demo_family_fits_into_60_kb(settings, demo_in):
    shown = demo_in(settings.data)
    app = create_app(settings)
    ada = browser(app)
    form = {"email": "ada@example.org", "passphrase": shown.accounts[0].password}
    assert ada.post("/sign-in", data=form).status_code == 303
    address = f"/api/v1/children/{shown.children[0].id}/pocket"
    answer = ada.get(address, headers={"Accept-Encoding": "gzip"})
    assert len(answer.data) <= MOST_BYTES
    app.extensions["journal_database"].close()


def test_card_says_what_the_family_typed_and_the_last_dose(family, as_person, given):
    medicine = family.medicine()
    with family.database.transaction() as session:
        nora = session.get_one(Child, family.nora)
        nora.allergies, nora.emergency_plan = "Penicillin", "Stress dose, then the ward"
        nora.emergency_phone = "+1 555 0100"
    given(medicine, amount="12.5", unit="mg")
    page = as_person("cleo").get(f"/children/{family.nora}/card").text
    for words in ("Nora", "Penicillin", "Stress dose, then the ward", "Prednisolone"):
        assert words in page
    assert 'href="tel:+15550100"' in page
    assert re.search(r"last recorded .*: 12.5\smg", page)


def test_card_says_that_no_dose_was_recorded(family, as_person):
    family.medicine()
    assert "no dose recorded" in as_person("ada").get(f"/children/{family.nora}/card").text


def test_pocket_of_an_unreadable_plan_says_that_it_cannot_be_told(family, pocket):
    medicine = family.medicine()
    with family.database.transaction() as session:
        plan = session.exec(select(DosePlan).where(DosePlan.medicine_id == medicine.id)).one()
        plan.rhythm = {"every": "whenever"}
    answer = pocket().json
    assert "Prednisolone" in answer["today"]["parts"]["unreadable"]
    for kept in ("card", "medicines"):
        assert "can&#39;t tell how often, ask your team" in answer[kept]["main"]
    assert answer["today"]["slots"] == []


def test_nobody_is_asked_for_a_pocket_without_signing_in(family, anonymous):
    answer = anonymous.get(f"/api/v1/children/{uuid.uuid4()}/pocket")
    assert answer.status_code == 401
