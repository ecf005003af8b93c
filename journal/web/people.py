"""The people of a household: who may see what, inviting, leaving."""

import uuid
from typing import Any

from flask import Blueprint, make_response, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlmodel import Session, col, select

from journal.care.problems import N_, Problem, Refused
from journal.clock import now
from journal.records.access import Actor, Right
from journal.records.children import Child
from journal.records.invitations import invite as make_link
from journal.records.members import members, open_invitations, remove_member, withdraw
from journal.records.people import Account, Membership, Role
from journal.web.backed_up import backup_said
from journal.web.erasing import erasure_banners
from journal.web.extensions import reading, settings, writing
from journal.web.forms import Form
from journal.web.frame import child_or_404, page, toast
from journal.web.joining import joiner_banners
from journal.web.person import across_households, parting_banners, require_sure
from journal.web.restored import look_through_banner
from journal.web.role_words import role_means, role_of, role_text
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
    form = Form.sent(several=["children"])
    with writing() as (session, actor):
        child = child_or_404(session, actor, child_id, Right.MANAGE)
        name = form.words("name", most=100, required=N_("Write whom you mean."))
        role = form.read("role", _role)
        chosen = form.read("children", lambda _typed: _chosen(session, child, form))
        if form.errors or role is None:
            return make_response(_index_page(session, actor, child, form), 422)
        token = make_link(
            session,
            actor,
            child.household_id,
            role,
            name=name,
            child_id=child.id if role is Role.TEEN else None,
            children=chosen,
            now=now(),
        )
        path = url_for("account.join_household", token=token)
        return page(
            session,
            actor,
            child,
            "people/link.html",
            link=settings().url.rstrip("/") + path,
            name=name,
            role=role_text(role),
            may=role_of(role, child),
            opens_here_alone=settings().is_loopback,
        )


@bp.post("/withdraw")
def end_links(child_id: uuid.UUID) -> ResponseReturnValue:
    """End every link that is still open."""
    with writing() as (session, actor):
        child = child_or_404(session, actor, child_id, Right.MANAGE)
        withdraw(session, actor, child.household_id, now=now())
    toast(_("Open links ended"))
    return redirect(url_for("people.index", child_id=child_id), code=303)


@bp.route("/leave", methods=["GET", "POST"])
def leave(child_id: uuid.UUID) -> ResponseReturnValue:
    """End one's own membership."""
    if request.method == "GET":
        with reading() as (session, actor):
            child = child_or_404(session, actor, child_id)
            return page(session, actor, child, "people/leave.html")
    with across_households() as (session, actor):
        child = child_or_404(session, actor, child_id)
        require_sure()
        remove_member(session, actor, child.household_id, actor.account_id, now=now())
    return redirect("/", code=303)


def _index_page(session: Session, actor: Actor, child: Child, form: Form | None = None) -> str:
    mine = actor.may(Right.MANAGE, child.id)
    links = open_invitations(session, child.household_id, now=now()) if mine else []
    siblings = _siblings(session, child)
    if form is None:
        form = Form({"children": [str(one.id) for one in siblings]})
    return page(
        session,
        actor,
        child,
        "people/index.html",
        form=form,
        waiting=joiner_banners(session, actor, child),
        parting=[
            *(look_through_banner(session, child) if mine else []),
            *parting_banners(session, actor, child),
            *erasure_banners(session, actor, child),
        ],
        members=[_row(child, actor, *each) for each in _owners_first(session, child)],
        links=[
            {
                "what": _("Open link for %(name)s", name=link.name or _("somebody")),
                "note": _(
                    "%(role)s, until %(day)s",
                    role=role_text(link.role),
                    day=day_text(link.expires_at.date()),
                ),
            }
            for link in links
        ],
        may_manage=mine,
        may_read_acts=actor.may(Right.PLAN, child.id),
        siblings=[(str(one.id), one.name) for one in siblings] if len(siblings) > 1 else [],
        roles=[(role.value, role_text(role), role_of(role, child)) for role in INVITED],
        backup=backup_said(session, child, now=now()) if mine else None,
        everybody=[(role_text(role), role_means(role)) for role in Role],
    )


def _owners_first(session: Session, child: Child) -> list[tuple[Account, Membership]]:
    order = list(Role)
    found = members(session, child.household_id)
    return sorted(found, key=lambda each: order.index(each[1].role))


def _siblings(session: Session, child: Child) -> list[Child]:
    query = select(Child).where(Child.household_id == child.household_id)
    return list(session.exec(query.order_by(col(Child.created_at), col(Child.id))))


def _chosen(session: Session, child: Child, form: Form) -> list[uuid.UUID] | None:
    """The children that are ticked; None for all of them, also those to come."""
    siblings, ticked = _siblings(session, child), set(form.text["children"])
    chosen = [one.id for one in siblings if str(one.id) in ticked]
    if len(siblings) == 1 or len(chosen) == len(siblings) or form.get("role") == Role.TEEN:
        return None
    if not chosen:
        raise Refused(Problem("required", "children", N_("Choose at least one child.")))
    return chosen


def _row(child: Child, actor: Actor, account: Any, membership: Any) -> dict[str, Any]:
    own = account.id == actor.account_id
    manages = actor.may(Right.MANAGE, child.id) and not own
    return {
        "what": _("%(name)s (you)", name=account.name) if own else account.name,
        "note": role_text(membership.role),
        "when": None,
        "url": url_for("person.show", child_id=child.id, account_id=account.id)
        if manages
        else None,
    }


def _role(typed: str) -> Role:
    if typed not in INVITED:
        raise Refused(Problem("choice_unknown", "role", N_("Choose what this person may do.")))
    return Role(typed)
