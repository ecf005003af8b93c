"""T20, H25: photos are in a link only where they were ticked, and no day to come ever is."""

import re
from html import unescape
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import pytest
from sqlmodel import select

from journal.clock import now
from journal.records.photos import FOLDER, Photo, file_name
from journal.records.preparations import Preparation
from tests.support.pictures import picture, saved
from tests.web.links import DAY, bundle, images, made, opened, rows, wish, wrote

NEW_YORK = ZoneInfo("America/New_York")


@pytest.fixture
def chosen(ada, family, settings) -> str:
    """The id of a prepared page of Nora's: one photo chosen, one line added, an infusion struck."""
    photo: UUID = uuid4()
    (settings.data / FOLDER).mkdir(exist_ok=True)
    (settings.data / FOLDER / file_name(photo)).write_bytes(saved(picture((60, 40)), "JPEG"))
    with family.database.transaction() as session:
        session.add(
            Photo(
                id=photo, child_id=family.nora, made_by=family.people["ada"], sent="0" * 64,
                digest="0" * 64, bytes=3, width=60, height=40, created_at=now(),
            )
        )  # fmt: skip
    wrote(family, "note", note="Her hands", photos=[str(photo)])
    infused = wrote(family, "infusion", product="Privigen")
    visit = {"whom": "Dr. Okafor", "on": (now().date() + DAY).isoformat()}
    ada.post(f"/children/{family.nora}/preparations", data=visit)
    with family.database.transaction() as session:
        row = session.exec(select(Preparation)).one()
        row.photos, row.from_on = [str(photo)], now().date() - 30 * DAY
        row.struck = [f"infusion:{infused}"]
        row.lines = [{"id": "x", "text": "She sleeps badly", "by": "ada"}]
        return str(row.id)


def test_t20_a_chosen_photo_is_in_no_link_unless_it_is_ticked(app, ada, family, chosen):
    form = unescape(ada.get(f"/children/{family.nora}/share?preparation={chosen}").text)
    (box,) = re.findall(r'<input[^>]*name="photos"[^>]*>', form)
    assert "checked" not in box
    address = made(ada, family, preparation=chosen)
    assert images(app, address) == 0
    assert "Not shared by the family: Photos." in unescape(opened(app, address).text)
    assert rows(family)[0].scope["photos"] == 0


@pytest.mark.parametrize("sections", [["since", "over_time"], ["since"]])
def test_t20_a_ticked_photo_is_in_the_pdf_alone(app, ada, family, chosen, sections):
    address = made(ada, family, preparation=chosen, photos="yes", sections=sections)
    assert images(app, address) == 1
    page = unescape(opened(app, address).text)
    assert "A photo that the family chose is in the PDF." in page
    assert "<img" not in page
    assert "image/" not in (bundle(app, address) or "")


def test_t20_a_tick_without_a_prepared_page_shares_no_photo(app, ada, family, chosen):
    assert images(app, made(ada, family, photos="yes")) == 0


def test_t20_a_photo_of_other_days_is_in_no_link(app, ada, family, chosen):
    days = {"from_on": (now().date() - 30 * DAY).isoformat()}
    days["to_on"] = (now().date() - 10 * DAY).isoformat()
    address = made(ada, family, preparation=chosen, photos="yes", **days)
    assert images(app, address) == 0
    assert rows(family)[0].scope["photos"] == 0


def test_the_family_reads_back_what_was_prepared_and_left_out(ada, family, chosen):
    made(ada, family, preparation=chosen, photos="yes")
    scope = rows(family)[0].scope
    assert (scope["prepared"], scope["left_out"], scope["lines"]) == (True, 1, 1)
    listed = unescape(ada.get(f"/children/{family.nora}/share").text)
    assert "as you prepared it, 1 item you left out, 1 line of yours, 1 photo." in listed
    made(ada, family)
    assert "as you prepared it" not in unescape(
        ada.get(f"/children/{family.nora}/share").text.split("sharing__link")[1]
    )


def test_h25_a_link_made_in_the_evening_has_no_day_to_come(app, ada, family):
    today = now().astimezone(NEW_YORK).date()
    address = made(ada, family, to_on=(today + DAY).isoformat())
    assert rows(family)[0].scope["to"] == today.isoformat()
    assert (today + DAY).isoformat() not in opened(app, address).text
    typed = wish(from_on=(today + DAY).isoformat(), to_on=(today + 2 * DAY).isoformat())
    reply = ada.post(f"/children/{family.nora}/share", data=typed)
    assert reply.status_code == 422
    assert "These days are still to come" in reply.text


def test_a_link_of_a_journal_that_this_computer_alone_can_open_says_so(app, ada, family, settings):
    assert settings.is_loopback
    said = "Nobody else can open this link"
    assert said in ada.get(f"/children/{family.nora}/share").text
    reply = ada.post(f"/children/{family.nora}/share", data=wish())
    assert said in reply.text
