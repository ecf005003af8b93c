"""Whether the server works, for machines: two words, and what the operator has to see to."""

from datetime import date

from flask import Blueprint, jsonify
from flask.typing import ResponseReturnValue
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from journal.care.knowledge.editions import expiring
from journal.clock import now
from journal.reminders.heart import is_late
from journal.settings import VERSION
from journal.web.extensions import database

bp = Blueprint("health", __name__)


@bp.get("/healthz")
def healthz() -> ResponseReturnValue:
    """200 while the database answers and reminders run, 503 otherwise.

    `rules` is there from 60 days before a set of rules expires: a journal works without it.
    """
    moment = now()
    try:
        with database().reading() as session:
            session.execute(text("SELECT 1"))
            late = is_late(session, now=moment)
    except SQLAlchemyError:
        return jsonify(database="failing", reminders="late", version=VERSION), 503
    return jsonify(answer(moment.date(), late=late)), 503 if late else 200


def answer(on: date, *, late: bool) -> dict[str, str]:
    """What is said while the database answers; late: nobody is reminded."""
    words = {"database": "ok", "reminders": "late" if late else "ok", "version": VERSION}
    rules = expiring(on)
    return {**words, "rules": " ".join(rules)} if rules else words
