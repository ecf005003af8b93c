"""T10, T35: the family makes links, sees who opened them, and ends them."""

import re
import uuid
from html import unescape
from io import BytesIO
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa
from pypdf import PdfReader
from sqlmodel import col, select

from journal.clock import now
from journal.exchange.health_links import read_address
from journal.records.people import Membership
from journal.records.preparations import Preparation
from journal.records.shares import SharedFile
from journal.words import moment_text
from tests.family import make_owner
from tests.web.conftest import browser
from tests.web.links import DAY, bundle, end, made, opened, payload, rows, wish, wrote


@pytest.mark.parametrize(("who", "status"), [("cleo", 403), ("eve", 404)])
def test_t10_who_does_not_plan_sees_makes_and_ends_no_link(as_person, ada, family, who, status):
    made(ada, family)
    client, url = as_person(who), f"/children/{family.nora}/share"
    assert client.get(url).status_code == status
    assert client.post(url, data=wish()).status_code == status
    assert client.post(f"{url}/end", data={"link": "x"}).status_code == status
    assert len(rows(family)) == 1
    assert "Share with a link" not in client.get(f"/children/{family.nora}/visit").text


def test_t35_ben_sees_adas_link_who_opened_it_and_ends_it(app, ada, as_person, family):
    address = made(ada, family)
    opened(app, address)
    ben = as_person("ben")
    text = unescape(ben.get(f"/children/{family.nora}/share").text)
    for said in ("Dr. Okafor", "Made by Ada on", "Works until", "Opened once, last on"):
        assert said in text
    assert end(ben, family).status_code == 303
    assert "Ended by Ben on" in ada.get(f"/children/{family.nora}/share").text
    assert opened(app, address).status_code == 410


@pytest.mark.parametrize(
    ("why", "said"),
    [("restored", "Over: this journal came back"), ("left", "Over: Ben may not share any more.")],
)
def test_t10_a_link_that_opens_for_nobody_is_not_among_those_that_work(
    app, ada, as_person, family, why, said
):
    make_owner(family, "ben")
    address = made(as_person("ben"), family)
    assert "Links that work now" in ada.get(f"/children/{family.nora}/share").text
    with family.database.transaction() as session:
        if why == "restored":
            session.execute(sa.delete(SharedFile))
        else:
            session.execute(
                sa.delete(Membership).where(col(Membership.account_id) == family.people["ben"])
            )
    text = unescape(ada.get(f"/children/{family.nora}/share").text)
    assert "Links that work now" not in text
    assert said in text
    assert opened(app, address).status_code == 410


def test_a_form_sent_twice_makes_one_link_and_says_so(app, ada, family):
    url = f"/children/{family.nora}/share"
    name = re.search(r'name="form_id" value="([0-9a-f-]{36})"', ada.get(url).text)[1]
    address = made(ada, family, form_id=name)
    reply = ada.post(url, data=wish(form_id=name, label="Dr. Sato"))
    assert reply.status_code == 409
    assert "This link was made already, and its address is shown once" in reply.text
    assert 'value="Dr. Sato"' in reply.text
    assert f'value="{name}"' not in reply.text
    assert len(rows(family)) == 1
    assert opened(app, address).status_code == 200
    made(ada, family)
    made(ada, family)
    assert len(rows(family)) == 3


def test_h23_who_makes_a_link_is_told_which_phone_may_hold_entries(ada, family, sync):
    url = f"/children/{family.nora}/share"
    assert "Entries may be missing" not in ada.get(url).text
    sync(announced=1, who="ben")
    text = ada.get(url).text
    assert text.index("Entries may be missing from the page") < text.index("Make a link")


def test_t10_no_page_of_the_family_shows_a_links_address_again(app, ada, family):
    named = payload(made(ada, family))
    page = ada.get(f"/children/{family.nora}/share").text
    assert named["key"] not in page
    assert named["url"].rpartition("/")[2] not in page


def test_t13_a_label_is_text_everywhere(app, ada, family):
    label = '<img src=x onerror=alert(1)> "=HYPERLINK'
    address = made(ada, family, label=label)
    assert payload(address)["label"] == label
    assert "<img src=x" not in ada.get(f"/children/{family.nora}/share").text
    assert label in unescape(ada.get(f"/children/{family.nora}/share").text)
    assert "<img src=x" not in opened(app, address).text


def test_t10_without_a_label_days_or_whole_dates_nothing_is_made_and_the_form_stays(ada, family):
    typed = {"label": "", "days": "31", "code": "12", "most_opens": "0", "from_on": "2027-13-01"}
    reply = ada.post(f"/children/{family.nora}/share", data=wish(**typed))
    text = unescape(reply.text)
    assert reply.status_code == 422
    for said in ("Write whom it is for", "A link works for 1 to 30 days", "Write 4 to 40"):
        assert said in text
    for name, value in typed.items():
        assert f'name="{name}" ' in text
        assert f'value="{value}"' in text
    assert rows(family) == []


def test_a_usual_link_works_for_a_week_from_now(ada, family):
    named = payload(made(ada, family))
    (share,) = rows(family)
    assert share.expires_at - share.made_at == 7 * DAY
    assert named["exp"] == int(share.expires_at.timestamp())
    assert named["v"] == 1
    assert "flag" not in named
    assert "photos" in share.scope
    assert not share.scope["photos"]


def test_t10_the_printed_page_bears_the_code_of_its_link_only_where_that_was_ticked(
    app, ada, family
):
    """The paper is fetched without an opening; it says until when, and never the code itself."""
    address = made(ada, family)
    assert "The page with this code" not in ada.get(f"/children/{family.nora}/share").text
    reply = ada.post(
        f"/children/{family.nora}/share", data=wish(qr="yes", code="4711 sunny", days="3")
    )
    shown = unescape(reply.text)
    fields = dict(re.findall(r'type="hidden" name="(address|receipt)" value="([^"]+)"', shown))
    assert fields["address"] != address
    pdf = browser(app).post("/shared/pdf", data={**fields, "paper": "letter"})
    (side,) = PdfReader(BytesIO(pdf.data)).pages
    text = " ".join(side.extract_text().split())
    until = moment_text(rows(family)[-1].expires_at, ZoneInfo("America/New_York"))
    assert f"With a camera: this page on a screen, until {until}. It asks for a code" in text
    assert "4711 sunny" not in text
    assert not rows(family)[-1].opens
    # One without it has no such words, and nobody fetches it without having opened it.
    assert "receipt" not in ada.post(f"/children/{family.nora}/share", data=wish()).text
    assert browser(app).post("/shared/pdf", data={"address": address}).status_code == 422


def prepared(family, client, **fields) -> str:
    """A prepared page for Dr. Okafor with these things struck, added and ranked; its id."""
    visit = {"whom": "Dr. Okafor", "on": (now().date() + DAY).isoformat()}
    place = client.post(f"/children/{family.nora}/preparations", data=visit).location
    with family.database.transaction() as session:
        row = session.exec(select(Preparation)).one()
        for name, value in fields.items():
            setattr(row, name, value)
        return str(row.id) if str(row.id) in place else ""


def test_h25_a_prepared_page_is_shared_as_it_was_prepared(app, ada, family):
    infused = wrote(family, "infusion", product="Privigen")
    page = prepared(
        family,
        ada,
        struck=[f"infusion:{infused}"],
        lines=[{"id": "x", "text": "She sleeps badly", "by": "ada"}],
        from_on=now().date() - 30 * DAY,
    )
    url = f"/children/{family.nora}/share"
    shown = unescape(ada.get(f"{url}?preparation={page}").text)
    assert "The page you prepared" in shown
    assert 'name="label" value="Dr. Okafor"' in shown
    address = made(ada, family, preparation=page)
    text = unescape(opened(app, address).text)
    assert "She sleeps badly" in text
    assert "1 item left out by the family" in text
    assert "Privigen" not in text
    assert "Privigen" not in bundle(app, address)
    assert "Privigen" in unescape(opened(app, made(ada, family)).text)


def test_t10_a_page_prepared_for_another_child_is_no_page_to_share(ada, family):
    page = prepared(family, ada)
    shown = ada.get(f"/children/{family.tom}/share?preparation={page}")
    assert shown.status_code == 200
    assert "The page you prepared" not in shown.text


def test_h25_a_prepared_page_that_is_gone_is_not_shared_unstruck(ada, family):
    page = prepared(family, ada)
    for child, named in (("tom", page), ("nora", str(uuid.uuid4())), ("nora", "x")):
        url = f"/children/{family.children[child]}/share"
        reply = ada.post(url, data=wish(preparation=named))
        assert reply.status_code == 422
        assert "The page you prepared is not there any more" in reply.text
    assert rows(family) == []


def test_a_link_that_had_ended_is_said_to_have_ended(ada, family):
    url = f"/children/{family.nora}/share"
    assert ada.post(f"{url}/end", data={"link": "x"}).status_code == 303
    assert "It had ended already" in ada.get(url).text


def test_a_code_is_the_same_code_from_every_keyboard(app, ada, family):
    address = made(ada, family, code="Zürich\uff14\uff17")
    for typed in ("Zürich47", " Zu\u0308rich47 "):
        assert opened(app, address, code=typed).status_code == 200
        sent = {"recipient": "Clinic", "passcode": typed}
        link = f"/shl/{read_address(address).share_id}"
        assert browser(app).post(link, json=sent).status_code == 200
    assert opened(app, address, code="zürich47").status_code == 422


def test_the_way_to_share_stands_on_the_page_and_is_shown_to_who_may(ada, as_person, family):
    page = prepared(family, ada)
    for place in ("visit", f"preparations/{page}"):
        url = f"/children/{family.nora}/{place}"
        assert "Share with a link" in ada.get(url).text
        assert "Share with a link" not in as_person("cleo").get(url).text
