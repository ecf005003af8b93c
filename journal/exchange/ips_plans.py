"""The medicines of a patient summary: what is in the plan, rests or begins, and what to ask."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from uuid import UUID

from flask_babel import gettext as _
from sqlmodel import Session

from journal.amounts import Amounts, both_text, strength_text
from journal.care.knowledge import MedicineFact, find_medicine
from journal.care.products import exactly_named
from journal.care.reviews import Missing
from journal.exchange.ips_facts import Coded, Planned
from journal.plans.reviewing import AfterStay, after_stay
from journal.plans.standing import Standing, State, standings
from journal.records.children import Child
from journal.records.medicines import DosePlan, Medicine
from journal.words import because, day_text, rhythm_text

RXNORM = "http://www.nlm.nih.gov/research/umls/rxnorm"
LISTED = (State.RUNNING, State.PAUSED, State.COMING)


def planned_of(session: Session, child: Child, *, now: datetime) -> tuple[tuple[Planned, ...], int]:
    """Return the medicines that are given, rest or begin later, and how many are over."""
    found = standings(session, child, now=now)
    names = {one.medicine.id: one.medicine.name for one in found}
    after = after_stay(session, child, list(names), now=now)
    listed = [one for one in found if one.state in LISTED]
    return tuple(_planned(one, names, after) for one in listed), len(found) - len(listed)


def _planned(one: Standing, names: Mapping[UUID, str], after: AfterStay | None) -> Planned:
    strength = one.plan.strength or one.medicine.strength
    label = (one.medicine.name, strength_text(strength, one.medicine.form), one.medicine.form)
    return Planned(
        id=str(one.medicine.id),
        name=", ".join(part for part in label if part),
        coded=_rxnorm(one.medicine),
        state=one.state,
        dose=_dose(one.plan, names),
        amounts=Amounts(
            amount=one.plan.amount,
            unit=one.plan.unit,
            rhythm=one.plan.rhythm,
            measured=one.plan.measured,
            measured_unit=one.plan.measured_unit,
        ),
        since=one.since,
        until=one.until,
        notes=tuple(filter(None, _notes(one, names, after))),
        rests_on=one.rests_since if one.held else None,
        rests_why=because(one.held.cause, one.held.reason, one.held.advised_by) if one.held else "",
    )


def _dose(plan: DosePlan, names: Mapping[UUID, str]) -> str:
    return f"{both_text(plan)}, {rhythm_text(plan.rhythm, names)}"


def _notes(one: Standing, names: Mapping[UUID, str], after: AfterStay | None) -> list[str]:
    """What follows, and what nobody has looked at since a discharge (H10, H37)."""
    said = [
        _("From %(day)s: %(dose)s", day=day_text(first_on), dose=_dose(plan, names))
        for plan, first_on in one.coming
    ]
    if one.asks_since is not None:
        last = day_text(one.asks_since - timedelta(days=1))
        said.append(_("The clinic's plan is written until %(day)s; ask what follows.", day=last))
    waits = after.missing.get(one.medicine.id) if after else None
    if waits is Missing.PLAN:
        said.append(_("The hospital changed or stopped it: the plan does not say so yet."))
    elif waits is not None:
        said.append(_("Not looked at since the discharge."))
    return said


def _rxnorm(medicine: Medicine) -> Coded | None:
    """The code of the active substance, where the catalogue knows it from a source."""
    fact: MedicineFact | None = find_medicine(medicine.code) if medicine.code else None
    fact = fact or exactly_named(medicine.name)
    code = fact.rxnorm if fact else None
    if code is None or not code.may_be_default:
        return None
    return Coded(system=RXNORM, code=code.code, name=code.name)
