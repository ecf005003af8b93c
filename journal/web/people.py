"""The people of a household: who may see what, inviting, changing a role, leaving."""

import uuid
from typing import Any

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlmodel import Session

from journal.care.problems import N_, Problem, Refused
from journal.clock import now
from journal.records.access import Actor, Right
from journal.records.children import Child
from journal.records.invitations import invite as make_link
from journal.records.members import (
    change_role,
    members,
    open_invitations,
    remove_member,
    withdraw,
)
from journal.records.people import Role
from journal.web.backed_up import backup_said
from journal.web.extensions import reading, settings, writing
from journal.web.frame import child_or_404, page, toast
from journal.web.signed_in import require_person
from journal.words import day_text

bp = Blueprint("people", __name__, url_prefix="/children/<uuid:child_id>/people")
bp.before_request(require_person)

INVITED = (Role.CAREGIVER, Role.VIEWER, Role.TEEN)


@bp.get("")
def index(child_id: uuid.UUID) -> ResponseReturnValue:
    """Who may see this household's children, and what each may do."""
    with reading() as (session, actor):
        child = child_or_404(session, actor, child_id)
        return _index_page(session, actor, child)


@bp.post("/invite")
def invite(child_id: uuid.UUID) -> ResponseReturnValue:
    """Make a link and show it, this once: afterwards only its hash is known."""
    with writing() as (session, actor):
        child = child_or_404(session, actor, child_id, Right.MANAGE)
        role = _role(INVITED)
        own = child.id if role is Role.TEEN else None
        token = make_link(session, actor, child.household_id, role, now=now(), child_id=own)
        path = url_for("account.join_household", token=token)
        return page(
            session,
            actor,
            child,
            "people/link.html",
            link=settings().url.rstrip("/") + path,
            role=role_text(role),
            may=_of(role, child),
        )


@bp.post("/withdraw")
def end_links(child_id: uuid.UUID) -> ResponseReturnValue:
    """End every link that is still open."""
    with writing() as (session, actor):
        child = child_or_404(session, actor, child_id, Right.MANAGE)
        withdraw(session, actor, child.household_id, now=now())
    toast(_("Open links ended"))
    return redirect(url_for("people.index", child_id=child_id), code=303)


@bp.get("/<uuid:account_id>")
def person(child_id: uuid.UUID, account_id: uuid.UUID) -> ResponseReturnValue:
    """One member: another role, or the end of it."""
    with reading() as (session, actor):
        child = child_or_404(session, actor, child_id, Right.MANAGE)
        for account, membership in members(session, child.household_id):
            if account.id == account_id:
                return page(
                    session,
                    actor,
                    child,
                    "people/person.html",
                    name=account.name,
                    account_id=account.id,
                    role=membership.role.value,
                    roles=[(role.value, role_text(role), role_means(role)) for role in Role],
                )
    return redirect(url_for("people.index", child_id=child_id), code=303)


@bp.post("/<uuid:account_id>/role")
def role(child_id: uuid.UUID, account_id: uuid.UUID) -> ResponseReturnValue:
    """Give a member another role, at once."""
    with writing() as (session, actor):
        child = child_or_404(session, actor, child_id, Right.MANAGE)
        change_role(session, actor, child.household_id, account_id, _role(tuple(Role)), now=now())
    toast(_("Role changed"))
    return redirect(url_for("people.index", child_id=child_id), code=303)


@bp.post("/<uuid:account_id>/remove")
def remove(child_id: uuid.UUID, account_id: uuid.UUID) -> ResponseReturnValue:
    """End somebody's membership; their next request is a stranger's (T4)."""
    with writing() as (session, actor):
        child = child_or_404(session, actor, child_id, Right.MANAGE)
        _require_sure()
        remove_member(session, actor, child.household_id, account_id, now=now())
    toast(_("Removed"))
    return redirect("/", code=303)


@bp.route("/leave", methods=["GET", "POST"])
def leave(child_id: uuid.UUID) -> ResponseReturnValue:
    """End one's own membership."""
    if request.method == "GET":
        with reading() as (session, actor):
            child = child_or_404(session, actor, child_id)
            return page(session, actor, child, "people/leave.html")
    with writing() as (session, actor):
        child = child_or_404(session, actor, child_id)
        _require_sure()
        remove_member(session, actor, child.household_id, actor.account_id, now=now())
    return redirect("/", code=303)


def role_text(role: Role) -> str:
    """The role in a word."""
    return {
        Role.OWNER: _("Owner"),
        Role.CAREGIVER: _("Caregiver"),
        Role.VIEWER: _("May look"),
        Role.TEEN: _("Teen"),
    }[role]


def role_means(role: Role) -> str:
    """Who may see and do what, in a sentence."""
    return {
        Role.OWNER: _("Sees, records and plans everything; invites and removes people."),
        Role.CAREGIVER: _("Sees everything; records doses and all else; changes plans."),
        Role.VIEWER: _("Sees everything, photos too; changes nothing."),
        Role.TEEN: _("Sees and records in their own journal; their diary is theirs alone."),
    }[role]


def _of(role: Role, child: Child) -> str:
    """What somebody invited from this child's page may do: a teen is that child."""
    if role is not Role.TEEN:
        return role_means(role)
    own = _("The account of %(name)s, for the journal of %(name)s alone.", name=child.name)
    return f"{own} {role_means(role)}"


def _index_page(session: Session, actor: Actor, child: Child) -> str:
    mine = actor.may(Right.MANAGE, child.id)
    links = open_invitations(session, child.household_id, now=now()) if mine else []
    return page(
        session,
        actor,
        child,
        "people/index.html",
        members=[_row(child, actor, *each) for each in members(session, child.household_id)],
        links=[
            _(
                "%(role)s, until %(day)s",
                role=role_text(link.role),
                day=day_text(link.expires_at.date()),
            )
            for link in links
        ],
        may_manage=mine,
        backup=backup_said(session, child, now=now()) if mine else None,
        roles=[(role.value, role_text(role), _of(role, child)) for role in INVITED],
        everybody=[(role_text(role), role_means(role)) for role in Role],
    )


def _row(child: Child, actor: Actor, account: Any, membership: Any) -> dict[str, Any]:
    own = account.id == actor.account_id
    manages = actor.may(Right.MANAGE, child.id) and not own
    return {
        "what": _("%(name)s (you)", name=account.name) if own else account.name,
        "note": role_text(membership.role),
        "when": None,
        "url": url_for("people.person", child_id=child.id, account_id=account.id)
        if manages
        else None,
    }


def _role(known: tuple[Role, ...]) -> Role:
    typed = request.form.get("role", "")
    if typed not in known:
        raise Refused(Problem("choice_unknown", "role", N_("Choose what this person may do.")))
    return Role(typed)


def _require_sure() -> None:
    if request.form.get("sure") != "yes":
        raise Refused(Problem("not_sure", "sure", N_("Go back and use the button of the page.")))
