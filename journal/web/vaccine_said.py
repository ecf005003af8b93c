"""Sentences of the vaccine rules in the reader's language, with their dates and figures."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from flask_babel import get_locale
from flask_babel import gettext as _

from journal.care.knowledge.facts import Confidence, Source
from journal.care.knowledge.vaccine_rules import Rule
from journal.care.units import show_amount
from journal.care.vaccine_facts import Answer, Said, Value
from journal.summary.around_now import waiting
from journal.summary.around_words import why_it_waits
from journal.words import day_text


def said_text(said: Said) -> str:
    """The sentence, with dates as the reader's language writes them."""
    values = {name: _shown(value) for name, value in said.values.items()}
    return _(said.text, **values)


def answer_title(found: Answer, on: date) -> str:
    """What stands above an answer: a day that a source names, or that there is none."""
    name = _(found.vaccine.name)
    if found.open:
        # Whatever day stands below, something else speaks for nobody knows how long (H27).
        if found.until is None:
            return _("%(vaccine)s: no source names a day", vaccine=name)
        return _("%(vaccine)s: no day, because something is open", vaccine=name)
    if found.until is None:
        return _("%(vaccine)s: no rule in the journal names a wait", vaccine=name)
    if found.until <= on:
        day = day_text(found.until)
        return _("%(vaccine)s: the day that was named is past, %(day)s", vaccine=name, day=day)
    if any(hold.until == found.until and not hold.sources for hold in found.holds):
        day = day_text(found.until)
        return _("%(vaccine)s: your clinic's figure makes it %(day)s", vaccine=name, day=day)
    return _("%(vaccine)s: a source names %(day)s", vaccine=name, day=day_text(found.until))


def card_line(found: Answer, on: date) -> str:
    """The same where nothing stands below it: where something is open, all that speaks for waiting.

    Each with its own day or that there is none, in the words of the page for a visit (H26).
    """
    if not found.open:
        return answer_title(found, on)
    why = why_it_waits(waiting(found), str(get_locale() or "en")).rstrip(".")
    return f"{_(found.vaccine.name)}: {why}"


def sure_text(confidence: Confidence | None) -> str:
    """How sure a figure is, for people; "" where it is the journal's own choice."""
    return {
        Confidence.VERIFIED: _("read in the source"),
        Confidence.MIXED: _("partly read in the source"),
        Confidence.FROM_MEMORY: _("remembered, not read"),
        None: "",
    }[confidence]


def rule_row(rule: Rule) -> dict[str, Any]:
    """One rule as the page "where this comes from" shows it."""
    own = rule.does == "own"
    return {
        "id": rule.id,
        "who": _(rule.who),
        "text": _(rule.text),
        "sources": source_rows(rule.fact.sources),
        "sure": _("this journal's own choice") if own else sure_text(rule.fact.confidence),
    }


def source_rows(sources: Iterable[Source]) -> list[dict[str, str]]:
    """Sources as links: title and url, "" where a source is on no public page."""
    return [{"title": _(one.title), "url": one.url or ""} for one in sources]


def _shown(value: Value) -> str:
    if isinstance(value, date):
        return day_text(value)
    return show_amount(value) if isinstance(value, Decimal) else value
