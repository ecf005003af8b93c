"""Who gave a dose and on whose advice it was left: chosen with a tap, typed only when new (H43)."""

import uuid
from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlmodel import Session, col, select

from journal.care.doses import Outcome
from journal.care.problems import N_, Problem
from journal.records.access import reaches_child
from journal.records.children import Child, TeamMember
from journal.records.entries import Entry
from journal.records.kinds.dose import DoseRow
from journal.records.people import Account, Membership
from journal.web.forms import Form
from journal.web.log.scene import Scene

Tiles = list[tuple[str, str]]
# A tile with a name says so: somebody may be called like one of the other tiles.
NAME = "name:"
HOSPITAL = "hospital"
OTHER = "other"
# Kept in these words, as reasons are.
TEAM = N_("The team")
LATELY = timedelta(days=90)
MOST = 3


def read_giver(form: Form) -> dict[str, Any]:
    """Who gave it, as the journal keeps it; nobody when it was whoever writes it down."""
    if form.get("outcome") == Outcome.SKIPPED:
        return {"given_by": None, "in_hospital": False}
    chosen = form.get("giver")
    if chosen == HOSPITAL:
        return {"given_by": None, "in_hospital": True}
    return {"given_by": _name(form, "giver", "given_by"), "in_hospital": False}


def read_adviser(form: Form) -> dict[str, Any]:
    """Who said so, as the journal keeps it."""
    return {"advised_by": _name(form, "adviser", "advised_by")}


def fill_people(fields: Any) -> dict[str, str]:
    """The tiles of a dose that was recorded."""
    given_by, advised_by = fields.get("given_by"), fields.get("advised_by")
    giver = HOSPITAL if fields.get("in_hospital") else NAME + given_by if given_by else ""
    return {"giver": giver, "adviser": NAME + advised_by if advised_by else ""}


def giver_tiles(scene: Scene, form: Form) -> Tiles:
    """The family's other people, who else gave doses lately, the hospital, somebody new.

    The template puts whoever records it first.
    """
    names = _family(scene) + _named_lately(scene)
    return [
        *_named(names, form.get("giver")),
        (HOSPITAL, _("The hospital")),
        (OTHER, _("Somebody else")),
    ]


def adviser_tiles(scene: Scene, form: Form) -> Tiles:
    """The care team as the family named it, last that nobody did."""
    team = scene.session.exec(
        select(TeamMember.name)
        .where(TeamMember.child_id == scene.child.id)
        .order_by(col(TeamMember.position))
    )
    named = _named([*team, TEAM], form.get("adviser"))
    named = [(value, _(TEAM) if value == NAME + TEAM else words) for value, words in named]
    return [*named, (OTHER, _("Somebody else")), ("", _("Nobody"))]


def others_of(session: Session, child: Child, me: uuid.UUID) -> list[str]:
    """The names of the household's other people, in the order in which they came."""
    found = session.exec(
        select(Account.name)
        .join(Membership, col(Membership.account_id) == col(Account.id))
        .join(Child, col(Child.id) == child.id)
        .where(Membership.household_id == child.household_id, Account.id != me, reaches_child())
        .order_by(col(Membership.created_at), col(Account.id))
    )
    return list(found)


def _family(scene: Scene) -> list[str]:
    me = scene.actor.account_id if scene.actor else uuid.UUID(int=0)
    return others_of(scene.session, scene.child, me)


def _named_lately(scene: Scene) -> list[str]:
    rows = scene.session.execute(
        sa.select(col(DoseRow.given_by))
        .join(Entry, col(Entry.id) == col(DoseRow.entry_id))
        .where(col(DoseRow.child_id) == scene.child.id, col(Entry.deleted).is_(False))
        .where(col(DoseRow.at) > scene.now - LATELY, col(DoseRow.given_by).is_not(None))
        .group_by(col(DoseRow.given_by))
        .order_by(sa.func.max(DoseRow.at).desc())
        .limit(MOST)
    )
    return [name for (name,) in rows]


def _named(names: list[str], chosen: str) -> Tiles:
    """One tile a name; the chosen one stands there even when nobody knows it any more."""
    if chosen.startswith(NAME):
        names = [*names, chosen.removeprefix(NAME)]
    return [(NAME + name, name) for name in dict.fromkeys(names)]


def _name(form: Form, tile: str, typed: str) -> str | None:
    chosen = form.get(tile)
    if chosen.startswith(NAME):
        return chosen.removeprefix(NAME).strip() or None
    if tile in form.text and chosen != OTHER:
        return None  # a name that was typed before another tile was chosen
    if chosen == OTHER and not form.get(typed):
        form.fail(Problem("required", typed, N_("Write who it was, or choose another tile.")))
    return form.get(typed) or None
