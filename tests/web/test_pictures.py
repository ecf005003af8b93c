"""Pictures of a series: logged with the child's name on them, dated by the family, kept apart."""

import io
import json
import re
from datetime import timedelta
from html import unescape

import pytest
from sqlmodel import select

from journal.clock import now
from journal.records.entries import Revision
from journal.records.kinds import PictureRow
from tests.support.pictures import photo
from tests.web import daily
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
    assert len(re.findall(r'class="choice__hint">[A-Z][^<]{40}', page)) == len(SERIES)
    assert "the same light, distance and pose as last time" in page


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


def page_of(client, family, **asked):
    return unescape(client.get(f"/children/{family.nora}/pictures", query_string=asked).text)


def test_a_series_stands_newest_first_with_two_of_them_side_by_side(family, ada, as_person):
    days = (200, 95, 60, 2)
    for day in days:
        taken(ada, family, minutes=-day * 24 * 60, side="left")
    taken(ada, family, minutes=-1, side="right")
    page = page_of(as_person("ben"), family, series="knuckles", side="left")
    ids_of = [row.photos[0] for row in reversed(rows(family)) if row.side == "left"]
    large = re.findall(r'src="/api/v1/photos/([^"?]+)"', page)
    # The newest, and that of about three months before: not the last but one, and not the oldest.
    assert large == [ids_of[2], ids_of[0]]
    assert re.findall(r'src="/api/v1/photos/([^"?]+)\?size=small"', page) == ids_of
    assert "93 days lie between them." in page
    assert "Nora" in page


def test_h30_when_it_was_taken_and_when_it_was_recorded_are_two_dates_with_the_person(
    family, ada, as_person
):
    taken(as_person("ben"), family, minutes=-40 * 24 * 60)
    page = page_of(ada, family, series="knuckles")
    shot, today = (daily.today_at(minutes) for minutes in (-40 * 24 * 60, 0))
    assert f"{shot:%a} {shot.day} {shot:%b %Y}, {shot:%H:%M}" in page
    assert f"recorded {today.day} {today:%b %Y} by Ben" in page
    assert f'alt="Knuckles of Nora, {shot.day} {shot:%b %Y}, {shot:%H:%M}"' in page


def test_any_two_are_chosen_by_links_alone(family, ada):
    for day in (90, 60, 30):
        taken(ada, family, minutes=-day * 24 * 60)
    page = page_of(ada, family, series="knuckles")
    links = re.findall(r'class="chips__link" href="([^"#]+)#beside"', page)
    assert len(links) == 6
    oldest, middle = rows(family)[0], rows(family)[1]
    first = next(link for link in links if f"first={middle.entry_id}" in link)
    second = f"second={oldest.entry_id}"
    page = unescape(ada.get(re.sub("second=[^&]+", second, first)).text)
    large = re.findall(r'src="/api/v1/photos/([^"?]+)"', page)
    assert large == [middle.photos[0], oldest.photos[0]]
    assert len(re.findall(r'class="chips__link"[^>]* aria-current="true"', page)) == 2


@pytest.mark.parametrize(
    "asked", [{"from": "-1"}, {"from": "9" * 9}, {"first": "x", "second": "y"}]
)
def test_an_address_that_asks_for_nothing_there_is_shows_the_series(family, ada, asked):
    taken(ada, family)
    reply = ada.get(
        f"/children/{family.nora}/pictures", query_string={"series": "knuckles", **asked}
    )
    assert reply.status_code == 200
    assert rows(family)[0].photos[0] in reply.text


def test_all_series_stand_on_one_page_and_a_place_is_the_same_however_it_is_written(family, ada):
    for place in ("left Knee", "Left  knee", "hip"):
        taken(ada, family, series="calcium", place=place)
    page = page_of(ada, family)
    assert "2 pictures, the newest of" in page
    assert "one picture, the newest of" in page
    assert page_of(ada, family, series="calcium", place="LEFT KNEE").count("?size=small") == 2


def test_a_deleted_picture_stands_in_no_series_and_a_viewer_is_offered_no_form(
    family, ada, as_person
):
    taken(ada, family)
    assert "/log/picture" not in page_of(as_person("cleo"), family, series="knuckles")
    assert "/log/picture?series=knuckles" in page_of(ada, family, series="knuckles")
    (entry,) = entries(family, "picture")
    gone = {"base": "1", **ids()}
    ada.post(f"/children/{family.nora}/entries/{entry.id}/delete", data=gone)
    assert "/api/v1/photos/" not in page_of(ada, family, series="knuckles")


def test_no_page_of_pictures_judges(family, ada):
    for day in (90, 1):
        taken(ada, family, minutes=-day * 24 * 60)
    pages = page_of(ada, family, series="knuckles"), page_of(ada, family)
    words = " ".join(re.findall(r"<main.*?</main>", "".join(pages), re.DOTALL))
    for word in ("better", "worse", "score", "improved", "normal", "active"):
        assert not re.search(rf"\b{word}\b", words.casefold().replace('"is-active"', "")), word


def test_a_camera_may_be_opened_on_the_form_and_on_the_page_a_phone_draws_it_into(family, ada):
    for place, allowed in (
        (f"/children/{family.nora}/log/picture", True),
        ("/shell", True),
        (f"/children/{family.nora}/today", False),
        (f"/children/{family.nora}/pictures", False),
        ("/sign-in", False),
    ):
        policy = ada.get(place).headers["Permissions-Policy"]
        assert ("camera=(self)" in policy) is allowed, place
        assert ("camera=()" in policy) is not allowed, place


def test_the_form_knows_the_last_picture_of_each_series_and_so_does_a_phone(family, ada, as_person):
    for minutes, typed in ((-9, {}), (-5, {}), (-1, {"series": "calcium", "place": " Left  Knee"})):
        taken(ada, family, minutes=minutes, **typed)
    _old, last, knee = (row.photos[0] for row in rows(family))
    page = unescape(ada.get(f"/children/{family.nora}/log/picture").text)
    ghosts = json.loads(re.search(r'data-ghosts="(\{.*?\})"[ >]', page)[1])
    assert {key: each["id"] for key, each in ghosts.items()} == {
        "knuckles||": last,
        "calcium||left knee": knee,
    }
    assert ghosts["calcium||left knee"]["alt"].startswith("The last picture: Calcium lumps, Left")
    pocket = f"/api/v1/children/{family.nora}/pocket"
    assert set(ada.get(pocket).json["ghosts"]) == {last, knee}
    assert as_person("cleo").get(pocket).json["ghosts"] == []
