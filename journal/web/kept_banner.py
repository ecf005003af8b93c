"""A quiet line on Today while the server keeps something of its reader outside the journal."""

from typing import Any

from flask import url_for
from flask_babel import ngettext
from sqlmodel import Session

from journal.entries.kept import kept_for
from journal.web.day import Day


def kept_banner(session: Session, day: Day) -> list[dict[str, Any]]:
    """One notice, of all their children together: their phone may say nothing of it any more."""
    kept = len(kept_for(session, day.actor, now=day.now))
    if not kept:
        return []
    title = ngettext(
        "An entry of yours is not in the journal",
        "%(num)s entries of yours are not in the journal",
        kept,
    )
    action = {
        "label": ngettext("Look at it", "Look at them", kept),
        "url": url_for("waiting.index"),
    }
    return [{"kind": "settled", "title": title, "text": "", "actions": [action]}]
