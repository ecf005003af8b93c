#!/usr/bin/env python3
"""Draw static/icons/*.png from app.svg with Chromium; run it when the drawing changes.

python scripts/draw_app_icons.py
"""

import os
import re
from pathlib import Path

from playwright.sync_api import sync_playwright

ICONS = Path(__file__).resolve().parent.parent / "static/icons"

# name, size, part of the size the drawing takes (a maskable icon is cut to a circle of 80 %)
SIZES = [
    ("app-192.png", 192, 1.0),
    ("app-512.png", 512, 1.0),
    ("app-maskable-512.png", 512, 0.86),
    ("apple-touch-180.png", 180, 1.0),
]
# What the icon offers when it is held: a sign of icons.svg each, within the circle that may be cut.
SHORTCUTS = ("medicine", "symptom", "infusion", "note")
SHORTCUT = """<style>body{{margin:0;background:#1b5578;color:#fff}}
svg{{display:block;inline-size:48px;block-size:48px;margin:24px}}</style>{svg}"""
# The ground goes on beside the drawing from where the drawing's own ends.
GROUND = 404 / 512
PAGE = """<style>body{{margin:0;background:linear-gradient(#1b5578 {ground}px,#143f5a {ground}px)}}
svg{{display:block;inline-size:{inner}px;block-size:{inner}px;margin:{margin}px;overflow:visible}}</style>{svg}"""


def main() -> None:
    svg = (ICONS / "app.svg").read_text("utf-8")
    with sync_playwright() as tool:
        browser = tool.chromium.launch(
            executable_path=os.environ.get("CHROMIUM", "/usr/bin/chromium"), chromium_sandbox=False
        )
        for name, size, part in SIZES:
            page = browser.new_page(viewport={"width": size, "height": size})
            inner = round(size * part)
            margin = (size - inner) // 2
            ground = margin + round(inner * GROUND)
            page.set_content(PAGE.format(inner=inner, margin=margin, ground=ground, svg=svg))
            page.screenshot(path=ICONS / name)
            page.close()
        signs = (ICONS / "icons.svg").read_text("utf-8")
        for name in SHORTCUTS:
            page = browser.new_page(viewport={"width": 96, "height": 96})
            page.set_content(SHORTCUT.format(svg=_sign(signs, name)))
            page.screenshot(path=ICONS / f"shortcut-{name}-96.png")
            page.close()
        browser.close()


def _sign(signs: str, name: str) -> str:
    """One symbol of the file as a drawing of its own."""
    found = re.search(rf'<symbol id="{name}"([^>]*)>(.*?)</symbol>', signs, re.DOTALL)
    assert found, name
    return f"<svg{found[1]}>{found[2]}</svg>"


if __name__ == "__main__":
    main()
