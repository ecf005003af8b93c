"""Where the suggested tests come from: every template with its sources, as the file has it."""

import uuid

from flask import Blueprint
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from journal.care.knowledge import find_medicine, loinc_notice
from journal.care.knowledge.lab_templates import lab_templates, lab_templates_edition
from journal.clock import now
from journal.web.extensions import reading
from journal.web.frame import child_or_404, page, today_of
from journal.web.lab_template_rows import template_row
from journal.web.signed_in import require_person
from journal.words import day_text

bp = Blueprint("lab_sources", __name__, url_prefix="/children/<uuid:child_id>/lab-plans/sources")
bp.before_request(require_person)


@bp.get("")
def index(child_id: uuid.UUID) -> ResponseReturnValue:
    """Medicine by medicine: which tests, how often, who says so, and how sure that is."""
    edition = lab_templates_edition()
    with reading() as (session, actor):
        child = child_or_404(session, actor, child_id)
        today = today_of(child, now())
        groups: dict[str, list[dict[str, object]]] = {}
        for one in lab_templates():
            names = ", ".join(medicine_name(id_) for id_ in one.medicines)
            groups.setdefault(names, []).append(template_row(one, None, today, None))
        return page(
            session,
            actor,
            child,
            "labs/sources.html",
            groups=groups,
            version=edition.version,
            review_by=day_text(edition.review_by),
            is_over=edition.is_over(today),
            notice=loinc_notice(),
        )


def medicine_name(id_: str) -> str:
    """A medicine of the catalogue in words."""
    fact = find_medicine(id_)
    return _(fact.generic) if fact else id_.replace("_", " ")
