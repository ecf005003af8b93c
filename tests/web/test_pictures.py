"""Pictures of a series: logged with the child's name on them, dated by the family, kept apart."""

import io
import re
from datetime import timedelta
from html import unescape

import pytest
from sqlmodel import select

from journal.clock import now
from journal.records.entries import Revision
from journal.records.kinds import PictureRow
from tests.support.pictures import photo
from tests.web.daily import entries, ids, when
from tests.web.handing_in import kept, post

SERIES = ("knuckles", "eyelids", "nail_folds", "elbows", "calcium", "other")


def taken(client, family, sent=None, *, minutes=0, **typed):
    """Log a picture on its form; return the answer."""
    files = {} if sent == b"" else {"photo_files": (io.BytesIO(sent or photo()), "x.jpg")}
    data = {"photos_asked": "yes", "series": "knuckles", **when(minutes), **ids(), **files, **typed}
    return post(client, f"/children/{family.nora}/log/picture", data)


def rows(family):
    with family.database.reading() as session:
        return session.exec(select(PictureRow).order_by(PictureRow.at)).all()


@pytest.fixture
def ada(as_person):
    return as_person("ada")


def test_h30_a_picture_names_the_child_before_it_is_saved_and_after_beside_itself(family, ada):
    page = unescape(ada.get(f"/children/{family.nora}/log/picture").text)
    assert "The picture of Nora" in page
    assert "Save for Nora" in page
    reply = taken(ada, family, side="left")
    assert reply.status_code == 303
    (row,) = rows(family)
    assert (row.series, row.side, row.place) == ("knuckles", "left", None)
    after = unescape(ada.get(reply.headers["Location"]).text)
    assert "Saved for Nora: Photo: Knuckles, left" in after
    assert f'src="/api/v1/photos/{row.photos[0]}?size=small"' in after
    assert 'alt="Knuckles, left of Nora, ' in after


def test_a_picture_of_the_gallery_keeps_its_own_day_beside_the_day_it_was_recorded(family, ada):
    assert taken(ada, family, minutes=-40 * 24 * 60).status_code == 303
    (entry,) = entries(family, "picture")
    assert timedelta(days=39) < now() - entry.at < timedelta(days=41)
    with family.database.reading() as session:
        (first,) = session.exec(select(Revision)).all()
    assert now() - first.made_at < timedelta(hours=1)


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"series": ""}, "Choose which place it shows."),
        ({"series": "nose"}, "Choose which place it shows."),
        ({"series": "other"}, "Write which place this is."),
        ({"sent": b""}, "Take or choose a picture."),
        ({"side": "up"}, "side"),
    ],
)
def test_what_a_picture_lacks_is_said_and_nothing_is_written(family, ada, typed, words):
    reply = taken(ada, family, **typed)
    assert reply.status_code == 422
    assert words in unescape(reply.text)
    assert not rows(family)


def test_a_picture_that_came_with_a_mistake_is_there_still(family, ada):
    reply = taken(ada, family, series="")
    (photo_row,) = kept(family)
    assert f'name="photos" value="{photo_row.id}" checked' in reply.text
    # It stands there: the browser does not ask for another one.
    assert "required data-photos" not in reply.text
    assert "required data-photos" in ada.get(f"/children/{family.nora}/log/picture").text


def test_a_place_belongs_to_lumps_and_other_places_alone(family, ada):
    for series in SERIES:
        assert taken(ada, family, series=series, place="Left knee").status_code == 303
    assert {row.series: row.place for row in rows(family)} == {
        **dict.fromkeys(SERIES),
        "calcium": "Left knee",
        "other": "Left knee",
    }


def test_each_series_says_how_it_is_taken(family, ada):
    page = unescape(ada.get(f"/children/{family.nora}/log/picture").text)
    for series in SERIES:
        assert f'<p class="chosen chosen--{series}">' in page


def test_the_series_of_last_time_is_one_tap_away(family, ada):
    for typed in ({"side": "left"}, {"series": "calcium", "side": "right", "place": "Elbow & arm"}):
        assert taken(ada, family, **typed).status_code == 303
    page = ada.get(f"/children/{family.nora}/log/picture").text
    address = f"/children/{family.nora}/log/picture?series=calcium&side=right&place=Elbow+%26+arm"
    assert unescape(page).count(address) == 1
    assert "Knuckles, left" in page
    filled = ada.get(address).text
    assert re.search(r'name="series" value="calcium"[^>]* checked', filled)
    assert re.search(r'name="side" value="right"[^>]* checked', filled)
    assert 'value="Elbow &amp; arm"' in filled
    assert 'aria-current="true"' in filled


def test_h30_moving_and_deleting_a_picture_leaves_who_and_when_in_its_history(
    family, ada, as_person
):
    taken(ada, family, side="left")
    (entry,) = entries(family, "picture")
    address = f"/children/{family.nora}/entries/{entry.id}"
    form = {"series": "knuckles", "side": "left", "base": "1", **when(-2880)}
    assert post(as_person("ben"), f"{address}/edit", {**form, **ids()}).status_code == 303
    ada.post(f"{address}/delete", data={"base": "2", **ids()})
    assert not entries(family, "picture")
    page = unescape(ada.get(address).text)
    for said in ("Moved in time", "Ben", "Deleted", "Ada", "Bring it back for Nora"):
        assert said in page
    (row,) = rows(family)
    assert ada.get(f"/api/v1/photos/{row.photos[0]}").status_code == 200
