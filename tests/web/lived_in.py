"""One row of every kind that an address or a form can name, in the journal of one child."""

import uuid
from datetime import time, timedelta
from pathlib import Path
from typing import Any

from sqlmodel import Session, select

from journal.care.problems import N_, Problem
from journal.care.rhythm import Daily
from journal.clock import now
from journal.entries import record, store
from journal.plans.appointments import Visit, plan_appointment
from journal.plans.infusion_plans import Ordered, write_plan
from journal.plans.lab_plans import LabWish, make_rule
from journal.plans.own_reminders import Wish, make_reminder
from journal.plans.preparations import Sitting, prepare
from journal.plans.questionnaires import bring_in
from journal.records.access import Actor
from journal.records.appointments import AppointmentKind
from journal.records.children import Child
from journal.records.entries import Alert, AlertKind, Quarantine
from journal.records.medicines import Medicine, Supplied, Supply
from journal.records.reminders import Delivery, Occurrence, PhoneState, PushSubscription
from journal.records.shares import Share
from tests.exchange.sharing import shared
from tests.family import Family, change
from tests.support.photographed import PHOTO, photographed
from tests.web.words_everywhere import entries_with, written_beside


def lived_in(
    family: Family,
    data: Path,
    *,
    child: str = "nora",
    by: str = "ada",
    diarist: str,
    word: str,
    photo: uuid.UUID = PHOTO,
) -> dict[str, object]:
    """Write into the child's journal, `word` wherever somebody may write a word; the ids."""
    photographed(family, data, child=child, by=by, photo=photo)
    medicine = family.medicine(word, child=child, by=by)
    written = _written(family.children[child], medicine, word, photo)
    with family.database.transaction() as session:
        actor = family.actor(session, by)
        row = session.get_one(Child, family.children[child])
        asked = {"linkId": "a", "type": "string", "text": word}
        resource = {"resourceType": "Questionnaire", "title": word, "item": [asked]}
        paper = bring_in(session, actor, row, resource, licence=word, now=now())
        said = {"questionnaire": str(paper.id), "answers": {"a": [word]}}
        hours = now() - timedelta(hours=6)
        written["response_id"] = change(row.id, "response", made_at=hours, note=word, **said)
        for name, each in written.items():
            writer = family.actor(session, diarist) if name == "diary_id" else actor
            assert record(session, writer, each, now=now()).stored
        for each in entries_with(row.id, medicine, photo, word):
            assert record(session, actor, each, now=now()).stored, each
        ids = {name: each.entry for name, each in written.items()}
        ids |= _planned(session, actor, row, medicine, word)
        ids |= _reminded(session, actor, row, medicine, ids["entry_id"])
        written_beside(session, actor, row, word)
    share = shared(family, by=by, child=child, label=word, now=now())[0].id
    with family.database.transaction() as session:
        session.get_one(Share, share).last_recipient = word
        ids["kept_id"] = _refused(session, family.actor(session, by), row.id, word)
    return {
        "child_id": family.children[child],
        "medicine_id": medicine.id,
        "questionnaire_id": paper.id,
        "photo_id": photo,
        "share_id": share,
        **ids,
        **AS_IN_ADDRESSES,
    }


# What is the same in every journal.
AS_IN_ADDRESSES = {
    "vaccine": "mmr",
    "infection": "chickenpox",
    "template_id": "hydroxychloroquine-regular",
    "device_id": uuid.UUID(int=8),
    "what": "note",
    "sheet": "treatment",
    "table": "note",
    "build": "x",
    "name": "css/sunhat.css",
}


def _written(child: uuid.UUID, medicine: Medicine, word: str, photo: uuid.UUID) -> dict[str, Any]:
    """Entries of the last days. A dose is among them, so that nobody's request may remove the
    medicine on the way."""

    def ago(kind: str, span: timedelta, **fields: Any) -> Any:
        return change(child, kind, made_at=now() - span, **fields)

    hour, day = timedelta(hours=1), timedelta(days=1)
    met = {"what": "exposure", "name": "measles", "contact": word}
    return {
        "diary_id": ago("diary", 5 * hour, note="my own"),
        "entry_id": ago("note", hour, note=word, photos=[str(photo)]),
        "infusion_id": ago("infusion", 4 * day, product=word),
        "dose_id": ago("dose", 3 * day, medicine=str(medicine.id), outcome="refused"),
        "contact_id": ago("infection", 2 * hour, **met),
    }


def _planned(
    session: Session, actor: Actor, child: Child, medicine: Medicine, word: str
) -> dict[str, Any]:
    today = now().date()
    soon = Visit(kind=AppointmentKind.LAB, at=now() + timedelta(days=2), place=word)
    visit = plan_appointment(session, actor, child, soon, now=now())
    wish = Wish(text=word, rhythm=Daily((time(8),)), first_on=today)
    own = make_reminder(session, actor, child, wish, now=now())
    wanted = LabWish(tests=[word], weeks_max=12, repeats=True, first_on=today)
    rule = make_rule(session, actor, child, wanted, now=now())
    order = Ordered(first_on=today, product=word, pack=word)
    write_plan(session, actor, medicine, order, now=now())
    session.get_one(Medicine, medicine.id).code = "hydroxychloroquine"
    page = prepare(session, actor, child, Sitting(whom=word, on=today), now=now())
    supply = Supply(
        medicine_id=medicine.id,
        child_id=child.id,
        what=Supplied.OPENED,
        at=now(),
        lot=word,
        made_by=actor.account_id,
        made_at=now(),
    )
    session.add(supply)
    session.flush()
    return {
        "appointment_id": visit.id,
        "reminder_id": own.id,
        "rule_id": rule.id,
        "preparation_id": page.id,
        "row_id": supply.id,
    }


def _refused(session: Session, actor: Actor, child: uuid.UUID, word: str) -> uuid.UUID:
    raw = {"id": str(uuid.uuid4()), "child": str(child), "kind": "note", "note": word}
    store.keep_raw(session, actor, raw, [Problem("unknown_kind", "kind", N_("No."))], now=now())
    kept = session.exec(select(Quarantine.id).where(Quarantine.by == actor.account_id)).first()
    assert kept is not None
    return kept


def _reminded(
    session: Session, actor: Actor, child: Child, medicine: Medicine, note: uuid.UUID
) -> dict[str, Any]:
    alert = Alert(
        child_id=child.id,
        kind=AlertKind.DOUBLE_DOSE,
        key=f"test:{child.id}",
        entries=[str(note)],
        opened_at=now(),
    )
    phone = PushSubscription(
        account_id=actor.account_id,
        endpoint=f"https://fcm.googleapis.com/{child.id}",
        p256dh="x",
        auth="x",
        state=PhoneState.GONE,
        created_at=now(),
        seen_at=now(),
    )
    occurrence = Occurrence(
        child_id=child.id,
        medicine_id=medicine.id,
        slot="2026-11-22T08:00",
        key=f"test:{child.id}",
        due_at=now(),
    )
    session.add_all([alert, phone, occurrence])
    session.flush()
    sent = {"occurrence_id": occurrence.id, "subscription_id": phone.id}
    session.add(Delivery(**sent, due_at=now(), next_at=None, topic="x"))
    return {"alert_id": alert.id, "phone_id": phone.id, **sent}
