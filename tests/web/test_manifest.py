"""What a phone makes its icon of: pictures as large as they say, shortcuts that lead somewhere."""

import json
import math
import re
from itertools import product

import pytest
from PIL import Image

from tests.web.strict import ROOT

STATIC = ROOT / "static"
MANIFEST = json.loads((STATIC / "manifest.webmanifest").read_text("utf-8"))
OFFERED = [icon for shortcut in MANIFEST["shortcuts"] for icon in shortcut["icons"]]
PICTURES = [icon for icon in MANIFEST["icons"] + OFFERED if icon["type"] == "image/png"]
MASKABLE = [icon for icon in PICTURES if "maskable" in icon["purpose"]]
# Sky, ground and shadow of static/icons/app.svg are a dark blue; the hat and the signs are not.
DARKEST_OF_A_SIGN = 64


def name(icon) -> str:
    return icon["src"].rpartition("/")[2]


@pytest.mark.parametrize("icon", PICTURES, ids=name)
def test_an_icon_is_square_and_as_large_as_the_manifest_says(icon) -> None:
    with Image.open(STATIC / icon["src"]) as picture:
        assert picture.format == "PNG"
        assert "{}x{}".format(*picture.size) == icon["sizes"]
        assert picture.width == picture.height


def test_a_phone_finds_the_sizes_it_asks_for() -> None:
    sizes = {icon["sizes"] for icon in MANIFEST["icons"] if icon["purpose"] == "any"}
    assert {"192x192", "512x512"} <= sizes
    assert [icon["sizes"] for icon in MASKABLE if icon in MANIFEST["icons"]] == ["512x512"]


@pytest.mark.parametrize("icon", MASKABLE, ids=name)
def test_a_phone_may_cut_a_maskable_icon_to_a_circle_of_80_percent(icon) -> None:
    """Outside of it, and in its corners, there is nothing but background, and no hole."""
    with Image.open(STATIC / icon["src"]) as picture:
        assert picture.mode == "RGB", "nothing shines through"
        half, seen = picture.width / 2, picture.load()
        outside = {
            seen[x, y]
            for x, y in product(range(picture.width), repeat=2)
            if math.hypot(x + 0.5 - half, y + 0.5 - half) > 0.8 * half
        }
    assert max(red for red, _green, _blue in outside) < DARKEST_OF_A_SIGN
    assert all(blue > red for red, _green, blue in outside)


@pytest.mark.parametrize("shortcut", MANIFEST["shortcuts"], ids=lambda one: one["name"])
def test_a_shortcut_leads_a_signed_in_person_to_a_page_of_their_child(as_person, shortcut) -> None:
    reply = as_person("ben").get(shortcut["url"], follow_redirects=True)
    assert reply.status_code == 200
    assert "Nora" in reply.text


def test_a_page_names_the_manifest_and_a_colour_for_light_and_for_dark(as_person, family) -> None:
    head = as_person("ada").get(f"/children/{family.nora}/today").text.partition("</head>")[0]
    colours = dict(
        re.findall(
            r'<meta name="theme-color" media="\(prefers-color-scheme: (\w+)\)" content="(#\w{6})">',
            head,
        )
    )
    assert set(colours) == {"light", "dark"}
    assert colours["light"] != colours["dark"]
    assert re.search(r'<link rel="manifest" href="/s/\w+/manifest\.webmanifest">', head)
    assert MANIFEST["shortcuts"][2]["name"] == "Infusion day"
