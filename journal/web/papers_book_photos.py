"""The photos of the book: the family ticks them, and only those stand on its paper (T20, H30).

Ticks stand in the address alone, so the next book begins without any.
"""

import uuid
from typing import Any

from flask import Blueprint, Response, make_response, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale
from sqlmodel import Session

from journal.clock import now
from journal.entries.photographed import photos_named
from journal.entries.reading import Shown, entries_by_id
from journal.records.access import Right, Stranger
from journal.records.children import Child
from journal.records.photos import photos_of
from journal.summary.papers.book_photos import BookPhotos, book_photos, photos_paper
from journal.summary.pdf import PdfFailed, render_document
from journal.web.extensions import gathering, reading, settings
from journal.web.frame import child_or_404, page
from journal.web.papers_book import parts_of
from journal.web.photo_words import picture, shows
from journal.web.second_side import jpegs_of
from journal.web.signed_in import require_person
from journal.web.summary import read_paper

AT_ONCE = 24

bp = Blueprint("book_photos", __name__, url_prefix="/children/<uuid:child_id>/papers/book")
bp.before_request(require_person)


@bp.get("/photos")
def show(child_id: uuid.UUID) -> ResponseReturnValue:
    """Tick photos; those that are ticked stand below as they print."""
    ticked, after = _ticked(), request.args.get("after", "")
    with gathering() as (session, actor):
        child = child_or_404(session, actor, child_id, Right.PHOTOS)
        named = _named(session, child, ticked)
        found = book_photos(session, child, named, now=now())
        document = photos_paper(found, _language())
        rows, older = _offered(session, child, ticked, after)
        chosen = [_row(child, each, one) for each, one in named.items() if one]
    with reading() as (session, actor):
        child = child_or_404(session, actor, child_id, Right.PHOTOS)
        return page(
            session,
            actor,
            child,
            "papers/book_photos.html",
            tab="visit",
            document=document if ticked else None,
            chosen=chosen,
            photos=rows,
            older=older,
            book=parts_of(session, child, None),
            urls={
                paper: url_for("book_photos.pdf", child_id=child.id, paper=paper, photo=ticked)
                for paper in ("a4", "letter")
            },
            failed=request.args.get("failed") == "1",
        )


@bp.get("/photos.pdf")
def pdf(child_id: uuid.UUID) -> ResponseReturnValue:
    """The same on A4 or Letter."""
    paper, ticked = read_paper(), _ticked()
    with gathering() as (session, actor):
        child = child_or_404(session, actor, child_id, Right.PHOTOS)
        found = book_photos(session, child, _named(session, child, ticked), now=now())
        document = photos_paper(found, _language())
    try:
        body = render_document(document, paper=paper, pictures=_jpegs(found))
    except PdfFailed:
        url = url_for("book_photos.show", child_id=child_id, failed=1, photo=ticked)
        return Response(status=303, headers={"Location": url})
    response = make_response(body)
    response.mimetype = "application/pdf"
    name = f"sunhat-book-photos-{document.made_on}.pdf"
    response.headers["Content-Disposition"] = f'inline; filename="{name}"'
    return response


def _jpegs(found: BookPhotos) -> dict[str, bytes]:
    return jpegs_of((each.picture for each in found.photos), settings().data, found.largest)


def _language() -> str:
    return str(get_locale() or "en")


def _ticked() -> list[str]:
    """The ids in the address, each once. Raises Stranger for what is no id."""
    try:
        return list(dict.fromkeys(str(uuid.UUID(one)) for one in request.args.getlist("photo")))
    except ValueError:
        raise Stranger from None


def _named(session: Session, child: Child, ticked: list[str]) -> dict[str, Shown | None]:
    """The entry that names each ticked photo."""
    wanted = set(ticked)
    found: dict[str, uuid.UUID] = {}
    for photo, entry in photos_named(session, child.id) if wanted else ():
        if photo in wanted:
            found[photo] = entry
            if len(found) == len(wanted):
                break
    entries = {one.id: one for one in entries_by_id(session, found.values())} if found else {}
    return {each: entries.get(found[each]) if each in found else None for each in ticked}


def _offered(
    session: Session, child: Child, ticked: list[str], after: str
) -> tuple[list[dict[str, Any]], str]:
    """The newest photos that are not ticked, from `after` on, and where older ones begin or ""."""
    passed, begun = set(ticked), not after
    page_of: dict[str, uuid.UUID] = {}
    older = ""
    for photo, entry in photos_named(session, child.id):
        if begun and photo not in passed:
            if len(page_of) == AT_ONCE:
                older = list(page_of)[-1]
                break
            page_of[photo] = entry
        begun = begun or photo == after
    if not begun:  # it was deleted meanwhile
        return _offered(session, child, ticked, "")
    entries = {one.id: one for one in entries_by_id(session, page_of.values())} if page_of else {}
    here = photos_of(session, child.id, page_of)
    return [_row(child, each, entries[page_of[each]]) for each in page_of if each in here], older


def _row(child: Child, photo: str, entry: Shown) -> dict[str, Any]:
    return picture(photo, child, entry.at, what=shows(entry))
