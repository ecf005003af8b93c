"""A text as a QR code, to be photographed from a screen or a sheet of paper."""

import segno

from journal.summary.chart import Svg


def qr_code(text: str) -> Svg:
    """Return it as a drawing, dark on light in either look; level M, as SMART Health Links ask."""
    code = segno.make(text, error="m", micro=False, boost_error=False)
    looks = {"dark": "#000", "light": "#fff", "border": 4, "omitsize": True}
    return Svg(code.svg_inline(svgclass="qr", lineclass=None, **looks))
