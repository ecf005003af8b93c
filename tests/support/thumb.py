"""A tired thumb on a phone: it taps what it can see and reach, and every tap and letter is counted.

The seconds are estimated, not measured, so that a slow machine changes nothing: the keystroke-level
model of Card, Moran and Newell (1980), with a thumb's pointing for the mouse's and typing on glass
for keys.
"""

import re
from dataclasses import dataclass

from playwright.sync_api import Locator, Page, expect

LEAST_TARGET = 44  # CSS px
POINT = 1.1
TYPE_A_LETTER = 0.5
THINK = 1.35
ANSWER = 1.0  # the server and the page

REACH = """element => {
  const box = element.getBoundingClientRect();
  const x = box.left + box.width / 2, y = box.top + box.height / 2;
  const hit = document.elementFromPoint(x, y);
  const near = hit && (element === hit || element.contains(hit) || hit.contains(element)
    || (element.labels && [...element.labels].some(l => l.contains(hit))));
  return {width: box.width, height: box.height, free: Boolean(near)};
}"""


@dataclass
class Effort:
    """What it took so far."""

    taps: int = 0
    letters: int = 0
    pages: int = 0

    @property
    def seconds(self) -> float:
        """By the keystroke-level model: a thought and a tap each time, letters, waiting."""
        return self.taps * (POINT + THINK) + self.letters * TYPE_A_LETTER + self.pages * ANSWER


class Thumb:
    """Taps and types on one page; fails where a thumb would."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.effort = Effort()
        page.on("framenavigated", self._turned)

    def press(self, name: str) -> None:
        """Press a button or follow a link, named by its first words."""
        pattern = re.compile("^\\s*" + re.escape(name))
        button = self.page.get_by_role("button", name=pattern)
        link = self.page.get_by_role("link", name=pattern)
        # The page that has it may be on its way still.
        expect(button.or_(link).first).to_be_visible()
        self._tap((button if button.count() else link).first)

    def choose(self, label: str, within: str = "main") -> None:
        """Tap the tile with this label."""
        found = self.page.locator(within).locator(
            "label:visible", has_text=re.compile("^\\s*" + re.escape(label))
        )
        self._tap(found.first)

    def open(self, title: str) -> None:
        """Open a fold."""
        self._tap(self.page.locator("summary", has_text=title).first)

    def write(self, label: str, text: str) -> None:
        """Tap a field and type."""
        field = (
            self.page.get_by_label(re.compile("^\\s*" + re.escape(label)))
            .locator("visible=true")
            .first
        )
        self._tap(field)
        field.fill(text)
        self.effort.letters += len(text)

    def pick(self, label: str, option: str) -> None:
        """Choose what begins with `option` from a list: two taps."""
        field = (
            self.page.get_by_label(re.compile("^\\s*" + re.escape(label)))
            .locator("visible=true")
            .first
        )
        self._tap(field)
        found = [
            text for text in field.locator("option").all_inner_texts() if text.startswith(option)
        ]
        assert found, f"{label} offers no {option}"
        field.select_option(label=found[0])
        self.effort.taps += 1

    def _tap(self, target: Locator) -> None:
        expect(target).to_be_visible()
        # A thumb scrolls what it wants to the middle, where the dock at the bottom covers nothing.
        target.evaluate("element => element.scrollIntoView({block: 'center'})")
        found = target.evaluate(REACH)
        assert found["free"], f"{target} lies under something at {self.page.url}"
        assert found["height"] >= LEAST_TARGET - 0.5, f"{target} is only {found['height']} px high"
        target.click()
        self.effort.taps += 1

    def _turned(self, frame: object) -> None:
        if frame == self.page.main_frame:
            self.effort.pages += 1
