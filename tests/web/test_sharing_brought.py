"""H24, H25: a link of a visit that is over shows what was brought, never what came of it."""

from decimal import Decimal
from html import unescape
from uuid import uuid4

import pytest
from sqlmodel import select

from journal.care.rhythm import read_rhythm
from journal.clock import now
from journal.plans.medicines import Dosing, change_dose
from journal.records.medicines import Medicine
from journal.records.photos import FOLDER, Photo, file_name
from journal.records.preparations import Preparation
from journal.records.shares import Share
from tests.support.pictures import picture, saved
from tests.web.daily import form_to, send
from tests.web.links import bundle, images, opened, wish
from tests.web.visiting import begun, plain, row_of, tap, taps, today, told


@pytest.fixture
def over(family, ada, prednisolone) -> str:
    """The address of a page whose visit is over; the dose was halved in its room."""
    address = begun(family, ada, days=0)
    tap(ada, address, "add_line", text="She limps in the morning")
    swim = told(family, "question", text="May she swim?")
    answer = form_to(ada.get(f"{address}/room").text, f"/entries/{swim}/edit")
    assert send(ada, answer, answer="In warm water.").status_code == 303
    daily = read_rhythm({"every": "day", "times": ["08:00"]})
    half = Dosing(amount=Decimal("6.25"), unit="mg", rhythm=daily, first_on=today())
    with family.database.transaction() as session:
        row = session.get_one(Medicine, prednisolone.id)
        change_dose(session, family.actor(session, "ada"), row, half, now=now())
    assert send(ada, taps(ada, f"{address}/room", "hold")[0]).status_code == 303
    told(family, "note", ago=3, note="Written afterwards")
    return address


def form_of(family, ada, address) -> dict[str, str]:
    """What the form of a link of this page posts as it stands."""
    page = ada.get(f"/children/{family.nora}/share?preparation={row_of(family, address).id}").text
    named = form_to(page, "/share")
    days = {name: named[name] for name in ("from_on", "to_on", "preparation")}
    return wish(**days) | {"ips": ""}


def shared(family, ada, address, **more) -> str:
    reply = ada.post(f"/children/{family.nora}/share", data=form_of(family, ada, address) | more)
    assert reply.status_code == 200, plain(reply.text)
    return unescape(reply.text.split('id="address" value="')[1].split('"')[0])


def test_h25_link_of_a_visit_that_is_over_shows_the_page_as_it_was_brought(app, family, ada, over):
    link = shared(family, ada, over)
    said = plain(opened(app, link).text)
    assert "12.5 mg" in said
    assert "She limps in the morning" in said
    assert "May she swim?" in said
    for later in ("6.25 mg", "In warm water.", "Written afterwards"):
        assert later not in said
    assert bundle(app, link) is None


def test_h25_section_that_was_not_ticked_is_not_in_a_link_of_what_was_brought(
    app, family, ada, over
):
    link = shared(family, ada, over, sections=["since"])
    said = plain(opened(app, link).text)
    assert "May she swim?" not in said
    assert "12.5 mg" in said


def test_form_of_a_visit_that_is_over_says_what_it_shares_and_asks_for_no_days(family, ada, over):
    row = row_of(family, over)
    page = ada.get(f"/children/{family.nora}/share?preparation={row.id}").text
    assert "This visit is over." in plain(page)
    assert 'type="date"' not in page
    assert 'name="ips"' not in page


@pytest.mark.parametrize("more", [{"ips": "yes"}, {"from_on": "2020-01-01"}])
def test_h25_form_that_was_opened_before_the_visit_was_over_makes_no_link(family, ada, over, more):
    reply = ada.post(f"/children/{family.nora}/share", data=form_of(family, ada, over) | more)
    assert reply.status_code == 422
    assert "This visit is over: its page is shared as it was brought." in plain(reply.text)
    with family.database.reading() as session:
        assert session.exec(select(Share)).first() is None


def test_t20_photo_that_was_brought_is_in_a_link_only_where_it_is_ticked(
    family, ada, app, settings
):
    photo = uuid4()
    (settings.data / FOLDER).mkdir(exist_ok=True)
    (settings.data / FOLDER / file_name(photo)).write_bytes(saved(picture((60, 40)), "JPEG"))
    with family.database.transaction() as session:
        session.add(
            Photo(
                id=photo, child_id=family.nora, made_by=family.people["ada"], sent="0" * 64,
                digest="0" * 64, bytes=3, width=60, height=40, created_at=now(),
            )
        )  # fmt: skip
    told(family, "note", note="Her hands", photos=[str(photo)])
    address = begun(family, ada, days=0)
    with family.database.transaction() as session:
        row = session.get_one(Preparation, row_of(family, address).id)
        row.photos, row.second = [str(photo)], ["list"]
    assert send(ada, taps(ada, f"{address}/room", "hold")[0]).status_code == 303
    for more, count in (({}, 0), ({"photos": "yes"}, 1)):
        link = shared(family, ada, address, **more)
        assert images(app, link) == count
        assert "The list of everything recorded" in plain(opened(app, link).text)
