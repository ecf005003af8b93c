"""Height and weight over time, on the growth chart that the family chose."""

import uuid
from datetime import timedelta
from zoneinfo import ZoneInfo

from flask import Blueprint
from flask.typing import ResponseReturnValue
from flask_babel import get_locale

from journal.care.knowledge.growth import growth_table
from journal.clock import now
from journal.records.access import Right
from journal.summary.growth import growth
from journal.summary.window import Window
from journal.web.extensions import reading
from journal.web.frame import child_or_404, page
from journal.web.signed_in import require_person
from journal.words import moment_text

bp = Blueprint("growth", __name__)
bp.before_request(require_person)

# As far back as the charts reach.
LONGEST = timedelta(days=20 * 366)


@bp.get("/children/<uuid:child_id>/growth")
def index(child_id: uuid.UUID) -> ResponseReturnValue:
    """Everything that was measured; the chart is a source's, what it means is for the team."""
    moment = now()
    with reading() as (session, actor):
        child = child_or_404(session, actor, child_id)
        zone = ZoneInfo(child.zone)
        today = moment.astimezone(zone).date()
        window = Window(from_on=max(child.born_on, today - LONGEST), to_on=today, zone=zone)
        table = growth_table("height", child.sex)
        return page(
            session,
            actor,
            child,
            "trends/growth.html",
            found=growth(session, child, window, language=str(get_locale() or "en")),
            chart=child.sex if table else "",
            source=table.source if table else None,
            may_plan=actor.may(Right.PLAN, child.id),
            made=moment_text(moment, zone),
        )
