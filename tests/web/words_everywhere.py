"""A word in every field of a journal in which somebody may write one."""

import uuid
from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, SQLModel

from journal.clock import now
from journal.records.access import Actor
from journal.records.appointments import Appointment
from journal.records.children import Child, TeamMember
from journal.records.columns import table_of, uuid7
from journal.records.entries import Alert
from journal.records.infusion_plans import InfusionPlan
from journal.records.lab_plans import ClinicFigure, LabRule
from journal.records.medicines import DosePlan, Medicine, MedicineTurn, Supply, Turn
from journal.records.preparations import Preparation
from journal.records.reminder_choices import CalendarFeed
from journal.summary.brought import Brought, keep
from journal.summary.gather import gather
from tests.family import change

# A rate of infusion that nothing else has: a text that has to be a number.
RATE = "73.91"
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
REPORTED = ("test", "value", "unit", "low", "high", "flag")


def entries_with(child: uuid.UUID, medicine: Medicine, photo: uuid.UUID, word: str) -> list[Any]:
    """Changes, an entry of each kind that a family writes words in."""

    def ago(kind: str, span: timedelta, **fields: Any) -> Any:
        return change(child, kind, made_at=now() - span, note=word, **fields)

    admitted = (now() - 40 * DAY).isoformat()
    discharged = (now() - 38 * DAY).isoformat()
    stay = ago(
        "stay",
        40 * DAY,
        hospital=word,
        ward=word,
        reason=word,
        admitted=admitted,
        discharged=discharged,
    )
    of_stay = {"stay": str(stay.entry)}
    infusion = ago(
        "infusion",
        30 * DAY,
        product=word,
        lots=[word],
        place=word,
        access=word,
        present=word,
        sites=[word],
        premedication=[word],
        reaction=[word],
        course=word,
    )
    seen = {"infusion": str(infusion.entry)}
    bottle = {"what": "bottle", "lot": word, "expires": word}
    answer = {"answer": word, "answered": discharged, "answered_by": word}
    return [
        ago("visit", 9 * DAY, team_member=word, place=word, told=word, next_steps=word),
        ago("draw", 9 * DAY, place=word, results=[dict.fromkeys(REPORTED, word)]),
        stay,
        ago("stay_note", 39 * DAY, what="other", text=word, by=word, **of_stay),
        ago("review", 38 * DAY, decision="new", name=word, told=word, by=word, **of_stay),
        infusion,
        ago("checkpoint", 30 * DAY, what="reaction", reaction=[word], done=word, **seen),
        ago("checkpoint", 30 * DAY, **bottle, **seen),
        ago("checkpoint", 30 * DAY, what="before", text=word, **seen),
        ago("vaccination", 50 * DAY, vaccine=word, lot=word, product=word, site=word, place=word),
        ago("infection", 60 * DAY, what="infection", name=word, place=word, treated=word),
        ago("symptom", 2 * DAY, symptom="other", name=word, severity=2),
        ago("question", 2 * DAY, text=word, about=word, **answer),
        ago("score", 9 * DAY, measure="other", name=word, value="3", scale=word, by="clinician"),
        ago("picture", 2 * DAY, series="other", place=word, photos=[str(photo)]),
        ago("measurement", 9 * DAY, what="weight", value="28", unit="kg"),
        ago("strength", 9 * DAY, task="stairs", done="alone", seconds="5"),
        ago("activity", 9 * DAY, what="exercise", minutes=10),
        ago("check_in", 9 * DAY, day="worse", wellbeing=5),
        ago(
            "dose",
            3 * DAY,
            medicine=str(medicine.id),
            outcome="skipped",
            reason=word,
            advised_by=word,
            given_by=word,
        ),
    ]


def written_beside(session: Session, actor: Actor, child: Child, word: str) -> None:
    """Put the word into what is no entry, wherever it still says nothing."""
    for name in ("allergies", "diagnosis", "insurance", "emergency_plan", "steroid_plan", "lines"):
        setattr(child, name, word)
    child.emergency_phone, child.watched = word, [f"other:{word}"]
    by = {"child_id": child.id, "made_by": actor.account_id, "made_at": now()}
    session.add_all(
        [
            TeamMember(child_id=child.id, position=0, name=word, part=word, telephone=word),
            ClinicFigure(key="fever", value="38", unit="°C", told_by=word, **by),
            CalendarFeed(
                id=uuid7(now()).hex,
                child_id=child.id,
                account_id=actor.account_id,
                label=word,
                made_at=now(),
            ),
        ]
    )
    medicine = session.execute(of(Medicine, child)).scalars().first()
    for turn, ago in ((Turn.PAUSE, 20 * DAY), (Turn.RESUME, 19 * DAY)):
        said = {"on": (now() - ago).date(), "effective_at": now() - ago}
        words = {"reason": word, "advised_by": word}
        session.add(MedicineTurn(medicine_id=medicine.id, turn=turn, **said, **words, **by))
    for plan in session.execute(of(InfusionPlan, child)).scalars():
        plan.steps = [{"ml_h": RATE, "minutes": None}]
        plan.before = [{"what": word, "minutes": 30}]
        plan.dates = [{"what": word, "on": now().date().isoformat()}]
    for page in session.execute(of(Preparation, child)).scalars():
        page.lines = [{"id": str(uuid7(now())), "text": word, "by": str(actor.account_id)}]
    session.flush()
    for model, names in WORDS.items():
        for row in session.execute(of(model, child)).scalars():
            for name in names:
                setattr(row, name, word)
    session.flush()
    today = now().date()
    for row in session.execute(of(Preparation, child)).scalars():
        page = gather(session, child, today - 30 * DAY, today, now=now())
        row.brought = keep(Brought(on=today, page=page, listed=None))


def of(model: type[SQLModel], child: Child) -> Any:
    """The child's rows of one table."""
    return sa.select(model).where(table_of(model).c.child_id == child.id)


# Columns of words in rows that are no entries.
WORDS: dict[type[SQLModel], tuple[str, ...]] = {
    Alert: ("answer",),
    Appointment: ("with_whom", "place", "note"),
    DosePlan: ("strength", "told_by", "ordered_by", "why"),
    InfusionPlan: ("strength", "fluids", "place", "access", "ask", "told_by"),
    LabRule: ("source",),
    Medicine: ("strength", "form"),
    Supply: ("strength", "note"),
}
