"""Which planned doses a form may be about: those of the day that nobody recorded yet."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from flask_babel import gettext as _

from journal.care.days import day_of, day_span
from journal.care.problems import Refused
from journal.care.rhythm import AsNeeded, read_rhythm
from journal.plans.expected import readable
from journal.records.medicines import DosePlan, Medicine
from journal.web.day_doses import doses_between, with_records
from journal.web.log.scene import Scene
from journal.words import short_day

LAST_NIGHT = timedelta(hours=12)
UNTOLD = timedelta.max


def open_slots(scene: Scene, medicine: Medicine) -> dict[str, timedelta]:
    """The keys of the medicine's open slots in the order in which they fell due.

    The value says how far away it is: the nearest is what the family most likely means, late, from
    before the medicine was typed in, or to come. One of which nobody can tell whether it was
    recorded is the last to be meant.
    """
    day = day_of(scene.now, scene.zone, scene.child.day_begins)
    start, end = day_span(day, scene.zone, scene.child.day_begins)
    return _open_between(scene, medicine, min(start, scene.now - LAST_NIGHT), end, scene.now)


def slots_near(scene: Scene, medicine: Medicine, at: datetime) -> dict[str, timedelta]:
    """The medicine's open slots that fell due within 12 hours of `at`, as `open_slots`."""
    return _open_between(scene, medicine, at - LAST_NIGHT, at + LAST_NIGHT, at)


def slot_of_other_day(
    scene: Scene, medicine: Medicine, slot: str | None, at: datetime
) -> str | None:
    """The open slot that a dose of another day than this one was most likely planned for.

    None when `at` is of this day, when the slot that was chosen is near it, or none is open near.
    """
    begins = scene.child.day_begins
    if day_of(at, scene.zone, begins) == day_of(scene.now, scene.zone, begins):
        return None
    if slot and _is_near(slot, at.astimezone(scene.zone)):
        return None
    return nearest(slots_near(scene, medicine, at))


def _is_near(slot: str, at: datetime) -> bool:
    try:
        return abs(datetime.fromisoformat(slot) - at.replace(tzinfo=None)) <= LAST_NIGHT
    except (TypeError, ValueError):
        return True  # not a slot of ours: whoever checks the fields says so


def nearest(slots: Mapping[str, timedelta]) -> str | None:
    """The key of the slot that is nearest, None when none is open."""
    return min(slots, key=lambda key: slots[key], default=None)


def has_slots(plan: DosePlan | None) -> bool:
    """Whether a dose of this plan can belong to a planned time; False when nobody can read it."""
    try:
        return plan is not None and not isinstance(read_rhythm(plan.rhythm), AsNeeded)
    except Refused:
        return False


def _open_between(
    scene: Scene, medicine: Medicine, start: datetime, end: datetime, at: datetime
) -> dict[str, timedelta]:
    """Per open slot between two moments how far it is from `at`."""
    slots, _unreadable = readable(scene.session, scene.child, [medicine], start, end)
    near = doses_between(scene.session, scene.child, start - LAST_NIGHT, end + LAST_NIGHT)
    doses = with_records(scene.session, slots, near, scene.now)
    return {
        dose.expected.slot.key: UNTOLD
        if dose.state == "unknown"
        else abs(dose.expected.slot.due_at - at)
        for dose in doses
        if dose.is_open
    }


def slot_words(key: str, scene: Scene) -> str:
    """ "The dose of 08:00", with the day when it is another one."""
    try:
        wall = datetime.fromisoformat(key)
    except ValueError:
        return key
    clock = f"{wall:%H:%M}"
    if wall.date() == scene.now.astimezone(scene.zone).date():
        return _("The dose of %(time)s", time=clock)
    return _("The dose of %(day)s, %(time)s", day=short_day(wall.date()), time=clock)
