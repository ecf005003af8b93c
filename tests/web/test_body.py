"""The drawing of a body: each place of the list once, the child's own left and right, no script."""

import re

import pytest

from journal.care import knowledge
from tests.web.strict import environment

MIDDLE = {"front": 90, "back": 278}
SHAPES = environment().get_template("_ui/body.html").module.shapes


def drawn(site: str) -> dict[str, list[tuple[float, float]]]:
    """The points of a place, by whether it is seen from the front or from the back."""
    points = [(float(x), float(y)) for x, y in re.findall(r"(-?[\d.]+) (-?[\d.]+)", SHAPES[site])]
    found = {
        "front": [point for point in points if point[0] < 184],
        "back": [point for point in points if point[0] > 184],
    }
    return {face: each for face, each in found.items() if each}


@pytest.mark.parametrize("site", knowledge.body_sites(), ids=lambda site: site.id)
def test_every_place_of_the_list_is_drawn_where_it_is(site):
    faces = drawn(site.id)
    assert set(faces) == ({site.face} if site.face else {"front", "back"})
    for face, points in faces.items():
        xs = [x for x, _y in points]
        across = (min(xs) + max(xs)) / 2 - MIDDLE[face]
        if site.side is None:
            assert abs(across) < 3
        else:
            # From the front the child's left is on the right of whoever looks.
            is_right_of_middle = (site.side == "left") == (face == "front")
            assert (across > 10) if is_right_of_middle else (across < -10)


def test_no_place_is_drawn_that_nobody_can_tick():
    assert set(SHAPES) == {site.id for site in knowledge.body_sites()}


@pytest.mark.parametrize("site", knowledge.body_sites(), ids=lambda site: site.id)
def test_each_drawing_is_44_px_wide_and_high_on_a_phone_of_390(site):
    scale = (390 - 2 * 17) / 372
    for points in drawn(site.id).values():
        for axis in (0, 1):
            along = [point[axis] for point in points]
            assert (max(along) - min(along)) * scale >= 44, site.id


def test_a_place_is_one_tick_with_its_words_and_its_drawing(family, as_person):
    page = as_person("ada").get(f"/children/{family.nora}/log/symptom").text
    for site in knowledge.body_sites():
        tick = rf'<label class="choice body__place"><input[^>]*value="{site.id}".*?</label>'
        label = re.search(tick, page, re.S)[0]
        assert f'<span class="choice__words">{site.label}</span>' in label
        assert 'aria-hidden="true"' in label
        assert SHAPES[site.id] in label
    assert "Left and right are those of Nora." in page
