"""What a hospital said of one medicine, on the medicine's own page."""

import uuid
from typing import Any

from flask_babel import gettext as _
from sqlmodel import Session

from journal.plans.decided import Decided, decided_of
from journal.records.children import Child
from journal.records.kinds.review import Reviewed
from journal.web.stay_address import stay_address
from journal.words import day_text

Row = dict[str, Any]


def decided_rows(session: Session, child: Child, medicine: uuid.UUID) -> list[Row]:
    """That it was changed or stopped in hospital, with the day, the last first; leads to the stay.

    Rows of _ui/lists.html.
    """
    return [
        {
            "when": "",
            "what": _text(one),
            "note": ", ".join(part for part in (one.told, one.by) if part),
            "url": stay_address(child.id, str(one.stay)),
        }
        for one in decided_of(session, child, medicine)
    ]


def _text(one: Decided) -> str:
    day = day_text(one.on)
    if one.decision == Reviewed.STOPPED:
        return _("Stopped by the hospital, discharge on %(day)s", day=day)
    return _("Changed by the hospital, discharge on %(day)s", day=day)
