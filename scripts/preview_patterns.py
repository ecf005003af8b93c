#!/usr/bin/env python3
"""Render the templates without the app, photograph them and ask axe.

    python scripts/preview_patterns.py OUT      pages, pictures and axe's findings into OUT
    python scripts/preview_patterns.py OUT patterns today      only these pages

Needs the development requirements and a Chromium (CHROMIUM names another than /usr/bin/chromium).
Exits 1 when axe finds something, a page scrolls sideways or a target is too small.
"""

import functools
import http.server
import os
import shutil
import sys
import threading
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, ConsoleMessage, Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from journal.web.stylesheet import stylesheet
from tests.web.look import PAGES
from tests.web.strict import environment

# name, colour scheme, size of text, width
LOOKS = [
    ("light", "light", 100, 390),
    ("dark", "dark", 100, 390),
    ("large", "light", 200, 390),
    ("narrow", "dark", 200, 320),
]
AXE = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


def main(out: Path, names: list[str]) -> int:
    write_site(out)
    handler = functools.partial(Quiet, directory=str(out))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    with sync_playwright() as tool:
        browser = tool.chromium.launch(
            executable_path=os.environ.get("CHROMIUM", "/usr/bin/chromium"),
            chromium_sandbox=False,
            args=["--disable-quic", "--no-first-run", "--disable-background-networking"],
        )
        address = f"http://127.0.0.1:{server.server_port}"
        faults = [fault for name in names or PAGES for fault in review(browser, address, name, out)]
        browser.close()
    server.shutdown()
    print("\n".join(faults) or "nothing found")
    return 1 if faults else 0


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *args: object) -> None:
        pass


def write_site(out: Path) -> None:
    out.mkdir(parents=True, exist_ok=True)
    shutil.copytree(ROOT / "static", out / "static", dirs_exist_ok=True)
    (out / "static/css/sunhat.css").write_text(stylesheet(ROOT / "static/css"), "utf-8")
    pages = environment()
    for name, (template, context) in PAGES.items():
        (out / f"{name}.html").write_text(pages.get_template(template).render(context), "utf-8")


def review(browser: Browser, address: str, name: str, out: Path) -> list[str]:
    faults: list[str] = []

    def heard(said: ConsoleMessage) -> None:
        if said.type == "error":
            faults.append(f"{name}: {said.text}")

    for look, scheme, size, width in LOOKS:
        page = browser.new_page(
            viewport={"width": width, "height": 844}, color_scheme=scheme, device_scale_factor=1.5
        )
        page.on("console", heard)
        page.goto(f"{address}/{name}.html", wait_until="networkidle")
        if size != 100:
            page.evaluate(
                "size => { document.documentElement.style.fontSize = size }", f"{17 * size / 100}px"
            )
        page.screenshot(path=out / f"{name}-{look}.png")
        page.screenshot(path=out / f"{name}-{look}-full.png", full_page=True)
        faults += [f"{name} {look}: {fault}" for fault in measure(page)]
        page.close()
    return faults


def measure(page: Page) -> list[str]:
    found = [
        f"{one['id']}: {node['html'][:140]} {node['any'][0]['message'] if node['any'] else ''}"
        for one in Axe().run(page, options=AXE).response["violations"]
        for node in one["nodes"]
    ]
    if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
        found.append("scrolls sideways")
    found += [f"smaller than 48 px: {one}" for one in page.evaluate(SMALL)]
    return found


# Targets: what is tapped, with the label around it. Links within a sentence are text.
SMALL = """() => [...document.querySelectorAll('a, button, summary, select, input, textarea')]
  .filter(one => one.checkVisibility())
  .filter(one => !one.matches('.skip-link, .banner__list a, .entry__title, [type=hidden]'))
  .map(one => one.closest('label.choice, label.scale__step') ?? one)
  .filter(one => Math.min(one.offsetWidth, one.offsetHeight) < 48)
  .map(one => one.outerHTML.slice(0, 120))"""


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    sys.exit(main(Path(sys.argv[1]), sys.argv[2:]))
