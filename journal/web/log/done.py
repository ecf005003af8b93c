"""What is said after saving, on the page and by the phone: what stands in the journal now."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from flask_babel import gettext as _

from journal.entries.reading import Shown
from journal.records.access import Actor
from journal.records.children import Child
from journal.records.entries import Kind
from journal.web.dose_words import of_another_day, outcome_text
from journal.web.entry_words import dose_text, title_of
from journal.web.medicine_names import Names


def done_words(
    actor: Actor, child: Child, written: Sequence[Shown], names: Names, *, now: datetime
) -> str:
    """ "Given to Nora: Prednisolone 12.5 mg", or "Saved for Nora" with every entry of the form.

    Nora herself reads what she took, and what was saved.
    """
    first, zone = written[0], ZoneInfo(child.zone)
    what = ", ".join(title_of(shown, names) for shown in written)
    if first.kind is Kind.DOSE:
        if outcome_text(first.fields) == _("given"):
            what = of_another_day(dose_text(first.fields, names), first.fields, zone, now)
            if child.id == actor.own:
                return _("Taken: %(what)s", what=what)
            return _("Given to %(name)s: %(what)s", name=child.name, what=what)
        what = of_another_day(what, first.fields, zone, now)
    return _saved(actor, child, what)


def changed_words(
    actor: Actor,
    child: Child,
    standing: Sequence[Shown],
    names: Names,
    changed: Mapping[str, Any] | None,
    *,
    was_deleted: bool,
) -> str:
    """What is said after an entry was edited. changed: the fields it changed, None for nothing."""
    if changed is None:
        return _("Nothing was changed.")
    if was_deleted:
        return _("Saved. It had been deleted, and is in the journal again.")
    what = ", ".join(title_of(shown, names) for shown in standing)
    if standing[0].kind is Kind.SYMPTOM and changed.get("until"):
        what = _("%(what)s has gone", what=what)
    return _saved(actor, child, what)


def _saved(actor: Actor, child: Child, what: str) -> str:
    if child.id == actor.own:
        return _("Saved: %(what)s", what=what)
    return _("Saved for %(name)s: %(what)s", name=child.name, what=what)
