"""The day of an infusion: its screen, what one tap or one form records on it, without a script."""

import re
import uuid
from datetime import date, timedelta
from decimal import Decimal

import pytest
from sqlmodel import select

from journal.clock import now
from journal.entries import record
from journal.records.children import Child
from journal.records.infusion_plans import InfusionPlan
from journal.records.kinds.checkpoint import CheckpointRow
from tests.family import change
from tests.web.daily import form_to, send, today_at, when

STEPS = [
    {"ml_h": "30", "minutes": 30},
    {"ml_h": "60", "minutes": 30},
    {"ml_h": "120", "minutes": None},
]


@pytest.fixture
def write(family):
    """`write("infusion", product=…)`: an entry of Nora's, by Ada; returns its id."""

    def one(kind, child="nora", at=None, **fields):
        made = change(family.children[child], kind, made_at=at or now() - timedelta(hours=1))
        with family.database.transaction() as session:
            made.fields.update(fields)
            outcome = record(session, family.actor(session, "ada"), made, now=now())
            assert outcome.stored, outcome
        return made.entry

    return one


@pytest.fixture
def infusion(write):
    return write("infusion", product="Privigen", amount="30", unit="g", weight_kg="20")


def plan(family, **more):
    medicine = family.medicine("Privigen", "30", "g")
    with family.database.transaction() as session:
        session.add(
            InfusionPlan(
                child_id=family.nora,
                medicine_id=medicine.id,
                variant="ivig",
                steps=STEPS,
                first_on=date(2026, 11, 1),
                made_by=family.people["ada"],
                made_at=now(),
                **more,
            )
        )


def screen(client, family, infusion):
    reply = client.get(f"/children/{family.nora}/infusions/{infusion}")
    assert reply.status_code == 200, reply.location
    return reply.text.replace("\xa0", " ")


def checkpoints(family):
    with family.database.reading() as session:
        return session.exec(select(CheckpointRow).order_by(CheckpointRow.at)).all()


def log(client, family, word, /, **typed):
    asked = {name: typed.pop(name) for name in ("infusion",) if name in typed}
    query = "&".join(f"{name}={value}" for name, value in asked.items())
    page = client.get(f"/children/{family.nora}/log/{word}?{query}").text
    return send(client, form_to(page, f"/log/{word}"), **typed)


def test_start_of_an_infusion_opens_its_screen_and_today_leads_to_it(family, ada):
    form = form_to(ada.get(f"/children/{family.nora}/log/infusion").text, "/log/infusion")
    reply = send(ada, form, product="Privigen", **when(-5))
    assert reply.location == f"/children/{family.nora}/infusions/{form['entry']}"
    assert f"{today_at(-5):%H:%M}" in screen(ada, family, form["entry"])
    assert reply.location in ada.get(f"/children/{family.nora}/today").text


def test_one_tap_records_the_rate_of_a_step_now_and_names_the_next(family, ada, infusion):
    plan(family)
    page = screen(ada, family, infusion)
    assert "The plan's next step: 30 mL/h" in page.replace("&#39;", "'")
    tap = form_to(page, "/log/rate")
    reply = send(ada, tap)
    assert reply.location.endswith(f"/infusions/{infusion}")
    (rate,) = checkpoints(family)
    assert (rate.rate_ml_h, rate.infusion) == (Decimal(30), infusion)
    assert abs(rate.at - now()) < timedelta(minutes=2)
    page = screen(ada, family, infusion).replace("&#39;", "'")
    assert "30 mL/h since" in page
    assert "The plan's next step: 60 mL/h" in page
    assert f"at {today_at(30):%H:%M}" in page or f"at {today_at(31):%H:%M}" in page
    assert "data-timer" in page


SEEN = (
    (
        "vitals",
        {"pulse": "98", "systolic": "110", "diastolic": "70", "temperature": "37,2"},
        "Pulse 98, 110/70 mmHg, 37.2 °C",
    ),
    ("vitals", {"temperature": "99.1", "temperature_unit": "°F"}, "99.1 °F"),
    ("rate", {"rate_ml_h": "45"}, "Rate 45 mL/h"),
    ("rate", {"what": "pause"}, "Paused"),
    (
        "reaction",
        {"reaction": ["Headache", "Chills"], "severity": "4", "done": "slower"},
        "Reaction: Headache, Chills 4",
    ),
    ("bottle", {"lot": "AB-1", "expires": "11/2027"}, "Bottle, lot AB-1"),
    ("beside", {"what": "before", "text": "Paracetamol 300 mg"}, "Given before: Paracetamol"),
    ("beside", {"what": "line", "text": "left hand", "attempts": "2"}, "left hand, 2 needles"),
    ("after", {"reaction": ["none"], "hours": "24"}, "24 h after: none of these"),
)


def test_every_form_writes_a_checkpoint_that_its_own_form_changes(family, ada, infusion):
    for what, typed, _said in SEEN:
        reply = log(ada, family, what, infusion=infusion, **typed)
        assert reply.status_code == 303, re.findall(r"field__error.*", reply.text)
    page = screen(ada, family, infusion)
    journal = ada.get(f"/children/{family.nora}/journal?kind=checkpoint").text
    made = sorted(checkpoints(family), key=lambda row: str(row.entry_id))
    assert len(made) == len(SEEN)
    for (_what, typed, said), row in zip(SEEN, made, strict=True):
        assert said in page
        assert said in journal.replace("\xa0", " ")
        entry = f"/children/{family.nora}/entries/{row.entry_id}"
        opened = ada.get(f"{entry}/edit").text
        at = dict(re.findall(r'name="(at_on|at_time)" value="([^"]+)"', opened))
        again = send(ada, form_to(opened, "/edit"), **typed, **at, note="looked at twice")
        assert again.location == entry, again.text
    after = sorted(checkpoints(family), key=lambda row: str(row.entry_id))
    for row, one in zip(made, after, strict=True):
        assert one.note == "looked at twice"
        assert one.model_dump(exclude={"note", "at"}) == row.model_dump(exclude={"note", "at"})


WRONG = (
    ("vitals", {}, "at least one of these"),
    ("vitals", {"pulse": "fast"}, "whole number"),
    ("vitals", {"pulse": "980"}, "from 20 to 300"),
    ("vitals", {"temperature": "37", "temperature_unit": "°F"}, "Check the number and the unit"),
    ("vitals", {"systolic": "70", "diastolic": "110"}, "upper number is the larger one"),
    ("rate", {"rate_ml_h": "0"}, "more than 0"),
    ("reaction", {}, "at least one of these"),
    ("bottle", {"lot": ""}, "at least one of these"),
    ("after", {}, "None of these”."),
    ("after", {"reaction": ["none", "Headache"]}, "not both"),
)


def test_h13_what_cannot_be_right_is_said_at_its_field_and_nothing_is_written(
    family, ada, infusion
):
    for what, typed, words in WRONG:
        reply = log(ada, family, what, infusion=infusion, **typed)
        assert (reply.status_code, words in reply.text) == (422, True), re.findall(
            r"field__error.*", reply.text
        )
        assert 'class="field__error"' in reply.text
    assert not checkpoints(family)


def test_h44_second_day_of_a_course_says_so_with_both_amounts(family, ada, write):
    plan(family, days=2)
    noon = (now() - timedelta(days=2)).replace(hour=17)
    same = {"amount": "20", "unit": "g", "weight_kg": "21.5"}
    first = write("infusion", at=noon, product="Privigen", **same)
    second = write("infusion", at=noon + timedelta(days=1), product="Octagam", **same)
    assert "Day 1 of 2 of this course" in screen(ada, family, first)
    page = screen(ada, family, second)
    assert "Day 2 of 2 of this course, together 40 g, about 1.86 g/kg" in page
    assert "20 g · about 0.93 g/kg" in page


def test_screen_leads_to_the_sheet_for_the_nurse_where_there_is_a_plan(family, ada, infusion):
    recorded = f"/infusions/{infusion}/sheet.pdf"
    page = screen(ada, family, infusion)
    assert recorded in page
    assert "Sheet for the nurse" not in page
    plan(family)
    assert "Sheet for the nurse" in screen(ada, family, infusion)
    kept = ada.get(f"/api/v1/children/{family.nora}/pocket").json["wholes"]["infusions"]
    assert ".pdf" not in str(kept), "a phone without signal has no paper"


def test_checkpoint_that_is_deleted_leaves_the_screen_and_undo_brings_it_back(
    family, ada, infusion, write
):
    made = write("checkpoint", infusion=str(infusion), what="vitals", pulse=98)
    form = form_to(ada.get(f"/children/{family.nora}/entries/{made}").text, "/delete")
    assert send(ada, form).status_code == 303
    assert "Pulse 98" not in screen(ada, family, infusion).split("<main")[1].split("dock")[0]
    page = ada.get(f"/children/{family.nora}/entries/{made}").text
    send(ada, form_to(page, "/restore"))
    assert "Pulse 98" in screen(ada, family, infusion)


def test_breathless_says_whom_to_call_and_who_says_so(family, ada, infusion, write):
    with family.database.transaction() as session:
        session.get_one(Child, family.nora).emergency_phone = "+1 555 0100"
    write("checkpoint", infusion=str(infusion), what="reaction", reaction=["Short of breath"])
    page = screen(ada, family, infusion)
    assert "call the nurse or your team now" in page
    assert "tel:+15550100" in page
    assert "AboutKidsHealth" in page


def test_infusion_that_is_not_here_yet_says_so_and_other_kinds_have_their_own_page(
    family, ada, write
):
    reply = ada.get(f"/children/{family.nora}/infusions/{uuid.uuid4()}")
    assert reply.status_code == 404
    assert "not on the server yet" in reply.text
    assert "data-reload-after" in reply.text
    note = write("note", note="calm")
    reply = ada.get(f"/children/{family.nora}/infusions/{note}")
    assert reply.location.endswith(f"/entries/{note}")


@pytest.mark.parametrize(("place", "kind"), [("infusions", "infusion"), ("stays", "stay")])
def test_b27_one_of_another_household_is_answered_as_one_that_nobody_has(
    family, as_person, write, place, kind
):
    began = {"hospital": "City", "admitted": now().isoformat()}
    said = {"product": "Privigen"} if kind == "infusion" else began
    there, eve = write(kind, **said), as_person("eve")
    mia = family.children["mia"]
    replies = [
        eve.get(f"/children/{mia}/{place}/{each}").text.replace(str(each), "")
        for each in (there, uuid.uuid4())
    ]
    assert "not on the server yet" in replies[0]
    assert _plain(replies[0]) == _plain(replies[1])


def _plain(page):
    """The words of a page, without the ids and tokens that differ on each."""
    return re.sub(r"<[^>]*>", "", page.split("<main")[1])


def test_viewer_sees_the_day_and_has_no_button(family, as_person, infusion, write):
    plan(family)
    write("checkpoint", infusion=str(infusion), what="rate", rate_ml_h="30")
    page = screen(as_person("cleo"), family, infusion)
    assert "30 mL/h since" in page
    assert "/log/" not in page.split("<main")[1]
    assert "Write the end" not in page


def test_kinds_without_a_rate_offer_none(family, ada, write):
    cells = write("infusion", product="CAR T cells")
    page = screen(ada, family, cells)
    assert "Another rate" not in page
    assert "Vital signs" in page
