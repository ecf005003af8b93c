"""mg and mL, mg and tablets: both numbers on every page, and a new bottle is told of (H15)."""

import re
from datetime import timedelta
from html import unescape
from zoneinfo import ZoneInfo

import pytest
from sqlmodel import col, select

from journal.clock import now
from journal.records.medicines import DosePlan, Medicine
from tests.family import ZONE
from tests.web.daily import daily_at

TODAY = now().astimezone(ZoneInfo(ZONE)).date()
SYRUP = {"strength": "10 mg/mL", "form": "syrup"}


@pytest.fixture
def url(family):
    return f"/children/{family.nora}/medicines"


@pytest.fixture
def api(family):
    return f"/api/v1/children/{family.nora}/medicines"


@pytest.fixture
def syrup(family):
    """12.5 mg of 10 mg/mL, due ten minutes ago."""
    first = TODAY - timedelta(days=20)
    return family.medicine(**SYRUP, rhythm=daily_at(-10), first_on=first)


def typed(**more):
    form = {"name": "Prednisolone", "strength": "10 mg in 1 mL", "form": "syrup", "step": "2"}
    form |= {"amount": "12.5", "unit": "mg", "rhythm": "day", "times": ["08:00"]}
    return form | {"from": TODAY.isoformat()} | more


def plans(family):
    with family.database.reading() as session:
        found = session.exec(select(DosePlan).where(col(DosePlan.replaced).is_(False))).all()
        return sorted(found, key=lambda plan: plan.first_on)


def read(page):
    """The page's text as it is read, with plain spaces."""
    return unescape(page).replace("\N{NO-BREAK SPACE}", " ")


def test_h15_both_numbers_stand_on_the_dose_and_on_its_button(ada, family, syrup):
    page = read(ada.get(f"/children/{family.nora}/today").text)
    assert '<bdi class="dose__amount">12.5 mg · 1.25 mL</bdi>' in page
    button = re.search(r"<button[^>]*>(?:(?!</button>).)*Give to Nora.*?</button>", page, re.S)[0]
    assert "12.5 mg · 1.25 mL" in button


def test_h15_both_numbers_stand_wherever_the_plan_is_shown(ada, family, url, syrup):
    for place in (
        url,
        f"{url}/{syrup.id}",
        f"/children/{family.nora}/log/dose?medicine={syrup.id}",
    ):
        assert "12.5 mg · 1.25 mL" in read(ada.get(place).text), place


def test_h15_the_page_for_the_clinic_has_both(ada, family, syrup):
    page = read(ada.get(f"/children/{family.nora}/visit").text)
    assert "12.5 mg · 1.25 mL" in page.replace("\N{NO-BREAK SPACE}", " ")


def test_h15_the_list_of_what_is_due_has_both_for_programs(ada, family, syrup):
    (due,) = ada.get(f"/api/v1/children/{family.nora}/due").json["due"]
    assert (due["amount"], due["unit"]) == ("12.5", "mg")
    assert due["measured"] == {"amount": "1.25", "unit": "mL"}


def test_h15_slots_of_another_amount_have_their_own_ml(ada, family):
    rhythm = {"every": "day", "times": ["05:00", "23:00"], "amounts": ["10", "5"]}
    family.medicine(amount="10", **SYRUP, rhythm=rhythm, first_on=TODAY - timedelta(days=2))
    page = read(ada.get(f"/children/{family.nora}/today").text)
    assert "10 mg · 1 mL" in page
    assert "5 mg · 0.5 mL" in page
    due = ada.get(f"/api/v1/children/{family.nora}/due").json["due"]
    assert [one["measured"]["amount"] for one in due] == ["1", "0.5"]


@pytest.mark.parametrize(
    ("amount", "said"),
    [("12.5", "2 ½ tablets"), ("2.5", "½ tablet"), ("1.25", "¼ tablet"), ("5", "1 tablet")],
)
def test_h15_tablets_are_said_in_halves_and_quarters(ada, family, url, amount, said):
    family.medicine(amount=amount, strength="5 mg", form="tablets")
    assert f"{amount} mg · {said}" in read(ada.get(url).text)


def test_h15_a_number_worked_out_from_the_label_is_looked_at_before_it_is_kept(ada, family, url):
    page = ada.post(f"{url}/add", data=typed())
    assert page.status_code == 200
    assert "Worked out from the label" in page.text
    assert "12.5 mg · 1.25 mL" in read(page.text)
    assert not plans(family)
    seen = unescape(re.search(r'name="seen" value="([^"]+)"', page.text)[1])
    again = ada.post(f"{url}/add", data=typed(seen=seen, again="1")).text
    assert 'value="12.5"' in again
    assert ada.post(f"{url}/add", data=typed(seen=seen, amount="15")).status_code == 200
    assert ada.post(f"{url}/add", data=typed(seen=seen)).status_code == 303
    assert [str(plan.measured) for plan in plans(family)] == ["1.25"]


def test_h15_two_typed_numbers_that_fit_are_kept_at_once(ada, family, url):
    form = typed(strength="15 mg/5 mL", amount="20", measured="6.6", measured_unit="mL")
    assert ada.post(f"{url}/add", data=form).status_code == 303
    assert [(str(plan.measured), plan.measured_unit) for plan in plans(family)] == [("6.6", "mL")]


def test_h15_a_tablet_that_cannot_be_cut_is_asked_about(ada, family, url):
    form = typed(strength="5 mg", form="tablets", amount="7")
    page = ada.post(f"{url}/add", data=form)
    assert "7 mg would be 1.4 tablets of 5 mg." in page.text
    seen = unescape(re.search(r'name="seen" value="([^"]+)"', page.text)[1])
    assert ada.post(f"{url}/add", data={**form, "seen": seen}).status_code == 303
    assert plans(family)[0].measured is None


def change(ada, url, medicine, **more):
    """Send the change, look at it, and keep it; returns the page that was looked at."""
    there = f"{url}/{medicine.id}/change"
    page = ada.post(there, data=typed(**more))
    assert page.status_code == 200, page.text
    seen = unescape(re.search(r'name="seen" value="([^"]+)"', page.text)[1])
    assert ada.post(there, data=typed(seen=seen, **more)).status_code == 303
    return read(page.text)


def test_h15_a_new_bottle_is_a_new_plan_and_three_pages_say_so(ada, family, url, syrup):
    times = family_times(syrup, family)
    page = change(ada, url, syrup, strength="25 mg in 1 mL", times=times)
    assert "From 10 mg in 1 mL to 25 mg in 1 mL." in page
    assert "12.5 mg · 0.5 mL" in page
    day = f"{TODAY.day} {TODAY:%b}"
    said = f"New bottle since {day}: 25 mg in 1 mL, before 10 mg in 1 mL. Check the mL."
    for place in (f"/children/{family.nora}/today", f"{url}/{syrup.id}"):
        page = read(ada.get(place).text)
        assert said in page, place
    line = re.search(
        r'<p class="dose__bottle">.*?</p>', ada.get(f"/children/{family.nora}/today").text
    )
    assert "<svg" in line[0]
    assert [plan.strength for plan in plans(family)] == ["10 mg/mL", "25 mg in 1 mL"]


def family_times(medicine, family):
    with family.database.reading() as session:
        plan = session.exec(select(DosePlan).where(DosePlan.medicine_id == medicine.id)).one()
        return plan.rhythm["times"]


def test_h15_a_new_bottle_of_last_week_is_told_of_no_more(ada, family, syrup, url):
    change_by_api = {"strength": "25 mg/mL", "measured": {"amount": "0.5", "unit": "mL"}}
    change_by_api |= {"from": (TODAY - timedelta(days=7)).isoformat()}
    reply = ada.patch(f"/api/v1/children/{family.nora}/medicines/{syrup.id}", json=change_by_api)
    assert reply.status_code == 200
    assert "New bottle since" not in ada.get(f"{url}/{syrup.id}").text


def test_h15_the_api_takes_a_new_bottle_with_its_ml(ada, family, api, syrup):
    sent = {"strength": "25 mg/mL", "measured": {"amount": "0.5", "unit": "mL"}}
    reply = ada.patch(f"{api}/{syrup.id}", json=sent)
    assert reply.status_code == 200
    assert reply.json["measured"] == {"amount": "0.5", "unit": "mL"}
    assert len(plans(family)) == 2


def test_h15_the_api_works_the_ml_of_a_new_amount_out(ada, family, api, syrup):
    reply = ada.patch(f"{api}/{syrup.id}", json={"amount": "10"})
    assert reply.json["measured"] == {"amount": "1", "unit": "mL"}


def test_h15_another_rhythm_keeps_the_ml_that_were_typed(ada, family, api):
    sent = {"name": "Prednisolone", "strength": "15 mg/5 mL", "form": "syrup", "amount": "20"}
    sent |= {"unit": "mg", "measured": {"amount": "6.6", "unit": "mL"}}
    made = ada.post(api, json=sent | {"rhythm": {"every": "day", "times": ["08:00"]}}).json
    rhythm = {"every": "day", "times": ["09:00"]}
    reply = ada.patch(f"{api}/{made['id']}", json={"rhythm": rhythm})
    assert reply.json["measured"] == {"amount": "6.6", "unit": "mL"}


def test_h15_a_taper_has_the_ml_of_every_step(ada, family, api, syrup):
    steps = [{"from": "2030-01-01", "amount": "10"}, {"from": "2030-01-08", "amount": "7.5"}]
    reply = ada.patch(f"{api}/{syrup.id}", json={"taper": {"steps": steps, "then": "continue"}})
    assert [plan["measured"]["amount"] for plan in reply.json["coming"]] == ["1", "0.75"]


def test_the_same_strength_in_other_words_changes_the_label_alone(ada, family, api, syrup):
    reply = ada.patch(f"{api}/{syrup.id}", json={"strength": "50 mg in 5 mL"})
    assert reply.status_code == 200
    assert len(plans(family)) == 1
    with family.database.reading() as session:
        assert session.get_one(Medicine, syrup.id).strength == "50 mg in 5 mL"


def test_h42_the_list_says_what_a_brand_is_and_chooses_nothing(ada, url):
    page = unescape(ada.get(f"{url}/add").text)
    assert '<option value="Xatmep" label="Xatmep — methotrexate · oral solution">' in page
    assert re.search(r'id="name"[^>]* value=""', page)


def test_h42_the_same_medicine_under_another_brand_is_asked_about(ada, family, url):
    tuesday = {"every": "week", "on": ["tuesday"], "times": ["18:00"]}
    family.medicine("Trexall", "15", rhythm=tuesday)
    page = ada.post(f"{url}/add", data={"name": "Methotrexate", "step": "1"}).text
    assert "Nora takes methotrexate already (Trexall)" in page
    assert "Is this the same medicine?" in page


def test_h5_a_second_plan_of_the_same_weekly_drug_is_looked_at_before_it_is_kept(ada, family, url):
    tuesday = {"every": "week", "on": ["tuesday"], "times": ["18:00"]}
    family.medicine("Trexall", "15", rhythm=tuesday)
    pen = {"name": "Metoject", "strength": "", "form": "pen", "amount": "15", "rhythm": "week"}
    form = typed(**pen, on=["thursday"], times=["18:00"])
    page = ada.post(f"{url}/add", data=form)
    assert page.status_code == 200
    assert "Trexall (once a week, on Tuesday) stays in the plan" in read(page.text)
    assert len(plans(family)) == 1
    seen = re.search(r'name="seen" value="([^"]*)"', page.text)[1]
    assert ada.post(f"{url}/add", data=form | {"seen": unescape(seen)}).status_code == 303
    assert len(plans(family)) == 2


@pytest.mark.parametrize(
    ("has", "adds"), [("Azithromycin", "Azathioprine"), ("Prednisone", "Prednisolone")]
)
def test_h42_a_name_that_is_taken_for_another_is_pointed_out(ada, family, url, has, adds):
    family.medicine(has)
    page = ada.post(f"{url}/add", data={"name": adds, "step": "1"}).text
    assert f"Nora takes {has} already" in page
    assert "Check name, strength and form on the box." in page


def test_h42_a_chosen_name_is_kept_with_its_place_in_the_catalogue(ada, family, url):
    form = typed(name="Orapred ODT", strength="", form="tablets")
    assert ada.post(f"{url}/add", data=form).status_code == 303
    with family.database.reading() as session:
        assert session.exec(select(Medicine)).one().code == "prednisolone"


def test_h15_no_unit_is_a_spoon(ada, url):
    page = ada.post(f"{url}/add", data={"name": "Prednisolone", "step": "1"}).text
    units = re.findall(r'<option value="([^"]*)"', page)
    assert "mL" in units
    assert not [unit for unit in units if re.search("sp|tsp", unit)]


def test_h15_a_new_strength_of_a_stopped_medicine_is_refused(ada, family, api, syrup):
    ada.patch(f"{api}/{syrup.id}", json={"stop": {"reason": "rash"}})
    sent = {"strength": "25 mg/mL", "measured": {"amount": "0.5", "unit": "mL"}}
    reply = ada.patch(f"{api}/{syrup.id}", json=sent)
    assert (reply.status_code, reply.json["error"]) == (422, "medicine_stopped")
    assert [plan.strength for plan in plans(family)] == ["10 mg/mL"]
