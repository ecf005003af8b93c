"""Reads static/css/tokens.css: raw values by name, in light and in dark."""

import re

from tests.web.colour import Rgb, from_oklch
from tests.web.strict import ROOT

TOKENS = (ROOT / "static/css/tokens.css").read_text("utf-8")
_LIGHT, _DARK = TOKENS.split("@media (prefers-color-scheme: dark)")
_CHILD = re.compile(r"\.child--(\w+) \{ --child-h: ([\d.]+); --child-c: ([\d.]+); \}")


def raw(scheme: str) -> dict[str, str]:
    """Return the raw values that hold in "light" or "dark"."""
    values = dict(re.findall(r"--raw-([\w-]+): ([^;]+);", _LIGHT))
    if scheme == "dark":
        values |= re.findall(r"--raw-([\w-]+): ([^;]+);", _DARK)
    return values


def colour(scheme: str, name: str) -> Rgb:
    """Return one raw colour: "ink", "straw-wash" …"""
    lightness, chroma, hue = raw(scheme)[name].split()
    return from_oklch(float(lightness.rstrip("%")) / 100, float(chroma), float(hue))


def child_colours(scheme: str) -> dict[str, dict[str, Rgb]]:
    """Return band, wash and text of every colour a child can have, and of no child ("")."""
    values = raw(scheme)
    light = {
        part: float(values[f"child-{part}"].rstrip("%")) / 100 for part in ("l", "wash-l", "text-l")
    }
    return {
        name: {
            "band": from_oklch(light["l"], float(chroma), float(hue)),
            "wash": from_oklch(light["wash-l"], float(values["child-wash-c"]), float(hue)),
            "text": from_oklch(light["text-l"], float(chroma), float(hue)),
        }
        for name, hue, chroma in [*_CHILD.findall(TOKENS), ("", "240", "0.09")]
    }
