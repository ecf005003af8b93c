"""What Given says of a dose that is given as planned."""

from datetime import UTC, datetime

from journal.care.units import show_amount
from journal.entries.change import ChangeRequest
from journal.plans.expected import Expected
from journal.records.entries import Change


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


def same_change(known: Change) -> ChangeRequest:
    """The change exactly as it came the first time: a second tap is the same tap."""
    content = known.content
    return ChangeRequest(
        id=known.id,
        entry=known.entry_id,
        child=known.child_id,
        kind=content["kind"],
        made_at=datetime.fromisoformat(content["made_at"]).astimezone(UTC),
        zone=content["zone"],
        fields=content["fields"],
        form=content.get("form"),
    )
