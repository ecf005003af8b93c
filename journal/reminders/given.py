"""What Given says of a dose that is given as planned."""

from journal.care.units import show_amount
from journal.plans.expected import Expected


def given_values(planned: Expected) -> dict[str, str]:
    """What the form of this dose says when it is given as planned."""
    return {
        "medicine": str(planned.medicine.id),
        "slot": planned.slot.key,
        "outcome": "given",
        "amount": show_amount(planned.amount),
        "unit": planned.plan.unit,
    }


def dose_seen(planned: Expected) -> str:
    """What the page sends back of the amount that it shows: "12.5 mg"."""
    return f"{show_amount(planned.amount)} {planned.plan.unit}"
