"""What became of the doses: recorded, refused, skipped, no record. Never a percentage."""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from journal.care.doses import Outcome
from journal.summary.page import Count, Skip

# The stronger fact about a slot counts: refused at eight and given at nine was given.
RANK = (Outcome.GIVEN, Outcome.PARTLY, Outcome.VOMITED, Outcome.REFUSED, Outcome.SKIPPED)
TAKEN = (Outcome.GIVEN, Outcome.PARTLY, Outcome.VOMITED)
NEAR = timedelta(days=3)


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """A dose as far as counting goes; `on` is its calendar date."""

    slot: str | None
    on: date
    outcome: Outcome
    reason: str | None = None
    advised_by: str | None = None
    in_hospital: bool = False


def count(
    identity: str,
    medicine: str,
    planned: Sequence[str],
    given: Sequence[Given],
    infused_on: Iterable[date],
    *,
    as_needed: bool,
    unasked: Collection[str] = (),
    holds: Callable[[date], bool],
) -> Count | None:
    """Return the count of one medicine, or None when nothing was planned and nothing recorded.

    planned     keys of the slots that fell due in the window
    unasked     those of them that lie before the medicine was typed in: counted when recorded
    infused_on  days of infusions of this medicine; each stands for the planned slot next to it
    holds       whether a date lies in the window: decides about doses without a planned slot
    """
    slots: dict[str, list[Given]] = {key: [] for key in planned}
    loose: list[Given] = []
    for dose in given:
        if dose.slot in slots:
            slots[dose.slot].append(dose)
        elif holds(date.fromisoformat(dose.slot[:10]) if dose.slot else dose.on):
            loose.append(dose)
    doses_on = {dose.on for dose in given if dose.outcome in TAKEN}
    for on in infused_on:
        if on in doses_on:
            continue  # the same bottle, written down as a dose and as an infusion day
        infusion = Given(slot=_slot_near(on, slots), on=on, outcome=Outcome.GIVEN)
        (slots[infusion.slot] if infusion.slot else loose).append(infusion)
    slots = {key: doses for key, doses in slots.items() if doses or key not in unasked}
    if not slots and not loose:
        return None
    if as_needed and not slots:
        return _count(identity, medicine, None, loose, extra=0)
    best = [
        min(doses, key=lambda dose: RANK.index(dose.outcome)) for doses in slots.values() if doses
    ]
    taken = sum(dose.outcome in TAKEN for doses in (*slots.values(), loose) for dose in doses)
    extra = taken - sum(dose.outcome in TAKEN for dose in best)
    return _count(identity, medicine, len(slots), best, extra=extra)


def _most_often_first(
    each: tuple[tuple[str | None, str | None], int],
) -> tuple[int, str, str]:
    (reason, advised_by), times = each
    return -times, reason or "", advised_by or ""


def _slot_near(on: date, slots: dict[str, list[Given]]) -> str | None:
    free = [key for key, doses in slots.items() if not doses]
    near = [key for key in free if abs(date.fromisoformat(key[:10]) - on) <= NEAR]
    return min(near, key=lambda key: abs(date.fromisoformat(key[:10]) - on), default=None)


def _count(
    identity: str, medicine: str, planned: int | None, doses: Sequence[Given], *, extra: int
) -> Count:
    outcomes = Counter(dose.outcome for dose in doses)
    reasons: dict[tuple[str | None, str | None], int] = defaultdict(int)
    for dose in doses:
        if dose.outcome is Outcome.SKIPPED:
            reasons[dose.reason or None, dose.advised_by or None] += 1
    return Count(
        id=identity,
        medicine=medicine,
        planned=planned,
        given=outcomes[Outcome.GIVEN],
        partly=outcomes[Outcome.PARTLY],
        vomited=outcomes[Outcome.VOMITED],
        refused=outcomes[Outcome.REFUSED],
        skipped=tuple(
            Skip(reason=reason, times=times, advised_by=advised_by)
            for (reason, advised_by), times in sorted(reasons.items(), key=_most_often_first)
        ),
        in_hospital=sum(dose.in_hospital and dose.outcome in TAKEN for dose in doses),
        no_record=0 if planned is None else planned - len(doses),
        extra=extra,
    )
