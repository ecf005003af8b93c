"""Photos through the API and the pages: who may, what is refused in which words, how served."""

import io
import uuid

import pytest

from journal.clock import now
from journal.entries.photos import MOST_BYTES
from journal.entries.photos.keep import MOST_AN_HOUR
from journal.exchange.verify import verify
from journal.records.columns import uuid7
from journal.records.people import Attempt
from tests.support.pictures import SCRIPT, box, photo, picture, png_of, saved
from tests.web.handing_in import URL, kept, post, sending


@pytest.fixture
def here(as_person, family):
    """The id of a photo of Nora that is on the server."""
    reply = post(as_person("ada"), URL, sending(family))
    assert reply.status_code == 201, reply.text
    return reply.json["id"]


def test_a_photo_is_handed_in_once_and_shown_as_it_was_drawn(family, as_person):
    ada, body, photo_id = as_person("ada"), photo((3000, 20)), uuid7(now())
    for _ in range(2):
        reply = post(ada, URL, sending(family, body, photo_id=photo_id))
        assert reply.status_code == 201
        assert reply.json["id"] == str(photo_id)
        assert (reply.json["width"], reply.json["child"]) == (2048, str(family.nora))
    shown = ada.get(f"{URL}/{photo_id}")
    assert shown.status_code == 200
    assert shown.data != body
    assert len(shown.data) == reply.json["bytes"]
    small = ada.get(f"{URL}/{photo_id}?size=small")
    assert 0 < len(small.data) < len(shown.data)
    assert ada.get(f"{URL}/{photo_id}?size=smal").json["error"] == "size_unknown"
    assert len(kept(family)) == 1


def test_t17_a_photo_is_served_as_a_picture_and_nothing_else(as_person, here):
    reply = as_person("ada").get(f"{URL}/{here}")
    headers = reply.headers
    assert headers["Content-Type"] == "image/jpeg"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert headers["Cache-Control"] == "private, no-store"
    assert "ETag" not in headers, "nobody keeps what it could be asked about"
    assert b"<script" not in reply.data


@pytest.mark.parametrize(
    ("who", "looks", "sends"),
    [("ada", 200, 201), ("ben", 200, 201), ("cleo", 403, 403), ("eve", 404, 404)],
)
def test_t1_photos_answer_everybody_as_the_child_does(family, as_person, here, who, looks, sends):
    client = as_person(who)
    assert client.get(f"{URL}/{here}").status_code == looks
    before = len(kept(family))
    assert post(client, URL, sending(family)).status_code == sends
    assert len(kept(family)) == before + (sends == 201)


def test_t1_nobody_signed_in_learns_nothing(anonymous, family, here):
    assert anonymous.get(f"{URL}/{here}").status_code == 401
    assert post(anonymous, URL, sending(family)).status_code == 401


def test_t1_a_stranger_cannot_tell_a_photo_from_none(as_person, here):
    eve = as_person("eve")
    there, nowhere = eve.get(f"{URL}/{here}"), eve.get(f"{URL}/{uuid.uuid4()}")
    assert (there.status_code, there.json) == (nowhere.status_code, nowhere.json)


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Sec-Fetch-Site": None, "Origin": "https://evil.example"}, 403),
        ({"Sec-Fetch-Site": None, "Origin": "null"}, 403),
        ({"Sec-Fetch-Site": None}, 403),
        ({"Sec-Fetch-Site": "same-origin"}, 201),
        ({"Sec-Fetch-Site": None, "Origin": "http://localhost"}, 201),
    ],
)
def test_t9_no_other_site_can_hand_in_a_photo(family, as_person, headers, status):
    ada = as_person("ada")
    del ada.environ_base["HTTP_SEC_FETCH_SITE"]
    sent = {name: value for name, value in headers.items() if value}
    assert post(ada, URL, sending(family), headers=sent).status_code == status
    assert len(kept(family)) == (status == 201)


def test_t9_a_photo_comes_as_multipart_and_everything_else_of_the_api_as_json(family, as_person):
    ada = as_person("ada")
    for body, kind in ((photo(), "image/jpeg"), (b"id=1", "application/x-www-form-urlencoded")):
        assert ada.post(URL, data=body, content_type=kind).status_code == 415
    assert ada.post("/api/v1/sync", data={"x": (io.BytesIO(b"x"), "x")}).status_code == 415


BAD = [
    ("B32 nothing", b"", 415, "image_type", "This is not a JPEG, PNG or WebP picture."),
    ("B32 HEIC", box(b"heic"), 415, "image_type", "Save it as JPEG, then choose it again."),
    ("B32 SVG", b"<svg>" + SCRIPT + b"</svg>", 415, "image_type", "not a JPEG, PNG or WebP"),
    ("B32 PDF", b"%PDF-1.7 x", 415, "image_type", "not a JPEG, PNG or WebP"),
    ("B33 pixels", png_of(10_000, 6_000), 413, "image_too_large", "60 megapixels"),
    ("B33 bytes", bytes(MOST_BYTES + 1), 413, "image_too_large", "13 MB; the limit is 12."),
    ("B33 body", bytes(25 * 1024 * 1024), 413, "image_too_large", "26 MB; the limit is 12."),
    ("cut off", photo()[:-900], 422, "image_damaged", "cannot be read to its end"),
]


@pytest.mark.parametrize("bad", BAD, ids=[each[0] for each in BAD])
def test_b32_b33_what_is_no_photo_is_refused_in_words(family, as_person, bad):
    _name, sent, status, code, words = bad
    reply = post(as_person("ada"), URL, sending(family, sent, name="photo.jpg"))
    assert reply.status_code == status
    assert reply.json["error"] == code
    assert words in reply.json["message"]
    assert not kept(family)


def test_b34_a_picture_that_changed_on_the_way_is_refused(family, as_person):
    reply = post(as_person("ada"), URL, sending(family, sha256="0" * 64))
    assert (reply.status_code, reply.json["error"]) == (409, "checksum")


def test_another_picture_under_the_same_id_is_a_conflict(family, as_person, here):
    body = sending(family, saved(picture((9, 9)), "PNG"), photo_id=here)
    reply = post(as_person("ben"), URL, body)
    assert (reply.status_code, reply.json["error"]) == (409, "photo_conflict")


@pytest.mark.parametrize("missing", ["id", "child", "photo"])
def test_half_an_upload_says_what_is_missing(family, as_person, missing):
    body = sending(family)
    body[missing] = "x"
    reply = post(as_person("ada"), URL, body)
    assert (reply.status_code, reply.json["field"]) == (422, missing)


def test_f4_a_full_disk_is_said_and_nothing_is_kept(family, as_person, monkeypatch):
    def full(_number):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    reply = post(as_person("ada"), URL, sending(family))
    assert (reply.status_code, reply.json["error"]) == (507, "disk_full")
    assert not kept(family)


@pytest.mark.parametrize("fate", ["lost", "damaged"])
def test_a_photo_whose_file_is_not_whole_comes_back_when_a_phone_sends_it_again(
    family, as_person, settings, here, fate
):
    ada = as_person("ada")
    shown = ada.get(f"{URL}/{here}").data
    path = settings.data / "photos" / f"{here}.jpg"
    if fate == "lost":
        path.unlink()
        reply = ada.get(f"{URL}/{here}")
        assert (reply.status_code, reply.json["error"]) == (404, "photo_lost")
    else:
        path.write_bytes(shown[:-9])
    assert not verify(family.database, settings.data).ok
    assert post(ada, URL, sending(family, photo_id=here)).status_code == 201
    assert ada.get(f"{URL}/{here}").data == shown
    assert len(kept(family)) == 1
    assert verify(family.database, settings.data).ok


def test_t27_a_token_that_may_only_look_hands_in_no_photo(app, family):
    from journal.records.people import ApiToken
    from journal.web.signed_in import hashed

    with family.database.transaction() as session:
        for token, writes in (("reads", False), ("writes", True)):
            session.add(
                ApiToken(
                    id=hashed(token),
                    account_id=family.people["ada"],
                    may_write=writes,
                    created_at=now(),
                )
            )
    client = app.test_client()
    for token, status in (("reads", 403), ("writes", 201)):
        headers = {"Authorization": f"Bearer {token}"}
        assert post(client, URL, sending(family), headers=headers).status_code == status


def test_f17_a_photo_that_somebody_else_chose_is_not_taken_from_this_session(family, as_person):
    ada = as_person("ada")
    theirs, own = (str(family.people[who]) for who in ("ben", "ada"))
    reply = post(ada, URL, sending(family, person=theirs))
    assert (reply.status_code, reply.json["error"]) == (409, "other_person")
    assert not kept(family)
    assert post(ada, URL, sending(family, person=own)).status_code == 201


def test_t19_too_many_photos_within_an_hour_are_put_off_with_the_time_to_wait(family, as_person):
    ada = as_person("ada")
    with family.database.transaction() as session:
        key = f"photo:{family.people['ada']}"
        session.add_all(Attempt(key=key, at=now()) for _ in range(MOST_AN_HOUR))
    reply = post(ada, URL, sending(family))
    assert (reply.status_code, reply.json["error"]) == (429, "photo_often")
    assert 3000 < int(reply.headers["Retry-After"]) <= 3660
    assert not kept(family)
    assert post(as_person("ben"), URL, sending(family)).status_code == 201
