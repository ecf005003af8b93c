"""What a child was given, vaccine by vaccine, and which vaccines the family follows."""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from zoneinfo import ZoneInfo

from flask import Blueprint, make_response, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from journal.care.knowledge.vaccine_rules import vaccine_rules
from journal.care.knowledge.vaccines import find_vaccine
from journal.care.problems import Refused
from journal.clock import now
from journal.plans.moved_dates import unseen
from journal.plans.vaccinations import Titre, titres, vaccinations
from journal.plans.vaccine_wishes import follow, followed, no_longer_follow
from journal.records.access import Right
from journal.records.children import Child
from journal.records.kinds.vaccination import VaccinationRow
from journal.web.extensions import reading, writing
from journal.web.forms import Form
from journal.web.frame import child_or_404, page, toast, today_of
from journal.web.moved_dates import moved_text
from journal.web.signed_in import require_person
from journal.web.vaccine_words import given_text, live_text, vaccine_names, vaccine_text
from journal.words import day_text

bp = Blueprint("vaccine_list", __name__, url_prefix="/children/<uuid:child_id>/vaccines")
bp.before_request(require_person)

# Beside which vaccines the antibodies of a test are shown.
BESIDE: Mapping[str, tuple[str, ...]] = {
    "measles_igg": ("mmr", "mmrv", "single_antigen_mmr"),
    "mumps_igg": ("mmr", "mmrv", "single_antigen_mmr"),
    "rubella_igg": ("mmr", "mmrv", "single_antigen_mmr"),
    "varicella_igg": ("varicella", "mmrv"),
    "hepatitis_b_surface_ab": ("hepb",),
    "hepatitis_a_igg": ("hepa_inactivated", "hepa_live", "hepa_unspecified"),
    "tetanus_igg": ("tdap_td", "dtap"),
    "diphtheria_igg": ("tdap_td", "dtap"),
    "pneumococcal_igg": ("pcv", "ppsv23"),
}


@bp.get("")
def index(child_id: uuid.UUID) -> ResponseReturnValue:
    """By vaccine: what was given when, the antibodies beside it, and what is followed."""
    return _shown(child_id, Form())


@bp.post("/follow")
def begin(child_id: uuid.UUID) -> ResponseReturnValue:
    """Follow a vaccine of the catalogue."""
    form = Form.sent()
    try:
        with writing() as (session, actor):
            child = child_or_404(session, actor, child_id, Right.PLAN)
            wish = follow(session, actor, child.id, form.get("vaccine"), now=now())
            name = vaccine_text(wish.vaccine)
    except Refused as refused:
        form.refuse(refused)
        return _shown(child_id, form)
    toast(_("Followed for %(name)s: %(vaccine)s", name=child.name, vaccine=name))
    return _back(child_id)


@bp.post("/follow/end")
def end(child_id: uuid.UUID) -> ResponseReturnValue:
    """Follow a vaccine no longer."""
    vaccine = Form.sent().get("vaccine")
    with writing() as (session, actor):
        child = child_or_404(session, actor, child_id, Right.PLAN)
        no_longer_follow(session, actor, child.id, vaccine, now=now())
    toast(_("No longer followed: %(vaccine)s", vaccine=vaccine_text(vaccine)))
    return _back(child_id)


def _back(child_id: uuid.UUID) -> ResponseReturnValue:
    return redirect(url_for("vaccine_list.index", child_id=child_id), code=303)


def _shown(child_id: uuid.UUID, form: Form) -> ResponseReturnValue:
    with reading() as (session, actor):
        child = child_or_404(session, actor, child_id, Right.LOOK)
        wishes = [one.vaccine for one in followed(session, child.id)]
        given, found = vaccinations(session, child.id), titres(session, child.id)
        ids = list(dict.fromkeys([*wishes, *sorted({row.vaccine for row in given}, key=_sorted)]))
        beside = [_beside(one) for one in found]
        text = page(
            session,
            actor,
            child,
            "vaccines/index.html",
            form=form,
            names=vaccine_names(),
            groups=[_group(child, id_, id_ in wishes, given, found) for id_ in ids],
            moved=moved_text(session, child, unseen(session, child.id)),
            expired=vaccine_rules().expired(today_of(child, now())),
            others=_titre_rows(
                child, (one for one, of in zip(found, beside, strict=True) if not of & set(ids))
            ),
            may_plan=actor.may(Right.PLAN, child.id),
            may_record=actor.may(Right.RECORD, child.id),
            follow_url=url_for("vaccine_list.begin", child_id=child.id),
            end_url=url_for("vaccine_list.end", child_id=child.id),
        )
    return make_response(text, 422 if request.method == "POST" else 200)


def _group(
    child: Child,
    vaccine: str,
    is_followed: bool,
    given: Sequence[VaccinationRow],
    found: Sequence[Titre],
) -> dict[str, Any]:
    known = find_vaccine(vaccine)
    return {
        "id": vaccine,
        "name": vaccine_text(vaccine),
        "live": live_text(vaccine),
        "followed": is_followed,
        "url": f"{url_for('vaccine_list.index', child_id=child.id)}/{vaccine}"
        if known is not None and known.id == vaccine
        else None,
        "rows": [_dose_row(child, row) for row in given if row.vaccine == vaccine],
        "titres": _titre_rows(child, (one for one in found if vaccine in _beside(one))),
    }


def _dose_row(child: Child, row: VaccinationRow) -> dict[str, Any]:
    zone = ZoneInfo(child.zone)
    when = given_text(row.model_dump(mode="json"), zone)
    lot = _("lot %(number)s", number=row.lot) if row.lot else None
    what = ", ".join(part for part in (row.product, lot) if part)
    return {
        "when": "",
        "what": when,
        "note": ", ".join(part for part in (what, row.place) if part),
        "url": url_for("entries.show", child_id=child.id, entry_id=row.entry_id),
    }


def _titre_rows(child: Child, found: Iterable[Titre]) -> list[dict[str, Any]]:
    zone = ZoneInfo(child.zone)
    return [
        {
            "when": day_text(one.at.astimezone(zone).date()),
            "what": f"{_(one.test.name) if one.test else one.name}: {one.value} {one.unit}".strip(),
            "note": "",
            "url": url_for("entries.show", child_id=child.id, entry_id=one.entry),
        }
        for one in found
    ]


def _beside(one: Titre) -> set[str]:
    return set(BESIDE.get(one.test.id, ())) if one.test else set()


def _sorted(vaccine: str) -> str:
    return vaccine_text(vaccine).casefold()
