"""What an entry's page says of a file that brought it: nobody here saw anybody write it (T2)."""

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from flask_babel import gettext as _
from sqlmodel import Session

from journal.records.acts import act_at
from journal.records.audit import Did
from journal.records.children import Child
from journal.records.entries import Revision
from journal.web.act_words import doer
from journal.words import moment_text


def file_words(session: Session, child: Child, history: Sequence[tuple[Revision, str]]) -> str:
    """Who put the file in, and when; "" for an entry of which every version was written here."""
    moments = [revision.put_in_at for revision, _by in history if revision.put_in_at]
    if not moments:
        return ""
    words = act_at(session, child.household_id, Did.IMPORTED, max(moments))
    return _(
        "%(who)s put this in from a file, %(when)s. Who wrote it and when is what the file says.",
        who=doer(words) or _("Somebody"),
        when=moment_text(max(moments), ZoneInfo(child.zone)),
    )
