"""What is said of a medicine that goes with another one, and of why nothing of it is due."""

import uuid
from datetime import date

from flask_babel import gettext as _

from journal.plans.standing import Standing, State
from journal.web.medicine_names import named
from journal.words import day_text


def names_beside(one: Standing) -> dict[uuid.UUID, str]:
    """The names of the medicines it counts from, a weekly one with its weekday (H4)."""
    found = one.beside.items()
    plans = {id_: [each.plan] for id_, each in found}
    # Each has one plan here, so every day is as good.
    names = named([each.medicine for _id, each in found], plans, date.max)
    return {id_: each.whole for id_, each in names.items()}


def waits_text(one: Standing) -> str | None:
    """Why nothing is due of a medicine that counts from another one; None when that is no reason.

    Never silent: folic acid that is not expected because methotrexate is paused says so.
    """
    other = one.waits_for
    if other is None:
        return None
    name = names_beside(one)[other.medicine.id]
    match other.state:
        case State.PAUSED | State.STOPPED if other.rests_since is not None:
            day = day_text(other.rests_since)
            if other.state is State.PAUSED:
                return _(
                    "It goes with %(medicine)s, paused since %(day)s: no new dose is expected.",
                    medicine=name,
                    day=day,
                )
            return _(
                "It goes with %(medicine)s, stopped on %(day)s: no new dose is expected.",
                medicine=name,
                day=day,
            )
        case State.COMING:
            return _(
                "It goes with %(medicine)s, which begins on %(day)s: nothing is expected before.",
                medicine=name,
                day=day_text(other.since),
            )
        case State.ENDED:
            return _(
                "It goes with %(medicine)s, which has ended: no new dose is expected.",
                medicine=name,
            )
    return _(
        "It goes with %(medicine)s, which has no times of its own: no dose is expected. "
        "Change how often this one is given.",
        medicine=name,
    )
