"""What the form of a dose says before its button: who gave what of the medicine, and when (H1)."""

from datetime import timedelta
from typing import Any

from flask_babel import gettext as _

from journal.care.weekly import names_weekly_medicine
from journal.records.medicines import Medicine
from journal.web.already import find_already, recorded_when, weekly_title, who_and_when
from journal.web.day_doses import doses_between
from journal.web.log.scene import Scene
from journal.web.medicine_names import names_of

A_DAY, A_WEEK = timedelta(hours=24), timedelta(days=7)
MOST = 4


def recorded_lately(scene: Scene, medicine: Medicine, slot: str) -> dict[str, Any] | None:
    """A banner of the medicine's doses of the last 24 hours, of a weekly one the last seven days.

    Its title names the dose that this one would be the second of. None when none was recorded.
    """
    names = names_of(scene.session, scene.child.id)
    named = names[medicine.id]
    is_weekly = named.weekly is not None or names_weekly_medicine(medicine.name)
    since = scene.now - (A_WEEK if is_weekly else A_DAY)
    found = doses_between(scene.session, scene.child, since, scene.now + A_DAY)
    lately = [dose for dose in found if dose.fields["medicine"] == str(medicine.id)]
    stands = find_already(scene.session, scene.child, medicine, slot, at=scene.now)
    if stands is not None and stands.id not in {dose.id for dose in lately}:
        lately.append(stands)
    if not lately:
        return None
    kind, title = "settled", _("Recorded lately")
    if stands is not None and named.weekly:
        kind = "needs"
        title = weekly_title(stands, named.name, scene.zone, beside=scene.now)
    elif stands is not None:
        kind, title = "needs", recorded_when(stands, scene.zone, beside=scene.now)
    lines = [who_and_when(dose, names, scene.zone) for dose in lately[:MOST]]
    return {"kind": kind, "title": title, "text": "\n".join(lines)}
