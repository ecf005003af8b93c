"""A template as a page shows it: what it looks at, what its sources say, what became of it."""

from datetime import date, timedelta
from typing import Any

from flask_babel import gettext as _

from journal.care.knowledge import Confidence
from journal.care.knowledge.lab_templates import LabTemplate
from journal.care.labs import single_tests
from journal.lab_names import named_tests
from journal.records.lab_plans import Decision, LabRule
from journal.web.lab_plan_forms import start_of
from journal.web.lab_rule_words import decision_text, often_text, rule_text, source_rows
from journal.words import day_text

# Half a year. Our own choice.
FIRST_MONTHS = timedelta(weeks=26)


def template_row(
    template: LabTemplate, decided: LabRule | None, today: date, began: date | None
) -> dict[str, Any]:
    """What templates/labs/_template.html shows. began: the first day of the medicine."""
    start = start_of(template, today)
    is_first = template.phase.id == "baseline"
    return {
        "id": template.id,
        "phase": _(template.phase.label),
        "tests": named_tests(single_tests(template.tests)),
        "purpose": _(template.purpose),
        "often": often_text(template.repeats, start.least, start.most, None)
        if start and not is_first
        else "",
        "until": _(template.until_told.code) if template.until_told else "",
        "told": _(template.told.code) if template.told else "",
        "anew": template.begins_anew,
        "positions": [
            {
                "text": _(one.text),
                "sources": source_rows(one.sources),
                "read": one.confidence is Confidence.VERIFIED,
            }
            for one in template.positions
        ],
        "sources": source_rows(template.sources),
        "why_none": "" if start or template.positions or is_first else _why_none(template),
        "over": _over(template, began, today),
        "decided": _decided(decided),
        "rule_id": decided.id if decided else None,
        "is_refused": decided is not None and decided.decision is Decision.REFUSED,
    }


def _over(template: LabTemplate, began: date | None, today: date) -> str:
    """That the first months are long over: whoever plans it now counts from another day."""
    if template.phase.id == "regular" or began is None or today - began < FIRST_MONTHS:
        return ""
    return _("The medicine began on %(day)s: that time is over.", day=day_text(began))


def _why_none(template: LabTemplate) -> str:
    if not template.sources:
        return _("No source was found for how often. Your clinic says it.")
    return _("How often stands in no source that could be read itself. Your clinic says it.")


def _decided(row: LabRule | None) -> str:
    if row is None:
        return ""
    often = rule_text(row)
    return ", ".join(part for part in (often, decision_text(row)) if part)
