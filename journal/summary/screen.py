"""The page for the screen: the same words and drawings as on paper, and a scale under them."""

from dataclasses import dataclass

from flask_babel import force_locale

from journal.summary import chart
from journal.summary.chart import Svg
from journal.summary.lanes import axis_of
from journal.summary.page import Page
from journal.summary.sheet import Sheet, sheet


@dataclass(frozen=True, slots=True, kw_only=True)
class Screen:
    """What templates/summary/page.html needs beside the page itself; each lane has its drawing."""

    sheet: Sheet
    scale: Svg


def screen(page: Page, language: str) -> Screen:
    """Return the page in words and drawings for the screen."""
    axis = axis_of(page)
    with force_locale(language):
        said = sheet(page, language)
    labels = [(share * axis.width, label) for share, label in said.ticks]
    return Screen(sheet=said, scale=chart.scale(axis, labels))
