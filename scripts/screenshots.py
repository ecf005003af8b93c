#!/usr/bin/env python3
"""Photograph the made-up family for the README: Today on a phone, and the printed page.

    .venv/bin/python scripts/screenshots.py          into docs/images/
    .venv/bin/python scripts/screenshots.py OUT      elsewhere

The demo is loaded and served in a folder of its own, as of last Tuesday evening, when a weekly
medicine is due. Needs the development requirements, Chromium and poppler. Exits 1 with a sentence
when something is missing or a picture is too large.
"""

import json
import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Literal
from zoneinfo import ZoneInfo

from playwright.sync_api import BrowserContext, Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.support.browser import PHONE, launched
from tests.support.missing import Missing

LOOKS: tuple[tuple[str, Literal["light", "dark"]], ...] = (
    ("today", "light"),
    ("today-dark", "dark"),
)
TUESDAY = 1
DAYS = 90
LARGEST = 300_000
PATIENCE_SECONDS = 300
DOTS_PER_INCH = 100

# The one caller of the clock is moved to the evening before anything else has taken `now` from it.
AS_OF = """
import sys, datetime, journal.clock as clock
shift = datetime.datetime.fromisoformat(sys.argv.pop(1)) - datetime.datetime.now(datetime.UTC)
clock.now = lambda: datetime.datetime.now(datetime.UTC) + shift
from flask.cli import main
main()
"""


def last_tuesday() -> datetime:
    """Five to six in the evening in New York, on the last Tuesday that is over.

    Not ahead: the scheduler of the reminders keeps the clock of the machine and would wait for it.
    """
    today = datetime.now(ZoneInfo("America/New_York"))
    evening = today.replace(hour=17, minute=55, second=0, microsecond=0)
    return evening - timedelta(days=(today.weekday() - TUESDAY) % 7 or 7)


EVENING = last_tuesday()


class Failed(Exception):
    """No pictures; the sentence says why."""


def main(out: Path) -> int:
    """Write the pictures into `out`; return the exit code."""
    out.mkdir(parents=True, exist_ok=True)
    try:
        with tempfile.TemporaryDirectory() as data, served(Path(data)) as (address, demo):
            for path in take(address, demo, out, Path(data)):
                print(f"{path}: {path.stat().st_size // 1000} KB")
                if path.stat().st_size > LARGEST:
                    raise Failed(f"{path.name} is larger than {LARGEST // 1000} KB.")
    except (Failed, Missing) as error:
        print(error, file=sys.stderr)
        return 1
    return 0


@contextmanager
def served(data: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """Load the demo into `data` and serve it; yield the address and what `demo --json` says."""
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    ours = {name: value for name, value in os.environ.items() if not name.startswith("JOURNAL_")}
    environment = {**ours, "JOURNAL_DATA": str(data), "JOURNAL_LISTEN": f"127.0.0.1:{port}"}
    demo = json.loads(run(journal("demo", "--json"), environment).splitlines()[-1])
    with (data / "server.log").open("w") as log:
        server = subprocess.Popen(
            journal("serve"), cwd=ROOT, env=environment, stdout=log, stderr=subprocess.STDOUT
        )
        try:
            wait_for(f"{address}/healthz", server, data / "server.log")
            yield address, demo
        finally:
            server.terminate()
            server.wait(10)


def journal(*words: str) -> list[str]:
    """The command line of one of Sunhat's commands, in that evening."""
    python = [sys.executable, "-c", AS_OF, EVENING.isoformat()]
    return [*python, "--app", "wsgi", "journal", *words]


def run(command: list[str], environment: dict[str, str] | None = None) -> str:
    """Run a command and return what it printed. Raises Failed with the end of its complaint."""
    try:
        done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)
    except FileNotFoundError as error:
        raise Failed(f"{command[0]} is not installed.") from error
    if done.returncode:
        raise Failed((done.stderr.strip() or done.stdout.strip() or "no word")[-2000:])
    return done.stdout


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def wait_for(url: str, server: subprocess.Popen[bytes], log: Path) -> None:
    """Wait until the journal answers and its reminders run: the page says so when they do not."""
    ends = time.monotonic() + PATIENCE_SECONDS
    while server.poll() is None and time.monotonic() < ends:
        try:
            urllib.request.urlopen(url, timeout=5).close()
            return
        except (urllib.error.URLError, OSError):
            time.sleep(0.3)
    raise Failed(f"The journal does not answer well at {url}:\n{log.read_text()[-2000:]}")


def take(address: str, demo: dict[str, Any], out: Path, scratch: Path) -> Iterator[Path]:
    """Take the pictures, signed in as the owner; yield each file."""
    child = demo["children"][0]["id"]
    with sync_playwright() as tool, launched(tool) as browser:
        for name, scheme in LOOKS:
            context = browser.new_context(**PHONE, color_scheme=scheme)
            page = context.new_page()
            page.clock.install(time=EVENING)  # pages say how old they are
            sign_in(page, address, demo["accounts"][0])
            today = page.goto(f"{address}/children/{child}/today", wait_until="networkidle")
            if today is None or not today.ok:
                raise Failed(f"Today answers {today and today.status}.")
            page.screenshot(path=out / f"{name}.png")
            yield out / f"{name}.png"
        yield printed(context, f"{address}/api/v1/children/{child}/summary.pdf", out, scratch)


def sign_in(page: Page, address: str, account: dict[str, str]) -> None:
    """Sign in as this account. Raises Failed when the journal does not let it in."""
    page.goto(f"{address}/sign-in")
    page.fill("[name=email]", account["email"])
    page.fill("[name=passphrase]", account["password"])
    page.click("main button[type=submit], form button[type=submit]")
    if "/sign-in" in page.url:
        raise Failed(f"{account['email']} cannot sign in.")


def printed(context: BrowserContext, url: str, out: Path, scratch: Path) -> Path:
    """Fetch the PDF of the last days and return the picture of its first page."""
    to_on = EVENING.date()
    days = {"from": (to_on - timedelta(days=DAYS - 1)).isoformat(), "to": to_on.isoformat()}
    reply = context.request.get(url, params={**days, "paper": "a4"})
    if not reply.ok:
        raise Failed(f"{url} answers {reply.status}.")
    pdf = scratch / "visit-page.pdf"
    pdf.write_bytes(reply.body())
    size = ["-r", str(DOTS_PER_INCH), "-f", "1", "-l", "1"]
    run(["pdftoppm", "-png", "-gray", "-singlefile", *size, str(pdf), str(out / "visit-page")])
    return out / "visit-page.png"


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "docs" / "images"))
