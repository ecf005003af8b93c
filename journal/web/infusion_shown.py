"""An infusion day made ready for its template: the head, what runs, what one tap records."""

import uuid
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from fractions import Fraction
from typing import Any

from flask import url_for
from flask_babel import gettext as _

from journal.care.infusion_calls import BREATH, NECK, call_for
from journal.care.infusion_steps import Running
from journal.care.infusions import Step, figure, minutes_left, per_kg
from journal.care.knowledge.infusions import Variant
from journal.care.units import show_amount
from journal.records.kinds.checkpoint import Seen
from journal.web.changes import fresh_ids
from journal.web.drawn import CHANGE, ENTRY
from journal.web.infusion_address import day_address
from journal.web.infusion_facts import InfusionDay
from journal.web.telephones import telephones
from journal.words import amount_text, clock_text, day_text, moment_text, short_day, span_text

Shown = dict[str, Any]
# How long the screen asks for the call after a reaction was written: our own choice.
ASKED = timedelta(hours=24)


def day_context(day: InfusionDay, *, may_record: bool, kept: bool = False) -> Shown:
    """What templates/infusions/day.html shows of an infusion that is in the journal.

    kept  for a phone to keep: it makes the ids of what is tapped itself
    """
    row = day.row
    running = row.ended is None
    return {
        "title": row.product,
        "facts": _facts(day),
        "course": _course(day),
        "now": _now(day.running, day) if running else None,
        "running": running,
        "calls": _calls(day),
        "entry_url": url_for("entries.show", child_id=day.child.id, entry_id=row.entry_id),
        "end_url": url_for("entries.edit", child_id=day.child.id, entry_id=row.entry_id, end="now"),
        "looks": _looks(day),
        **taps(
            day.child.id,
            str(row.entry_id),
            day.variant,
            day.steps if running else [],
            running=None if kept else day.running,
            stands=bool(day.running and day.running.stands_since),
            ids=on_phone if kept else fresh_ids(day.now).hidden,
            may_record=may_record,
        ),
    }


def taps(
    child_id: uuid.UUID,
    infusion: str,
    variant: Variant,
    steps: list[Step],
    *,
    running: Running | None = None,
    stands: bool = False,
    ids: Callable[[], Mapping[str, str]],
    may_record: bool = True,
) -> Shown:
    """The buttons of a rate and of a pause, and the ways to the forms; none to who may only look.

    ids  makes the hidden ids of one form
    """
    known = variant.checkpoints if may_record else ()
    # A phone that keeps the screen sets other rates: what it keeps marks none.
    runs = running.ml_h if running and not stands else None

    def one_tap(label: str, **seen: str) -> Shown:
        return {"label": label, "hidden": {**ids(), "infusion": infusion, **seen}}

    rates = [
        one_tap(f"{show_amount(step.ml_h)} mL/h", what="rate", rate_ml_h=show_amount(step.ml_h))
        | {"minutes": step.minutes, "runs": step.ml_h == runs}
        for step in steps
        if "rate" in known
    ]
    pause = one_tap(_("It runs again"), what="resume") if stands else None
    if pause is None and "pause" in known:
        pause = one_tap(_("Pause"), what="pause")
    return {
        "day_url": day_address(child_id, infusion),
        "rate_url": url_for("log.new", child_id=child_id, what="rate"),
        "rates": rates,
        "pause": pause if may_record else None,
        "tiles": _tiles(child_id, infusion, known),
    }


def on_phone() -> Mapping[str, str]:
    """The ids that a phone puts in."""
    return {"change": CHANGE, "entry": ENTRY}


def _tiles(child_id: uuid.UUID, infusion: str, known: tuple[str, ...]) -> list[Shown]:
    """One for each form that this kind of infusion has a use for."""
    found = (
        ("vitals", "temperature", _("Vital signs"), "vitals"),
        ("reaction", "symptom", _("Reaction"), "reaction"),
        ("rate", "infusion", _("Another rate"), "rate"),
        ("bottle", "photo", _("Bottle, lot"), "bottle"),
        ("before", "medicine", _("Given before"), "beside"),
        ("line", "edit", _("Line, needles"), "beside"),
        ("present", "people", _("Who is there"), "beside"),
    )
    return [
        {"icon": icon, "label": label, "url": _form_url(child_id, word, infusion, seen)}
        for seen, icon, label, word in found
        if seen in known
    ]


def _form_url(child_id: uuid.UUID, word: str, infusion: str, seen: str) -> str:
    url = url_for("log.new", child_id=child_id, what=word, infusion=infusion)
    return url if word == seen else f"{url}&what={seen}"


def _facts(day: InfusionDay) -> list[str]:
    row, zone = day.row, day.zone
    began, ended = row.started or row.at, row.ended
    on = short_day(began.astimezone(zone).date())
    said = [_("since %(moment)s", moment=f"{on} {clock_text(began, zone)}")]
    if ended:
        said = [_("from %(began)s", began=moment_text(began, zone)), _until(began, ended, day)]
    if row.amount is not None:
        said.append(amount_text(row.amount, row.unit))
        if one := _per_kg(day):
            said.append(one)
    return said


def _until(began: datetime, ended: datetime, day: InfusionDay) -> str:
    same = began.astimezone(day.zone).date() == ended.astimezone(day.zone).date()
    until = clock_text(ended, day.zone) if same else moment_text(ended, day.zone)
    return _("until %(time)s", time=until)


def _per_kg(day: InfusionDay) -> str:
    mine = [one for one in day.course.given if one.entry == day.row.entry_id]
    if not mine or not mine[0].grams or not mine[0].kg:
        return ""
    return rounded_text(per_kg(mine[0].grams, mine[0].kg), "g/kg")


def rounded_text(value: Fraction, unit: str) -> str:
    """ "1.5 g/kg", or "about 1.94 g/kg" where it has more figures than these."""
    shown = figure(value)
    text = f"{shown.text} {unit}"
    return _("about %(amount)s", amount=text) if shown.is_rounded else text


def _course(day: InfusionDay) -> str:
    """ "Day 2 of 2 of this course, together 60 g, 1.9 g/kg" (H44); "" for a day on its own."""
    course = day.course
    days = sorted({one.first_on for one in course.given})
    meant = day.plan.days if day.plan else 1
    if len(days) < 2 and meant < 2:
        return ""
    mine = next(one for one in course.given if one.entry == day.row.entry_id)
    place, total = days.index(mine.first_on) + 1, max(meant, len(days))
    said = [_("Day %(day)s of %(days)s of this course", day=place, days=total)]
    if len(days) > 1 and course.grams is not None:
        said.append(_("together %(amount)s", amount=amount_text(course.grams, "g")))
        if (whole := course.g_per_kg) is not None:
            said.append(rounded_text(whole, "g/kg"))
    return ", ".join(said)


def _now(one: Running | None, day: InfusionDay) -> Shown:
    """The rate that runs, since when, and what the plan has next."""
    if one is None:
        first = day.steps[0] if day.steps else None
        said = _("No rate is recorded yet.")
        return {"text": said, "next": _step(first) if first else "", "next_at": None, "run": ""}
    rate = f"{show_amount(one.ml_h)} mL/h"
    text = _("%(rate)s since %(time)s", rate=rate, time=clock_text(one.since, day.zone))
    if one.stands_since:
        text = _("Paused since %(time)s", time=clock_text(one.stands_since, day.zone))
    at = one.next_at
    return {
        "text": text,
        "next": _step(one.next) if one.next else "",
        "next_at": at.isoformat() if at else None,
        "next_clock": clock_text(at, day.zone) if at else "",
        "run": _run(one, day),
    }


def _run(one: Running, day: InfusionDay) -> str:
    """The mL that ran by the recorded rates, and how long the rest takes at this one."""
    run, whole = day.ml_so_far, day.row.volume_ml
    if run is None:
        return ""
    amount = rounded_text(run, "mL") if run >= 1 else _("less than 1 mL")
    said = _("%(amount)s by these rates", amount=amount)
    left = Fraction(whole) - run if whole else Fraction(0)
    if left <= 0 or one.stands_since:
        return said
    minutes = int(minutes_left(left, one.ml_h))
    rest = rounded_text(left, "mL")
    return said + _("; %(rest)s left, %(span)s at this rate", rest=rest, span=span_text(minutes))


def _step(step: Step) -> str:
    return _("The plan's next step: %(rate)s mL/h", rate=show_amount(step.ml_h))


def _calls(day: InfusionDay) -> Shown | None:
    """Whom to call, for a day after a reaction of which the sources say so."""
    for one in day.of(Seen.REACTION, Seen.AFTER):
        call = call_for(one.reaction)
        if call and one.at > day.now - ASKED:
            return {
                "text": call_text(call),
                "telephones": telephones(day.session, day.child),
                "sources": day.variant.reaction_sources
                if call == BREATH
                else day.variant.after_sources,
            }
    return None


def call_text(call: str) -> str:
    """The sentence of a call; of `infusion_calls`."""
    return {
        BREATH: _("Short of breath, or hives: call the nurse or your team now"),
        NECK: _(
            "A bad headache with a stiff neck, light that hurts, or vomiting: call your team now"
        ),
    }[call]


def _looks(day: InfusionDay) -> list[Shown]:
    """How it is one, two and three days after: what was written, or the way to write it."""
    if day.row.ended is None:
        return []
    written = {one.hours: one for one in day.of(Seen.AFTER)}
    return [
        {
            "label": _("%(hours)s h after", hours=hours),
            "when": day_text((day.row.ended + timedelta(hours=hours)).astimezone(day.zone).date()),
            "done": hours in written,
            "url": url_for("entries.show", child_id=day.child.id, entry_id=written[hours].entry_id)
            if hours in written
            else after_url(day.child.id, day.row.entry_id, hours),
        }
        for hours in day.variant.after_hours
    ]


def after_url(child_id: uuid.UUID, infusion: uuid.UUID, hours: int) -> str:
    """The form of one look after an infusion."""
    return url_for("log.new", child_id=child_id, what="after", infusion=infusion, hours=hours)
