"""Whether a medicine may count from another one: refused when it is written, not when it is due."""

import uuid
from datetime import date

from sqlmodel import Session

from journal.care.history import spans_in_force
from journal.care.problems import N_, Problem, Refused
from journal.care.rhythm import AsNeeded, Relative, Rhythm, read_rhythm
from journal.records.access import Actor
from journal.records.medicines import DosePlan, Medicine
from journal.records.planned import counting_from, plans_of


def check_anchor(
    session: Session,
    actor: Actor,
    child_id: uuid.UUID,
    rhythm: Rhythm,
    *,
    first_on: date,
    medicine: Medicine | None = None,
) -> None:
    """Raise Refused with `rhythm_after` when a rhythm counts from what nothing can count from.

    That is: no medicine, another child's, itself, one that counts from a third, or one whose plan
    from `first_on` on is as needed or cannot be read. Source: docs/rules.md#beside-another.

    medicine  whose plan it is to be, None for a new one
    """
    if not isinstance(rhythm, Relative):
        return
    anchor = session.get(Medicine, rhythm.medicine)
    if anchor is None or anchor.child_id not in actor.children:
        # One sentence for both, so that nobody learns of a medicine by asking (B27).
        raise _refused(rhythm, N_("This medicine is not on the server. Choose one from the list."))
    if anchor.child_id != child_id:
        raise _refused(
            rhythm, N_("This medicine belongs to another child. Choose one of the same child.")
        )
    values = {"medicine": anchor.name}
    if medicine is not None and anchor.id == medicine.id:
        raise _refused(
            rhythm,
            N_("%(medicine)s cannot count from itself. Choose another medicine."),
            values,
        )
    if medicine is not None and (others := counting_from(session, medicine)):
        sentence = N_(
            "%(other)s counts from %(medicine)s. "
            "Choose times for this one, or give %(other)s times of its own first."
        )
        raise _refused(rhythm, sentence, {"other": others[0].name, "medicine": medicine.name})
    plans = plans_of(session, [anchor.id])[anchor.id]
    for plan, _first_on, last_on in spans_in_force(plans):
        if last_on is None or last_on >= first_on:
            _check_times(rhythm, plan, values)


def _check_times(rhythm: Relative, plan: DosePlan, values: dict[str, str]) -> None:
    try:
        planned = read_rhythm(plan.rhythm)
    except Refused:
        sentence = N_(
            "How often %(medicine)s is given cannot be read. Change its dose first, "
            "or choose times for this one."
        )
        raise _refused(rhythm, sentence, values) from None
    if isinstance(planned, AsNeeded):
        sentence = N_(
            "%(medicine)s is given as needed and has no times to count from. "
            "Choose another medicine, or times for this one."
        )
        raise _refused(rhythm, sentence, values)
    if isinstance(planned, Relative):
        sentence = N_(
            "%(medicine)s counts from another medicine itself. Choose that one, "
            "or times for this one."
        )
        raise _refused(rhythm, sentence, values)


def _refused(rhythm: Relative, sentence: str, values: dict[str, str] | None = None) -> Refused:
    field = "rhythm.after" if rhythm.minutes > 0 else "rhythm.before"
    return Refused(Problem("rhythm_after", field, sentence, values or {}))
