"""Whether the server works, for machines: two words, never more."""

from flask import Blueprint, jsonify
from flask.typing import ResponseReturnValue
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from journal.clock import now
from journal.reminders.heart import is_late
from journal.settings import VERSION
from journal.web.extensions import database

bp = Blueprint("health", __name__)


@bp.get("/healthz")
def healthz() -> ResponseReturnValue:
    """200 while the database answers and reminders run, 503 otherwise."""
    try:
        with database().reading() as session:
            session.execute(text("SELECT 1"))
            late = is_late(session, now=now())
    except SQLAlchemyError:
        return jsonify(database="failing", reminders="late", version=VERSION), 503
    answer = jsonify(database="ok", reminders="late" if late else "ok", version=VERSION)
    return answer, 503 if late else 200
