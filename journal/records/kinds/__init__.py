"""The kinds of entries, each in a file of its own: what a family may log and what it must say."""

from journal.records.entries import Kind, KindRow
from journal.records.fields import Fields
from journal.records.kinds.activity import Activity, ActivityRow
from journal.records.kinds.check_in import CheckIn, CheckInRow
from journal.records.kinds.checkpoint import Checkpoint, CheckpointRow
from journal.records.kinds.diary import Diary, DiaryRow
from journal.records.kinds.dose import Dose, DoseRow
from journal.records.kinds.draw import Draw, DrawRow
from journal.records.kinds.infection import Infection, InfectionRow
from journal.records.kinds.infusion import Infusion, InfusionRow
from journal.records.kinds.measurement import Measurement, MeasurementRow
from journal.records.kinds.note import Note, NoteRow
from journal.records.kinds.picture import Picture, PictureRow
from journal.records.kinds.question import Question, QuestionRow
from journal.records.kinds.response import Response, ResponseRow
from journal.records.kinds.review import Review, ReviewRow
from journal.records.kinds.score import Score, ScoreRow
from journal.records.kinds.stay import Stay, StayRow
from journal.records.kinds.stay_note import StayNote, StayNoteRow
from journal.records.kinds.strength import Strength, StrengthRow
from journal.records.kinds.symptom import Symptom, SymptomRow
from journal.records.kinds.vaccination import Vaccination, VaccinationRow
from journal.records.kinds.visit import Visit, VisitRow

VALUES: dict[Kind, type[Fields]] = {
    Kind.SYMPTOM: Symptom,
    Kind.DOSE: Dose,
    Kind.INFUSION: Infusion,
    Kind.STAY: Stay,
    Kind.MEASUREMENT: Measurement,
    Kind.VISIT: Visit,
    Kind.QUESTION: Question,
    Kind.NOTE: Note,
    Kind.DRAW: Draw,
    Kind.VACCINATION: Vaccination,
    Kind.INFECTION: Infection,
    Kind.CHECKPOINT: Checkpoint,
    Kind.STAY_NOTE: StayNote,
    Kind.REVIEW: Review,
    Kind.CHECK_IN: CheckIn,
    Kind.SCORE: Score,
    Kind.ACTIVITY: Activity,
    Kind.STRENGTH: Strength,
    Kind.PICTURE: Picture,
    Kind.RESPONSE: Response,
    Kind.DIARY: Diary,
}

ROWS: dict[Kind, type[KindRow]] = {
    Kind.SYMPTOM: SymptomRow,
    Kind.DOSE: DoseRow,
    Kind.INFUSION: InfusionRow,
    Kind.STAY: StayRow,
    Kind.MEASUREMENT: MeasurementRow,
    Kind.VISIT: VisitRow,
    Kind.QUESTION: QuestionRow,
    Kind.NOTE: NoteRow,
    Kind.DRAW: DrawRow,
    Kind.VACCINATION: VaccinationRow,
    Kind.INFECTION: InfectionRow,
    Kind.CHECKPOINT: CheckpointRow,
    Kind.STAY_NOTE: StayNoteRow,
    Kind.REVIEW: ReviewRow,
    Kind.CHECK_IN: CheckInRow,
    Kind.SCORE: ScoreRow,
    Kind.ACTIVITY: ActivityRow,
    Kind.STRENGTH: StrengthRow,
    Kind.PICTURE: PictureRow,
    Kind.RESPONSE: ResponseRow,
    Kind.DIARY: DiaryRow,
}

__all__ = [
    "ROWS",
    "VALUES",
    "Activity",
    "ActivityRow",
    "CheckIn",
    "CheckInRow",
    "Checkpoint",
    "CheckpointRow",
    "Diary",
    "DiaryRow",
    "Dose",
    "DoseRow",
    "Draw",
    "DrawRow",
    "Infection",
    "InfectionRow",
    "Infusion",
    "InfusionRow",
    "Measurement",
    "MeasurementRow",
    "Note",
    "NoteRow",
    "Picture",
    "PictureRow",
    "Question",
    "QuestionRow",
    "Response",
    "ResponseRow",
    "Review",
    "ReviewRow",
    "Score",
    "ScoreRow",
    "Stay",
    "StayNote",
    "StayNoteRow",
    "StayRow",
    "Strength",
    "StrengthRow",
    "Symptom",
    "SymptomRow",
    "Vaccination",
    "VaccinationRow",
    "Visit",
    "VisitRow",
]
