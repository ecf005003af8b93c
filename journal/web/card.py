"""The emergency card, which is the admission sheet too: on a screen, without signal, on paper.

One page for the ward, the school nurse and the emergency department: who, allergies, lines, what
to do, steroids, medicines with their last dose, whom to call, then what was infused, found and
vaccinated last. Everything as the family typed it or the laboratory printed it.
"""

import uuid
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from flask import Blueprint, Response, make_response, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale, ngettext
from flask_babel import gettext as _
from sqlmodel import Session

from journal.clock import now
from journal.plans.children import team_of
from journal.plans.decided import decided
from journal.plans.reviewing import after_stay
from journal.plans.standing import Standing, State, standings
from journal.records.children import Child
from journal.records.planned import plans_of
from journal.records.restored import waiting_for
from journal.records.weights import last_weight
from journal.summary.pdf import PdfFailed, render_card
from journal.summary.sheet import no_weight, not_watched
from journal.web.after_stay import waiting_text
from journal.web.card_paper import sheets_of
from journal.web.card_parts import TEAM, Part, parts_of, shortened
from journal.web.card_steroids import steroid_lines
from journal.web.extensions import gathering, reading
from journal.web.frame import child_or_404, page
from journal.web.last_doses import last_doses, last_words
from journal.web.medicine_words import shown
from journal.web.signed_in import require_person
from journal.web.summary import read_paper
from journal.words import amount_text, day_text, moment_text

bp = Blueprint("card", __name__)
bp.before_request(require_person)

GIVEN_NOW = (State.RUNNING, State.PAUSED)


@bp.get("/children/<uuid:child_id>/card")
def show(child_id: uuid.UUID) -> ResponseReturnValue:
    """The card, to be shown or printed."""
    with reading() as (session, actor):
        child = child_or_404(session, actor, child_id)
        context = card_of(session, child, now()) | {
            "papers": {
                paper: url_for("card.pdf", child_id=child_id, paper=paper)
                for paper in ("a4", "letter")
            },
            "failed": request.args.get("failed") == "1",
        }
        return page(session, actor, child, "children/card.html", **context)


@bp.get("/children/<uuid:child_id>/card.pdf")
def pdf(child_id: uuid.UUID) -> ResponseReturnValue:
    """The same on one page of A4 or Letter; when it cannot be made, the screen says so."""
    moment, paper = now(), read_paper()
    with gathering() as (session, actor):
        child = child_or_404(session, actor, child_id)
        name = child.name
        said = card_of(session, child, moment)
    try:
        body = render_card(sheets_of(said, name, str(get_locale() or "en")), paper=paper)
    except PdfFailed:
        url = url_for("card.show", child_id=child_id, failed=1)
        return Response(status=303, headers={"Location": url})
    response = make_response(body)
    response.mimetype = "application/pdf"
    response.headers["Content-Disposition"] = 'inline; filename="sunhat-card.pdf"'
    return response


def card_of(session: Session, child: Child, moment: datetime) -> dict[str, Any]:
    """The context of templates/children/card.html: everything as the family typed it."""
    zone = ZoneInfo(child.zone)
    parts = parts_of(session, child, moment)
    found, last = standings(session, child, now=moment), last_doses(session, child)
    today = moment.astimezone(zone).date()
    plans = plans_of(session, [one.medicine.id for one in found])
    rows = {one.medicine.id: shown(one, today=today) for one in found}
    after = after_stay(session, child, list(rows), now=moment)
    said = {
        one.medicine: one
        for one in decided(session, child)
        if after and one.stay == after.stay.entry_id
    }
    unseen = {
        one.medicine.id: waiting_text(after, one.medicine, said.get(one.medicine.id))
        for one in found
    }
    in_words = [
        (one, plans[one.medicine.id], _dose_words(rows[one.medicine.id], unseen[one.medicine.id]))
        for one in found
    ]
    return {
        "who": _who(session, child, moment),
        "plan": child.emergency_plan,
        "telephone": child.emergency_phone,
        "not_watched": not_watched(child.emergency_phone or None),
        "steroids": steroid_lines(in_words, last, zone, today),
        "steroid_plan": child.steroid_plan,
        "medicines": [
            rows[one.medicine.id]
            | {"last": last_words(one.medicine, last, zone), "unseen": unseen[one.medicine.id]}
            for one in found
            if _is_given(one)
        ],
        "unsure": _unsure(session, child),
        "team": [
            {"name": one.name, "part": one.part, "telephone": one.telephone}
            for one in team_of(session, child.id)
        ],
        "parts": parts,
        "lists": [_list(part) for part in parts if part.key != TEAM and part.lines],
        "insurance": child.insurance,
        "made": _("as of %(moment)s", moment=moment_text(moment, zone)),
    }


def _dose_words(row: dict[str, Any], unseen: str | None) -> str:
    """What the plan says; and that it may be another since a discharge (H37)."""
    dose = f"{row['amount']}, {row['rhythm']}"
    return f"{dose} ({unseen.rstrip('.')})" if unseen else dose


def _who(session: Session, child: Child, moment: datetime) -> list[tuple[str, str]]:
    on, born = moment.astimezone(ZoneInfo(child.zone)).date(), child.born_on
    years = on.year - born.year - ((on.month, on.day) < (born.month, born.day))
    age = ngettext("%(num)s year old", "%(num)s years old", years)
    return [
        (_("Name"), child.name),
        (_("Born"), f"{day_text(born)} ({age})"),
        (_("Weight"), _weight(session, child, moment)),
        (_("Diagnosis"), child.diagnosis),
        (_("Allergies"), child.allergies),
        (_("Lines and ports"), child.lines),
    ]


def _weight(session: Session, child: Child, moment: datetime) -> str:
    """The last weight and its day: a ward reckons by it. Its absence is said (H24)."""
    found = last_weight(session, child.id, before=moment)
    if found is None:
        return no_weight()
    on = day_text(found.at.astimezone(ZoneInfo(child.zone)).date())
    return f"{amount_text(found.value, found.unit)} ({on})"


def _is_given(one: Standing) -> bool:
    """What is given now or paused."""
    return one.state in GIVEN_NOW


def _list(part: Part) -> dict[str, Any]:
    lines, more = shortened(part, 0)
    return {"heading": part.heading, "lines": lines, "more": more}


def _unsure(session: Session, child: Child) -> str:
    """That the last doses may be others: the journal came back from a backup (H35)."""
    waits = waiting_for(session, child.household_id)
    if waits is None:
        return ""
    at = moment_text(waits.made_at, ZoneInfo(child.zone))
    return _("Doses after %(at)s may be missing here: the journal came back from a backup.", at=at)
