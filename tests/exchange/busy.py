"""A small journal with everything that can be in one: every kind, edits, deletes, a conflict."""

import uuid
from datetime import timedelta
from decimal import Decimal

from sqlmodel import Session

from journal.entries import Outcome, Result
from journal.entries.quarantine import receive
from journal.plans.medicines import turn
from journal.plans.packages import Packed, take_back, write_supply
from journal.plans.preparations import Sitting, prepare
from journal.plans.prepared import Chosen, add_line, choose, strike
from journal.plans.questionnaires import bring_in
from journal.records.access import Actor
from journal.records.children import Child
from journal.records.medicines import Supplied, Turn
from journal.records.reminders import PushSubscription
from tests.exchange.sharing import shared
from tests.family import NOW, Family, change, fresh_database, make_family
from tests.support.photographed import PHOTO

PAST = NOW - timedelta(days=2)
AT = PAST.isoformat()
# What a part belongs to may still be on its way.
PART_OF = "01890000-0000-7000-8000-0000000000aa"
WEEK = {
    "resourceType": "Questionnaire",
    "status": "draft",
    "title": "How was the week?",
    "url": "http://example.org/week",
    "version": "2",
    "item": [{"linkId": "a", "text": "What was new?", "type": "string"}],
}
ANSWERS = {"a": ["Nothing “new”"]}


def busy_family(url: str) -> Family:
    """The cast with a lived-in journal."""
    family = make_family(fresh_database(url))
    steroid = family.medicine()
    weekly = family.medicine(
        "Methotrexate", "15", rhythm={"every": "week", "on": ["tuesday"], "times": ["18:00"]}
    )
    shared(family, now=PAST)
    with family.database.transaction() as session:
        ada = family.actor(session, "ada")
        turn(session, ada, weekly, Turn.STOP, on=NOW.date(), reason="Rash", now=NOW)
        counted = Packed(what=Supplied.COUNTED, amount=Decimal("34.5"), unit="tablet", at=PAST)
        opened = Packed(what=Supplied.OPENED, use_by=NOW.date(), lot="X7")
        _prepared(session, ada, family)
        take_back(session, ada, write_supply(session, ada, steroid, counted, now=NOW), now=NOW)
        write_supply(session, ada, steroid, opened, now=NOW)
        session.add(
            PushSubscription(
                account_id=family.people["ada"],
                endpoint="https://push.example.org/1",
                p256dh="key",
                auth="auth",
                created_at=NOW,
                seen_at=NOW,
            )
        )
    kinds = (
        ("dose", {"medicine": str(steroid.id), "slot": "2026-11-20T08:00", "outcome": "given"}),
        ("symptom", {"symptom": "fatigue", "severity": 4, "sites": ["left_hand", "mouth"]}),
        ("infusion", {"product": "Privigen", "lots": ["L1", "L2"], "weight_kg": "24.50"}),
        ("stay", {"hospital": "Children’s", "admitted": AT}),
        ("checkpoint", {"infusion": PART_OF, "what": "rate", "rate_ml_h": "62.50"}),
        ("stay_note", {"stay": PART_OF, "what": "pending", "text": "Virus swab", "by": "Dr. Lim"}),
        ("review", {"stay": PART_OF, "medicine": str(steroid.id), "decision": "continues"}),
        ("infection", {"what": "germ", "name": "mrsa", "place": "Children’s"}),
        ("draw", {"results": [{"test": "2157-6", "value": "<20", "unit": "U/L", "flag": "L"}]}),
        ("vaccination", {"vaccine": "mmr", "cvx": "03", "lot": "M-77", "day_known": "nothing"}),
        ("measurement", {"what": "weight", "value": "24.5", "unit": "kg"}),
        (
            "visit",
            {
                "team_member": "Dr. Okafor",
                "told": "Drink more.\nCome back in May.",
                "next_steps": "Book the eye clinic",
                "preparation": PART_OF,
            },
        ),
        ("question", {"text": "Schwimmen? 泳ぐ？ ‏שחייה", "about": "sport"}),
        ("check_in", {"day": "usual", "carried": [{"symptom": "fatigue", "severity": 4}]}),
        ("score", {"measure": "cmas", "value": "43", "by": "clinician"}),
        ("activity", {"what": "sun", "minutes": 40, "protection": ["hat", "sunscreen"]}),
        ("picture", {"series": "knuckles", "side": "left", "photos": [str(PHOTO)]}),
        ("response", {"questionnaire": _asked(family), "version": "2", "answers": ANSWERS}),
        ("strength", {"task": "floor_rise", "seconds": "3.4", "done": "with_hands"}),
        ("diary", {"note": "Nobody else’s."}),
        ("note", {"note": "Ada’s note: “ñ” 👩‍👧"}),
    )
    for kind, fields in kinds:
        more = {"amount": "12.5", "unit": "mg"} if kind == "dose" else {}
        _told(family, "ada", change(family.nora, kind, made_at=PAST, **fields, **more))
    quarrel(family)
    return family


def _prepared(session: Session, ada: Actor, family: Family) -> None:
    """A page for a visit with something in each of its lists."""
    child = session.get_one(Child, family.nora)
    soon = Sitting(whom="Dr. Okafor", on=NOW.date() + timedelta(days=3))
    page = prepare(session, ada, child, soon, now=NOW)
    strike(session, ada, page, "fever:2026-11-20")
    add_line(session, ada, page, "Schläft schlecht „seit Mai“", line_id=uuid.UUID(PART_OF))
    choose(session, ada, page, Chosen.CHARTED, "lab:ck")
    choose(session, ada, page, Chosen.SECOND, "labs")


def _asked(family: Family) -> str:
    """The id of a questionnaire that Ada brought in."""
    with family.database.transaction() as session:
        child = session.get_one(Child, family.nora)
        ada = family.actor(session, "ada")
        return str(bring_in(session, ada, child, WEEK, licence="Our own", now=NOW).id)


def quarrel(family: Family) -> None:
    """Ada and Ben edit one note without seeing each other; Ada deletes another; one is refused."""
    note = change(family.nora, "note", made_at=PAST, note="one")
    gone = change(family.tom, "note", made_at=PAST, note="two")
    _told(family, "ada", note)
    _told(family, "ben", gone)
    edits = {"entry": note.entry, "base": note.id, "made_at": PAST}
    _told(family, "ada", change(family.nora, "note", note="Ada’s", **edits))
    met = _told(family, "ben", change(family.nora, "note", note="Ben’s", **edits))
    assert met.result is Result.CONFLICT
    deleted = {"entry": gone.entry, "base": gone.id, "made_at": PAST, "delete": True}
    _told(family, "ada", change(family.tom, "note", **deleted))
    _told(family, "ben", change(family.nora, "note", made_at=PAST, note=""))


def _told(family: Family, who: str, one) -> Outcome:
    with family.database.transaction() as session:
        return receive(session, family.actor(session, who), one, now=NOW)
