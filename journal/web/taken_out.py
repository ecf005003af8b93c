"""The whole household as a file for another Sunhat, for an owner (T34)."""

import uuid
from os import SEEK_END
from pathlib import Path
from tempfile import TemporaryDirectory

from flask import Blueprint
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from journal.clock import now
from journal.exchange.backup import BackupRefused
from journal.exchange.taken_out import take_out
from journal.records.access import Right
from journal.records.acts import note
from journal.records.audit import Did
from journal.web.errors import answer
from journal.web.extensions import database, reading, settings, writing
from journal.web.frame import child_or_404
from journal.web.numbers import sent
from journal.web.proving import ask_for_proof
from journal.web.signed_in import require_person

bp = Blueprint("taken_out", __name__)
bp.before_request(require_person)


@bp.post("/children/<uuid:child_id>/taken-out")
def whole(child_id: uuid.UUID) -> ResponseReturnValue:
    """Everything of the household but the diaries of others; who took it out is noted."""
    with reading() as (session, actor):
        child = child_or_404(session, actor, child_id, Right.MANAGE)
    if (asked := ask_for_proof()) is not None:
        return asked
    moment, data = now(), settings().data
    with TemporaryDirectory(prefix=".restore-", dir=data) as folder:
        path = Path(folder) / "sunhat.zip"
        reader = actor.account_id
        try:
            take_out(database().for_all, data, child_id, path, reader=reader, now=moment)
        except BackupRefused:
            return _not_whole()
        file = path.open("rb")  # read to its end after the folder has gone
    try:
        with writing() as (session, actor):
            child_or_404(session, actor, child_id, Right.MANAGE)
            note(session, child.household_id, actor, Did.EXPORTED, now=moment)
        file.seek(0, SEEK_END)
        response = sent(file)
    except BaseException:
        file.close()
        raise
    response.mimetype = "application/zip"
    name = f"sunhat-{moment:%Y-%m-%d}.zip"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _not_whole() -> ResponseReturnValue:
    """What is wrong in the journal is for whoever runs the server: it names rows, not people."""
    text = _(
        "Nothing was taken out: the journal is not whole, or a photo was removed meanwhile. Try "
        "again. If it stays so, tell whoever runs the server: sunhat verify says what is wrong."
    )
    return answer(409, code="not_whole", message=text)
