"""The lines of the page of tests: what is due, which visits meet it, and by whose rules."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlmodel import Session

from journal.care import knowledge
from journal.care.knowledge.lab_templates import lab_templates_of
from journal.care.labs import Due
from journal.lab_names import name_of_test, named_tests, written_tests
from journal.plans.lab_facts import LabFacts, Preferred, fact_of, offers
from journal.plans.lab_visits import LabVisit, lab_visits
from journal.records.appointments import AppointmentKind
from journal.records.children import Child
from journal.records.lab_plans import Decision, LabRule
from journal.records.medicines import Medicine
from journal.web.changes import fresh_ids
from journal.web.lab_rule_words import (
    decision_text,
    rule_text,
    sources_of,
    window_text,
)
from journal.words import day_text, short_day

Row = dict[str, Any]
SOON = 4


def due_rows(facts: LabFacts) -> list[Row]:
    """What is wanted next, the first to close first; tests of one window in one line."""
    return _grouped(facts, facts.due)


def today_rows(session: Session, child: Child, *, now: datetime) -> list[Row]:
    """What is still missing on the last day of its window or later, as quiet rows of Today."""
    facts = LabFacts(session=session, child=child, now=now)
    url = url_for("lab_plans.index", child_id=child.id)
    return [
        {"when": None, "what": one["what"], "note": one["when"], "url": url}
        for one in _grouped(facts, [one for one in facts.due if one.by <= facts.today])
    ]


def _grouped(facts: LabFacts, found: Sequence[Due]) -> list[Row]:
    groups: dict[tuple[Any, ...], list[Due]] = {}
    for one in found:
        key = (one.because.id, one.opens, one.by, one.other_results_on)
        groups.setdefault(key, []).append(one)
    return [_due_row(facts, group) for group in groups.values()]


def _due_row(facts: LabFacts, group: Sequence[Due]) -> Row:
    first, own = group[0], facts.own_words
    names = named_tests([one.test for one in group], own)
    known = [knowledge.find_lab_test(one.test) for one in group]
    is_exam = all(test is not None and test.kind == "exam" for test in known)
    return {
        "when": window_text(first.opens, first.by, facts.today),
        "what": _("Still missing: %(tests)s", tests=names) if first.other_results_on else names,
        "notes": [note for note in _notes(facts, group) if note],
        "is_over": first.by < facts.today,
        "done": [
            (name_of_test(one.test), {"test": one.test, **fresh_ids(facts.now).hidden()})
            for one in group
        ]
        if is_exam and first.opens <= facts.today
        else [],
    }


def _notes(facts: LabFacts, group: Sequence[Due]) -> list[str]:
    first = group[0]
    rows = {row.id: row for row in facts.rows}
    asks = _who(facts, rows[first.because.id])
    others = {_who(facts, rows[rule.id]) for one in group for rule in one.others} - {asks}
    last = max((one.last for one in group if one.last), default=None)
    came = first.other_results_on
    return [
        _("Other results of the same came on %(day)s.", day=day_text(came)) if came else "",
        _("Because of %(who)s, the strictest.", who=asks)
        if others
        else _("Because of %(who)s.", who=asks),
        _("Wanted for %(who)s too.", who=", ".join(sorted(others))) if others else "",
        _("Last on %(day)s.", day=day_text(last)) if last else "",
    ]


def _who(facts: LabFacts, row: LabRule) -> str:
    names = {medicine.id: medicine.name for medicine in facts.medicines}
    if row.medicine_id is None:
        return _("your own plan")
    return names.get(row.medicine_id, "")


def visit_rows(facts: LabFacts) -> tuple[list[Row], list[Row]]:
    """The proposed days: the next few, and the rest of the year."""
    rows = [_visit_row(facts, visit) for visit in lab_visits(facts)]
    return rows[:SOON], rows[SOON:]


def _visit_row(facts: LabFacts, visit: LabVisit) -> Row:
    near = visit.on.year == facts.today.year
    notes = []
    if visit.because:
        notes.append(_because(visit.because))
    if visit.needles > 1:
        notes.append(
            ngettext("one needle instead of one", "one needle instead of %(num)s", visit.needles)
        )
    return {
        "when": short_day(visit.on) if near else day_text(visit.on),
        "what": named_tests(visit.tests, facts.own_words),
        "note": ", ".join(notes),
        "url": None,
    }


def _because(day: Preferred) -> str:
    said = {
        AppointmentKind.CLINIC: _("with the visit to the clinic"),
        AppointmentKind.INFUSION: _("with the infusion"),
        AppointmentKind.LAB: _("with the blood draw that is planned"),
        AppointmentKind.OTHER: _("with the appointment of that day"),
    }
    if day.why in set(AppointmentKind):
        return said[AppointmentKind(day.why)]
    return _("with %(medicine)s", medicine=day.why)


def rule_rows(facts: LabFacts, may_plan: bool) -> tuple[list[Row], list[Row]]:
    """The rules that stand, and the templates that were refused."""
    kept, refused = [], []
    for row in facts.decided:
        who = _who(facts, row)
        if row.decision is Decision.REFUSED:
            refused.append({"what": f"{who}: {written_tests(row.tests)}", "id": row.id})
            continue
        kept.append(
            {
                "what": written_tests(row.tests),
                "often": rule_text(row),
                "who": who,
                "whose": decision_text(row),
                "sources": sources_of(row),
                "stopped": _stopped(facts, row),
                "until": day_text(row.last_on) if row.last_on else "",
                "url": url_for("lab_plans.change", child_id=facts.child.id, rule_id=row.id)
                if may_plan
                else None,
            }
        )
    return kept, refused


def _stopped(facts: LabFacts, row: LabRule) -> str:
    on: date | None = facts.stopped_on.get(row.medicine_id) if row.medicine_id else None
    if on is None:
        return ""
    return _(
        "Stopped on %(day)s: nothing new is listed. Ask your team about a last check.",
        day=day_text(on),
    )


def offer_rows(facts: LabFacts) -> list[Row]:
    """The medicines whose usual tests nobody has looked at yet."""
    rows = []
    for medicine in facts.medicines:
        if medicine.id in facts.stopped_on or not (found := offers(facts, medicine)):
            continue
        rows.append(
            {
                "when": "",
                "what": medicine.name,
                "note": ngettext(
                    "one suggestion that nobody has answered",
                    "%(num)s suggestions that nobody has answered",
                    len(found),
                ),
                "url": url_for(
                    "lab_plans.medicine", child_id=facts.child.id, medicine_id=medicine.id
                ),
            }
        )
    return rows


def labs_row(session: Session, child: Child, medicine: Medicine, *, now: datetime) -> Row | None:
    """The line on a medicine's page that leads to its tests; None where the catalogue has none."""
    fact = fact_of(medicine)
    if fact is None or not (known := lab_templates_of(fact.id)):
        return None
    facts = LabFacts(session=session, child=child, now=now)
    found = offers(facts, medicine)
    note = _("looked at") if not found else _("not looked at yet")
    if found and len(found) < len(known):
        note = _("some not looked at yet")
    url = url_for("lab_plans.medicine", child_id=child.id, medicine_id=medicine.id)
    what = _("Tests that belong to it")
    return {"when": "", "what": what, "note": note, "url": url, "open": bool(found)}


def offer_banner(medicine: Medicine, url: str) -> Row:
    """What the page after adding a medicine says of its tests."""
    return {
        "kind": "settled",
        "title": _("Tests belong to %(medicine)s", medicine=medicine.name),
        "text": _("Take them, change them to your clinic's numbers, or leave them."),
        "actions": [{"label": _("Look at the tests"), "url": url}],
    }
