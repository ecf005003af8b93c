"""Lighthouse on Today, signed in, for `make bench`: the median of five runs, on a slow phone.

    python -m scripts.bench_lighthouse

It comes from npm, pinned in tests/lighthouse/, and needs node and Chromium with windows.
"""

import json
import os
import shutil
import statistics
import subprocess
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

from scripts.bench_phone import demo, new_phone, signed_in
from tests.support.browser import ARGUMENTS, launched

TOOLS = Path(__file__).resolve().parent.parent / "tests" / "lighthouse"
RUNS = 5
PATIENCE = 300
WHAT = ("performance", "accessibility", "best-practices")


def measure(folder: Path) -> dict[str, float] | None:
    """Return the median score of each of WHAT, of 100; None where there is no npm or no Chromium.

    Raises CalledProcessError when npm cannot fetch it or Lighthouse fails.
    """
    chromium = shutil.which("chromium")
    if not chromium or not shutil.which("npm"):
        return None
    install()
    with demo(folder) as (url, form):
        with sync_playwright() as tool, launched(tool) as browser:
            today, state = signed_in(new_phone(browser), url, form)
        header = "; ".join(f"{one['name']}={one['value']}" for one in state["cookies"])
        found = [scores(today, header, chromium, folder / "report.json") for _ in range(RUNS)]
    return {name: statistics.median(each[name] for each in found) for name in WHAT}


def install() -> None:
    """Fetch what tests/lighthouse/package-lock.json pins, once."""
    if not (TOOLS / "node_modules").exists():
        subprocess.run(["npm", "ci", "--silent"], cwd=TOOLS, check=True, timeout=PATIENCE)


def scores(today: str, cookies: str, chromium: str, report: Path) -> dict[str, float]:
    """One run on Today. Raises AssertionError when another page came instead."""
    flags = ["--headless=new", "--no-sandbox", *ARGUMENTS]
    subprocess.run(
        [
            "node",
            str(TOOLS / "node_modules" / "lighthouse" / "cli" / "index.js"),
            today,
            "--quiet",
            "--output=json",
            f"--output-path={report}",
            f"--only-categories={','.join(WHAT)}",
            f"--extra-headers={json.dumps({'Cookie': cookies})}",
            f"--chrome-flags={' '.join(flag for flag in flags if ' ' not in flag)}",
        ],
        env={**os.environ, "CHROME_PATH": chromium},
        check=True,
        timeout=PATIENCE,
    )
    told = json.loads(report.read_text("utf-8"))
    assert told["finalDisplayedUrl"] == today, told["finalDisplayedUrl"]
    return {name: told["categories"][name]["score"] * 100 for name in WHAT}


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as temporary:
        print(json.dumps(measure(Path(temporary) / "data"), indent=2))
