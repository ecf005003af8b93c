"""When reminders come for one child: lead times, times of the day, on and off, once more."""

import uuid
from collections.abc import Callable
from dataclasses import replace
from datetime import date, time, timedelta

from flask import Blueprint, make_response, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from journal.care.dates import read_date
from journal.care.problems import N_, Problem, Refused
from journal.clock import now
from journal.records.access import Right
from journal.records.reminders import About
from journal.reminders.kind_rules import KindRule, choose_kind, kind_rules
from journal.reminders.sources.vaccines import in_year
from journal.web.extensions import reading, writing
from journal.web.forms import Form
from journal.web.frame import child_or_404, page, toast
from journal.web.planned import to_list
from journal.web.signed_in import require_person
from journal.words import span_text

bp = Blueprint("planned_kinds", __name__, url_prefix="/children/<uuid:child_id>/planned/times")
bp.before_request(require_person)

HOURS = {
    About.APPOINTMENT: (168, 72, 24, 12, 4, 2, 1),
    About.FOLLOW_UP: (24, 48, 72),
    About.LABS: (504, 336, 168, 72, 24),
}
VACCINES = (About.VACCINE, About.SEASON)
CHOSEN = (*HOURS, About.DOSE, About.PREPARE, About.CHECK_IN, *VACCINES)
SEVERAL = tuple(f"{about.value}_leads" for about in HOURS)


@bp.route("", methods=["GET", "POST"])
def settings(child_id: uuid.UUID) -> ResponseReturnValue:
    """Look at the times of all kinds, and choose others."""
    form = Form.sent(several=SEVERAL)
    with reading() as (session, actor):
        child = child_or_404(session, actor, child_id, Right.PLAN)
        rules = kind_rules(session, child.id)
    if request.method == "GET":
        form.text = _typed(rules)
    elif wishes := _read(form, rules):
        try:
            with writing() as (session, actor):
                child = child_or_404(session, actor, child_id, Right.PLAN)
                for about, wish in wishes.items():
                    choose_kind(session, actor, child.id, about, wish, now=now())
            toast(_("The times of reminders are changed for %(name)s", name=child.name))
            return to_list(child_id)
        except Refused as refused:
            form.refuse(refused)
    with reading() as (session, actor):
        child = child_or_404(session, actor, child_id, Right.PLAN)
        text = page(
            session,
            actor,
            child,
            "planned/times.html",
            form=form,
            before=_lead_tiles(About.APPOINTMENT, rules),
            after=_lead_tiles(About.FOLLOW_UP, rules),
            tests=_lead_tiles(About.LABS, rules),
        )
    return make_response(text, 422 if form.errors else 200)


def _typed(rules: dict[About, KindRule]) -> dict[str, object]:
    typed: dict[str, object] = {}
    for about in CHOSEN:
        rule = rules[about]
        typed[f"{about.value}_on"] = "yes" if rule.on else ""
        typed[f"{about.value}_clock"] = f"{rule.clock:%H:%M}"
        typed[f"{about.value}_leads"] = [str(_hours(lead)) for lead in rule.leads]
    typed["season_day"] = _next_day(rules[About.SEASON].yearly_on, now().date())
    typed["again"] = str(rules[About.DOSE].again // timedelta(minutes=1))
    return typed


def _read(form: Form, rules: dict[About, KindRule]) -> dict[About, KindRule] | None:
    wishes = {About.DOSE: rules[About.DOSE]}
    again = form.read("again", _minutes)
    if again is not None:
        wishes[About.DOSE] = replace(rules[About.DOSE], again=again)
    # A page that was open before there were tests says nothing of them.
    tests = [About.LABS] if form.get("labs_clock") else []
    for about in (About.APPOINTMENT, About.FOLLOW_UP, *tests):
        wishes[about] = _with_leads(form, about, rules[about])
    # Nor does one from before there were vaccines.
    vaccines = VACCINES if form.get("season_clock") else ()
    for about in (About.PREPARE, About.CHECK_IN, *tests, *vaccines):
        rule = wishes.get(about, rules[about])
        clock = form.read(f"{about.value}_clock", _clock_of(f"{about.value}_clock"))
        on = bool(form.get(f"{about.value}_on"))
        wishes[about] = replace(rule, on=on, clock=clock or rule.clock)
    if vaccines:
        wishes[About.SEASON] = replace(wishes[About.SEASON], yearly_on=_season_day(form, rules))
    return None if form.errors else wishes


def _season_day(form: Form, rules: dict[About, KindRule]) -> str | None:
    """The month and the day of the date that was chosen: it comes back every year."""
    typed = form.get("season_day")
    if not typed and not form.get("season_on"):
        return rules[About.SEASON].yearly_on
    day = form.read("season_day", lambda text: read_date(text, "season_day"))
    return f"{day:%m-%d}" if day else None


def _next_day(month_day: str | None, today: date) -> str:
    """The next such day as a date field has it; "" before any was chosen."""
    if month_day is None:
        return ""
    day = in_year(month_day, today.year)
    return (day if day >= today else in_year(month_day, today.year + 1)).isoformat()


def _with_leads(form: Form, about: About, rule: KindRule) -> KindRule:
    name = f"{about.value}_leads"
    known = {str(hours) for hours in (*HOURS[about], *map(_hours, rule.leads))}
    chosen = [int(typed) for typed in form.text.get(name, []) if typed in known]
    on = bool(form.get(f"{about.value}_on"))
    if on and not chosen:
        sentence = N_("Choose at least one time, or switch these reminders off.")
        form.fail(Problem("leads_required", name, sentence))
    leads = tuple(timedelta(hours=hours) for hours in sorted(chosen, reverse=True))
    # Switched off, the times stay for the day they are wanted again.
    return replace(rule, on=on, leads=_in_order(about, leads) or rule.leads)


def _in_order(about: About, leads: tuple[timedelta, ...]) -> tuple[timedelta, ...]:
    return tuple(sorted(leads, reverse=about is not About.FOLLOW_UP))


def _lead_tiles(about: About, rules: dict[About, KindRule]) -> list[tuple[str, str]]:
    hours = {*HOURS[about], *map(_hours, rules[about].leads)}
    words = _("%(time)s before") if about is not About.FOLLOW_UP else _("%(time)s after")
    return [
        (str(each), words % {"time": span_text(each * 60)})
        for each in sorted(hours, reverse=about is not About.FOLLOW_UP)
    ]


def _hours(lead: timedelta) -> int:
    return lead // timedelta(hours=1)


def _minutes(typed: str) -> timedelta:
    if not typed.isascii() or not typed.isdecimal() or len(typed) > 3 or int(typed) > 240:
        sentence = N_("Write the minutes, from 0 (not again) to 240.")
        raise Refused(Problem("again_range", "again", sentence))
    return timedelta(minutes=int(typed))


def _clock_of(name: str) -> Callable[[str], time]:
    def read(typed: str) -> time:
        try:
            return time.fromisoformat(typed).replace(second=0, microsecond=0, tzinfo=None)
        except ValueError:
            sentence = N_("Write a time from 00:00 to 23:59.")
            raise Refused(Problem("time_invalid", name, sentence)) from None

    return read
