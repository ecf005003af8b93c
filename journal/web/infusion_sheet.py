"""The printed sheet of an infusion day: filled from the plan, from what was recorded, or empty."""

import uuid
from collections.abc import Callable, Sequence
from datetime import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from flask import Blueprint, Response, make_response, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale
from flask_babel import gettext as _
from sqlmodel import Session

from journal.care.infusion_kinds import variant_for
from journal.care.infusions import figure, in_grams, per_kg
from journal.care.knowledge.infusions import Variant, find_variant, other_variant
from journal.care.units import show_amount
from journal.clock import now
from journal.entries.lots import lots_of
from journal.plans.infusion_plans import before_of, standing_plan, steps_of
from journal.records.access import Actor, Stranger
from journal.records.children import Child
from journal.records.entries import Entry
from journal.records.infusion_plans import InfusionPlan
from journal.records.kinds.checkpoint import CheckpointRow, Seen
from journal.records.kinds.infusion import InfusionRow
from journal.summary.pdf import PdfFailed, render_nurse
from journal.web.checkpoint_words import checkpoint_title, reaction_text
from journal.web.extensions import gathering
from journal.web.frame import child_or_404, today_of
from journal.web.infusion_facts import InfusionDay
from journal.web.infusion_paper import (
    Paper,
    after_table,
    before_table,
    bottle_table,
    day_table,
    made_text,
    rate_table,
    recorded_table,
    sheets_of,
    who_of,
)
from journal.web.infusion_plan_words import (
    amount_lines,
    before_text,
    date_lines,
    numbing_text,
    said,
    volume_lines,
)
from journal.web.medicine_access import medicine_or_404
from journal.web.signed_in import require_person
from journal.web.summary import read_paper
from journal.words import amount_text, clock_text, day_text, short_weekday

bp = Blueprint("infusion_sheet", __name__, url_prefix="/children/<uuid:child_id>/infusions")
bp.before_request(require_person)

Found = tuple[Child, Paper, str]
# Shown in tables of their own, or on the sheet for afterwards.
ELSEWHERE = (Seen.BOTTLE, Seen.BEFORE, Seen.AFTER)


@bp.get("/sheet.pdf")
def blank(child_id: uuid.UUID) -> ResponseReturnValue:
    """An empty sheet with the child's name on it."""

    def read(session: Session, actor: Actor) -> Found:
        child = child_or_404(session, actor, child_id)
        return child, _blank(child), made_text(today_of(child, now()), "")

    return _printed(child_id, read)


@bp.get("/medicines/<uuid:medicine_id>/sheet.pdf")
def planned(child_id: uuid.UUID, medicine_id: uuid.UUID) -> ResponseReturnValue:
    """What the clinic ordered, with lines to write on; an empty sheet where no plan stands."""

    def read(session: Session, actor: Actor) -> Found:
        child, medicine = medicine_or_404(session, actor, child_id, medicine_id)
        row, today = standing_plan(session, medicine), today_of(child, now())
        if row is None:
            return child, _blank(child), made_text(today, "")
        return child, _planned(child, row), made_text(today, row.product)

    return _printed(child_id, read)


@bp.get("/<uuid:infusion_id>/sheet.pdf")
def recorded(child_id: uuid.UUID, infusion_id: uuid.UUID) -> ResponseReturnValue:
    """One infusion as it was recorded, with its checkpoints."""

    def read(session: Session, actor: Actor) -> Found:
        child = child_or_404(session, actor, child_id)
        entry, row = session.get(Entry, infusion_id), session.get(InfusionRow, infusion_id)
        if entry is None or row is None or entry.child_id != child.id or entry.deleted:
            raise Stranger
        on = row.at.astimezone(ZoneInfo(child.zone)).date()
        return child, _recorded(session, child, row), made_text(on, row.product)

    return _printed(child_id, read)


def _printed(child_id: uuid.UUID, read: Callable[[Session, Actor], Found]) -> ResponseReturnValue:
    paper, language = read_paper(), str(get_locale() or "en")
    with gathering() as (session, actor):
        child, sheet, made = read(session, actor)
        said = sheets_of(child, sheet, made=made, language=language)
    try:
        body = render_nurse(said, paper=paper)
    except PdfFailed:
        url = url_for("infusions.index", child_id=child_id, failed=1)
        return Response(status=303, headers={"Location": url})
    response = make_response(body)
    response.mimetype = "application/pdf"
    response.headers["Content-Disposition"] = 'inline; filename="sunhat-infusion.pdf"'
    return response


def _blank(child: Child) -> Paper:
    variant = other_variant()
    terms = (_("Product"), _("Amount"), _("Volume"), _("Needle, port or line"), _("Ordered by"))
    return Paper(
        who=who_of(child, []),
        order=[(term, []) for term in terms],
        tables=(
            rate_table((), 6),
            before_table((), 4),
            bottle_table((), 6),
            day_table(16),
            after_table(variant.after_hours, variant.after_questions, {}),
        ),
    )


def _planned(child: Child, row: InfusionPlan) -> Paper:
    variant = find_variant(row.variant) or other_variant()
    by = [(one.what, before_text(one.minutes) if one.minutes else "", "") for one in before_of(row)]
    weight = _weight(row.weight_kg, day_text(row.weighed_on) if row.weighed_on else None)
    order = [
        (_("Kind"), [_(variant.label)]),
        (_("Product"), [row.product] if row.product else []),
        (_("Amount"), amount_lines(row, weight=False)),
        (_("Volume"), volume_lines(row)),
        (_("Numbing cream"), [numbing_text(row)] if row.numbing else []),
        (_("Drinking"), row.fluids.splitlines()),
        (_("Needle, port or line"), [row.access] if row.access else []),
        (_("Ask"), row.ask.splitlines()),
        *([(_("Further dates"), date_lines(row))] if row.dates else []),
        (_("Ordered by"), [row.told_by] if row.told_by else []),
    ]
    return Paper(
        who=who_of(child, weight),
        order=order,
        tables=(
            rate_table(steps_of(row), 2),
            before_table(by, 1),
            bottle_table((), 6),
            day_table(12),
            after_table(variant.after_hours, variant.after_questions, {}),
        ),
    )


def _recorded(session: Session, child: Child, row: InfusionRow) -> Paper:
    zone = ZoneInfo(child.zone)
    day = InfusionDay(session, child, row, now())
    variant = variant_for(row.product)
    marks = day.checkpoints
    bottles = [one for one in marks if one.what == Seen.BOTTLE]
    named = {one.lot for one in bottles}
    lots = [lot for lot in lots_of(session, [row.entry_id])[row.entry_id] if lot not in named]
    first_on = (row.started or row.at).astimezone(zone).date()

    def clock(at: datetime) -> str:
        """The time; on another day than the first with its weekday."""
        on = at.astimezone(zone).date()
        said = clock_text(at, zone)
        return said if on == first_on else f"{short_weekday(on)} {said}"

    premedication = [(what, "", "") for what in row.premedication] + [
        (one.text or "", "", clock(one.at)) for one in marks if one.what == Seen.BEFORE
    ]
    after = {one.hours: one for one in marks if one.what == Seen.AFTER and one.hours}
    opened = [(one.lot or "", one.expires or "", clock(one.at)) for one in bottles]
    tables = (
        before_table(premedication, 0),
        bottle_table([*((lot, "", "") for lot in lots), *opened], 0),
        recorded_table((clock(one.at), _mark(one)) for one in marks if one.what not in ELSEWHERE),
        after_table(
            variant.after_hours,
            variant.after_questions,
            {hours: _seen(one) for hours, one in after.items()},
        ),
    )
    return Paper(
        who=who_of(child, _weight(row.weight_kg, None)),
        order=_order(row, variant, clock),
        tables=tuple(each for each in tables if each.rows),
    )


def _order(
    row: InfusionRow, variant: Variant, clock: Callable[[datetime], str]
) -> list[tuple[str, Sequence[str]]]:
    amount = [amount_text(row.amount, row.unit)] if row.amount is not None else []
    grams = in_grams(row.amount, row.unit or "")
    if grams is not None and row.weight_kg:
        unit = "mg/kg" if row.unit == "mg" else "g/kg"
        whole = grams * 1000 if unit == "mg/kg" else grams
        amount.append(said(figure(per_kg(whole, row.weight_kg)), unit))
    ended = clock(row.ended) if row.ended else _("no end recorded")
    facts = [
        (_("Kind"), _(variant.label)),
        (_("Product"), row.product),
        (_("Amount"), "\n".join(amount)),
        (_("Volume"), f"{show_amount(row.volume_ml)} mL" if row.volume_ml else ""),
        (_("Began and ended"), f"{clock(row.started or row.at)} – {ended}"),
        (_("Needle, port or line"), row.access or ""),
        (_("Where under the skin"), ", ".join(row.sites)),
        (_("Who was there"), row.present or ""),
        (_("Reactions"), ", ".join(_(word) for word in row.reaction)),
        (_("Where"), row.place or ""),
    ]
    return [(term, value.splitlines()) for term, value in facts if value]


def _mark(row: CheckpointRow) -> str:
    done = _("done: %(what)s", what=row.done) if row.done else ""
    title = checkpoint_title(row.model_dump(mode="json"))
    return ", ".join(part for part in (title, done) if part)


def _seen(row: CheckpointRow) -> str:
    return reaction_text(row.model_dump(mode="json")) or _("none of these")


def _weight(kilos: Decimal | None, on: str | None) -> list[str]:
    if kilos is None:
        return []
    return [" · ".join(part for part in (f"{show_amount(kilos)} kg", on) if part)]
