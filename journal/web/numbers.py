"""Taking the numbers out: tables, everything as one file, JSON, and the patient summary."""

import uuid
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from functools import partial
from io import TextIOWrapper
from tempfile import SpooledTemporaryFile
from typing import IO, Any

from flask import Blueprint, Response, make_response, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale
from flask_babel import gettext as _
from sqlmodel import Session

from journal.care.days import read_date
from journal.care.problems import N_, Problem, Refused
from journal.clock import now
from journal.exchange import numbers as out
from journal.exchange.csv_out import write_table
from journal.exchange.ips import MEDIA_TYPE, as_bytes, patient_summary
from journal.exchange.ips_gather import ips_facts
from journal.exchange.numbers_readme import period_text
from journal.records.access import Right, Stranger
from journal.web.extensions import gathering, reading, settings
from journal.web.frame import child_or_404, page
from journal.web.language import said
from journal.web.signed_in import require_person

bp = Blueprint("numbers", __name__)
bp.before_request(require_person)

# What is smaller is held, what is larger goes through a file that nobody else can open.
HELD = 1024 * 1024
PIECE = 64 * 1024
FILES = "/children/<uuid:child_id>/numbers"


@bp.get(FILES)
def index(child_id: uuid.UUID) -> ResponseReturnValue:
    """What can be taken out, of which days."""
    status, problem = 200, None
    with reading() as (session, actor):
        child = child_or_404(session, actor, child_id)
        try:
            days = _days()
        except Refused as refused:
            status, problem, days = 422, refused.problems[0], (None, None)
        wanted = out.Wanted(child=child, reader=actor.account_id, from_on=days[0], to_on=days[1])
        shown = page(
            session,
            actor,
            child,
            "numbers/index.html",
            tab="visit",
            tables=_tables(session, wanted),
            period=_period(days, problem),
            urls=_urls(child_id, wanted),
            may_manage=actor.may(Right.MANAGE, child_id),
        )
    return make_response(shown, status)


@bp.get(f"{FILES}/<table>.csv")
def one_table(child_id: uuid.UUID, table: str) -> ResponseReturnValue:
    """One table as CSV."""
    found = {each.name: each for each in out.tables()}.get(table)
    if found is None:
        raise Stranger

    def write(file: IO[bytes], session: Session, wanted: out.Wanted, _at: datetime) -> None:
        text = TextIOWrapper(file, encoding="utf-8", newline="")
        write_table(text, found.columns, out.rows(session, wanted, table))
        text.flush()
        text.detach()

    return _file(child_id, write, f"sunhat-{table}.csv", "text/csv; charset=utf-8")


@bp.get(f"{FILES}.zip")
def everything(child_id: uuid.UUID) -> ResponseReturnValue:
    """All tables, JSON, the patient summary and a README as one file; ?photos=yes photos too."""
    data = settings().data if request.args.get("photos") == "yes" else None

    def write(file: IO[bytes], session: Session, wanted: out.Wanted, at: datetime) -> None:
        wanted = replace(wanted, photos=data)
        out.write_zip(file, session, wanted, made_at=at, language=_language())

    return _file(child_id, write, "sunhat-numbers.zip", "application/zip")


@bp.get(f"{FILES}.json")
def as_json(child_id: uuid.UUID) -> ResponseReturnValue:
    """Plans and entries as JSON."""

    def write(file: IO[bytes], session: Session, wanted: out.Wanted, at: datetime) -> None:
        out.write_json(file, session, wanted, made_at=at)

    return _file(child_id, write, "sunhat-journal.json", "application/json")


@bp.get("/api/v1/children/<uuid:child_id>/patient-summary")
def summary(child_id: uuid.UUID) -> ResponseReturnValue:
    """The International Patient Summary, a FHIR R4 document."""
    moment = now()
    with gathering() as (session, actor):
        child = child_or_404(session, actor, child_id)
        facts = ips_facts(session, child, now=moment)
    document = patient_summary(facts, made_at=moment, language=_language())
    response = make_response(as_bytes(document))
    response.mimetype = MEDIA_TYPE
    return _named(response, "sunhat-patient-summary.json")


def _file(
    child_id: uuid.UUID,
    write: Callable[[IO[bytes], Session, out.Wanted, datetime], None],
    name: str,
    kind: str,
) -> Response:
    """Write a file whole, then send it piece by piece: what fails, fails before it begins."""
    file: Any = SpooledTemporaryFile(max_size=HELD)  # noqa: SIM115 - closed when it was sent
    try:
        with gathering(long=True) as (session, actor):
            child = child_or_404(session, actor, child_id)
            first, last = _days()
            wanted = out.Wanted(child=child, reader=actor.account_id, from_on=first, to_on=last)
            write(file, session, wanted, now())
        response = sent(file)
    except BaseException:
        file.close()
        raise
    response.content_type = kind
    return _named(response, name)


def sent(file: IO[bytes]) -> Response:
    """The file as it was written: a small one at once, a large one piece by piece."""
    size = file.tell()
    file.seek(0)
    if size <= HELD:
        with file:
            return Response(file.read())
    response = Response(iter(partial(file.read, PIECE), b""))
    response.content_length = size
    response.call_on_close(file.close)
    return response


def _named(response: Response, name: str) -> Response:
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _days() -> tuple[date | None, date | None]:
    """The first and the last day asked for, None for all. Raises Refused."""
    typed = {name: request.args.get(name, "") for name in ("from", "to")}
    if not any(typed.values()):
        return None, None
    first, last = read_date(typed["from"], "from"), read_date(typed["to"], "to")
    if first > last:
        text = N_("The last day is before the first. Check both.")
        raise Refused(Problem("ends_before_start", "to", text))
    return first, last


def _tables(session: Session, wanted: out.Wanted) -> list[dict[str, str]]:
    """The tables that have rows: of the diary nobody but its writer learns that there is one."""
    return [
        {
            "name": f"{each.name}.csv",
            "what": _(each.what),
            "url": url_for(
                "numbers.one_table", child_id=wanted.child.id, table=each.name, **_asked(wanted)
            ),
        }
        for each in out.tables()
        if next(out.rows(session, wanted, each.name), None) is not None
    ]


def _urls(child_id: uuid.UUID, wanted: out.Wanted) -> dict[str, str]:
    days = _asked(wanted)
    return {
        "page": url_for("numbers.index", child_id=child_id),
        "zip": url_for("numbers.everything", child_id=child_id, **days),
        "photos": url_for("numbers.everything", child_id=child_id, photos="yes", **days),
        "json": url_for("numbers.as_json", child_id=child_id, **days),
        "summary": url_for("numbers.summary", child_id=child_id),
    }


def _asked(wanted: out.Wanted) -> dict[str, Any]:
    if wanted.from_on is None or wanted.to_on is None:
        return {}
    return {"from": wanted.from_on.isoformat(), "to": wanted.to_on.isoformat()}


def _period(days: tuple[date | None, date | None], problem: Problem | None) -> dict[str, Any]:
    """The two dates as they were typed, and what is wrong with them."""
    typed = {f"{name}_on": request.args.get(name, "") for name in ("from", "to")}
    errors = {problem.field: said(problem)} if problem else {}
    is_all = days == (None, None) and not problem
    return typed | {"is_all": is_all, "words": period_text(*days), "errors": errors}


def _language() -> str:
    return str(get_locale() or "en")
