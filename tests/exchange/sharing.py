"""A link of Nora's with something in it."""

from datetime import datetime

from journal.exchange.share_wishes import File, Wish, sealed_ready
from journal.exchange.shares import make_share
from journal.records.children import Child
from journal.records.shares import Share
from tests.family import NOW, Family

PAGE = "What Nora’s page says: zitronenfalter"
FILES = {
    "page": File(PAGE.encode(), "text/html"),
    "a4": File(b"%PDF-1.7 zitronenfalter", "application/pdf"),
    "ips": File(b'{"resourceType": "Bundle"}', "application/fhir+json"),
}
SCOPE = {"from": "2026-08-25", "to": "2026-11-22", "sections": ["since"], "photos": False}


def shared(
    family: Family, *, by: str = "ada", child: str = "nora", now: datetime = NOW, **wish
) -> tuple[Share, bytes]:
    """A new link of a child and its key."""
    ready = sealed_ready(Wish(**{"label": "Dr. Okafor", "scope": SCOPE, **wish}), FILES)
    with family.database.transaction() as session:
        row = session.get_one(Child, family.children[child])
        return make_share(session, family.actor(session, by), row, ready, now=now), ready.key


def kept(family: Family, share: Share) -> Share:
    """The link as it stands in the journal now."""
    with family.database.reading() as session:
        return session.get_one(Share, share.id)
