"""Which planned doses a form may be about: those of the day that nobody recorded yet."""

from datetime import datetime, timedelta

from flask_babel import gettext as _

from journal.care.days import day_of, day_span
from journal.records.medicines import Medicine
from journal.web.day_doses import doses_between, slots_of, with_records
from journal.web.log.scene import Scene
from journal.words import short_day

LAST_NIGHT = timedelta(hours=12)


def open_slots(scene: Scene, medicine: Medicine) -> dict[str, bool]:
    """The keys of the medicine's open slots in the order in which they fell due.

    The value says whether it is due or late now: such a slot is what the family most likely means.
    """
    day = day_of(scene.now, scene.zone, scene.child.day_begins)
    start, end = day_span(day, scene.zone, scene.child.day_begins)
    start = min(start, scene.now - LAST_NIGHT)
    slots, _unreadable = slots_of(scene.session, scene.child, [medicine], start, end)
    near = doses_between(scene.session, scene.child, start - LAST_NIGHT, end)
    doses = with_records(scene.session, slots, near, scene.now)
    return {
        dose.expected.slot.key: dose.state in ("due", "overdue") for dose in doses if dose.is_open
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
