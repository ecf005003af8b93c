"""How a reminder and each attempt to deliver it can end, and how long it is worth sending."""

from datetime import timedelta
from enum import StrEnum

# A reminder later than this would ask for a dose that nobody should think about alone (H20).
GRACE = timedelta(hours=2)
# After this a tap opens the journal instead of writing into it (H22).
STALE = timedelta(hours=12)
# RFC 8030: a message that lives for less is dropped while the phone sleeps.
SHORTEST_LIFE = timedelta(seconds=1)


class End(StrEnum):
    """The `outcome` of an occurrence or a delivery; None while it is open.

    accepted      a push service has it (no proof that a phone rang)
    recorded      somebody recorded the dose first, or answered the evening's question
    plan_changed  stopped, paused, or the plan no longer expects the slot; resumed or decided
    late          more than two hours overdue: the server slept
    failed        every attempt failed
    no_phone      no phone of a caregiver was subscribed when it fell due, and nobody had mail
    quiet         everybody who could have been told had quiet hours for longer than the grace
    in_hospital   the hospital gives the doses (H37)
    unreviewed    its medicine has not been looked at since the discharge (H37)
    unwanted      nobody, or not this person, wants to be told of this kind
    gone, config, too_large, signed_out   why one phone or mailbox could not be told (deliveries)
    """

    ACCEPTED = "accepted"
    RECORDED = "recorded"
    PLAN_CHANGED = "plan_changed"
    LATE = "late"
    FAILED = "failed"
    NO_PHONE = "no_phone"
    QUIET = "quiet"
    IN_HOSPITAL = "in_hospital"
    UNREVIEWED = "unreviewed"
    UNWANTED = "unwanted"
    GONE = "gone"
    CONFIG = "config"
    TOO_LARGE = "too_large"
    SIGNED_OUT = "signed_out"


# What a later decision can undo: the plan is put back, the record or the stay is deleted, somebody
# has looked at the medicine.
MAY_RETURN = (End.PLAN_CHANGED, End.RECORDED, End.IN_HOSPITAL, End.UNREVIEWED)
# What the app lists as not delivered (G8).
MISSED = (End.LATE, End.FAILED, End.NO_PHONE, End.QUIET)
