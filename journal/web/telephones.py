"""Whom a family calls: the number on the emergency card, then the care team's."""

from flask_babel import gettext as _
from sqlmodel import Session

from journal.plans.children import team_of
from journal.records.children import Child

MOST = 4


def telephones(session: Session, child: Child) -> list[dict[str, str]]:
    """Numbers as the family wrote them, each with its name; the emergency number first."""
    found = [{"name": _("Emergency telephone"), "number": child.emergency_phone}]
    found += [{"name": one.name, "number": one.telephone} for one in team_of(session, child.id)]
    return [one for one in found if one["number"]][:MOST]
