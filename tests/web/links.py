"""Links over HTTP: made by a signed-in person, opened by whoever has the address."""

import json
import re
import uuid
from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import timedelta
from html import unescape
from io import BytesIO

from joserfc import jwe
from joserfc.jwk import OctKey
from pypdf import PdfReader
from sqlmodel import select

from journal.clock import now
from journal.entries import record
from journal.exchange.health_links import read_address
from journal.records.shares import Share
from journal.summary.scope import Section
from tests.family import change
from tests.web.conftest import browser

DAY = timedelta(days=1)


def wish(**more) -> dict:
    """The form of a new link as Ada fills it in."""
    today = now().date()
    return {
        "label": "Dr. Okafor",
        "from_on": (today - 30 * DAY).isoformat(),
        "to_on": today.isoformat(),
        "sections": [section.value for section in Section],
        "ips": "yes",
        "days": "7",
        **more,
    }


def made(client, family, child="nora", **more) -> str:
    """The address of a new link, as the page shows it once."""
    reply = client.post(f"/children/{family.children[child]}/share", data=wish(**more))
    assert reply.status_code == 200, reply.text
    return re.search(r'id="address" value="([^"]+)"', unescape(reply.text))[1]


def payload(address: str) -> dict:
    text = address.partition("#shlink:/")[2]
    return json.loads(urlsafe_b64decode(text + "=" * (-len(text) % 4)))


def opened(app, address, **more):
    return browser(app).post("/shared", data={"address": address, **more})


def rows(family):
    with family.database.reading() as session:
        return session.exec(select(Share).order_by(Share.made_at)).all()


def end(client, family, child="nora"):
    page = client.get(f"/children/{family.children[child]}/share").text
    handle = re.search(r'name="link" value="([0-9a-f]{32})"', page)[1]
    return client.post(f"/children/{family.children[child]}/share/end", data={"link": handle})


def address_with(said: dict) -> str:
    return "shlink:/" + urlsafe_b64encode(json.dumps(said).encode()).decode().rstrip("=")


def wrote(family, kind, ago=1, *, who="ada", **fields) -> uuid.UUID:
    """Write an entry of so many days ago; its id."""
    made_at = now() - timedelta(days=ago)
    with family.database.transaction() as session:
        one = change(family.nora, kind, made_at=made_at, **fields)
        assert record(session, family.actor(session, who), one, now=now()).stored
    return one.entry


def bundle(app, address: str) -> str | None:
    """What a clinic's program finds, as text; None when there is no file for one."""
    named = read_address(address)
    reply = browser(app).post(f"/shl/{named.share_id}", json={"recipient": "Clinic"})
    if reply.status_code == 404 and reply.json["error"] == "no_file":
        return None
    assert reply.status_code == 200
    opened = jwe.decrypt_compact(
        reply.json["files"][0]["embedded"], OctKey.import_key(named.key)
    ).plaintext.decode()
    assert json.loads(opened)["resourceType"] == "Bundle"
    return opened


def images(app, address) -> int:
    """How many pictures the PDF of a link has."""
    shown = opened(app, address).text
    receipt = re.search(r'name="receipt" value="([^"]+)"', shown)[1]
    sent = {"address": address, "paper": "a4", "receipt": unescape(receipt)}
    reply = browser(app).post("/shared/pdf", data=sent)
    return sum(len(page.images) for page in PdfReader(BytesIO(reply.data)).pages)
