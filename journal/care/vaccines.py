"""What speaks for waiting with a vaccine, and until when, from what stands in the journal.

It never clears: an answer without a hold only says that no rule of ours names a wait. Whatever it
does not know becomes a sentence and a hold without a day (H26, H27, docs/rules.md#vaccines).
"""

import logging
from dataclasses import replace
from datetime import date

from journal.care.knowledge.vaccine_rules import RuleSet
from journal.care.knowledge.vaccines import Vaccine
from journal.care.problems import N_
from journal.care.vaccine_ahead import leads
from journal.care.vaccine_facts import (
    Answer,
    Facts,
    Figure,
    Given,
    Hold,
    Lead,
    Note,
    OnMedicine,
    Planned,
    Said,
    SteroidDay,
)
from journal.care.vaccine_immunoglobulin import immunoglobulin_holds, source_says, vein_courses
from journal.care.vaccine_medicines import bears_on, medicine_holds, taken_of
from journal.care.vaccine_plans import VEIN
from journal.care.vaccine_steroids import steroids_beside

__all__ = [
    "Answer",
    "Facts",
    "Figure",
    "Given",
    "Hold",
    "Lead",
    "Note",
    "OnMedicine",
    "Planned",
    "Said",
    "SteroidDay",
    "answer",
]

EXPIRED = N_(
    "The rules were to be looked at again by %(day)s, so the journal names no date. Ask your team."
)
IN_DOUBT = N_(
    "This name may mean a live vaccine, so there is no date. Ask your team which product it is."
)
BROKEN = N_("The journal could not work this out, so there is no date. Ask your team.")


def answer(
    vaccine: Vaccine, facts: Facts, rules: RuleSet, *, on: date, today: date | None = None
) -> Answer:
    """Return what speaks for waiting with a vaccine on a day.

    on     what was recorded up to this day counts, the day included
    today  the child's date now, when `on` is another day: a rule set past its `review_by` on
           either of them yields no date at all (H27)

    Nothing is raised: where the code itself fails, the answer is an open hold that says so.
    """
    try:
        if rules.expired(max(on, today or on)):
            said = Said(EXPIRED, {"day": rules.review_by})
            return replace(_closed(vaccine, rules, "expired", said), expired=True)
        return _answer(vaccine, _until(facts, on), rules, on)
    except Exception:  # whatever went wrong, silence would read as "nothing speaks against it"
        logging.getLogger(__name__).exception("no answer about %s", vaccine.id)
        return broken(vaccine, rules)


def broken(vaccine: Vaccine, rules: RuleSet) -> Answer:
    """Return the answer where what is recorded cannot be read: an open hold that says so."""
    return _closed(vaccine, rules, "broken", Said(BROKEN))


def _answer(vaccine: Vaccine, facts: Facts, rules: RuleSet, on: date) -> Answer:
    after, missing = immunoglobulin_holds(vaccine, facts, rules, on)
    holds, unknown = medicine_holds(vaccine, facts, rules, on)
    if vaccine.live is None:
        doubt = Said(IN_DOUBT)
        holds.insert(0, Hold(until=None, because=doubt, key="own.doubt"))
        unknown.insert(0, doubt)
    return Answer(
        vaccine=vaccine,
        live=vaccine.live,
        holds=(*after, *holds),
        unknown=(*missing, *unknown),
        notes=_notes(vaccine, facts, rules, on),
        leads=leads(vaccine, facts, rules, on),
        rules=rules.version,
    )


def _notes(vaccine: Vaccine, facts: Facts, rules: RuleSet, on: date) -> tuple[Note, ...]:
    """The positions beside each other, those of one topic together as the file has them.

    They stay as long as the medicine is in the journal, however long ago it was stopped.
    Where the clinic's own figure stands in the place of the table's, the table is said here.
    """
    told = taken_of(facts, on)
    infused = {one.what for one in facts.given}
    found = [
        Note(rule.topic, rule.id, Said(rule.text), rule.fact, rule.who)
        for rule in rules.rules
        if rule.does in ("side", "disputed")
        and rule.concerns(vaccine)
        and (bears_on(rule, told, rules) or infused & set(rule.medicines))
    ]
    if held := _steroids_held(vaccine, found, facts, rules, on):
        found.insert(held[0], held[1])
    overruled = any(one.vaccine == vaccine.id and one.medicine == VEIN for one in facts.figures)
    for course in vein_courses(facts)[-1:] if overruled and vaccine.immunoglobulin else ():
        table = source_says(vaccine, course, rules)
        if table.until:
            rule = rules.rule(table.key)
            found.insert(0, Note(rule.topic, rule.id, table.because, rule.fact, rule.who))
    return tuple(found)


def _steroids_held(
    vaccine: Vaccine, found: list[Note], facts: Facts, rules: RuleSet, on: date
) -> tuple[int, Note] | None:
    """The child's own steroids, and where they stand: behind the source that names a threshold."""
    for place, note in enumerate(found):
        rule = rules.rule(note.key)
        if rule.light and (beside := steroids_beside(vaccine, rule, facts, rules, on)):
            return place + 1, beside
    return None


def _until(facts: Facts, on: date) -> Facts:
    return replace(
        facts,
        given=tuple(one for one in facts.given if one.first_on <= on),
        medicines=tuple(one for one in facts.medicines if one.first_on <= on),
        steroids=tuple(one for one in facts.steroids if one.on <= on),
    )


def _closed(vaccine: Vaccine, rules: RuleSet, key: str, said: Said) -> Answer:
    return Answer(
        vaccine=vaccine,
        live=vaccine.live,
        holds=(Hold(until=None, because=said, key=key),),
        unknown=(said,),
        notes=(),
        rules=rules.version,
    )
