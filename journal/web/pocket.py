"""GET /api/v1/children/{id}/pocket: what a phone needs of a child while there is no signal."""

import hashlib
import re
import uuid
from datetime import datetime
from typing import Any

from flask import Blueprint, g, json, jsonify, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlmodel import Session

from journal.clock import now
from journal.records.access import Actor, Right
from journal.records.children import Child
from journal.reminders.phones import phones_of
from journal.web.after_stay import review_banner
from journal.web.card import card_of
from journal.web.contacts import contact_banners
from journal.web.day import Day
from journal.web.dose_rows import FIELDS_OF_ALL, unknown_row
from journal.web.drawn import (
    BASE,
    CHANGE,
    DUE,
    ENTRY,
    KIND,
    QUERY,
    WORDS,
    Part,
    drawn,
    entry_address,
    for_phone,
    macro,
    part,
)
from journal.web.evening_card import kept_evening
from journal.web.extensions import at_one_moment
from journal.web.fever import fever_banners
from journal.web.frame import child_or_404, frame, page, seen
from journal.web.journal_pages import chips_of
from journal.web.log.picture import ghosts_of
from journal.web.log.scene import Scene
from journal.web.medicines import listed
from journal.web.moved_dates import moved_banner
from journal.web.open_stays import still_open
from journal.web.packing import packed
from journal.web.plan_notices import notice_rows
from journal.web.pocket_doses import PocketDoses
from journal.web.pocket_forms import dose_forms, dose_kinds, forms_of
from journal.web.pocket_infusions import kept_days
from journal.web.pocket_reminders import kept_taps
from journal.web.pocket_stays import kept_stays
from journal.web.pocket_weekly import weekly_asked
from journal.web.reminder_lines import lost_phones, stopped
from journal.web.restored import waits_banner
from journal.web.signed_in import require_person
from journal.web.supply_rows import low_rows
from journal.web.today import questions_of, quick_tiles
from journal.web.warning_signs import kept_banners, warning_banners

A_TICK = re.compile('<label class="choice">.*</label>', re.DOTALL)
bp = Blueprint("pocket", __name__, url_prefix="/api/v1")
bp.before_request(require_person)


@bp.get("/children/<uuid:child_id>/pocket")
def pocket(child_id: uuid.UUID) -> ResponseReturnValue:
    """Today, the forms, the medicines and the card of one child, drawn for a phone to keep."""
    moment = now()

    def look(session: Session, actor: Actor) -> dict[str, Any]:
        with for_phone():
            child = child_or_404(session, actor, child_id, Right.LOOK)
            return _pocket(session, actor, child, moment)

    # Its parts have to fit: a slot to its row, the form of a picture to the pictures that are kept.
    found = at_one_moment(look)
    tag = hashlib.sha256(json.dumps(found).encode()).hexdigest()[:32]
    response = packed(jsonify({"as_of": moment.isoformat(), **found}))
    # Of what it says, not of when: a phone that asks again has what was so then, until now.
    response.set_etag(tag, weak=True)
    response.headers["X-As-Of"] = moment.isoformat()
    return response.make_conditional(request)


def _pocket(session: Session, actor: Actor, child: Child, moment: datetime) -> dict[str, Any]:
    day = Day(session, actor, child, moment)
    # Many parts stand in the same frame.
    g.kept_frame = around = frame(session, actor, child)
    return {
        "person": str(actor.account_id),
        "child": {**seen(actor, child), "id": str(child.id)},
        "frame": drawn("phone/frame.html", **around),
        "today": _today(day),
        "weekly": weekly_asked(day),
        **_forms(day),
        "ghosts": [each["id"] for each in ghosts_of(session, child).values()]
        if day.may_record
        else [],
        "sheet": part(page(session, actor, child, "log/sheet.html")) if day.may_record else None,
        "wholes": {"infusions": kept_days(day), "stays": kept_stays(day)},
        "journal": _journal(child),
        "entry": _entry(day),
        "medicines": _medicines(day),
        "card": part(
            page(session, actor, child, "children/card.html", **card_of(session, child, moment))
        ),
        "words": _words(child),
    }


def _today(day: Day) -> dict[str, Any]:
    doses = PocketDoses(day)
    slots = doses.slots()
    return {
        "slots": slots,
        "taps": kept_taps(day, doses.doses),
        "rows": doses.rows,
        "days": doses.labels(),
        "by_day": {on.isoformat(): _of_day(one) for on, one in doses.days.items()},
        "as_needed": _as_needed(day),
        "give_all": _give_all(day),
        "evening": kept_evening(day),
        "warned": _warned(day),
        "parts": drawn(
            "phone/now.html",
            child=seen(day.actor, day.child),
            alerts=[
                _without_forms(one)
                for one in [
                    *_reminders(day),
                    *waits_banner(day),
                    *contact_banners(day),
                    *fever_banners(day),
                    *warning_banners(day),
                    *review_banner(day),
                    *questions_of(day.session, day),
                    *still_open(day),
                    *moved_banner(day.session, day),
                ]
            ],
            unreadable=[unknown_row(day, medicine) for medicine in day.unreadable()],
            low=low_rows(day.session, day.child, day.medicines, now=day.now),
            quick=quick_tiles(day),
        ),
    }


def _reminders(day: Day) -> list[dict[str, Any]]:
    """That nobody is reminded, or not on every phone: so it was when this was kept (H18, H19)."""
    phones = phones_of(day.session, day.child.id, now=day.now)
    return stopped(day.session, day) + lost_phones(day, phones)


def _give_all(day: Day) -> dict[str, str] | None:
    """The button for all that is due, and the tick of one dose: the phone knows which are due."""
    if not day.may_record or day.restored is not None:
        return None
    line = " ".join(f"[[{name}]]" for name in FIELDS_OF_ALL)
    tick = (line, "[[name]] [[planned]]", DUE)
    button = {
        "count": "[[count]]",
        "url": url_for("doses.give_all", child_id=day.child.id),
        "hidden": {"doses": "[[doses]]"},
        "fields": " ".join(FIELDS_OF_ALL),
        "names": "[[names]]",
        "ticks": [tick],
    }
    html = macro("_ui/dose.html", "give_all_button", button, seen(day.actor, day.child))
    return {
        "button": A_TICK.sub("[[ticks]]", html),
        "tick": macro("_ui/choices.html", "choice", "checkbox", "doses", tick, True),
        "line": line,
    }


def _warned(day: Day) -> dict[str, str]:
    """By warning sign the banner of one that waits on this phone."""
    return {
        code: macro(
            "_ui/lists.html", "banner", one["kind"], one["title"], one["text"], one["actions"]
        )
        for code, one in kept_banners(day).items()
    }


def _of_day(day: Day) -> Part:
    return drawn(
        "phone/day.html",
        child=seen(day.actor, day.child),
        notices=notice_rows(day, day.matters),
        paused=day.resting(),
        coming=day.coming(),
        quiet=day.quiet(),
    )


def _as_needed(day: Day) -> list[dict[str, str]]:
    found = []
    for row in day.as_needed():
        if row["hidden"]:
            row["hidden"] |= {"change": CHANGE, "entry": ENTRY}
        html = macro("_ui/dose.html", "as_needed_row", row, seen(day.actor, day.child))
        found.append({"medicine": row["medicine_id"], "row": html})
    return found


def _medicines(day: Day) -> Part:
    around = (day.session, day.actor, day.child)
    lists = listed(day.session, day.child, day.now)
    template = "medicines/index.html"
    return part(page(*around, template, lists=lists, alerts=[], may_plan=False))


def _without_forms(banner: dict[str, Any]) -> dict[str, Any]:
    """An open question is answered where both can be seen: with signal."""
    return banner | {"actions": [one for one in banner["actions"] if not one.get("post")]}


def _forms(day: Day) -> dict[str, Any]:
    if not day.may_record:
        return {"forms": {}, "doses": {}}
    scene = Scene(day.session, day.child, day.now, day.actor)
    doses = dose_kinds(day)
    return {"forms": forms_of(scene) | dose_forms(scene, doses), "doses": doses}


def _journal(child: Child) -> str:
    """Search and kinds above the kept entries: the phone says which of them fit."""
    address = url_for("journal.index", child_id=child.id)
    return macro(
        "journal/_head.html", "journal_head", address, chips_of(child, KIND, QUERY), WORDS, KIND
    )


def _entry(day: Day) -> Part:
    child = day.child
    shown = page(
        day.session,
        day.actor,
        child,
        "phone/entry.html",
        may_record=day.may_record,
        back_url=url_for("journal.index", child_id=child.id),
        edit_url=entry_address("entries.edit", child.id),
        delete_url=entry_address("entries.delete", child.id),
        hidden={"change": CHANGE, "base": BASE},
    )
    return part(shown)


def _words(child: Child) -> dict[str, str]:
    name = child.name
    return {
        "today": _("Today for %(name)s", name=name),
        "journal": _("Journal of %(name)s", name=name),
        "log": _("Log for %(name)s", name=name),
    }
