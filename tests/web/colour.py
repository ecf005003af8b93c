"""OKLCH to sRGB and WCAG contrast, for checking static/css/tokens.css by arithmetic.

Sources: B. Ottosson, "A perceptual color space for image processing" (2020); WCAG 2.2, relative
luminance and contrast ratio.
"""

import math

Rgb = tuple[float, float, float]


def from_oklch(lightness: float, chroma: float, hue: float) -> Rgb:
    """Return linear sRGB, cut to what a screen can show. Lightness 0 to 1, hue in degrees."""
    a, b = chroma * math.cos(math.radians(hue)), chroma * math.sin(math.radians(hue))
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    middle = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        _cut(4.0767416621 * long - 3.3077115913 * middle + 0.2309699292 * short),
        _cut(-1.2684380046 * long + 2.6097574011 * middle - 0.3413193965 * short),
        _cut(-0.0041960863 * long - 0.7034186147 * middle + 1.7076147010 * short),
    )


def contrast(one: Rgb, other: Rgb) -> float:
    """Return the contrast ratio of two colours, 1 to 21."""
    darker, lighter = sorted(_luminance(colour) for colour in (one, other))
    return (lighter + 0.05) / (darker + 0.05)


def as_hex(colour: Rgb) -> str:
    """Return "#rrggbb"."""
    return "#" + "".join(f"{round(255 * _encoded(part)):02x}" for part in colour)


def _luminance(colour: Rgb) -> float:
    red, green, blue = colour
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _encoded(part: float) -> float:
    return 12.92 * part if part <= 0.0031308 else 1.055 * part ** (1 / 2.4) - 0.055


def _cut(part: float) -> float:
    return min(1.0, max(0.0, part))
