"""Days in hospital on a page: counted by the calendar, until the page was made."""

from datetime import date
from zoneinfo import ZoneInfo

from journal.care.stays import days_in
from journal.summary.page import Page


def made_on(page: Page) -> date:
    """Return the child's date when the page was made."""
    return page.made_at.astimezone(ZoneInfo(page.period.zone)).date()


def days_in_hospital(page: Page) -> int:
    """Return on how many days of the period the child was in hospital for a part of the day."""
    stays = ((each.admitted_on, each.discharged_on) for each in page.stays)
    return days_in(stays, page.period.from_on, page.period.to_on, today=made_on(page))
