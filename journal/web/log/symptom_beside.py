"""What stands beside the form of a symptom: those known lately, what lasts, the medicines."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from flask import g, url_for
from flask_babel import gettext as _

from journal.care import knowledge
from journal.clock import now
from journal.entries.change import Revised
from journal.entries.lasting import lasting
from journal.entries.levels import OTHER, levels
from journal.entries.reading import Shown, entries_by_id
from journal.plans.standing import State, standings
from journal.records.columns import uuid7
from journal.web.drawn import CHANGE
from journal.web.entry_words import title_of
from journal.web.forms import Form
from journal.web.log.scene import LogForm, Scene
from journal.web.medicine_names import names_of
from journal.words import day_text, short_day

LATELY = timedelta(days=30)
MOST_USED = 6
# A clock of a phone may be a little ahead.
AHEAD = timedelta(minutes=15)
# A tile with a name of the family's own, see log/people.py.
NAMED = "name:"


@dataclass(slots=True)
class _Known:
    last: int | None = None
    on: date | None = None


def known_tiles(scene: Scene) -> list[dict[str, Any]]:
    """The symptoms of the last 30 days, the most used first, each with its last number: of an
    entry of its own, or of an evening that said it was as before."""
    found = levels(scene.session, scene.child.id, scene.now - LATELY, scene.now + AHEAD)
    counts: Counter[str] = Counter()
    known: dict[str, _Known] = {}
    for each in reversed(found):
        if each.symptom != OTHER and knowledge.find_symptom(each.symptom) is None:
            continue
        value = f"{NAMED}{each.name}" if each.symptom == OTHER else each.symptom
        # An evening says again what stands already: what is written often stands first.
        counts[value] += not each.carried
        one = known.setdefault(value, _Known())
        if one.last is None and each.severity is not None:
            one.last, one.on = each.severity, each.at.astimezone(scene.zone).date()
    return [_tile(value, known[value]) for value, _count in counts.most_common(MOST_USED)]


def _tile(value: str, known: _Known) -> dict[str, Any]:
    found = knowledge.find_symptom(value)
    said = ""
    if known.last is not None and known.on is not None:
        said = _("%(n)s on %(day)s", n=known.last, day=short_day(known.on))
    return {
        "value": value,
        "label": _(found.label) if found else value.removeprefix(NAMED),
        "hint": said,
        "also": ", ".join([*map(_, found.notice[:1]), *found.also]) if found else "",
        "last": "" if known.last is None else str(known.last),
        "warns": found is not None and found.warning is not None,
    }


def thought_tiles(scene: Scene, form: Form) -> list[tuple[str, ...]]:
    """The medicines in use, a weekly one with its weekday (H4); the chosen one in any case."""
    chosen = form.get("thought")
    found = standings(scene.session, scene.child, now=scene.now)
    names = names_of(scene.session, scene.child.id)
    tiles = [
        (str(one.medicine.id), names[one.medicine.id].name, names[one.medicine.id].weekly or "")
        for one in found
        if one.state is not State.STOPPED or str(one.medicine.id) == chosen
    ]
    return [*tiles, ("", _("None of them, or not said"))] if tiles else []


def lasting_rows(scene: Scene, log_form: LogForm) -> list[dict[str, Any]]:
    """What lasts, each with the way to its page and the form that says it has gone."""
    ids = [row.entry_id for row in lasting(scene.session, scene.child.id)]
    shown = {one.id: one for one in entries_by_id(scene.session, ids)} if ids else {}
    return [gone_form(scene, log_form, shown[id_]) for id_ in ids if id_ in shown]


def gone_form(scene: Scene, log_form: LogForm, shown: Shown) -> dict[str, Any]:
    """One entry that lasts, and the fields that say with one tap that it has gone."""
    title = title_of(shown, names_of(scene.session, scene.child.id))
    change = CHANGE if g.get("for_phone") else str(uuid7(now()))
    child_id = scene.child.id
    return {
        "entry": str(shown.id),
        "title": title,
        "since": since_words(shown.fields["since"], scene.zone),
        "url": url_for("entries.show", child_id=child_id, entry_id=shown.id),
        "action": url_for("entries.edit", child_id=child_id, entry_id=shown.id),
        "hidden": {
            "change": change,
            "base": str(Revised(shown.revision, shown.change_id)),
            **log_form.fill(shown.fields, scene),
            "ends": "now",
        },
    }


def since_words(moment: str, zone: ZoneInfo) -> str:
    """ "since 3 Nov 2026"."""
    return _("since %(day)s", day=day_text(datetime.fromisoformat(moment).astimezone(zone).date()))
