"""A whole vaccination card in one sitting: many rows, saved together or not at all."""

import uuid
from datetime import datetime
from typing import Any

from flask import Blueprint, make_response, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import ngettext
from sqlmodel import Session

from journal.care.knowledge.vaccines import find_vaccine
from journal.care.problems import N_, Problem
from journal.care.vaccine_card import read_lines
from journal.clock import now
from journal.entries.change import Result
from journal.records.access import Actor, Right
from journal.records.children import Child
from journal.records.entries import Kind
from journal.web.changes import (
    Ids,
    NotWritten,
    Wanted,
    first_came,
    fresh_ids,
    sent_ids,
    write_or_roll_back,
)
from journal.web.extensions import reading, writing
from journal.web.forms import REQUIRED, Form
from journal.web.frame import child_or_404, page
from journal.web.language import said
from journal.web.log.scene import Scene, words_or_none
from journal.web.log.vaccination import read_vaccine
from journal.web.log.vaccine_day import Day, read_day
from journal.web.signed_in import require_person
from journal.web.undo import offer
from journal.web.vaccine_words import month_names, vaccine_names, which_tiles
from journal.words import day_text

bp = Blueprint("vaccine_card", __name__, url_prefix="/children/<uuid:child_id>/vaccines/card")
bp.before_request(require_person)

ROWS, MOST_ROWS = 12, 96
PARTS = ("vaccine", "at_on", "year", "month", "nobody", "lot", "which", "day")


@bp.get("")
def card(child_id: uuid.UUID) -> ResponseReturnValue:
    """Empty rows, and room for lines that are pasted."""
    return _shown(child_id, Form(), fresh_ids(now()))


@bp.post("")
def save(child_id: uuid.UUID) -> ResponseReturnValue:
    """Write every row that says anything, or show each that is wrong with what was typed."""
    form, moment = Form.sent(), now()
    with reading() as (session, actor):
        child_or_404(session, actor, child_id, Right.RECORD)
    ids = sent_ids(form)
    pasted = _take_lines(form)
    if form.get("more"):
        form.text["rows"] = str(min(_count(form) + ROWS, MOST_ROWS))
        return _shown(child_id, form, ids)
    if pasted and form.get("read"):
        _ask_days(form)
        return _shown(child_id, form, ids)
    try:
        with writing() as (session, actor):
            child = child_or_404(session, actor, child_id, Right.RECORD)
            done = _write(session, actor, child, form, ids, moment)
    except NotWritten as unwritten:
        if not form.errors:
            form.fail(unwritten.outcome.errors[0], "")
        return _shown(child_id, form, ids)
    if not done:
        return _shown(child_id, form, ids)
    text = ngettext(
        "One vaccination saved for %(name)s",
        "%(num)s vaccinations saved for %(name)s",
        len(done),
        name=child.name,
    )
    back = url_for("vaccine_list.index", child_id=child_id)
    offer(text, child, done, back=back)
    return redirect(back, code=303)


def _write(
    session: Session, actor: Actor, child: Child, form: Form, ids: Ids, moment: datetime
) -> list[Ids]:
    """Every row, or none: what is wrong is noted in the form, and nothing is written."""
    scene = Scene(session, child, first_came(session, ids.change, moment), actor)
    _ask_days(form)
    rows = {place: _read(form, scene, place) for place in _filled(form)}
    if not rows and not form.errors:
        form.fail(Problem("required", "vaccine-0", N_("Write at least one row.")), "vaccine-0")
    if form.errors:
        return []
    done: list[Ids] = []
    refused: NotWritten | None = None
    for place, fields in rows.items():
        known = frozenset({"same_day"} if form.get(f"again-{place}") else ())
        wanted = Wanted(
            ids=ids.nth(str(place)),
            kind=Kind.VACCINATION,
            fields=fields,
            confirmed=known,
            came=scene.now,
        )
        try:
            write_or_roll_back(session, actor, child, wanted, now=moment)
            done.append(wanted.ids)
        except NotWritten as unwritten:
            refused = unwritten
            _note(form, place, unwritten)
    if refused is not None:
        raise refused
    return done


def _read(form: Form, scene: Scene, place: int) -> dict[str, Any]:
    mark = f"-{place}"
    if not form.get(f"vaccine{mark}"):
        form.fail(Problem("required", None, REQUIRED), f"vaccine{mark}")
    vaccine, cvx = read_vaccine(form, mark)
    day = Day(None) if f"day{mark}" in form.errors else read_day(form, scene, mark)
    lot = words_or_none(form, f"lot{mark}")
    return {**day.fields, "vaccine": vaccine, "cvx": cvx, "lot": lot}


def _note(form: Form, place: int, unwritten: NotWritten) -> None:
    """Say at the row what the journal has against it; what is asked can be answered there."""
    if unwritten.outcome.result is Result.ASKED:
        for problem in unwritten.outcome.warnings:
            form.text.setdefault(f"asks_again-{place}", "yes")
            form.errors.setdefault(f"again-{place}", said(problem))
        return
    for problem in unwritten.outcome.errors:
        field = {"at": "at_on", "day_known": "year", "lot": "lot"}.get(
            problem.field or "", "vaccine"
        )
        form.fail(problem, f"{field}-{place}")


def _take_lines(form: Form) -> bool:
    """Put pasted lines into rows after those that are filled; say whether any came."""
    lines = read_lines(form.get("lines"))
    first = max(_filled(form), default=-1) + 1
    for place, line in enumerate(lines[: MOST_ROWS - first], first):
        form.text[f"vaccine-{place}"] = line.vaccine
        form.text[f"lot-{place}"] = line.lot
        form.text[f"typed-{place}"] = line.typed
        if len(line.days) == 1:
            form.text[f"at_on-{place}"] = line.days[0].isoformat()
        elif line.year:
            form.text[f"year-{place}"], form.text[f"month-{place}"] = line.year, line.month
            sentence = N_(
                "“%(typed)s” names no day. Look whether year and month are right, and save."
            )
            typed = {"typed": line.typed}
            form.fail(Problem("date_ambiguous", None, sentence, typed), f"year-{place}")
        elif line.days:
            form.text[f"days-{place}"] = " ".join(day.isoformat() for day in line.days)
    form.text["lines"] = "\n".join(line.typed for line in lines[MOST_ROWS - first :])
    form.text["rows"] = str(min(max(_count(form), first + len(lines) + 1), MOST_ROWS))
    return bool(lines)


def _ask_days(form: Form) -> None:
    """Take the day that was chosen of two; ask where none was yet, and never guess."""
    for place in range(_count(form)):
        days = form.get(f"days-{place}").split()
        if not days or form.get(f"at_on-{place}"):
            continue
        if form.get(f"day-{place}") in days:
            form.text[f"at_on-{place}"] = form.get(f"day-{place}")
        else:
            sentence = N_("“%(typed)s” can be read as two days. Which one is it?")
            typed = {"typed": form.get(f"typed-{place}")}
            form.fail(Problem("date_ambiguous", None, sentence, typed), f"day-{place}")


def _count(form: Form) -> int:
    typed = form.get("rows")
    return min(max(int(typed), ROWS), MOST_ROWS) if typed.isdecimal() and len(typed) < 4 else ROWS


def _filled(form: Form) -> list[int]:
    return [n for n in range(MOST_ROWS) if any(form.get(f"{part}-{n}") for part in PARTS)]


def _shown(child_id: uuid.UUID, form: Form, ids: Ids) -> ResponseReturnValue:
    with reading() as (session, actor):
        child = child_or_404(session, actor, child_id, Right.RECORD)
        text = page(
            session,
            actor,
            child,
            "vaccines/card.html",
            form=form,
            hidden=ids.hidden(),
            action=request.path,
            rows=[_row(form, place) for place in range(_count(form))],
            names=vaccine_names(),
            months=month_names(),
        )
    return make_response(text, 422 if form.errors else 200)


def _row(form: Form, place: int) -> dict[str, Any]:
    """What the template needs of one row: the two days it may mean, and which vaccines."""
    found = find_vaccine(form.get(f"vaccine-{place}"))
    which = which_tiles(found) if found else []
    days = form.get(f"days-{place}").split()
    return {
        "mark": f"-{place}",
        "number": place + 1,
        "which": which if len(which) > 1 else [],
        "days": [(day, day_text(datetime.fromisoformat(day).date())) for day in days],
        "asks_again": bool(form.get(f"asks_again-{place}")),
        "kept": {
            name: form.text[name]
            for part in ("typed", "days", "asks_again")
            if (name := f"{part}-{place}") in form.text
        },
    }
