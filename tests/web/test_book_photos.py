"""The photos of the book: none until they are ticked, each numbered, and never anybody else's."""

import io
import re
import uuid
from datetime import timedelta
from html import unescape
from zoneinfo import ZoneInfo

import pytest
from pypdf import PdfReader

from journal.clock import now
from journal.entries import record
from journal.records.photos import FOLDER, Photo, file_name
from journal.summary.papers.book_photos import MOST_PHOTOS
from journal.web.papers_book_photos import AT_ONCE
from journal.words import day_text
from tests.family import change, give_account
from tests.summary.papers import flat
from tests.support.pictures import picture, saved

NEW_YORK = ZoneInfo("America/New_York")
HOSTILE = '#read("/etc/passwd") <img src="file:///etc/passwd"> ${1}'


@pytest.fixture
def shoot(family, settings):
    """`shoot("picture", days=3, series="knuckles")`: an entry with one photo; the photo's id."""
    (settings.data / FOLDER).mkdir(exist_ok=True)
    shades = iter(range(42))

    def take(kind, *, child="nora", by="ada", days=1, gone=False, **fields) -> str:
        photo, at = uuid.uuid4(), now() - timedelta(days=days)
        shade = next(shades)
        body = saved(picture((60, 40), colour=(shade * 6, 250 - shade * 6, 9)), "JPEG")
        (settings.data / FOLDER / file_name(photo)).write_bytes(body)
        with family.database.transaction() as session:
            session.add(
                Photo(
                    id=photo, child_id=family.children[child], made_by=family.people[by],
                    sent="0" * 64, digest="0" * 64, bytes=len(body), width=60, height=40,
                    created_at=now(),
                )
            )  # fmt: skip
            one = change(family.children[child], kind, made_at=at, photos=[str(photo)], **fields)
            actor = family.actor(session, by)
            assert record(session, actor, one, now=now()).stored
            if gone:
                undo = change(one.child, kind, entry=one.entry, base=one.id, delete=True)
                assert record(session, actor, undo, now=now()).stored
        return str(photo)

    return take


def address(family, *ticked, file="", **more):
    asked = "&".join([*(f"photo={one}" for one in ticked), *(f"{k}={v}" for k, v in more.items())])
    return f"/children/{family.nora}/papers/book/photos{file}?{asked}"


def printed(client, family, *ticked):
    """How many images the PDF has, and its text."""
    reply = client.get(address(family, *ticked, file=".pdf"))
    assert (reply.status_code, reply.data[:5]) == (200, b"%PDF-")
    pages = PdfReader(io.BytesIO(reply.data)).pages
    return sum(len(one.images) for one in pages), flat(" ".join(p.extract_text() for p in pages))


def test_h30_t20_the_book_has_only_photos_of_this_child_that_were_ticked(
    ada, as_person, family, shoot
):
    give_account(family, "nora")
    older = shoot("symptom", days=4, symptom="malar_rash", sites=["face"])
    newer = shoot("picture", days=2, series="knuckles", side="left")
    unticked = shoot("note", note="her hands")
    others = (
        shoot("note", child="tom", note="of Tom"),
        shoot("note", note="taken back", gone=True),
    )
    page = unescape(ada.get(address(family)).text)
    assert {older, newer, unticked} == set(re.findall(r'name="photo" value="([^"]+)"', page))
    assert "checked" not in page
    for part in (1, 2):
        book = ada.get(f"/children/{family.nora}/papers/book.pdf?part={part}")
        assert not any(one.images for one in PdfReader(io.BytesIO(book.data)).pages)
    assert printed(ada, family)[0] == 0
    for client in (ada, as_person("nora")):
        images, text = printed(client, family, newer, *others, older)
        assert images == 2
        first, second = (
            day_text((now() - timedelta(days=days)).astimezone(NEW_YORK).date()) for days in (4, 2)
        )
        assert f"Photo 1 · {first} · Face rash, Face" in text
        assert f"Photo 2 · {second} · Knuckles, left" in text
        assert "2 photos that were ticked are in no entry" in text
        assert "2 entries" in text


def test_t14_what_a_family_wrote_of_a_photo_is_text(ada, family, shoot):
    photo = shoot("picture", series="other", place=HOSTILE)
    images, text = printed(ada, family, photo)
    assert images == 1
    assert '#read("/etc/passwd")' in text
    assert "root:" not in text


def test_t20_who_does_not_see_photos_cannot_print_them(as_person, family, shoot):
    photo = shoot("note", note="her hands")
    for name, answer in (("cleo", 403), ("eve", 404)):
        for file in ("", ".pdf"):
            assert as_person(name).get(address(family, photo, file=file)).status_code == answer
    assert "book/photos" not in as_person("cleo").get(f"/children/{family.nora}/papers/book").text
    assert as_person("ada").get(address(family, "x")).status_code == 404


def test_more_photos_than_the_book_holds_are_counted_and_older_ones_can_be_ticked(
    ada, family, shoot, settings
):
    photos = [shoot("note", days=days, note="x") for days in range(MOST_PHOTOS + 2, 0, -1)]
    page = ada.get(address(family, photos[-1])).text
    offered = re.findall(r'name="photo" value="([^"]+)"', page)
    assert offered == photos[: -AT_ONCE - 2 : -1]
    (after,) = re.findall(r'name="after" value="([^"]+)"', page)
    further = ada.get(address(family, photos[-1], after=after)).text
    rest = re.findall(r'name="photo" value="([^"]+)"', further)
    assert sorted([*offered, *rest[1:]]) == sorted(photos)
    assert rest[0] == photos[-1]
    (settings.data / FOLDER / file_name(uuid.UUID(photos[-1]))).unlink()
    images, text = printed(ada, family, *photos)
    assert images == MOST_PHOTOS - 1
    assert "This photo is not on this server." in text
    assert "2 older photos that were ticked have no room here: 40 is the most." in text
