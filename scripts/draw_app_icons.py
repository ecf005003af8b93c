#!/usr/bin/env python3
"""Draw static/icons/*.png from app.svg with Chromium; run it when the drawing changes.

python scripts/draw_app_icons.py
"""

import os
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
PAGE = """<style>body{{margin:0;background:linear-gradient(#1b5578 50%,#143f5a 50%)}}
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
            page.set_content(PAGE.format(inner=inner, margin=(size - inner) // 2, svg=svg))
            page.screenshot(path=ICONS / name)
            page.close()
        browser.close()


if __name__ == "__main__":
    main()
