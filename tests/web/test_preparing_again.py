"""A visit has one page: offered where its appointment stands, and open where one was."""

import re

import pytest

from journal.clock import now
from journal.plans.appointments import Visit, plan_appointment
from journal.records.appointments import Appointment, AppointmentKind
from journal.records.children import Child
from tests.support.photographed import PHOTO, photographed
from tests.web.daily import form_to, forms, send
from tests.web.visiting import DAY, begun, plain, row_of, tap, taps, today, told


@pytest.fixture
def address(family, ada) -> str:
    """A page that Ada has begun."""
    return begun(family, ada)


def appointment(family, *, days=5) -> Appointment:
    with family.database.transaction() as session:
        child, ada = session.get_one(Child, family.nora), family.actor(session, "ada")
        visit = Visit(kind=AppointmentKind.CLINIC, at=now() + days * DAY, with_whom="Dr. Okafor")
        return plan_appointment(session, ada, child, visit, now=now())


@pytest.mark.parametrize(("what", "key"), [("charted", "lab:horoscope"), ("second", "diary")])
def test_choice_that_the_page_does_not_offer_is_refused_in_words(family, ada, address, what, key):
    reply = ada.post(address, data={"do": "choose", "what": what, "key": key})
    assert reply.status_code == 422
    assert "That cannot be drawn in these days. Choose another one." in plain(reply.text)
    assert (row_of(family, address).charted, row_of(family, address).second) == ([], [])


def test_whom_the_family_saw_before_is_a_tile(family, ada):
    listed = f"/children/{family.nora}/preparations"
    told(family, "visit", ago=20, team_member="Dr. Lim")
    assert 'value="Dr. Lim"' in ada.get(listed).text
    on = {"on": (today() + 3 * DAY).isoformat()}
    tile = ada.post(listed, data={"whom": "Dr. Lim", "other_whom": "", **on}).location
    typed = ada.post(listed, data={"whom": "other", "other_whom": "Eye clinic", **on}).location
    assert "Page for Dr. Lim" in plain(ada.get(tile).text)
    assert "Page for Eye clinic" in plain(ada.get(typed).text)


def test_page_prepared_again_is_the_one_that_was_put_away(family, ada, address):
    tap(ada, address, "add_line", text="She limps in the morning")
    tap(ada, address, "put_away")
    assert begun(family, ada) == address
    assert "She limps in the morning" in ada.get(address).text


def test_line_of_an_appointment_offers_to_prepare_it_and_then_its_page(family, ada, as_person):
    appointment(family)
    places = [f"/children/{family.nora}/{where}" for where in ("today", "planned")]
    for place in places:
        assert form_to(ada.get(place).text, "/preparations")["appointment"]
        assert "/preparations" not in [
            form["action"][-13:] for form in forms(as_person("cleo").get(place).text)
        ]
    made = send(ada, form_to(ada.get(places[0]).text, "/preparations")).location
    for place in places:
        page = ada.get(place).text
        assert made in page
        assert not [form for form in forms(page) if form["action"].endswith("/preparations")]


def test_second_side_that_is_chosen_stands_on_the_screen_too(family, ada, address, settings):
    photographed(family, settings.data)
    told(family, "note", note="Elbow", photos=[str(PHOTO)])
    assert "Its second side" not in plain(ada.get(address).text)
    (form,) = [one for one in taps(ada, address, "choose") if one["what"] == "photos"]
    send(ada, form)
    tap(ada, address, "choose", "list")
    side = ada.get(address).text.split('id="other-side"')[1].split("</section>")[0]
    assert f"/photos/{PHOTO}" in side
    assert "Elbow" in side


def test_part_of_the_page_that_somebody_was_at_stands_open_again(family, ada, address):
    told(family, "visit", ago=20, team_member="Dr. Lim", told="Eyes are quiet")
    struck = tap(ada, address, "strike")
    opened = re.findall(
        r"<details[^>]* open[^>]*>.*?</summary>(.*?)</details>",
        ada.get(struck.location.partition("#")[0]).text,
        re.DOTALL,
    )
    assert any("Eyes are quiet" in body for body in opened)
