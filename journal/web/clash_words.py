"""Two versions of an entry in words: what each person wrote."""

from collections.abc import Iterable
from typing import Any
from zoneinfo import ZoneInfo

from flask_babel import gettext as _
from sqlmodel import Session

from journal.entries.clashes import open_clashes
from journal.entries.merge import DELETED
from journal.entries.reading import Shown
from journal.records.entries import Revision
from journal.web.entry_fields import label_of, value_of
from journal.web.medicine_names import Names


def clashes_of(
    session: Session,
    shown: Shown,
    past: Iterable[tuple[Revision, str]],
    names: Names,
    zone: ZoneInfo,
) -> list[dict[str, Any]]:
    """The fields with two versions, as templates/entries/_facts.html shows them.

    past  the entry's history, each revision with its writer's name
    """
    writers = {revision.change_id: by for revision, by in past}
    found = []
    for clash in open_clashes(session, shown.id):
        versions = []
        for change_id, value in clash.versions:
            if clash.field == DELETED:
                words = _("deleted it") if value else _("changed it")
            else:
                fields = {**shown.fields, clash.field: value}
                words = value_of(clash.field, fields, names, zone) or _("empty")
            versions.append({"by": writers.get(change_id, ""), "value": words})
        found.append({"field": label_of(clash.field), "versions": versions})
    return found
