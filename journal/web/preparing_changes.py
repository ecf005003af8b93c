"""What a family can do to its prepared page, by the word that the page's buttons post."""

from collections.abc import Callable, Mapping

from flask import url_for
from flask_babel import gettext as _
from sqlmodel import Session

from journal.care.days import read_date
from journal.care.problems import N_, Problem, Refused
from journal.clock import now
from journal.plans import preparations, prepared
from journal.plans.prepared import Chosen
from journal.records.access import Actor
from journal.records.children import Child
from journal.records.preparations import Preparation
from journal.web.brought import bring
from journal.web.changes import read_id
from journal.web.forms import Form
from journal.web.frame import toast
from journal.web.preparing_choices import is_offered

Doing = Callable[[Session, Actor, Child, Preparation, Form], None]


def _cover(session: Session, actor: Actor, _child: Child, row: Preparation, form: Form) -> None:
    from_on = read_date(form.get("from"), "from")
    to_on = read_date(form.get("to"), "to") if form.get("to") else None
    prepared.cover(session, actor, row, from_on, to_on)


def _add_line(session: Session, actor: Actor, _child: Child, row: Preparation, form: Form) -> None:
    prepared.add_line(session, actor, row, form.get("text"), line_id=read_id(form.get("key")))


def _take_line(session: Session, actor: Actor, child: Child, row: Preparation, form: Form) -> None:
    prepared.take_line(session, actor, row, form.get("key"))
    undo = url_for("preparing.change", child_id=child.id, preparation_id=row.id)
    hidden = {"do": "bring_line", "key": form.get("key"), "place": "lines"}
    toast(_("Line taken from the page of %(name)s", name=child.name), undo, hidden)


def _rank(session: Session, actor: Actor, _child: Child, row: Preparation, form: Form) -> None:
    prepared.rank(session, actor, row, read_id(form.get("key")))


def _choose(session: Session, actor: Actor, child: Child, row: Preparation, form: Form) -> None:
    what, key = _chosen(form), form.get("key")
    if not is_offered(session, child, row, what, key, now()):
        sentence = N_("That cannot be drawn in these days. Choose another one.")
        raise Refused(Problem("choice_unknown", what.value, sentence))
    prepared.choose(session, actor, row, what, key)


def _leave(session: Session, actor: Actor, _child: Child, row: Preparation, form: Form) -> None:
    prepared.leave(session, actor, row, _chosen(form), form.get("key"))


def _chosen(form: Form) -> Chosen:
    try:
        return Chosen(form.get("what"))
    except ValueError:
        raise Refused(
            Problem("choice_unknown", "what", N_("Reload the page and try again."))
        ) from None


def _hold(session: Session, actor: Actor, child: Child, row: Preparation, _form: Form) -> None:
    moment = now()
    if row.held_at is None:
        bring(session, actor, child, row, moment)
    preparations.hold(session, actor, child, row, now=moment)


def _put_away(session: Session, actor: Actor, child: Child, row: Preparation, _form: Form) -> None:
    preparations.put_away(session, actor, row, now=now())
    undo = url_for("preparing.change", child_id=child.id, preparation_id=row.id)
    toast(_("Page put away for %(name)s", name=child.name), undo, {"do": "bring_back"})


def _bring_back(
    session: Session, actor: Actor, child: Child, row: Preparation, _form: Form
) -> None:
    preparations.bring_back(session, actor, child, row)


def _keyed(doing: Callable[[Session, Actor, Preparation, str], None]) -> Doing:
    def do(session: Session, actor: Actor, _child: Child, row: Preparation, form: Form) -> None:
        doing(session, actor, row, form.get("key"))

    return do


def _plain(doing: Callable[[Session, Actor, Preparation], None]) -> Doing:
    def do(session: Session, actor: Actor, _child: Child, row: Preparation, _form: Form) -> None:
        doing(session, actor, row)

    return do


def _up(session: Session, actor: Actor, row: Preparation, key: str) -> None:
    prepared.move(session, actor, row, key, up=True)


def _down(session: Session, actor: Actor, row: Preparation, key: str) -> None:
    prepared.move(session, actor, row, key, up=False)


DOINGS: Mapping[str, Doing] = {
    "strike": _keyed(prepared.strike),
    "put_back": _keyed(prepared.put_back),
    "add_line": _add_line,
    "take_line": _take_line,
    "bring_line": _keyed(prepared.bring_line),
    "rank": _rank,
    "up": _keyed(_up),
    "down": _keyed(_down),
    "unrank": _keyed(prepared.unrank),
    "choose": _choose,
    "leave": _leave,
    "cover": _cover,
    "hold": _hold,
    "take_back": _plain(preparations.take_back),
    "put_away": _put_away,
    "bring_back": _bring_back,
}
