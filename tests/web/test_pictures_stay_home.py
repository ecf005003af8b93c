"""T20: no page that leaves the household has a photo, unless somebody chooses it there."""

import io
import uuid
import zipfile

import pytest
from pypdf import PdfReader

from journal.exchange.numbers import tables
from journal.web.papers_offered import offered
from tests.web.test_calendar import made
from tests.web.test_pictures import rows, taken

# What only somebody of the household opens: the journal itself, and the forms that write it.
AT_HOME = {
    "api_reading.timeline",
    "book_photos.show",  # where photos are ticked; its paper has none that is not
    "journal.index",
    "log.new",
    "pocket.pocket",  # which last pictures a phone of the household keeps
    "pictures.index",
    "today.index",
}
OF_THE_CLINIC = {"card.pdf", "card.show", "summary.as_json", "summary.as_pdf", "summary.index"}


def pages(app):
    """Every address of a child that can be opened without naming anything else."""
    return {
        rule.endpoint: rule
        for rule in app.url_map.iter_rules()
        if "GET" in rule.methods and rule.arguments == {"child_id"}
    }


def photographed(ada, family):
    """Log a picture; return its id. The line that says so is gone."""
    taken(ada, family, side="left", note="zitronenfalter")
    ada.get(f"/children/{family.nora}/today")
    (row,) = rows(family)
    return row.photos[0]


def says(reply, photo):
    """Whether this answer has the picture, its address, or says that there is one."""
    body = reply.get_data()
    images = PdfReader(io.BytesIO(body)).pages if body.startswith(b"%PDF") else ()
    return (
        any(page.images for page in images) or photo.encode() in body or b"/api/v1/photos/" in body
    )


def test_t20_no_page_but_the_journal_itself_has_a_photo(app, family, as_person):
    ada = as_person("ada")
    photo = photographed(ada, family)
    open_ = pages(app)
    assert open_.keys() >= OF_THE_CLINIC
    found = set()
    for endpoint, rule in open_.items():
        address = rule.rule.replace("<uuid:child_id>", str(family.nora))
        reply = ada.get(address, follow_redirects=True)
        if says(reply, photo):
            found.add(endpoint)
    assert found <= AT_HOME
    assert {"journal.index", "pictures.index", "today.index"} <= found


@pytest.mark.parametrize("endpoint", sorted(OF_THE_CLINIC))
def test_t20_what_a_clinic_is_given_has_no_photo_and_no_picture_in_words(
    app, family, as_person, endpoint
):
    ada = as_person("ada")
    photo = photographed(ada, family)
    address = pages(app)[endpoint].rule.replace("<uuid:child_id>", str(family.nora))
    reply = ada.get(address, follow_redirects=True)
    assert reply.status_code == 200
    assert not says(reply, photo)
    assert b"zitronenfalter" not in reply.get_data()
    assert b"Knuckles" not in reply.get_data()


def of_each(family):
    """The addresses of every paper and of every table that is taken out."""
    home = f"/children/{family.nora}"
    yield from (f"{home}/numbers/{table.name}.csv" for table in tables())
    yield from (f"{home}/papers/{sheet}{end}" for sheet in offered() for end in ("", ".pdf"))


def test_t20_no_paper_and_no_table_that_is_taken_out_has_a_photo(family, as_person):
    ada = as_person("ada")
    photo = photographed(ada, family)
    replies = {address: ada.get(address) for address in of_each(family)}
    assert {reply.status_code for reply in replies.values()} == {200}
    assert [address for address, reply in replies.items() if says(reply, photo)] == []


def test_t20_no_file_of_everything_that_is_taken_out_has_a_photo(family, as_person):
    ada = as_person("ada")
    photo = photographed(ada, family)
    reply = ada.get(f"/children/{family.nora}/numbers.zip")
    with zipfile.ZipFile(io.BytesIO(reply.get_data())) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    assert {name.rsplit(".")[-1] for name in files} <= {"csv", "json", "txt", "md"}
    assert [name for name, body in files.items() if photo.encode() in body] == []


def test_t20_the_calendar_feed_knows_no_picture(app, family, as_person):
    ada = as_person("ada")
    photo = photographed(ada, family)
    reply = app.test_client().get(made(ada, family, "full"))
    assert reply.status_code == 200
    assert not says(reply, photo)
    assert b"Knuckles" not in reply.get_data()


def test_t1_a_picture_of_a_series_is_nothing_to_a_stranger(family, as_person):
    photo = photographed(as_person("ada"), family)
    eve = as_person("eve")
    assert eve.get(f"/children/{family.nora}/pictures").status_code == 404
    assert eve.get(f"/api/v1/photos/{photo}").status_code == 404
    assert eve.get(f"/api/v1/photos/{uuid.uuid4()}").status_code == 404


def test_people_says_what_a_viewer_sees_of_photos(family, as_person):
    assert (
        "Sees everything but the photos, unless an owner shows them too."
        in as_person("ada").get(f"/children/{family.nora}/people").text
    )
