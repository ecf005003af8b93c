"""Which amount a rhythm asks for at which time, where not all of a plan's doses are alike."""

from datetime import date, datetime
from decimal import Decimal

from journal.care.problems import N_, Problem, Refused
from journal.care.rhythm_kinds import Alternating, Daily, Rhythm
from journal.care.units import show_amount


def amount_at(rhythm: Rhythm, wall: datetime, first_on: date) -> Decimal | None:
    """Return what the rhythm asks for at a wall-clock time; None where it is the plan's amount.

    first_on: the plan's first day, from which two amounts in turn count.
    Source: docs/rules.md#rhythms.
    """
    match rhythm:
        case Daily(times=times, amounts=amounts):
            return dict(zip(times, amounts, strict=False)).get(wall.time())
        case Alternating(other=other):
            return other if (wall.date() - first_on).days % 2 else None
        case _:
            return None


def own_amounts(rhythm: Rhythm) -> tuple[Decimal, ...]:
    """Return the amounts that the rhythm itself states; none where the plan's is the only one."""
    match rhythm:
        case Daily(amounts=amounts):
            return amounts
        case Alternating(other=other):
            return (other,)
        case _:
            return ()


def amount_a_day(rhythm: Rhythm | None, amount: Decimal) -> Decimal | None:
    """Return all doses of a day of a rhythm of every day, added up; None of every other rhythm.

    amount: the plan's, which is each time's where the rhythm states none of its own.
    """
    match rhythm:
        case Daily(times=times, amounts=amounts):
            return sum(amounts, Decimal(0)) if amounts else amount * len(times)
        case _:
            return None


def check_amounts(rhythm: Rhythm, amount: Decimal) -> None:
    """Raise Refused with `rhythm_amounts` when plan and rhythm contradict each other.

    amount: the plan's. It is that of the first time of the day, and one of two in turn.
    """
    match rhythm:
        case Daily(times=times, amounts=(first, *_)) if first != amount:
            sentence = N_(
                "The amount of the plan is that of its first time, %(time)s. "
                "Write the same number in both places."
            )
            values = {"time": f"{min(times):%H:%M}"}
            problem = Problem(
                "rhythm_amounts", "rhythm.amounts", sentence, values, show_amount(first)
            )
            raise Refused(problem)
        case Alternating(other=other) if other == amount:
            sentence = N_("Both amounts are the same. Write another one, or choose every day.")
            raise Refused(
                Problem("rhythm_amounts", "rhythm.other", sentence, {}, show_amount(other))
            )
