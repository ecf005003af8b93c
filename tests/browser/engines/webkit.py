"""WebKitGTK, driven by Selenium: as near as Debian comes to the engine of an iPhone.

It has no push, no Background Sync and no `navigator.storage.persist`, and it cannot be told to be
without signal: here the line is cut.
"""

import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from selenium.common.exceptions import WebDriverException
from selenium.webdriver import WebKitGTK, WebKitGTKOptions
from selenium.webdriver.common.by import By
from selenium.webdriver.webkitgtk.service import Service

from tests.browser.home import KEPT_ROWS
from tests.support.browser import PATIENCE
from tests.support.missing import Missing

BROWSERS = "webkit2gtk-4.*/MiniBrowser"
LIBRARIES = Path("/usr/lib")


@dataclass
class Phone:
    """One window, with storage of its own that goes with it."""

    driver: WebKitGTK

    def open(self, address: str) -> None:
        """Go there, though the present page may just be loading again with news."""
        self._until(lambda: self.driver.get(address) is None, address)

    def until(self, said: str, *given: object) -> Any:
        """Ask until this expression is true and return what it says; a page on its way is asked
        again."""
        script = f"const given = arguments; return {said};"
        return self._until(lambda: self.driver.execute_script(script, *given), said)

    def shows(self, place: str, words: str) -> None:
        """Wait until these words stand at this place of the page."""
        self.until("document.querySelector(given[0])?.innerText.includes(given[1])", place, words)

    def fill(self, place: str, words: str) -> None:
        """Type into a field that is there."""
        self._found(By.CSS_SELECTOR, place).send_keys(words)

    def tap(self, words: str) -> None:
        """Tap the first button with these words, once the scripts of the page stand behind it."""
        self.until("document.documentElement.classList.contains('is-started')")
        self._found(By.XPATH, f"//button[contains(., '{words}')]").click()

    def kept(self, store: str) -> list[dict[str, Any]]:
        """What this phone keeps there, of whoever is signed in."""
        (rows,) = self.until(f"({KEPT_ROWS})(given[0]).then((rows) => [rows])", store)
        return list(rows)

    def _found(self, how: str, place: str) -> Any:
        return self._until(lambda: self.driver.find_element(how, place), place)

    def _until(self, what: Any, said: str) -> Any:
        deadline = time.monotonic() + PATIENCE
        why: object = None
        while time.monotonic() < deadline:
            try:
                if found := what():
                    return found
            except WebDriverException as error:
                why = error
            time.sleep(0.1)
        raise AssertionError(f"{said} did not come true: {why}")


@contextmanager
def launched() -> Iterator[Phone]:
    """Start it and close it after. Raises Missing when it is not installed."""
    path = shutil.which("WebKitWebDriver")
    browser = next(LIBRARIES.glob(f"*/{BROWSERS}"), None)
    if not path or not browser:
        raise Missing("WebKit is missing (on Debian: apt install webkit2gtk-driver).")
    options = WebKitGTKOptions()
    options.binary_location = str(browser)
    options.add_argument("--automation")
    with screen() as display:
        service = Service(path, env={**os.environ, "DISPLAY": display})
        driver = WebKitGTK(options=options, service=service)
        # A page that gives way to another one never answers what it was asked.
        driver.set_script_timeout(5)
        try:
            yield Phone(driver)
        finally:
            driver.quit()


@contextmanager
def screen() -> Iterator[str]:
    """A screen that nobody looks at; its name. Raises Missing when there is no Xvfb."""
    path = shutil.which("Xvfb")
    if not path:
        raise Missing("A screen for WebKit is missing (on Debian: apt install xvfb).")
    command = [path, "-displayfd", "1", "-nolisten", "tcp", "-screen", "0", "800x1000x24"]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as server:
        try:
            assert server.stdout is not None
            yield f":{server.stdout.readline().strip()}"
        finally:
            server.terminate()
