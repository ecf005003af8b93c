"""What the API is told of a course's last day, and of an amount that is one of several."""

from datetime import date
from typing import Any

from journal.care.dates import read_date
from journal.care.problems import N_, Problem, Refused
from journal.care.rhythm import Once, read_rhythm
from journal.care.rhythm_amounts import own_amounts
from journal.records.medicines import DosePlan
from journal.web.plan_bodies import ChangeMedicine


def read_until(value: Any) -> date | None:
    """The last day as sent; None for a plan that goes on."""
    return None if value is None else read_date(value, "until")


def last_day(before: DosePlan, body: ChangeMedicine, first_on: date) -> date | None:
    """The last day of a changed plan: as sent, else that of the course it changes.

    A course whose amount or rhythm changes still ends; `"until": null` lets it go on.
    """
    if "until" in body.model_fields_set:
        return read_until(body.until)
    if before.taper_id is not None or isinstance(read_rhythm(before.rhythm), Once):
        return None
    return before.last_on if before.last_on and before.last_on >= first_on else None


def refuse_half_an_amount(before: DosePlan, body: ChangeMedicine) -> None:
    """Raise Refused rhythm_amounts: of two amounts in a plan, one number alone could be either."""
    if body.amount is None or body.rhythm is not None:
        return
    if own_amounts(read_rhythm(before.rhythm)):
        sentence = N_("This plan has more than one amount. Send its rhythm with all of them too.")
        raise Refused(Problem("rhythm_amounts", "rhythm", sentence))
