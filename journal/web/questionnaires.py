"""Questionnaires that the household has a right to: brought in, answered, handed on as FHIR."""

import json
import uuid
from typing import Any
from zoneinfo import ZoneInfo

from flask import Blueprint, Response, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlmodel import Session
from werkzeug.exceptions import RequestEntityTooLarge

from journal.care.problems import N_, Problem, Refused
from journal.care.questionnaires import read_questionnaire
from journal.clock import now
from journal.entries.reading import Shown, timeline
from journal.exchange.fhir_responses import response_of, totals
from journal.plans.questionnaires import (
    bring_in,
    put_away,
    questionnaire_of,
    questionnaires_of,
)
from journal.records.access import Actor, Right, Stranger
from journal.records.children import Child
from journal.records.entries import Kind
from journal.web.entry_pages import entry_of
from journal.web.extensions import reading, writing
from journal.web.forms import Form
from journal.web.frame import child_or_404, page, toast
from journal.web.security import takes_files
from journal.web.signed_in import require_person
from journal.words import amount_text, day_text

bp = Blueprint("questionnaires", __name__, url_prefix="/children/<uuid:child_id>/questionnaires")
bp.before_request(require_person)

MOST_BYTES = 512 * 1024
LATELY = 20


@bp.get("")
def index(child_id: uuid.UUID) -> ResponseReturnValue:
    """Those that are offered, what was answered lately, and how one is brought in."""
    with reading() as (session, actor):
        child = child_or_404(session, actor, child_id, Right.LOOK)
        return _index(session, actor, child, Form())


@bp.post("")
@takes_files(MOST_BYTES + 64 * 1024)
def add(child_id: uuid.UUID) -> ResponseReturnValue:
    """Bring in a FHIR Questionnaire (R4) from a file."""
    try:
        form, file = Form.sent(), request.files.get("file")
    except RequestEntityTooLarge:
        form, file = Form(), None
    try:
        resource = _resource(file.stream.read(MOST_BYTES + 1) if file else b"")
        with writing() as (session, actor):
            child = child_or_404(session, actor, child_id, Right.PLAN)
            bring_in(session, actor, child, resource, licence=form.get("licence"), now=now())
    except Refused as refused:
        form.refuse(refused)
        with reading() as (session, actor):
            child = child_or_404(session, actor, child_id, Right.PLAN)
            return _index(session, actor, child, form), 422
    toast(_("The questionnaire is in your list"))
    return redirect(url_for("questionnaires.index", child_id=child_id), code=303)


@bp.post("/<uuid:questionnaire_id>/away")
def away(child_id: uuid.UUID, questionnaire_id: uuid.UUID) -> ResponseReturnValue:
    """Offer it no longer. What was answered stays."""
    with writing() as (session, actor):
        child = child_or_404(session, actor, child_id, Right.PLAN)
        put_away(session, actor, child, questionnaire_id, now=now())
    toast(_("Put away. What was answered stays in the journal."))
    return redirect(url_for("questionnaires.index", child_id=child_id), code=303)


@bp.get("/responses/<uuid:response_id>.json")
def response(child_id: uuid.UUID, response_id: uuid.UUID) -> ResponseReturnValue:
    """The answers as a FHIR QuestionnaireResponse (R4)."""
    with reading() as (session, actor):
        child = child_or_404(session, actor, child_id, Right.LOOK)
        shown = entry_of(session, actor, child_id, response_id, Right.LOOK)
        if shown.kind is not Kind.RESPONSE or shown.deleted:
            raise Stranger
        kept = questionnaire_of(session, child, uuid.UUID(shown.fields["questionnaire"]))
        found = response_of(
            read_questionnaire(kept.resource),
            shown.fields["answers"],
            authored=shown.at,
            zone=ZoneInfo(child.zone),
        )
    reply = Response(json.dumps(found, ensure_ascii=False), mimetype="application/fhir+json")
    reply.headers["Content-Disposition"] = 'attachment; filename="questionnaire-response.json"'
    return reply


def _resource(sent: bytes) -> Any:
    if len(sent) > MOST_BYTES:
        raise _refused(N_("The file is larger than 512 KB. Choose the questionnaire alone."))
    if not sent:
        raise _refused(N_("Choose the file of the questionnaire."))
    try:
        return json.loads(sent)
    except (ValueError, RecursionError):
        raise _refused(N_("This is no JSON. Choose the file of a FHIR Questionnaire.")) from None


def _refused(sentence: str) -> Refused:
    return Refused(Problem("questionnaire_invalid", "file", sentence))


def _index(session: Session, actor: Actor, child: Child, form: Form) -> str:
    lately, _older = timeline(session, child.id, kinds=[Kind.RESPONSE], limit=LATELY)
    zone = ZoneInfo(child.zone)
    return page(
        session,
        actor,
        child,
        "questionnaires/index.html",
        form=form,
        offered=[
            {
                "title": row.title,
                "version": row.version,
                "licence": row.licence,
                "answer_url": url_for(
                    "log.new", child_id=child.id, what="response", questionnaire=row.id
                ),
                "away_url": url_for(
                    "questionnaires.away", child_id=child.id, questionnaire_id=row.id
                ),
            }
            for row in questionnaires_of(session, child)
        ],
        answered=[_answered(session, child, shown, zone) for shown in lately],
        may_plan=actor.may(Right.PLAN, child.id),
        may_record=actor.may(Right.RECORD, child.id),
    )


def _answered(session: Session, child: Child, shown: Shown, zone: ZoneInfo) -> dict[str, Any]:
    kept = questionnaire_of(session, child, uuid.UUID(shown.fields["questionnaire"]))
    questions = read_questionnaire(kept.resource)
    names = {each.link: each.text for each in questions.all()}
    worked_out = totals(questions, shown.fields["answers"])
    said = [
        _("%(name)s: %(total)s", name=names[link], total=amount_text(total, ""))
        if total is not None
        else _("%(name)s: no number, an answer is missing or its rule says none", name=names[link])
        for link, total in worked_out.items()
    ]
    return {
        "what": kept.title,
        "when": day_text(shown.at.astimezone(zone).date()),
        "note": " · ".join(said),
        "url": url_for("entries.show", child_id=child.id, entry_id=shown.id),
        "fhir_url": url_for("questionnaires.response", child_id=child.id, response_id=shown.id),
    }
