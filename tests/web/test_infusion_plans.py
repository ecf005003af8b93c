"""The pages of infusions: the plan in words with its figures, and past courses."""

import uuid
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from journal.clock import now
from journal.entries.record import record
from journal.records.infusion_plans import InfusionPlan
from journal.words import day_text
from tests.family import ZONE, change
from tests.web.test_lab_plans import rows, today, words_of

MONTHLY = {"every": "weeks", "n": 4, "on": ["monday"], "times": ["09:00"]}
DAY = timedelta(days=1)
BY_WEIGHT = "1.94 g/kg (rounded)"


@pytest.fixture
def ivig(family):
    return family.medicine("Privigen", "40", "g", rhythm=MONTHLY)


def url(family, *path) -> str:
    return "/".join([f"/children/{family.nora}/infusions", *map(str, path)])


def ordered(**changed) -> dict[str, object]:
    return {
        "row": str(uuid.uuid4()),
        "product": "Privigen 10 %",
        "variant": "ivig",
        "amount": "40",
        "unit": "g",
        "days": "1",
        "weight_kg": "20.6",
        "weighed_on": today().isoformat(),
        "volume_ml": "400",
        "strength": "1 g in 10 mL",
        "ml_h-0": "15",
        "minutes-0": "30",
        "ml_h-1": "60",
        "minutes-1": "",
        "before-0": "Paracetamol 300 mg",
        "ahead-0": "30",
        "numbing": "60",
        "fluids": "A litre the day before",
        "told_by": "Dr. Okafor",
        "first_on": today().isoformat(),
        **changed,
    }


def infused(family, on, **fields):
    at = datetime.combine(on, time(10), ZoneInfo(ZONE))
    fields = {"product": "Privigen", "started": at.isoformat(), **fields}
    sent = change(family.nora, "infusion", made_at=at, **fields)
    with family.database.transaction() as session:
        assert record(session, family.actor(session, "ben"), sent, now=now()).stored
    return sent


def test_h13_a_plan_is_shown_in_words_with_its_figures_beside_them(ada, family, ivig):
    page = ada.get(url(family, "medicines", ivig.id)).text
    assert 'value="Privigen"' in page
    assert "How do we drink before, during and after?" in page
    assert 'name="amount"' in page
    assert ada.post(url(family, "medicines", ivig.id), data=ordered()).status_code == 303
    said = words_of(ada.get(url(family)).text)
    for part in (
        "Planned for Nora",
        "Amount 40 g Strength on the bottle: 1 g in 10 mL",
        f"Clinic’s weight: 20.6 kg on {day_text(today())} {BY_WEIGHT}",
        "400 mL 0.1 g in 1 mL 400 mL by the strength on the bottle",
        "15 mL/h for 30 minutes: 7.5 mL 60 mL/h until the end",
        "400 mL by these steps: about 7 h 3 min, no pause",
        "Paracetamol 300 mg, 30 minutes before",
        "60 minutes before the needle",
        "Ordered by Dr. Okafor",
    ):
        assert part in said, (part, said)
    assert said.count("by the medicine’s plan") == 4


def test_h38_the_form_proposes_no_amount_no_rate_and_no_weight(ada, family, ivig):
    page = ada.get(url(family, "medicines", ivig.id)).text
    for name in ("amount", "weight_kg", "volume_ml", "ml_h-0", "minutes-0", "ahead-0", "numbing"):
        field = page.split(f'name="{name}"')[1].split(">")[0]
        assert 'value=""' in field, name


def test_a_changed_plan_keeps_what_it_was_and_an_ended_one_too(ada, family, ivig):
    place = url(family, "medicines", ivig.id)
    ada.post(place, data=ordered())
    (first,) = rows(family, InfusionPlan)
    form = ada.get(place).text
    assert f'name="follows" value="{first.id}"' in form
    assert 'value="Paracetamol 300 mg"' in form
    changed = ordered(amount="42", follows=str(first.id))
    assert ada.post(place, data=changed).status_code == 303
    said = words_of(ada.get(url(family)).text)
    assert "was 40 g" in said
    assert "became 42 g" in said
    behind = ada.post(place, data=ordered(amount="44", follows=str(first.id)))
    assert behind.status_code == 422
    assert "Somebody changed or ended this meanwhile" in words_of(behind.text)
    assert ada.post(f"{place}/end").status_code == 303
    said = words_of(ada.get(url(family)).text)
    assert "is not written yet" in said
    assert "became 42 g" in said


def test_b7_an_amount_in_ml_without_a_strength_comes_back_with_everything_typed(ada, family, ivig):
    place = url(family, "medicines", ivig.id)
    wrong = ordered(unit="mL", strength="10 %", weighed_on="", **{"minutes-0": "half"})
    answer = ada.post(place, data=wrong)
    assert answer.status_code == 422
    said = words_of(answer.text)
    assert "Write the minutes as a whole number" in said
    assert "a figure by weight needs it" in said
    assert 'value="half"' in answer.text
    answer = ada.post(place, data=ordered(unit="mL", strength="10 %"))
    assert answer.status_code == 422
    assert "Copy the strength from the bottle, for example 1 g in 10 mL." in words_of(answer.text)
    assert rows(family, InfusionPlan) == []
    assert ada.post(place, data=ordered(unit="mL", amount="400")).status_code == 303
    assert "40 g by the strength Clinic’s weight" in words_of(ada.get(url(family)).text)


def test_h44_two_days_in_a_row_are_one_course_with_all_its_grams_and_lots(ada, family):
    on = today() - 30 * DAY
    infused(family, on, amount="20", unit="g", weight_kg="20.6", lots=["LD1"])
    infused(
        family,
        on + DAY,
        amount="20",
        unit="g",
        weight_kg="20.6",
        lots=["LD2"],
        reaction=["Headache"],
    )
    infused(family, on - 28 * DAY, amount="30", unit="g", lots=["LD0"])
    said = words_of(ada.get(url(family)).text)
    later = said.index(
        f"{day_text(on)} to {day_text(on + DAY)} Privigen 40 g in 2 infusions, {BY_WEIGHT}"
    )
    earlier = said.index("30 g No weight recorded Lots: LD0 No reaction recorded")
    assert later < earlier
    assert "Lots: LD1, LD2 One reaction: Headache" in said


def test_under_the_skin_every_day_is_a_course_of_its_own_unless_planned_in_a_row(ada, family):
    scig = family.medicine("Hizentra", "4", "g")
    on = today() - 10 * DAY
    for n in range(4):
        infused(family, on + n * DAY, product="Hizentra", amount="4", unit="g")
    said = words_of(ada.get(url(family)).text)
    assert said.count("4 g No weight recorded") == 4
    assert " in 4 infusions" not in said
    planned = ordered(product="Hizentra", variant="scig", amount="8", days="2", strength="")
    planned |= {"first_on": on.isoformat()}
    assert ada.post(url(family, "medicines", scig.id), data=planned).status_code == 303
    assert words_of(ada.get(url(family)).text).count("8 g in 2 infusions") == 2


def test_a_medicine_whose_plan_says_nothing_of_an_infusion_can_have_one(ada, family):
    other = family.medicine("A trial medicine", "1", "mg")
    page = ada.get(url(family)).text
    assert str(other.id) in page
    cells = {"variant": "car_t", "amount": "", "date-0": "Look at the cells", "on-0": "2026-12-14"}
    assert ada.post(url(family, "medicines", other.id), data=ordered(**cells)).status_code == 303
    assert "14 Dec 2026: Look at the cells" in words_of(ada.get(url(family)).text)


def test_a_viewer_reads_the_plan_and_writes_none(as_person, ada, family, ivig):
    ada.post(url(family, "medicines", ivig.id), data=ordered())
    cleo = as_person("cleo")
    page = cleo.get(url(family)).text
    assert BY_WEIGHT in words_of(page)
    assert "Change the plan" not in page
    assert "Start an infusion" not in page
    assert cleo.post(url(family, "medicines", ivig.id), data=ordered()).status_code == 403
