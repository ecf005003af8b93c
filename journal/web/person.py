"""One member, for an owner: another role, what they see of each child, and the end of it."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from flask import Blueprint, g, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlmodel import Session, col, select

from journal.care.problems import N_, Problem, Refused
from journal.clock import now
from journal.records.access import Actor, Right, actor_for
from journal.records.children import Child
from journal.records.members import (
    change_child_role,
    change_role,
    members,
    remove_member,
    show_later,
    show_photos,
)
from journal.records.partings import partings, withdraw_parting
from journal.records.people import Account, ChildRole, Membership, Parting, Role
from journal.reminders.household_news import announce_parting
from journal.web.extensions import database, reading, reminder_words, writing
from journal.web.frame import child_or_404, page, toast
from journal.web.proving import ask_for_proof
from journal.web.role_words import role_means, role_text
from journal.web.signed_in import require_person, this_session
from journal.web.telling import tell_soon
from journal.words import day_text

bp = Blueprint("person", __name__, url_prefix="/children/<uuid:child_id>/people/<uuid:account_id>")
bp.before_request(require_person)

# What a form says for "as everywhere else" and for "does not see this child".
SAME, NOTHING = "same", "nothing"
OF_ONE_CHILD = (Role.CAREGIVER, Role.VIEWER)


@bp.get("")
def show(child_id: uuid.UUID, account_id: uuid.UUID) -> ResponseReturnValue:
    """What one member may do, to be changed."""
    with reading() as (session, actor):
        child = child_or_404(session, actor, child_id, Right.MANAGE)
        for account, membership in members(session, child.household_id):
            if account.id == account_id:
                return page(
                    session,
                    actor,
                    child,
                    "people/person.html",
                    **_shown(session, child, account, membership),
                )
    return _back(child_id)


@bp.post("/role")
def role(child_id: uuid.UUID, account_id: uuid.UUID) -> ResponseReturnValue:
    """Give a member another role: at once, but for another owner."""
    if (asked := _proof_for_owner(child_id, account_id)) is not None:
        return asked
    moment = now()
    with writing() as (session, actor):
        child = child_or_404(session, actor, child_id, Right.MANAGE)
        wanted = _role(tuple(Role))
        told = change_role(session, actor, child.household_id, account_id, wanted, now=moment)
        _announce(session, told, moment)
    tell_soon()
    toast(_announced(told) if told else _("Role changed"))
    return _back(child_id)


@bp.post("/child-role")
def child_role(child_id: uuid.UUID, account_id: uuid.UUID) -> ResponseReturnValue:
    """Say what a member is to one child, at once."""
    with writing() as (session, actor):
        child_or_404(session, actor, child_id, Right.MANAGE)
        child = child_or_404(session, actor, _child_named(), Right.MANAGE)
        typed = request.form.get("role", "")
        wanted = None if typed in {SAME, NOTHING} else _role(OF_ONE_CHILD)
        same = typed == SAME
        change_child_role(
            session, actor, child, account_id, wanted, as_in_household=same, now=now()
        )
    toast(_("Changed for %(name)s", name=child.name))
    return redirect(url_for("person.show", child_id=child_id, account_id=account_id), code=303)


@bp.post("/photos")
def photos(child_id: uuid.UUID, account_id: uuid.UUID) -> ResponseReturnValue:
    """Show a viewer the photos, or not any more."""
    yes = request.form.get("photos") == "yes"
    with writing() as (session, actor):
        child = child_or_404(session, actor, child_id, Right.MANAGE)
        show_photos(session, actor, child.household_id, account_id, yes=yes, now=now())
    toast(_("Photos are shown") if yes else _("Photos are not shown any more"))
    return redirect(url_for("person.show", child_id=child_id, account_id=account_id), code=303)


@bp.post("/later")
def later(child_id: uuid.UUID, account_id: uuid.UUID) -> ResponseReturnValue:
    """Show a member a child who is added from now on, or not."""
    yes = request.form.get("later") == "yes"
    with writing() as (session, actor):
        child = child_or_404(session, actor, child_id, Right.MANAGE)
        show_later(session, actor, child.household_id, account_id, yes=yes, now=now())
    toast(_("Changed for children who are added later"))
    return redirect(url_for("person.show", child_id=child_id, account_id=account_id), code=303)


@bp.post("/remove")
def remove(child_id: uuid.UUID, account_id: uuid.UUID) -> ResponseReturnValue:
    """End somebody's membership; their next request is a stranger's (T4). An owner's in a week."""
    if (asked := _proof_for_owner(child_id, account_id)) is not None:
        return asked
    moment = now()
    with across_households() as (session, actor):
        child = child_or_404(session, actor, child_id, Right.MANAGE)
        require_sure()
        told = remove_member(session, actor, child.household_id, account_id, now=moment)
        _announce(session, told, moment)
    tell_soon()
    toast(_announced(told) if told else _("Removed"))
    return _back(child_id)


@bp.post("/stay")
def stay(child_id: uuid.UUID, account_id: uuid.UUID) -> ResponseReturnValue:
    """Take back that an owner is to go (T35)."""
    with writing() as (session, actor):
        child = child_or_404(session, actor, child_id, Right.MANAGE)
        withdraw_parting(session, actor, child.household_id, account_id, now=now())
    toast(_("Taken back"))
    return _back(child_id)


def parting_banners(session: Session, actor: Actor, child: Child) -> list[dict[str, Any]]:
    """For everybody who writes here: which owner is to go, when, and who asked it (T35)."""
    if not actor.may(Right.PLAN, child.id):
        return []
    return [
        _parting(actor, child, parting, name, asker)
        for parting, name, asker in partings(session, [child.household_id])
    ]


def _parting(actor: Actor, child: Child, parting: Parting, name: str, asker: str) -> dict[str, Any]:
    day, own = day_text(parting.due_at.date()), parting.account_id == actor.account_id
    if parting.role is None:
        title = _("%(name)s is to leave this household on %(day)s", name=name, day=day)
    else:
        title = _("%(name)s is to be no owner any more from %(day)s", name=name, day=day)
    text = _("%(asker)s asked this. Until then nothing changes.", asker=asker)
    if own:
        more = _(
            "You can take everything out until then. What you recorded stays, with your name. If "
            "this is not what you agreed on, talk to somebody you trust."
        )
        text = f"{text} {more}"
    withdraw = {
        "label": _("Take it back"),
        "url": url_for("person.stay", child_id=child.id, account_id=parting.account_id),
        "post": True,
    }
    may = actor.may(Right.MANAGE, child.id) and not own
    return {"kind": "needs", "title": title, "text": text, "actions": [withdraw] if may else []}


def _shown(
    session: Session, child: Child, account: Account, membership: Membership
) -> dict[str, Any]:
    query = select(Child).where(Child.household_id == child.household_id)
    children = session.exec(query.order_by(col(Child.created_at), col(Child.id))).all()
    said = {
        row.child_id: row.role.value if row.role else NOTHING
        for row in session.exec(select(ChildRole).where(ChildRole.account_id == account.id))
    }
    narrowed = membership.role in OF_ONE_CHILD
    return {
        "name": account.name,
        "account_id": account.id,
        "role": membership.role.value,
        "is_owner": membership.role is Role.OWNER,
        "roles": [(each.value, role_text(each), role_means(each)) for each in _offered(membership)],
        "each_child": [
            {"id": each.id, "name": each.name, "role": said.get(each.id, SAME)} for each in children
        ]
        if narrowed
        else [],
        "of_one": [
            (SAME, _("As in the household: %(role)s", role=role_text(membership.role))),
            *((each.value, role_text(each)) for each in OF_ONE_CHILD if each != membership.role),
            (NOTHING, _("Does not see this child")),
        ],
        "shows_photos": membership.sees_photos,
        "sees_later": membership.sees_later,
        "asks_photos": membership.role is Role.VIEWER or Role.VIEWER in said.values(),
    }


def _proof_for_owner(child_id: uuid.UUID, account_id: uuid.UUID) -> ResponseReturnValue | None:
    """The page that asks who it is, before somebody becomes an owner or an owner is to go."""
    with reading() as (session, actor):
        child = child_or_404(session, actor, child_id, Right.MANAGE)
        member = session.get(Membership, (child.household_id, account_id))
    grave = Role.OWNER in {member and member.role, request.form.get("role")}
    return ask_for_proof() if grave and account_id != actor.account_id else None


def _offered(membership: Membership) -> list[Role]:
    """Nobody becomes a teen but by a link, which says whose journal is theirs."""
    return [each for each in Role if each is not Role.TEEN or membership.role is Role.TEEN]


def _announce(session: Session, parting: Parting | None, moment: datetime) -> None:
    """Have it told, once: whoever asks for the same again moves nothing."""
    if parting is not None and parting.asked_at == moment:
        here = this_session()
        announce_parting(session, reminder_words(), parting, session_id=here, now=moment)


def _announced(parting: Parting) -> str:
    day = day_text(parting.due_at.date())
    return _("Announced to everybody who writes here. It happens on %(day)s.", day=day)


def _back(child_id: uuid.UUID) -> ResponseReturnValue:
    return redirect(url_for("people.index", child_id=child_id), code=303)


def _role(known: tuple[Role, ...]) -> Role:
    typed = request.form.get("role", "")
    if typed not in known:
        raise Refused(Problem("choice_unknown", "role", N_("Choose what this person may do.")))
    return Role(typed)


def _child_named() -> uuid.UUID:
    try:
        return uuid.UUID(request.form.get("child", ""))
    except ValueError:
        raise Refused(Problem("required", "child", N_("Choose a child."))) from None


@contextmanager
def across_households() -> Iterator[tuple[Session, Actor]]:
    """A transaction that sees whether somebody belongs to another household too: only then do their
    phones and keys for other programs go on."""
    with database().for_all.transaction() as session:
        yield session, actor_for(session, g.account_id)


def require_sure() -> None:
    """Raise Refused unless the button of a page was used, which says what will happen."""
    if request.form.get("sure") != "yes":
        raise Refused(Problem("not_sure", "sure", N_("Go back and use the button of the page.")))
