"""Logging a timed task at home: which, how many seconds, how it was done."""

import uuid
from collections.abc import Mapping
from functools import partial
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from sqlmodel import col, select

from journal.care.problems import N_, Problem
from journal.care.units import read_number, show_amount
from journal.records.entries import Entry, Kind
from journal.records.kinds.strength import WITHOUT_TIME, Done, StrengthRow, Task
from journal.web.forms import Form
from journal.web.life_words import done_words, task_words
from journal.web.log.scene import Fields, LogForm, Scene, words_or_none
from journal.web.log.when import fill_when, read_when
from journal.words import day_text


class StrengthForm(LogForm):
    """One task; after Save the form is there again for the next. A trend, never a score of ours."""

    what = "strength"
    kind = Kind.STRENGTH
    template = "strength.html"

    def heading(self) -> str:
        return _("Timed task")

    def start(self, scene: Scene, asked: Mapping[str, str]) -> dict[str, Any]:
        steps = _last(scene, Task.STAIRS)
        return {"steps": str(steps.steps) if steps and steps.steps else ""}

    def read_own(self, form: Form, scene: Scene) -> list[dict[str, Any]]:
        task, done = form.get("task"), form.get("done")
        if task not in list(Task):
            form.fail(Problem("choice_required", "task", N_("Choose which task it was.")))
        if done not in list(Done):
            form.fail(Problem("choice_required", "done", N_("Say how it was done.")))
        seconds = None
        if done not in WITHOUT_TIME or form.get("seconds"):
            seconds = form.read("seconds", partial(read_number, field="seconds"))
        typed = form.get("steps") if task == Task.STAIRS else ""
        return [
            {
                "at": read_when(form, "at", scene.zone),
                "task": task,
                "done": done,
                "seconds": None if seconds is None else show_amount(seconds),
                "steps": int(typed) if typed.isdecimal() and len(typed) < 6 else typed or None,
                "note": words_or_none(form, "note"),
            }
        ]

    def fill_own(self, fields: Fields, scene: Scene) -> dict[str, Any]:
        steps = fields.get("steps")
        return {
            **fill_when("at", fields["at"], scene.zone),
            "task": fields["task"],
            "done": fields["done"],
            "seconds": fields.get("seconds") or "",
            "steps": "" if steps is None else str(steps),
            "note": fields.get("note") or "",
        }

    def back_to(self, child_id: uuid.UUID, form: Form) -> str:
        return url_for("log.new", child_id=child_id, what=self.what)

    def context(self, scene: Scene, form: Form) -> dict[str, Any]:
        return {
            "tasks": [(task.value, task_words()[task], _last_text(scene, task)) for task in Task],
            "how": {
                Task.FLOOR_RISE.value: _(
                    "Lying on the back, arms beside the body. Start with “go”, stop when standing."
                ),
                Task.STAIRS.value: _(
                    "The same staircase each time. Start at the first step, stop with both feet on "
                    "the top one."
                ),
                Task.ARMS_UP.value: _(
                    "Standing, both arms up beside the ears. Stop when one sinks, or after two "
                    "minutes. Longer is better."
                ),
                Task.HEAD_LIFT.value: _(
                    "Lying on the back, head off the pillow, chin towards the chest. Stop when it "
                    "sinks, or after two minutes. Longer is better."
                ),
            },
            "manners": [(done.value, done_words()[done]) for done in Done],
        }


def _last(scene: Scene, task: Task) -> StrengthRow | None:
    return scene.session.exec(
        select(StrengthRow)
        .join(Entry, col(Entry.id) == col(StrengthRow.entry_id))
        .where(StrengthRow.child_id == scene.child.id, StrengthRow.task == task.value)
        .where(col(Entry.deleted).is_(False))
        .order_by(col(StrengthRow.at).desc())
        .limit(1)
    ).first()


def _last_text(scene: Scene, task: Task) -> str:
    """ "last 3.4 s, with hands, 15 Nov 2026": what to compare with."""
    last = _last(scene, task)
    if last is None:
        return ""
    how = done_words()[last.done]
    if last.seconds is not None:
        how = _("%(n)s s, %(how)s", n=show_amount(last.seconds), how=how)
    on = day_text(last.at.astimezone(scene.zone).date())
    return _("last: %(how)s, %(day)s", how=how, day=on)
