"""The page of a hospital stay as a phone keeps it: one for all, since one may begin on a phone."""

from flask_babel import gettext as _

from journal.plans.standing import standings
from journal.web.day import Day
from journal.web.drawn import ENTRY, STAY, TITLE, Part, entry_address, part
from journal.web.frame import page
from journal.web.stay_address import stay_address
from journal.web.stay_medicines import kept_rows
from journal.web.stay_shown import stay_frame


def kept_stays(day: Day) -> dict[str, Part]:
    """By `any`: the ways to the forms, and every medicine with its taps for after the discharge.

    Whether it was discharged only the phone may know, so it shows both.
    """
    child = day.child
    drawn = page(
        day.session,
        day.actor,
        child,
        "stays/show.html",
        tab="today",
        **stay_frame(child, STAY, may_record=day.may_record),
        title=TITLE,
        facts=[_("as this phone knows it")],
        is_over=False,
        medicines=kept_rows(
            child, day.after_stay, standings(day.session, child, now=day.now), now=day.now
        )
        if day.may_record
        else [],
        questions=[],
        to_come=[],
        days=[],
        here=stay_address(child.id, STAY),
        entry_url=entry_address("entries.show", child.id).replace(ENTRY, STAY),
    )
    return {"any": part(drawn)}
