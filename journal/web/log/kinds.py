"""Every log form by the word in its address, and the form an entry is edited with."""

from collections.abc import Mapping
from typing import Any

from journal.entries.reading import Shown
from journal.records.entries import Kind
from journal.records.kinds.checkpoint import Seen
from journal.records.kinds.measurement import Measured
from journal.web.log.activity import ActivityForm
from journal.web.log.beside import BesideForm
from journal.web.log.check_in import CheckInForm
from journal.web.log.checkpoint import BottleForm, CheckpointForm, RateForm, VitalsForm
from journal.web.log.dose import DoseForm
from journal.web.log.draw import DrawForm
from journal.web.log.faces import FacesForm, is_by_faces
from journal.web.log.infection import InfectionForm
from journal.web.log.infusion import InfusionForm
from journal.web.log.measured import OneMeasuredForm, TemperatureForm, WeightForm
from journal.web.log.picture import PictureForm
from journal.web.log.reactions import AfterForm, ReactionForm
from journal.web.log.response import ResponseForm
from journal.web.log.scene import LogForm
from journal.web.log.score import ScoreForm
from journal.web.log.stay import StayForm
from journal.web.log.stay_parts import ReviewForm, StayNoteForm
from journal.web.log.strength import StrengthForm
from journal.web.log.symptom import SymptomForm
from journal.web.log.vaccination import VaccinationForm
from journal.web.log.written import DiaryForm, NoteForm, QuestionForm, VisitForm

DOSE = DoseForm()
FORMS: dict[str, LogForm] = {
    form.what: form
    for form in (
        SymptomForm(),
        ActivityForm(),
        DOSE,
        TemperatureForm(),
        WeightForm(),
        InfusionForm(),
        VitalsForm(),
        RateForm(),
        ReactionForm(),
        BottleForm(),
        BesideForm(),
        AfterForm(),
        StayForm(),
        StayNoteForm(),
        ReviewForm(),
        InfectionForm(),
        DrawForm(),
        VisitForm(),
        QuestionForm(),
        StrengthForm(),
        ScoreForm(),
        ResponseForm(),
        NoteForm(),
        DiaryForm(),
        VaccinationForm(),
        PictureForm(),
        CheckInForm(),
        FacesForm(),
    )
}


# Of the forms of an infusion day that which writes this kind of checkpoint.
CHECKPOINTS: dict[Seen, LogForm] = {
    seen: form for form in FORMS.values() if isinstance(form, CheckpointForm) for seen in form.kinds
}
# What a phone may name besides: the form one number is edited with.
KINDS: dict[str, Kind] = {
    **{what: form.kind for what, form in FORMS.items()},
    OneMeasuredForm.what: OneMeasuredForm.kind,
}


def form_of(shown: Shown) -> LogForm:
    """The form in which an entry is edited."""
    return form_for(shown.kind, shown.fields)


def form_for(kind: Kind, fields: Mapping[str, Any]) -> LogForm:
    """The form in which an entry of this kind with these fields is edited."""
    if kind is Kind.MEASUREMENT:
        return OneMeasuredForm(Measured(fields["what"]))
    if kind is Kind.CHECKPOINT:
        return CHECKPOINTS[Seen(fields["what"])]
    if kind is Kind.SCORE and is_by_faces(fields):
        return FORMS[FacesForm.what]
    return next(form for form in FORMS.values() if form.kind is kind)
