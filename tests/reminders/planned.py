"""Short ways to plan what is no medicine, and to ask what came of it."""

import uuid
from datetime import datetime, timedelta

from journal.entries.record import record
from journal.plans.appointments import Visit, end_appointment, plan_appointment
from journal.plans.own_reminders import Wish, make_reminder
from journal.records.appointments import Appointment, AppointmentKind
from journal.records.children import Child
from journal.records.reminder_choices import KindChoice
from journal.records.reminders import About
from journal.reminders.planning import plan_child
from tests.family import Family, change
from tests.reminders.world import BEFORE, occurrences


def appointment(family: Family, at: datetime, *, now=BEFORE, **more) -> uuid.UUID:
    """An appointment of Nora's, a visit to the clinic unless said otherwise; its id."""
    more.setdefault("kind", AppointmentKind.CLINIC)
    with family.database.transaction() as session:
        child = session.get_one(Child, family.nora)
        actor = family.actor(session, "ada")
        return plan_appointment(session, actor, child, Visit(at=at, **more), now=now).id


def infusion_on(family: Family, at: datetime, **more) -> uuid.UUID:
    return appointment(family, at, kind=AppointmentKind.INFUSION, **more)


def call_off(family: Family, id_: uuid.UUID, *, now=BEFORE) -> None:
    with family.database.transaction() as session:
        row = session.get_one(Appointment, id_)
        end_appointment(session, family.actor(session, "ben"), row, now=now)


def own(family: Family, text: str, rhythm, first_on, *, now=BEFORE, **more) -> uuid.UUID:
    with family.database.transaction() as session:
        child = session.get_one(Child, family.nora)
        wish = Wish(text=text, rhythm=rhythm, first_on=first_on, **more)
        return make_reminder(session, family.actor(session, "ada"), child, wish, now=now).id


def infusion(family: Family, at: datetime, *, now: datetime, **fields) -> uuid.UUID:
    """A recorded infusion; its entry's id."""
    fields = {"product": "Privigen", **fields}
    made = change(family.nora, "infusion", made_at=now, **fields)
    made.fields["at"] = at.isoformat()
    with family.database.transaction() as session:
        assert record(session, family.actor(session, "ada"), made, now=now).stored
    return made.entry


def choose(family: Family, about: About, *, now: datetime, **chosen) -> None:
    with family.database.transaction() as session:
        session.merge(
            KindChoice(
                child_id=family.nora,
                about=about,
                changed_by=family.people["ada"],
                changed_at=now,
                **chosen,
            )
        )


def plan(family: Family, now: datetime) -> int:
    with family.database.transaction() as session:
        return plan_child(session, family.nora, now=now)


def due(family: Family, *abouts: About, open_only: bool = True) -> list[tuple[str, str]]:
    """Kind and due time in UTC, "11-22T13:00", of what waits."""
    return [
        (one.about, f"{one.due_at:%m-%dT%H:%M}")
        for one in occurrences(family)
        if (not abouts or one.about in abouts) and not (open_only and one.settled_at)
    ]


DAY = timedelta(days=1)
