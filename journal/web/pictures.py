"""Pictures of a series over months: every one, newest first, and two of them side by side."""

import uuid
from collections.abc import Collection, Sequence
from typing import Any
from zoneinfo import ZoneInfo

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlmodel import Session

from journal.entries.series import Key, Taken, earlier_than, key_of, last_of_each, of_key, taken
from journal.records.access import Actor, Right
from journal.records.children import Child
from journal.records.photos import photos_of
from journal.summary.picture_words import taken_of
from journal.web.extensions import reading
from journal.web.frame import child_or_404, page
from journal.web.log.picture import KEY, PictureForm
from journal.web.photo_words import picture
from journal.web.signed_in import require_person
from journal.words import day_text, moment_text

bp = Blueprint("pictures", __name__)
bp.before_request(require_person)

PAGE = 24


@bp.get("/children/<uuid:child_id>/pictures")
def index(child_id: uuid.UUID) -> ResponseReturnValue:
    """One series, when the address names one that there is; else all of them."""
    asked = key_of(*(request.args.get(name, "") for name in KEY))
    with reading() as (session, actor):
        child = child_or_404(session, actor, child_id, Right.PHOTOS)
        found = of_key(session, child_id, asked) if asked[0] else []
        if found:
            return _series(session, actor, child, found)
        return page(
            session,
            actor,
            child,
            "pictures/index.html",
            tab="journal",
            rows=_all(session, child),
            log_url=_log_url(actor, child),
        )


def series_url(child_id: uuid.UUID, one: Taken | dict[str, Any], **more: Any) -> str:
    """The page of the series that this picture belongs to."""
    said = one if isinstance(one, dict) else {name: getattr(one, name) for name in KEY}
    named = {name: said.get(name) for name in KEY if said.get(name)}
    return url_for("pictures.index", child_id=child_id, **named, **more)


def _all(session: Session, child: Child) -> list[dict[str, Any]]:
    every, zone = taken(session, child.id), ZoneInfo(child.zone)
    counts: dict[Key, int] = {}
    for each in every:
        counts[each.key] = counts.get(each.key, 0) + 1
    last = last_of_each(session, child.id)
    here = photos_of(session, child.id, (each.photos[0] for each in last))
    return [
        {
            "title": _title(each),
            "url": series_url(child.id, each),
            "photo": _picture(each, each.photos[0], child, here),
            "words": ngettext("one picture", "%(num)s pictures", counts[each.key]),
            "newest": _("the newest of %(day)s", day=day_text(each.at.astimezone(zone).date())),
        }
        for each in last
    ]


def _series(
    session: Session, actor: Actor, child: Child, found: Sequence[Taken]
) -> ResponseReturnValue:
    newest = found[0]
    second = _chosen(found, "second") or newest
    others = [each for each in found if each is not second]
    first = _chosen(others, "first") or earlier_than(second, others)
    pair = [each for each in (first, second) if each is not None]
    start = request.args.get("from", "")
    skip = min(int(start), len(found)) if start.isdecimal() and len(start) < 6 else 0
    shown = found[skip : skip + PAGE]
    here = photos_of(
        session, child.id, (photo for each in [*pair, *shown] for photo in each.photos)
    )
    around = {"second": str(second.entry), "first": str(first.entry) if first else None}
    return page(
        session,
        actor,
        child,
        "pictures/series.html",
        tab="journal",
        title=_title(newest),
        all_url=url_for("pictures.index", child_id=child.id),
        log_url=_log_url(actor, child, newest),
        pair=[_one(each, child, here) for each in pair],
        apart=_apart(pair, child),
        rows=[
            {
                **_one(each, child, here),
                "chooses": [
                    {
                        "label": label,
                        "url": series_url(
                            child.id, newest, **{**around, which: each.entry}, _anchor="beside"
                        ),
                        "current": around[which] == str(each.entry),
                    }
                    for which, label in (("first", _("Show first")), ("second", _("Show second")))
                ],
            }
            for each in shown
        ],
        older_url=series_url(child.id, newest, **around, **{"from": skip + PAGE})
        if len(found) > skip + PAGE
        else None,
        newer_url=series_url(child.id, newest, **around) if skip else None,
    )


def _chosen(found: Sequence[Taken], which: str) -> Taken | None:
    asked = request.args.get(which, "")
    return next((each for each in found if str(each.entry) == asked), None)


def _one(each: Taken, child: Child, here: Collection[str]) -> dict[str, Any]:
    """A picture with both of its dates: when it was taken and when it was recorded (H30)."""
    zone = ZoneInfo(child.zone)
    return {
        "photos": [_picture(each, photo, child, here) for photo in each.photos],
        "taken": moment_text(each.at, zone),
        "recorded": _(
            "recorded %(day)s by %(name)s",
            day=day_text(each.recorded.astimezone(zone).date()),
            name=each.by,
        ),
    }


def _picture(each: Taken, photo: str, child: Child, here: Collection[str]) -> dict[str, Any]:
    address = url_for("entries.photo", child_id=child.id, entry_id=each.entry, photo_id=photo)
    shown = picture(photo, child, each.at, here=photo in here, what=_title(each))
    return {**shown, "url": address}


def _title(each: Taken) -> str:
    return taken_of({name: getattr(each, name) for name in KEY})


def _apart(pair: Sequence[Taken], child: Child) -> str:
    if len(pair) < 2:
        return ""
    zone = ZoneInfo(child.zone)
    days = abs((pair[1].at.astimezone(zone).date() - pair[0].at.astimezone(zone).date()).days)
    return ngettext("One day lies between them.", "%(num)s days lie between them.", days)


def _log_url(actor: Actor, child: Child, like: Taken | None = None) -> str | None:
    if not actor.may(Right.RECORD, child.id):
        return None
    said = {name: getattr(like, name) for name in KEY if getattr(like, name)} if like else {}
    return url_for("log.new", child_id=child.id, what=PictureForm.what, **said)
