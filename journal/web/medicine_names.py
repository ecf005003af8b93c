"""Medicines by the names a family reads: a weekly one always with its weekday (H4)."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask_babel import gettext as _
from sqlmodel import Session

from journal.care.problems import Refused
from journal.care.rhythm import read_rhythm
from journal.plans.expected import medicines_of
from journal.records.medicines import DosePlan, Medicine
from journal.records.planned import plans_of
from journal.words import weekly_label


@dataclass(frozen=True, slots=True)
class Named:
    """A medicine's name, and "once a week, on Tuesday" for a weekly one."""

    name: str
    weekly: str | None

    @property
    def whole(self) -> str:
        """Both in one line."""
        return f"{self.name} ({self.weekly})" if self.weekly else self.name


Names = Mapping[uuid.UUID, Named]


def names_of(session: Session, child_id: uuid.UUID) -> Names:
    """Every medicine of the child, stopped ones included."""
    medicines = medicines_of(session, child_id)
    return named(medicines, plans_of(session, [medicine.id for medicine in medicines]))


def named(medicines: Sequence[Medicine], plans: Mapping[uuid.UUID, Sequence[DosePlan]]) -> Names:
    """The names of these medicines, each with the weekday of its latest plan."""
    return {each.id: Named(each.name, _weekly(plans.get(each.id, ()))) for each in medicines}


def _weekly(plans: Sequence[DosePlan]) -> str | None:
    if not plans:
        return None
    try:
        return weekly_label(read_rhythm(plans[-1].rhythm))
    except Refused:
        return _("can't tell how often, ask your team")
