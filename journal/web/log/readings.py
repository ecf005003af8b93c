"""From a form to what is wanted: one reading for posted pages and for forms that phones kept."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import UTC
from functools import partial
from typing import Any

from sqlmodel import Session

from journal.care.problems import Refused
from journal.entries.change import ANSWERED_BEFORE, ChangeRequest
from journal.entries.merge import DELETED, Merged
from journal.entries.readings import Reading, Unsure
from journal.records.access import Actor
from journal.records.children import Child
from journal.web.forms import Form, one_newline
from journal.web.log.dose import SLOT_MEANT
from journal.web.log.kinds import FORMS
from journal.web.log.parts import Part, parts_of
from journal.web.log.scene import Fields, LogForm, Scene

# What a form carries besides what was typed: its ids and its token.
NOT_TYPED = {"csrf_token", "change", "entry", "base", "back"}


def typed(log_form: LogForm, form: Form) -> dict[str, Any]:
    """The form as it is kept. Taken before it is read: a reading may fill in what it asks."""
    return {"what": log_form.what, "values": values_of(form.text, log_form.several)}


def values_of(sent: Mapping[str, Any], several: Iterable[str]) -> dict[str, Any]:
    """What was typed, the same from a posted page and from a phone: `several` are always lists."""
    several = tuple(several)
    values: dict[str, Any] = {name: [] for name in several}
    for name in sent.keys() - NOT_TYPED:
        value = sent[name]
        chosen = [one_newline(each) for each in ([value] if isinstance(value, str) else value)]
        values[name] = chosen if name in several else (chosen or [""])[0]
    return values


def changed_fields(scene: Scene, log_form: LogForm, form: Form, seen: Merged) -> Fields | None:
    """The fields that say something else than the form did when it was opened; None if none does.

    Of a field with two versions the one that stands in the form is chosen, changed or not.

    seen  the entry as it stood then
    """
    wanted = log_form.read(form, scene)
    if form.errors:
        return None
    original = log_form.read(Form(log_form.fill(seen.fields, scene)), scene)[0]
    clashes = {clash.field for clash in seen.clashes}
    changed = {
        name: value
        for name, value in wanted[0].items()
        if value != original.get(name) or name in clashes
    }
    return changed if changed or seen.deleted or DELETED in clashes else None


def read_form(
    session: Session, actor: Actor, change: ChangeRequest, seen: Merged, *, ask: bool
) -> list[Reading]:
    """Read a kept form as its page would have, at the moment it was filled in; see `FormReader`.

    Its times stand on the child's wall clock, wherever the phone was. An edit that changes nothing
    is kept all the same: what was written after it follows it.
    """
    assert change.form is not None
    child = session.get_one(Child, change.child)
    scene = Scene(session, child, change.made_at.astimezone(UTC), actor)
    form = Form(dict(change.form["values"]))
    if not ask:
        form.text.setdefault("slot_asked", "nobody")
    what = change.form["what"]
    if change.base is not None:
        parts = parts_of(session, change, what, form, seen)
        return [_edited(scene, part) for part in parts]
    log_form = FORMS[what]
    wanted = log_form.entries(form, scene)
    _check(form)
    asked = _answered(change, child, form)
    return [
        _reading(asked.nth(made.place, made.fields, made.kind), log_form, made.fields)
        for made in wanted
    ]


def _edited(scene: Scene, part: Part) -> Reading:
    fields: Fields = {}
    if part.seen is None:
        fields = next(iter(part.log_form.read(part.form, scene)))
    elif not part.change.delete:
        fields = changed_fields(scene, part.log_form, part.form, part.seen) or {}
    _check(part.form)
    change = _answered(replace(part.change, fields=fields), scene.child, part.form)
    if not fields:
        change = replace(change, confirmed=ANSWERED_BEFORE)
    shown = part.seen.fields if part.seen else {}
    return _reading(change, part.log_form, {**shown, **fields})


def _answered(change: ChangeRequest, child: Child, form: Form) -> ChangeRequest:
    """The change as its writer meant it: on the child's clock, with what was answered."""
    return replace(change, zone=child.zone, confirmed=frozenset(form.get("confirmed").split()))


def _reading(change: ChangeRequest, log_form: LogForm, shown: Fields) -> Reading:
    """shown: the fields as they stand then, which say where each of them is in the form."""
    return Reading(change=change, field_of=partial(log_form.field_of, fields=shown))


def _check(form: Form) -> None:
    """Raise what stands in the way: what is wrong first, then what a person is asked."""
    if wrong := [problem for problem in form.problems if problem.code != SLOT_MEANT]:
        raise Refused(*wrong)
    if form.problems:
        raise Unsure(*form.problems)
