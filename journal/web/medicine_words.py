"""How medicines, their plans and what happened to them are said on pages."""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from flask_babel import gettext as _
from flask_babel import ngettext

from journal.amounts import both_text
from journal.care.rhythm import Once, Rhythm, known_rhythm
from journal.care.strength import form_beside
from journal.care.units import Unit
from journal.plans.standing import Standing, State
from journal.records.medicines import DosePlan, MedicineTurn, Turn
from journal.web.beside_words import names_beside, waits_text
from journal.words import (
    because,
    cause_text,
    day_text,
    long_day,
    moment_text,
    rhythm_text,
    weekly_label,
)


def shown(one: Standing, *, today: date) -> dict[str, Any]:
    """A medicine as lists and its own page show it."""
    return {
        "id": one.medicine.id,
        "name": one.medicine.name,
        # A new bottle may be written down before it is begun.
        "strength": one.plan.strength or one.medicine.strength,
        "form": one.medicine.form,
        "form_beside": form_beside(one.plan.strength or one.medicine.strength, one.medicine.form),
        "state": one.state.value,
        "amount": both_text(one.plan),
        "weekly": weekly_label(one.plan.rhythm),
        "rhythm": rhythm_text(one.plan.rhythm, names_beside(one)),
        "waits": waits_text(one),
        "since": _since(one),
        "since_day": day_text(one.since),
        "told_by": one.plan.told_by,
        "coming": [coming_text(one, plan, first_on) for plan, first_on in one.coming],
        "ends": _ends(one, today),
        "is_over": one.state is State.ENDED,
        "is_course": one.state is not State.ENDED and _is_course(one),
        "held": _held(one, today),
    }


def coming_text(one: Standing, plan: DosePlan, first_on: date) -> str:
    """ "from 3 Dec 2026: 10 mg", with the rhythm when it changes too."""
    text = _(
        "from %(day)s: %(amount)s",
        day=day_text(first_on),
        amount=both_text(plan),
    )
    changed = plan.rhythm != one.plan.rhythm
    return f"{text}, {rhythm_text(plan.rhythm, names_beside(one))}" if changed else text


def _since(one: Standing) -> str:
    if one.state is State.COMING:
        return _("from %(day)s", day=day_text(one.since))
    return _("since %(day)s", day=day_text(one.since))


def _ends(one: Standing, today: date) -> str | None:
    """The end of the plan, or that the team is to be asked what follows (H10)."""
    last = one.coming[-1][0] if one.coming else one.plan
    if one.asks_since is not None:
        if one.asks_since <= today:
            return _("The written plan is over. It goes on with the last amount: ask your team.")
        return _(
            "The written plan ends on %(day)s. Ask your team what follows.",
            day=day_text(last.ask_after) if last.ask_after else "",
        )
    if last.then == "ask":
        return _("After the last step: ask your team what follows.")
    last_on = last.last_on if one.coming else one.until
    if last_on is None:
        return None
    if last.taper_id is None:
        return _course(last, last_on, today)
    if last_on < today:
        return _("The plan ended on %(day)s.", day=day_text(last_on))
    return _("The last day is %(day)s. Nothing follows.", day=day_text(last_on))


def _is_course(one: Standing) -> bool:
    """Whether it ends as planned, without a taper: nothing anybody has to ask about."""
    last = one.coming[-1][0] if one.coming else one.plan
    return last.taper_id is None and last.last_on is not None


def _course(plan: DosePlan, last_on: date, today: date) -> str | None:
    """A course that was to end: "Course until 5 May 2026, day 3 of 10", "Course ended …"."""
    if isinstance(known_rhythm(plan.rhythm), Once):
        return None if last_on >= today else _("A single dose; its day is over.")
    if last_on < today:
        return _("Course ended %(day)s", day=day_text(last_on))
    if plan.first_on > today:
        return _("A course: its last day is %(day)s", day=day_text(last_on))
    return _(
        "Course until %(last)s, day %(day)s of %(days)s",
        last=day_text(last_on),
        day=(today - plan.first_on).days + 1,
        days=(last_on - plan.first_on).days + 1,
    )


def _held(one: Standing, today: date) -> str | None:
    if one.held is None or one.rests_since is None:
        return None
    day, held = day_text(one.rests_since), one.held
    reason = because(held.cause, held.reason, held.advised_by)
    if one.held.turn is Turn.STOP:
        said = _("Stopped today") if one.rests_since == today else _("Stopped on %(day)s", day=day)
        return sentences(said, reason)
    text = sentences(_paused(one.rests_since, today), reason)
    review = one.held.review_on
    if review is None:
        return str(text)
    asked = _("Ask the team on %(day)s.", day=day_text(review))
    if review <= today:
        asked = _("Ask the team: the day to look again was %(day)s.", day=day_text(review))
    return f"{text} {asked}"


def _paused(on: date, today: date) -> str:
    """ "Paused since today", "Paused since 3 Nov 2026 (12 days)"."""
    days = (today - on).days
    if days <= 0:
        return _("Paused since today")
    return ngettext(
        "Paused since %(day)s (%(num)s day)",
        "Paused since %(day)s (%(num)s days)",
        days,
        day=day_text(on),
    )


def sentences(*said: str) -> str:
    """ "Paused since today. Infection: fever since Friday.": each with one full stop."""
    kept = [text.strip().rstrip(".") for text in said if text.strip(" .")]
    return " ".join(f"{text[0].upper()}{text[1:]}." for text in kept)


def history_of(
    plans: Sequence[DosePlan],
    turns: Sequence[MedicineTurn],
    names: dict[Any, str],
    zone: ZoneInfo,
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """What was decided with who and when, for `history` of _ui/lists: what held, what gave way.

    Each newest first. A dose is compared with the one that held before it; one that gave way to
    a later decision changed nothing, and says in full what it was.
    names  of the accounts that wrote them, and of the child's medicines, by id
    """
    rows: list[tuple[datetime, date, dict[str, Any]]] = []
    before: DosePlan | None = None
    for plan in sorted(plans, key=lambda each: (each.first_on, each.made_at)):
        if not plan.replaced:
            rows.append((plan.made_at, plan.first_on, _row(plan, names, zone, before)))
            before = plan
    for turn in turns:
        words = {
            Turn.STOP: _("Stopped from %(day)s", day=day_text(turn.on)),
            Turn.PAUSE: _("Paused from %(day)s", day=day_text(turn.on)),
            Turn.RESUME: _("Started again from %(day)s", day=day_text(turn.on)),
        }
        pairs = [
            (_("Cause"), cause_text(turn.cause)),
            (_("Reason"), turn.reason),
            (_("Who advised it"), turn.advised_by),
        ]
        changes = [{"field": name, "after": said} for name, said in pairs if said]
        if turn.review_on:
            changes.append({"field": _("Look again"), "after": day_text(turn.review_on)})
        said = _said(turn.made_at, turn.made_by, names, zone, words[turn.turn])
        rows.append((turn.made_at, turn.on, said | {"changes": changes}))
    gone = [
        (plan.made_at, plan.first_on, _row(plan, names, zone, None))
        for plan in plans
        if plan.replaced
    ]
    return _newest_first(rows), _newest_first(gone)


def _newest_first(rows: list[tuple[datetime, date, dict[str, Any]]]) -> list[dict[str, Any]]:
    return [row for _at, _on, row in sorted(rows, key=lambda each: each[:2], reverse=True)]


def _row(
    plan: DosePlan, names: dict[Any, str], zone: ZoneInfo, before: DosePlan | None
) -> dict[str, Any]:
    action = _("Dose from %(day)s", day=day_text(plan.first_on))
    pairs: list[tuple[str, Callable[[DosePlan], str | None]]] = [
        (_("Amount"), both_text),
        (_("How often"), lambda one: rhythm_text(one.rhythm, names)),
        (_("Strength"), lambda one: one.strength or None),
        (_("Prescribed by"), lambda one: one.told_by),
        (_("Last day"), lambda one: _day(one.last_on)),
    ]
    changes: list[dict[str, Any]] = []
    for field, said in pairs:
        was, became = before and said(before), said(plan)
        if was != became:
            # With nothing to compare it to, a dose says what it is.
            compared = {"before": was} if before else {}
            changes.append({"field": field, "after": became, **compared})
    own = ((_("Who ordered it"), plan.ordered_by), (_("Why"), plan.why))
    changes += [{"field": field, "after": said} for field, said in own if said]
    return _said(plan.made_at, plan.made_by, names, zone, action) | {"changes": changes}


def _said(
    at: datetime, by: Any, names: dict[Any, str], zone: ZoneInfo, action: str
) -> dict[str, Any]:
    said = {"at": moment_text(at, zone), "by": names.get(by, "?"), "action": action}
    return said | {"moment": at}


def _day(day: date | None) -> str | None:
    return None if day is None else day_text(day)


def next_text(wall: datetime, last_on: date | None, rhythm: Rhythm) -> str:
    """ "Wednesday 2 Dec 2026 at 18:00, 8 days since the last", the gap for a weekly one (H5)."""
    text = _("%(day)s at %(time)s", day=long_day(wall.date()), time=f"{wall:%H:%M}")
    if last_on is None or weekly_label(rhythm) is None:
        return text
    days = (wall.date() - last_on).days
    gap = ngettext("%(num)s day since the last", "%(num)s days since the last", days)
    return f"{text}, {gap}"


def unit_options() -> list[tuple[str, str]]:
    """The units a label may use; no spoons (H15)."""
    words = {
        Unit.TABLET: _("tablets"),
        Unit.CAPSULE: _("capsules"),
        Unit.DROP: _("drops"),
        Unit.PUFF: _("puffs"),
        Unit.PATCH: _("patches"),
        Unit.APPLICATION: _("applications"),
        Unit.INTERNATIONAL_UNIT: _("IU (international units)"),
        Unit.MICROGRAM: _("mcg (micrograms)"),
    }
    return [("", _("Choose"))] + [(unit.value, words.get(unit, unit.value)) for unit in Unit]
