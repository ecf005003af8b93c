"""Which entries a form changes that was opened again: each with its own form and its own ids."""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass, replace

from sqlmodel import Session

from journal.care.problems import N_, Problem, Refused
from journal.entries.change import ChangeRequest, following
from journal.entries.edits import edits_of
from journal.entries.merge import Merged
from journal.entries.readings import seen_in
from journal.records.entries import Kind
from journal.records.kinds.measurement import Measured
from journal.web.forms import Form
from journal.web.log.check_in import CheckInForm, DifferedForm, levels_in
from journal.web.log.kinds import FORMS, form_for
from journal.web.log.measured import MeasuredForm, OneMeasuredForm
from journal.web.log.scene import PHOTOS_ASKED, LogForm

OTHER_FORM = Problem("form_unknown", "form.what", N_("This form is not known here."))


@dataclass(frozen=True, slots=True)
class Part:
    """One entry of a form: how it is read, and as what its writer saw it; None for a new one."""

    change: ChangeRequest
    log_form: LogForm
    form: Form
    seen: Merged | None


def parts_of(
    session: Session, change: ChangeRequest, what: str, form: Form, seen: Merged
) -> Iterator[Part]:
    """Yield the entries that an edit's form changes, the change's own first.

    A phone that may have sent a form sends what is mended in it as an edit that follows it: of
    weight and height either may be changed or added, and what is typed no longer is taken out.

    what  the word of the form; raises Refused form_unknown when the entry is not written in it
    """
    one, whole = form_for(Kind(change.kind), seen.fields), FORMS.get(what)
    own_form = what == one.what
    if isinstance(one, MeasuredForm) and isinstance(whole, MeasuredForm):
        # A temperature is changed in the form it was written in: it has but one number.
        own_form = own_form or whole.things == one.things
    if own_form:
        yield Part(change, one, form, seen)
        if isinstance(one, CheckInForm) and isinstance(change.base, uuid.UUID):
            yield from _differed(session, change, one, form)
        return
    if not (isinstance(change.base, uuid.UUID) and isinstance(whole, MeasuredForm)):
        raise Refused(OTHER_FORM)
    if seen.fields["what"] not in whole.things:
        raise Refused(OTHER_FORM)
    yield from _measured(session, change, whole, form, seen)


def _measured(
    session: Session, change: ChangeRequest, whole: MeasuredForm, form: Form, seen: Merged
) -> Iterator[Part]:
    own = Measured(seen.fields["what"])
    things = sorted(whole.things, key=lambda thing: thing is not own)
    # With nothing typed at all its own number is missing, and that is said.
    typed = {thing for thing in things if form.get(thing)} or {own}
    for place, thing in enumerate(things):
        part, before = (change, seen) if place == 0 else _beside(session, change, str(place))
        if thing in typed:
            yield Part(part, OneMeasuredForm(thing), form, before)
            # Photos belong to the first of them.
            form = Form({name: each for name, each in form.text.items() if name != PHOTOS_ASKED})
        elif part.base is not None:
            yield Part(replace(part, delete=True), OneMeasuredForm(thing), form, before)


def _differed(
    session: Session, change: ChangeRequest, whole: CheckInForm, form: Form
) -> Iterator[Part]:
    """What differed that evening: changed, added, or taken out where it is as before after all."""
    differing = whole.places(form.text)
    for name in levels_in(form.text):
        part, before = _beside(session, change, name, Kind.SYMPTOM)
        if name in differing:
            yield Part(part, DifferedForm(name), form, before)
        elif part.base is not None:
            yield Part(replace(part, delete=True), DifferedForm(name), form, before)


def _beside(
    session: Session, change: ChangeRequest, place: str, kind: str | None = None
) -> tuple[ChangeRequest, Merged | None]:
    """The form's other entry, which follows what the form made of it before, if it made it."""
    assert isinstance(change.base, uuid.UUID)
    part, base = change.nth(place, {}, kind), following(change.base, place)
    if all(edit.id != base for edit in edits_of(session, part.entry)):
        return replace(part, base=None), None
    part = replace(part, base=base)
    return part, seen_in(session, part)
