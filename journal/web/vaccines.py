"""Ask about any vaccine: what speaks for waiting, and where that comes from. Never a clearance."""

import logging
import uuid
from datetime import date
from itertools import groupby
from typing import Any

from flask import Blueprint, abort, jsonify, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlmodel import Session

from journal.care import vaccines as rules_of
from journal.care.dates import read_date
from journal.care.folding import folded
from journal.care.knowledge import Vaccine, find_vaccine, vaccines
from journal.care.knowledge.facts import Confidence
from journal.care.knowledge.vaccine_rules import vaccine_rules
from journal.care.vaccine_facts import Answer, Hold, Lead
from journal.clock import now
from journal.plans.vaccine_ahead import with_plans
from journal.plans.vaccine_facts import vaccine_facts
from journal.records.access import Right
from journal.records.children import Child
from journal.web.asked import DATE, Asked, asks
from journal.web.extensions import reading
from journal.web.frame import child_or_404, page, today_of
from journal.web.signed_in import require_person
from journal.web.telephones import telephones
from journal.web.vaccine_said import answer_title, rule_row, said_text, source_rows, sure_text
from journal.web.vaccine_words import live_text
from journal.words import day_text

bp = Blueprint("vaccines", __name__)
ON = Asked("on", "The day that is asked about; today without.", DATE)
bp.before_request(require_person)


def answer_for(session: Session, child: Child, vaccine: Vaccine, *, on: date) -> Answer:
    """Return what speaks for waiting on a day, computed from the journal as it stands now (H26)."""
    today, rules = today_of(child, now()), vaccine_rules()
    try:
        facts = vaccine_facts(session, child, on=on, rules=rules)
        facts = with_plans(session, child, facts, rules, on)
    except Exception:  # one row that cannot be read is no reason for silence (H27)
        logging.getLogger(__name__).exception("what bears on %s cannot be read", vaccine.id)
        return rules_of.broken(vaccine, rules)
    return rules_of.answer(vaccine, facts, rules, on=on, today=today)


@bp.get("/children/<uuid:child_id>/vaccines/ask")
def ask(child_id: uuid.UUID) -> ResponseReturnValue:
    """Every vaccine the journal knows, or those whose names hold the words that were typed."""
    words = request.args.get("q", "").strip()[:100]
    with reading() as (session, actor):
        child = child_or_404(session, actor, child_id)
        return page(
            session, actor, child, "vaccines/ask.html", words=words, rows=_choices(child, words)
        )


@bp.get("/children/<uuid:child_id>/vaccines/<vaccine>")
def show(child_id: uuid.UUID, vaccine: str) -> ResponseReturnValue:
    """What speaks for waiting with one vaccine, what sources say, and what is not known."""
    with reading() as (session, actor):
        child = child_or_404(session, actor, child_id)
        known = _known(vaccine)
        on = _day(child)
        found = answer_for(session, child, known, on=on)
        reasons = [hold.because for hold in found.holds]
        return page(
            session,
            actor,
            child,
            "vaccines/answer.html",
            title=answer_title(found, on),
            vaccine=_(known.name),
            live=_live(known),
            note=_(known.note) if known.note else "",
            on=day_text(on),
            holds=[_hold_row(child, hold) for hold in found.holds],
            # What is a reason to wait as well stands there already.
            unknown=[said_text(said) for said in found.unknown if said not in reasons],
            leads=[_lead_row(lead) for lead in found.leads],
            topics=_topics(found),
            telephones=telephones(session, child),
            version=found.rules,
            review_by=day_text(vaccine_rules().review_by),
            may_plan=actor.may(Right.PLAN, child_id),
        )


@bp.get("/children/<uuid:child_id>/vaccines/rules")
def rules(child_id: uuid.UUID) -> ResponseReturnValue:
    """Where this comes from: every rule with its source, as the file has it."""
    every = vaccine_rules()
    with reading() as (session, actor):
        child = child_or_404(session, actor, child_id)
        return page(
            session,
            actor,
            child,
            "vaccines/rules.html",
            topics=[
                (_(topic.label), [rule_row(rule) for rule in every.rules if rule.topic == topic.id])
                for topic in every.topics.values()
            ],
            version=every.version,
            review_by=day_text(every.review_by),
            expired=every.expired(today_of(child, now())),
        )


@bp.get("/api/v1/children/<uuid:child_id>/vaccines/<vaccine>")
@asks(ON)
def as_json(child_id: uuid.UUID, vaccine: str) -> ResponseReturnValue:
    """What speaks for waiting with one vaccine on a day (`on`, else today), and until when."""
    with reading() as (session, actor):
        child = child_or_404(session, actor, child_id)
        found = answer_for(session, child, _known(vaccine), on=_day(child))
        return jsonify(
            vaccine=found.vaccine.id,
            live=found.live,
            holds=[_hold_json(hold) for hold in found.holds],
            until=found.until.isoformat() if found.until else None,
            unknown=[said_text(said) for said in found.unknown],
            rules=found.rules,
        )


def _live(vaccine: Vaccine) -> str:
    """Whether it is live, and that nobody has read it where it stands from memory."""
    read = vaccine.live_fact.confidence is Confidence.VERIFIED or vaccine.live is None
    said = live_text(vaccine.id)
    return said if read else f"{said} ({sure_text(vaccine.live_fact.confidence)})"


def _known(vaccine: str) -> Vaccine:
    """The vaccine with exactly this id: a name in an address would be a second address of it."""
    known = find_vaccine(vaccine)
    if known is None or known.id != vaccine:
        abort(404)
    return known


def _day(child: Child) -> date:
    asked = ON.text()
    return today_of(child, now()) if asked is None else read_date(asked, "on")


def _choices(child: Child, words: str) -> list[dict[str, Any]]:
    wanted = folded(words)
    exact = find_vaccine(words) if words else None
    return [
        {
            "when": "",
            "what": _(one.name),
            "note": live_text(one.id),
            "url": url_for("vaccines.show", child_id=child.id, vaccine=one.id),
        }
        for one in vaccines()
        if one is exact or any(wanted in folded(name) for name in (_(one.name), *one.names))
    ]


def _hold_row(child: Child, hold: Hold) -> dict[str, Any]:
    return {
        "until": day_text(hold.until) if hold.until else "",
        "because": said_text(hold.because),
        "sources": source_rows(hold.sources),
        "sure": sure_text(hold.confidence),
        "url": url_for("entries.show", child_id=child.id, entry_id=hold.entry)
        if hold.entry
        else "",
    }


def _lead_row(lead: Lead) -> dict[str, Any]:
    return {
        "until": _("by %(day)s", day=day_text(lead.by)) if lead.by else "",
        "because": said_text(lead.because),
        "sources": source_rows(lead.sources),
        "sure": sure_text(lead.confidence),
        "url": "",
    }


def _hold_json(hold: Hold) -> dict[str, Any]:
    return {
        "until": hold.until.isoformat() if hold.until else None,
        "because": said_text(hold.because),
        "source": f"{hold.source.title}: {hold.source.url}" if hold.source else None,
        "entry": str(hold.entry) if hold.entry else None,
    }


def _topics(found: Answer) -> list[tuple[str, list[dict[str, Any]]]]:
    labels = vaccine_rules().topics
    return [
        (
            _(labels[topic].label),
            [
                {
                    "who": _(note.who),
                    "text": said_text(note.said),
                    "sources": source_rows(note.fact.sources),
                    "sure": sure_text(note.fact.confidence),
                }
                for note in notes
            ],
        )
        for topic, notes in groupby(found.notes, key=lambda note: note.topic)
    ]
