"""Photos in the log forms and on pages: chosen, shown, taken off, and on no page for a clinic."""

import hashlib
import io
import uuid
from html import unescape

import pytest
from sqlmodel import select

from journal.clock import now
from journal.entries.change import following
from journal.entries.photos import MOST_BYTES
from journal.records.columns import uuid7
from journal.records.entries import Entry
from journal.records.kinds import ROWS
from journal.web.log.kinds import FORMS
from tests.support.pictures import photo, picture, saved
from tests.web.daily import ids, when
from tests.web.handing_in import URL, kept, post, sending
from tests.web.syncing import change, follow


def logged(client, family, what="note", *files, **typed):
    data = {"note": "knuckles", "photos_asked": "yes", **when(), **ids(), **typed}
    if files:
        data["photo_files"] = [(io.BytesIO(each), "x.jpg") for each in files]
    return post(client, f"/children/{family.nora}/log/{what}", data), data


def only_entry(family):
    with family.database.reading() as session:
        (entry,) = session.exec(select(Entry)).all()
        return entry, session.get_one(ROWS[entry.kind], entry.id)


def test_a_form_with_photos_works_without_script(family, as_person):
    ada = as_person("ada")
    reply, _ = logged(ada, family, "note", photo(), saved(picture((50, 70)), "PNG"))
    assert reply.status_code == 303
    entry, row = only_entry(family)
    assert len(row.photos) == 2
    assert set(row.photos) == {str(each.id) for each in kept(family)}
    address = f"/children/{family.nora}/entries/{entry.id}"
    page = unescape(ada.get(address).text)
    assert page.count("Photo of Nora, ") == 2
    assert f'src="/api/v1/photos/{row.photos[0]}?size=small"' in page
    large = unescape(ada.get(f"{address}/photos/{row.photos[0]}").text)
    assert f'src="/api/v1/photos/{row.photos[0]}"' in large
    assert ada.get(f"{address}/photos/{uuid.uuid4()}").status_code == 404
    for place in ("journal", "today"):
        page = ada.get(f"/children/{family.nora}/{place}").text
        assert f"{address}/photos/{row.photos[0]}" in page, place


def test_h3_a_form_with_photos_sent_twice_is_one_entry_with_the_same_photos(family, as_person):
    ada, sent = as_person("ada"), photo()
    _, data = logged(ada, family, "note", sent)
    data = {name: value for name, value in data.items() if name != "photo_files"}
    again = {**data, "photo_files": [(io.BytesIO(sent), "x.jpg")]}
    assert post(ada, f"/children/{family.nora}/log/note", again).status_code == 303
    assert len(kept(family)) == 1
    assert len(only_entry(family)[1].photos) == 1


def test_h3_a_phone_and_the_page_give_a_photo_of_one_form_the_same_id(family, as_person, sync):
    """The phone makes it in static/js/phone/hand_in.js, of the form's id and what it sends."""
    ada, sent = as_person("ada"), photo()
    wanted = change(family, "note")
    photo_id = following(uuid.UUID(wanted["id"]), hashlib.sha256(sent).hexdigest())
    assert post(ada, URL, sending(family, sent, photo_id=photo_id)).status_code == 201
    typed = {"change": wanted["id"], "entry": wanted["entry"], **when()}
    _, data = logged(ada, family, "note", sent, **typed)
    (row,) = kept(family)
    assert row.id == photo_id
    values = {name: data[name] for name in data.keys() - {"photo_files", "change", "entry"}}
    wanted |= {"form": {"what": "note", "values": {**values, "photos": [str(photo_id)]}}}
    (result,) = sync({**wanted, "kind": "note", "fields": {}}).json["results"]
    assert result["status"] == "repeated"
    assert only_entry(family)[1].photos == [str(photo_id)]


def test_a_form_that_comes_back_has_its_photos_still(family, as_person):
    ada = as_person("ada")
    reply, data = logged(ada, family, "symptom", photo(), symptom="")
    assert reply.status_code == 422
    (row,) = kept(family)
    assert f'name="photos" value="{row.id}" checked' in reply.text
    data = {**data, "symptom": "rash_other", "photos": str(row.id)}
    del data["photo_files"]
    found = ada.post(f"/children/{family.nora}/log/symptom", data={**data, "symptom": "fatigue"})
    assert found.status_code == 303
    assert only_entry(family)[1].photos == [str(row.id)]


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        (b"no picture", "This is not a JPEG, PNG or WebP picture."),
        (bytes(MOST_BYTES + 1), "the limit is 12"),
    ],
)
def test_b32_a_form_says_at_its_field_what_is_no_photo_and_keeps_the_text(
    family, as_person, sent, words
):
    reply, _ = logged(as_person("ada"), family, "note", sent)
    page = unescape(reply.text)
    assert reply.status_code == 422
    assert 'id="photos-error"' in page
    assert words in page
    assert "knuckles" in page
    with family.database.reading() as session:
        assert not session.exec(select(Entry)).all()


def test_b33_more_photos_than_fit_at_once(family, as_person):
    reply, _ = logged(as_person("ada"), family, "note", *[photo()] * 5)
    assert reply.status_code == 422
    assert "at most 4 photos" in reply.text
    assert not kept(family)


def test_t1_a_form_cannot_name_a_photo_of_another_child(family, as_person):
    ada, eve = as_person("ada"), as_person("eve")
    toms = post(ada, URL, sending(family, child="tom")).json["id"]
    mias = post(eve, URL, sending(family, child="mia")).json["id"]
    for photo_id in (toms, mias, str(uuid.uuid4()), "x"):
        reply, _ = logged(ada, family, photos=photo_id)
        assert reply.status_code == 422
        assert "This photo is not on the server." in reply.text


def test_t1_a_viewer_hands_in_no_photo_with_a_form(family, as_person):
    for who, status in (("cleo", 403), ("eve", 404)):
        reply, _ = logged(as_person(who), family, "note", photo())
        assert reply.status_code == status
    assert not kept(family)


def edited(client, family, entry, **typed):
    data = {**when(), "note": "knuckles", "change": str(uuid7(now())), "base": "1", **typed}
    return client.post(f"/children/{family.nora}/entries/{entry.id}/edit", data=data)


def test_a_photo_is_taken_from_an_entry_by_editing_and_the_history_says_so(family, as_person):
    ada = as_person("ada")
    logged(ada, family, "note", photo(), photo((40, 50)))
    entry, row = only_entry(family)
    page = ada.get(f"/children/{family.nora}/entries/{entry.id}/edit").text
    assert page.count('name="photos"') == 2
    kept_one = row.photos[1]
    assert edited(ada, family, entry, photos_asked="yes", photos=kept_one).status_code == 303
    assert only_entry(family)[1].photos == [kept_one]
    shown = unescape(ada.get(f"/children/{family.nora}/entries/{entry.id}").text)
    assert "2 photos" in shown
    assert "one photo" in shown


def test_a_form_without_the_field_leaves_the_photos_as_they_are(family, as_person):
    ada = as_person("ada")
    logged(ada, family, "note", photo())
    entry, row = only_entry(family)
    assert edited(ada, family, entry, note="elbows").status_code == 303
    assert only_entry(family)[1].photos == row.photos


def test_an_entry_that_came_before_its_photo_says_so_until_it_is_here(family, as_person, sync):
    ada, photo_id = as_person("ada"), uuid7(now())
    fields = {"at": now().isoformat(), "note": "knuckles", "photos": [str(photo_id)]}
    first = change(family, "note", fields=fields)
    assert sync(first).json["results"][0]["status"] == "applied"
    entry, _ = only_entry(family)
    address = f"/children/{family.nora}/entries/{entry.id}"
    for url in (address, f"/children/{family.nora}/journal"):
        assert "photo not here yet" in ada.get(url).text
    assert "not here yet" in ada.get(f"{address}/photos/{photo_id}").text
    # Editing something else meanwhile neither loses it nor is refused.
    typed = {"note": "elbows", "photos_asked": "yes", "photos": str(photo_id)}
    assert edited(ada, family, entry, **typed).status_code == 303
    assert post(ada, URL, sending(family, photo_id=photo_id)).status_code == 201
    for url in (address, f"/children/{family.nora}/journal"):
        assert "photo not here yet" not in ada.get(url).text
    assert sync(follow(first, fields={"photos": []})).json["results"][0]["status"] == "applied"
    assert only_entry(family)[1].photos == []


def test_t20_the_page_for_the_clinic_has_no_photo(family, as_person):
    ada = as_person("ada")
    logged(ada, family, "symptom", photo(), symptom="fatigue", severity="6", note="zitronenfalter")
    _, row = only_entry(family)
    page = ada.get(f"/children/{family.nora}/visit", follow_redirects=True)
    assert page.status_code == 200
    assert row.photos[0] not in page.text
    assert "/api/v1/photos/" not in page.text


def test_every_log_form_has_the_field_and_is_multipart(family, as_person):
    ada = as_person("ada")
    medicine = family.medicine()
    # A diary is one person’s, faces are one tap, a questionnaire asks what its file asks.
    for what in FORMS.keys() - {"dose", "diary", "faces", "response"}:
        page = ada.get(f"/children/{family.nora}/log/{what}").text
        assert 'enctype="multipart/form-data"' in page, what
        assert 'name="photo_files"' in page, what
    page = ada.get(f"/children/{family.nora}/log/dose?medicine={medicine.id}").text
    assert 'name="photo_files"' in page
