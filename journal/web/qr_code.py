"""A text as a QR code, to be photographed from a screen or a sheet of paper."""

import io
from typing import Any

import segno

from journal.summary.chart import Svg

LOOKS: dict[str, Any] = {"dark": "#000", "light": "#fff", "border": 4, "omitsize": True}


def qr_code(text: str) -> Svg:
    """Return it as a drawing, dark on light in either look; level M, as SMART Health Links ask."""
    return Svg(_made(text).svg_inline(svgclass="qr", lineclass=None, **LOOKS))


def qr_file(text: str) -> Svg:
    """Return the same as a file of its own, for what sets paper in type."""
    into = io.BytesIO()
    _made(text).save(into, kind="svg", xmldecl=False, svgclass=None, lineclass=None, **LOOKS)
    return Svg(into.getvalue().decode())


def _made(text: str) -> segno.QRCode:
    return segno.make(text, error="m", micro=False, boost_error=False)
