"""What speaks for waiting with a vaccine, and until when, from what stands in the journal.

It never clears: an answer without a hold only says that no rule of ours names a wait. Whatever it
does not know becomes a sentence and a hold without a day (H26, H27, docs/rules.md#vaccines).
"""

from datetime import date

from journal.care.knowledge.vaccine_rules import RuleSet
from journal.care.knowledge.vaccines import Vaccine
from journal.care.problems import N_
from journal.care.vaccine_facts import (
    Answer,
    Facts,
    Figure,
    Given,
    Hold,
    Note,
    OnMedicine,
    Said,
    SteroidDay,
)

__all__ = [
    "Answer",
    "Facts",
    "Figure",
    "Given",
    "Hold",
    "Note",
    "OnMedicine",
    "Said",
    "SteroidDay",
    "answer",
]


def answer(
    vaccine: Vaccine,
    facts: Facts,  # noqa: ARG001 - the interface others build on; the rules follow
    rules: RuleSet,
    *,
    on: date,
    today: date | None = None,
) -> Answer:
    """Return what speaks for waiting with a vaccine on a day.

    on     what was recorded up to this day counts
    today  the child's date now, when `on` is another day: a rule set past its `review_by` on
           either of them yields no date at all (H27)
    """
    cannot = Said(N_("The journal cannot work this out yet. Ask your team."))
    return Answer(
        vaccine=vaccine,
        live=vaccine.live,
        holds=(Hold(until=None, because=cannot, key="closed"),),
        unknown=(cannot,),
        notes=(),
        rules=rules.version,
        expired=rules.expired(today or on),
    )
