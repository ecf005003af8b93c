"""Which tests are wanted when: what is due, the visits that meet it, and the rules behind it."""

import uuid
from datetime import datetime
from functools import partial

from flask import Blueprint, make_response, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlmodel import Session

from journal.care.knowledge import find_lab_test, loinc_notice
from journal.care.knowledge.lab_templates import (
    LabTemplate,
    find_lab_template,
    lab_templates_edition,
    lab_templates_of,
)
from journal.care.problems import N_, Problem, Refused
from journal.clock import now
from journal.plans.lab_facts import LabFacts, fact_of
from journal.plans.lab_plans import LabWish, change_rule, end_rule, make_rule
from journal.records.access import Right, Stranger
from journal.records.children import Child
from journal.records.lab_plans import Decision, LabRule
from journal.records.medicines import Medicine
from journal.web.changes import Wanted, first_came, sent_ids, write_or_roll_back
from journal.web.extensions import reading, writing
from journal.web.forms import Form
from journal.web.frame import child_or_404, page, toast, today_of
from journal.web.lab_plan_forms import (
    SEVERAL,
    as_changed,
    began_on,
    offered,
    position_tiles,
    read_rule,
    template_tests,
    test_groups,
    typed_rule,
)
from journal.web.lab_plan_rows import due_rows, offer_rows, rule_rows, visit_rows
from journal.web.lab_template_rows import template_row
from journal.web.medicine_access import medicine_or_404
from journal.web.plan_form import plan_form
from journal.web.planned import kept
from journal.web.planned_forms import row_of
from journal.web.signed_in import require_person
from journal.web.visit_address import asked_in_room, carried, visit_address

bp = Blueprint("lab_plans", __name__, url_prefix="/children/<uuid:child_id>/lab-plans")
bp.before_request(require_person)


@bp.get("")
def index(child_id: uuid.UUID) -> ResponseReturnValue:
    """What is wanted next, and on which days it needs the fewest needles."""
    moment = now()
    with reading() as (session, actor):
        child = child_or_404(session, actor, child_id)
        may_plan = actor.may(Right.PLAN, child.id)
        facts = LabFacts(session=session, child=child, now=moment)
        soon, later = visit_rows(facts)
        rules, refused = rule_rows(facts, may_plan)
        return page(
            session,
            actor,
            child,
            "labs/plan.html",
            due=due_rows(facts),
            visits=soon,
            later=later,
            rules=rules,
            refused=refused,
            offers=offer_rows(facts),
            may_plan=may_plan,
            may_record=actor.may(Right.RECORD, child.id),
            notice=loinc_notice(),
        )


@bp.get("/medicines/<uuid:medicine_id>")
def medicine(child_id: uuid.UUID, medicine_id: uuid.UUID) -> ResponseReturnValue:
    """The tests that belong to a medicine, with what became of each suggestion."""
    moment = now()
    with reading() as (session, actor):
        child, taken = medicine_or_404(session, actor, child_id, medicine_id)
        facts = LabFacts(session=session, child=child, now=moment)
        fact = fact_of(taken)
        decided = {row.template: row for row in facts.decided if row.medicine_id == taken.id}
        today = today_of(child, moment)
        return page(
            session,
            actor,
            child,
            "labs/plan_medicine.html",
            tab="plan",
            medicine=taken,
            templates=[
                template_row(one, decided.get(one.id), today, began_on(session, taken))
                for one in (lab_templates_of(fact.id) if fact else ())
            ],
            edition=lab_templates_edition(),
            is_over=lab_templates_edition().is_over(today),
            may_plan=actor.may(Right.PLAN, child.id),
        )


@bp.route("/medicines/<uuid:medicine_id>/<template_id>", methods=["GET", "POST"])
def take(child_id: uuid.UUID, medicine_id: uuid.UUID, template_id: str) -> ResponseReturnValue:
    """Take what a template offers, or change it to the clinic's numbers."""
    moment, form = now(), Form.sent(several=SEVERAL)
    with reading() as (session, actor):
        child, taken = medicine_or_404(session, actor, child_id, medicine_id, Right.PLAN)
        template = template_or_404(taken, template_id)
        today = today_of(child, moment)
        if request.method == "GET":
            form.text = offered(session, taken, template, today)
    wish = read_rule(form, template, taken.id, today) if request.method == "POST" else None
    if wish is not None and _kept(child_id, form, wish, moment):
        url = url_for("lab_plans.medicine", child_id=child_id, medicine_id=medicine_id)
        return redirect(url, code=303)
    form.text.setdefault("row", str(uuid.uuid4()))
    with reading() as (session, actor):
        child, taken = medicine_or_404(session, actor, child_id, medicine_id, Right.PLAN)
        text = page(
            session,
            actor,
            child,
            "labs/plan_template.html",
            tab="plan",
            medicine=taken,
            after_infusion=template.after_infusion,
            suggestion=template_row(template, None, today, began_on(session, taken)),
            tests=template_tests(template),
            tiles=position_tiles(template, today),
            is_baseline=template.phase.id == "baseline",
            form=form,
        )
    return make_response(text, 422 if form.errors else 200)


@bp.post("/medicines/<uuid:medicine_id>/<template_id>/refuse")
def refuse(child_id: uuid.UUID, medicine_id: uuid.UUID, template_id: str) -> ResponseReturnValue:
    """Say that a suggestion is not wanted. It is remembered."""
    moment = now()
    with writing() as (session, actor):
        child, taken = medicine_or_404(session, actor, child_id, medicine_id, Right.PLAN)
        template = template_or_404(taken, template_id)
        wish = LabWish(
            tests=template.tests,
            weeks_max=None,
            repeats=template.repeats,
            first_on=today_of(child, moment),
            decision=Decision.REFUSED,
            template=template.id,
            medicine_id=taken.id,
        )
        make_rule(session, actor, child, wish, now=moment)
    toast(_("Not planned for %(name)s", name=child.name))
    url = url_for("lab_plans.medicine", child_id=child_id, medicine_id=medicine_id)
    return redirect(url, code=303)


@bp.route("/add", methods=["GET", "POST"])
def add(child_id: uuid.UUID) -> ResponseReturnValue:
    """A rule of one's own, as the clinic said it."""
    moment, form = now(), Form.sent(several=SEVERAL)
    with reading() as (session, actor):
        child = child_or_404(session, actor, child_id, Right.PLAN)
        today = today_of(child, moment)
        if request.method == "GET":
            form.text = {"first_on": today.isoformat()}
            if (told := asked_in_room(session, child)) is not None:
                said = {"first_on": told.on.isoformat(), "source": told.whom}
                form.text = said | carried(request.args)
    wish = read_rule(form, None, None, today) if request.method == "POST" else None
    if wish is not None and _kept(child_id, form, wish, moment):
        room = visit_address(child_id, form.text)
        return redirect(room, code=303) if room else _to_index(child_id)
    return _rule_page(child_id, form)


@bp.route("/<uuid:rule_id>", methods=["GET", "POST"])
def change(child_id: uuid.UUID, rule_id: uuid.UUID) -> ResponseReturnValue:
    """Change a rule. What it was before stays in the history."""
    moment, form = now(), Form.sent(several=SEVERAL)
    with reading() as (session, actor):
        child = child_or_404(session, actor, child_id, Right.PLAN)
        row = rule_or_404(session, child, rule_id)
        if request.method == "GET":
            form.text = typed_rule(row)
        today, before = today_of(child, moment), row.weeks_min is not None and row.weeks_min < 0
        after = row.days_max is not None
    wish = None
    if request.method == "POST":
        wish = read_rule(
            form, None, row.medicine_id, today, before_first=before, after_infusion=after
        )
    if wish is not None:
        try:
            with writing() as (session, actor):
                child = child_or_404(session, actor, child_id, Right.PLAN)
                row = rule_or_404(session, child, rule_id)
                change_rule(session, actor, row, as_changed(row, wish), now=moment)
            toast(_("Changed for %(name)s", name=child.name))
            return _to_index(child_id)
        except Refused as refused:
            form.refuse(refused)
    return _rule_page(child_id, form, rule_id, before_first=before, after_infusion=after)


@bp.post("/<uuid:rule_id>/end")
def end(child_id: uuid.UUID, rule_id: uuid.UUID) -> ResponseReturnValue:
    """End a rule, or ask about a refused suggestion again."""
    with writing() as (session, actor):
        child = child_or_404(session, actor, child_id, Right.PLAN)
        end_rule(session, actor, rule_or_404(session, child, rule_id), now=now())
    toast(_("Ended for %(name)s", name=child.name))
    return _to_index(child_id)


@bp.post("/done")
def done(child_id: uuid.UUID) -> ResponseReturnValue:
    """Record that an examination was done today."""
    moment, form = now(), Form.sent()
    test = find_lab_test(form.get("test"))
    with writing() as (session, actor):
        child = child_or_404(session, actor, child_id, Right.RECORD)
        if test is None or test.kind != "exam":
            raise Refused(Problem("required", "test", N_("Choose which examination was done.")))
        # A second tap says the same again, and is one report.
        ids = sent_ids(form)
        at = first_came(session, ids.change, moment)
        results = [{"test": test.code, "value": _("done")}]
        fields = {"at": at.isoformat(), "results": results}
        wanted = Wanted(ids=ids, kind="draw", fields=fields, came=at)
        write_or_roll_back(session, actor, child, wanted, now=moment)
    toast(_("Recorded for %(name)s", name=child.name))
    return _to_index(child_id)


def template_or_404(medicine: Medicine, template_id: str) -> LabTemplate:
    """The template of this medicine. Raises Stranger for another one's."""
    template, fact = find_lab_template(template_id), fact_of(medicine)
    if template is None or fact is None or fact.id not in template.medicines:
        raise Stranger
    return template


def rule_or_404(session: Session, child: Child, rule_id: uuid.UUID) -> LabRule:
    """This child's rule. Raises Stranger for every other, also one that there is not."""
    row = session.get(LabRule, rule_id)
    if row is None or row.child_id != child.id:
        raise Stranger
    return row


def _kept(child_id: uuid.UUID, form: Form, wish: LabWish, moment: datetime) -> bool:
    row_id = row_of(form)
    if form.errors:
        return False
    made = partial(make_rule, wish=wish, now=moment, row_id=row_id)
    if refused := kept(child_id, made, N_("Planned for %(name)s")):
        form.refuse(refused)
    return refused is None


def _rule_page(
    child_id: uuid.UUID,
    form: Form,
    rule_id: uuid.UUID | None = None,
    *,
    before_first: bool = False,
    after_infusion: bool = False,
) -> ResponseReturnValue:
    return plan_form(
        child_id,
        form,
        "labs/plan_rule.html",
        groups=test_groups(),
        rule_id=rule_id,
        before_first=before_first,
        after_infusion=after_infusion,
    )


def _to_index(child_id: uuid.UUID) -> ResponseReturnValue:
    return redirect(url_for("lab_plans.index", child_id=child_id), code=303)
