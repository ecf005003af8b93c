"""H26: a date that moves stands on Today, with both days and why, until somebody has seen it."""

import json
from datetime import timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from sqlmodel import select

from journal.care.dates import months_after, show_date
from journal.clock import now
from journal.plans.clinic_figures import set_figure
from journal.plans.vaccine_wishes import follow
from journal.records.children import Child
from journal.records.medicines import DosePlan
from journal.records.vaccine_plans import MovedDate
from tests.family import ZONE
from tests.web.daily import form_to, send
from tests.web.syncing import change, form_change
from tests.web.syncing import follow as after

MMR = "Measles, mumps and rubella (MMR)"


def today(client, family):
    return client.get(f"/children/{family.nora}/today").text


@pytest.fixture
def infusion(family):
    """An infusion of 1 g/kg, 40 days ago, as a phone sends it."""
    at = now() - timedelta(days=40)
    fields = {"product": "Privigen", "amount": "25", "unit": "g", "weight_kg": "25"}
    stamp = at.isoformat()
    return change(family, "infusion", fields={"at": stamp, "started": stamp, **fields})


def days(one):
    """The day of the infusion, and ten months after it."""
    on = (now() - timedelta(days=40)).astimezone(ZoneInfo(ZONE)).date()
    return show_date(on), show_date(months_after(on, 10))


def test_h26_what_a_phone_and_a_page_change_is_said_on_today_until_it_is_seen(
    family, as_person, sync, infusion
):
    on, ends = days(infusion)
    assert sync(infusion).json["results"][0]["status"] == "applied"
    ada, cleo = as_person("ada"), as_person("cleo")
    page = today(ada, family)
    assert f"there is a date now, {ends}, because the infusion of {on} was recorded" in page
    assert MMR in page
    assert "Chickenpox (varicella)" in page
    assert "/vaccines/moved/seen" not in today(cleo, family)
    reply = send(ada, form_to(page, "/vaccines/moved/seen"))
    assert reply.status_code == 303
    assert "A date moved" not in today(ada, family)
    assert ends not in today(cleo, family)
    entry = f"/children/{family.nora}/entries/{infusion['entry']}"
    send(ada, form_to(ada.get(entry).text, "/delete"))
    assert f"the date {ends} is gone, because the infusion of {on} was deleted" in today(
        cleo, family
    )
    send(ada, form_to(ada.get(entry).text, "/restore"))
    assert f"because the infusion of {on} was brought back" in today(cleo, family)


def test_h26_a_phone_and_its_pocket_and_the_list_of_vaccines_say_what_moved(
    family, as_person, sync, infusion
):
    on, ends = days(infusion)
    line = f"there is a date now, {ends}, because the infusion of {on} was recorded"
    typed = {"product": "Privigen", "amount": "25", "unit": "g", "weight_kg": "25"}
    sent = form_change(family, "infusion", minutes=-40 * 24 * 60, **typed)
    for _ in range(2):
        [result] = sync(sent).json["results"]
        assert line in result["said"]
    ben = as_person("ben")
    parts = ben.get(f"/api/v1/children/{family.nora}/pocket").json["today"]["parts"]
    assert line in json.dumps(parts)
    assert line in ben.get(f"/children/{family.nora}/vaccines").text


def test_h26_an_edit_says_both_days(family, as_person, sync, infusion):
    sync(infusion, after(infusion, fields={"amount": "50"}))
    page = today(as_person("ben"), family)
    on = (now() - timedelta(days=40)).astimezone(ZoneInfo(ZONE)).date()
    before, then = (show_date(months_after(on, months)) for months in (10, 11))
    assert f"the date moved from {before} to {then}, because the infusion of" in page


def test_a_change_that_is_refused_notes_nothing(family, sync, infusion):
    infusion["fields"]["amount"] = "many"
    assert sync(infusion).json["results"][0]["status"] == "rejected"
    with family.database.reading() as session:
        assert session.exec(select(MovedDate)).all() == []


def test_h26_a_stopped_medicine_moves_the_date_of_the_clinics_figure(family, as_person):
    medicine = family.medicine(
        "Methotrexate", rhythm={"every": "week", "on": ["tuesday"], "times": ["08:00"]}
    )
    with family.database.transaction() as session:
        actor, child = family.actor(session, "ada"), session.get_one(Child, family.nora)
        follow(session, actor, child.id, "yellow_fever", now=now())
        key = "hold.yellow_fever.methotrexate.after"
        set_figure(session, actor, child, key, Decimal(3), "months", told_by="Okafor", now=now())
    ada = as_person("ada")
    assert "because" not in today(ada, family)
    address = f"/children/{family.nora}/medicines/{medicine.id}/stop"
    page = ada.get(address).text
    form = form_to(page, "/stop")
    reply = send(
        ada,
        form,
        on=f"{now() - timedelta(days=3):%Y-%m-%d}",
        reason="over",
        ordered_by="Okafor",
    )
    assert reply.status_code == 303
    assert "Yellow fever: there is a date now" in today(ada, family)
    assert "because the plan of a medicine was changed" in today(ada, family)


def test_h26_a_dose_after_the_stop_that_a_clinics_figure_counts_from_gets_its_line(
    family, as_person, sync
):
    every = {"every": "week", "on": ["tuesday"], "times": ["08:00"]}
    medicine = family.medicine("Methotrexate", rhythm=every)
    on = now().astimezone(ZoneInfo(ZONE)).date()
    with family.database.transaction() as session:
        actor, child = family.actor(session, "ada"), session.get_one(Child, family.nora)
        follow(session, actor, child.id, "yellow_fever", now=now())
        key = "hold.yellow_fever.methotrexate.after"
        set_figure(session, actor, child, key, Decimal(3), "months", told_by="Okafor", now=now())
        session.exec(select(DosePlan)).one().last_on = on - timedelta(days=3)
    fields = {"medicine": str(medicine.id), "outcome": "given", "amount": "12.5", "unit": "mg"}
    dose = change(family, "dose", fields={"at": (now() - timedelta(days=1)).isoformat(), **fields})
    assert sync(dose).json["results"][0]["status"] == "applied"
    days = [show_date(months_after(on - timedelta(days=back), 3)) for back in (3, 1)]
    assert f"the date moved from {days[0]} to {days[1]}, because a dose of" in today(
        as_person("ada"), family
    )
