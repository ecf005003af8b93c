"""Each act of "Who did what" in a sentence."""

from collections.abc import Callable, Mapping
from datetime import datetime

from flask_babel import gettext as _

from journal.records.acts import BY
from journal.records.audit import Did
from journal.records.people import Role
from journal.web.role_words import role_text
from journal.words import day_text

Said = Mapping[str, str]


def sentence(what: str, words: Said) -> str:
    """What was done. Without its words, which can be erased, only that something was."""
    if not words:
        return _("The words of this were erased.")
    if what not in SENTENCES:
        return _("Something that this version of Sunhat does not know: %(what)s", what=what)
    return SENTENCES[Did(what)](words)


def doer(words: Said) -> str:
    """Who did it, as they were called then."""
    return words.get(BY) or (_("The server") if words else "")


def _of(words: Said, key: str) -> str:
    return words.get(key) or _("somebody")


def _role(words: Said, key: str = "role") -> str:
    return role_text(Role(words[key])) if words.get(key) in set(Role) else _("nothing")


def _day(words: Said, key: str) -> str:
    try:
        return day_text(datetime.fromisoformat(words.get(key, "")).date())
    except ValueError:
        return _("a day that is not known")


def _whole_or_child(words: Said) -> str:
    child = words.get("child")
    return _("the journal of %(child)s", child=child) if child else _("the whole household")


def _factor(words: Said) -> str:
    return {
        "passkey": _("a passkey"),
        "codes": _("one-time codes"),
        "recovery": _("recovery codes"),
    }.get(words.get("factor", ""), _("a way of signing in"))


def _invited(words: Said) -> str:
    return _("Made a link for %(name)s: %(role)s", name=_of(words, "name"), role=_role(words))


def _joined(words: Said) -> str:
    return _(
        "Used the link that was meant for %(meant)s, as %(name)s",
        meant=_of(words, "meant"),
        name=_of(words, "name"),
    )


def _confirmed(words: Said) -> str:
    return _("Let %(name)s in: %(role)s", name=_of(words, "name"), role=_role(words))


def _role_changed(words: Said) -> str:
    return _(
        "Changed what %(name)s may do: %(before)s, now %(role)s",
        name=_of(words, "name"),
        before=_role(words, "before"),
        role=_role(words),
    )


def _child_role_changed(words: Said) -> str:
    return _(
        "Changed what %(name)s may do for %(child)s: %(role)s",
        name=_of(words, "name"),
        child=_of(words, "child"),
        role=_role(words),
    )


def _removal_asked(words: Said) -> str:
    name, day = _of(words, "name"), _day(words, "on")
    if words.get("role"):
        return _("Asked that %(name)s be no owner any more from %(day)s", name=name, day=day)
    return _("Asked that %(name)s leave the household on %(day)s", name=name, day=day)


def _link(words: Said) -> dict[str, str]:
    return {"child": _of(words, "child"), "label": words.get("label") or _("no name")}


def _phone_removed(words: Said) -> str:
    return _(
        "Removed a phone of %(person)s: %(name)s",
        person=_of(words, "person"),
        name=words.get("name") or _("no name"),
    )


def _token_made(words: Said) -> str:
    name = words.get("name") or _("no name")
    if person := words.get("person"):
        return _("Made a key of %(person)s for another program: %(name)s", person=person, name=name)
    return _("Made a key for another program: %(name)s", name=name)


def _imported(words: Said) -> str:
    what = _whole_or_child(words)
    if count := words.get("entries"):
        return _("Put in %(what)s from a file. Entries: %(count)s", what=what, count=count)
    return _("Put in %(what)s", what=what)


SENTENCES: Mapping[Did, Callable[[Said], str]] = {
    Did.INVITED: _invited,
    Did.LINKS_WITHDRAWN: lambda _words: _("Ended all open links into the household"),
    Did.JOINED: _joined,
    Did.CONFIRMED: _confirmed,
    Did.REFUSED: lambda words: _("Did not let %(name)s in", name=_of(words, "name")),
    Did.ROLE_CHANGED: _role_changed,
    Did.CHILD_ROLE_CHANGED: _child_role_changed,
    Did.PHOTOS_SHOWN: lambda words: _("Shows %(name)s the photos", name=_of(words, "name")),
    Did.PHOTOS_HIDDEN: lambda words: _(
        "Shows %(name)s the photos no more", name=_of(words, "name")
    ),
    Did.LATER_SHOWN: lambda words: _(
        "Shows %(name)s children who are added later", name=_of(words, "name")
    ),
    Did.LATER_HIDDEN: lambda words: _(
        "Shows %(name)s no children who are added later", name=_of(words, "name")
    ),
    Did.REMOVED: lambda words: _("Removed %(name)s", name=_of(words, "name")),
    Did.REMOVAL_ASKED: _removal_asked,
    Did.REMOVAL_WITHDRAWN: lambda words: _(
        "Took back that %(name)s is to go", name=_of(words, "name")
    ),
    Did.LEFT: lambda _words: _("Left the household"),
    Did.LINK_SHARED: lambda words: _(
        "Shared a link to the journal of %(child)s: %(label)s", **_link(words)
    ),
    Did.LINK_ENDED: lambda words: _(
        "Ended a link to the journal of %(child)s: %(label)s", **_link(words)
    ),
    Did.CALENDAR_SHARED: lambda words: _(
        "Made a calendar address for %(child)s", child=_of(words, "child")
    ),
    Did.CALENDAR_ENDED: lambda words: _(
        "Ended a calendar address for %(child)s", child=_of(words, "child")
    ),
    Did.TOKEN_MADE: _token_made,
    Did.TOKEN_ENDED: lambda words: _(
        "Ended a key for another program: %(name)s", name=words.get("name") or _("no name")
    ),
    Did.PHONE_REMOVED: _phone_removed,
    Did.NEW_PHONE: lambda words: _(
        "Signed in on a new phone or computer: %(name)s", name=words.get("name") or _("no name")
    ),
    Did.PASSPHRASE_CHANGED: lambda _words: _("Changed their passphrase"),
    Did.PASSPHRASE_RESET: lambda _words: _("Chose a new passphrase with a recovery link"),
    Did.FACTOR_ADDED: lambda words: _("Added %(factor)s for signing in", factor=_factor(words)),
    Did.FACTOR_REMOVED: lambda words: _("Removed %(factor)s for signing in", factor=_factor(words)),
    Did.EXPORTED: lambda words: _("Took out %(what)s", what=_whole_or_child(words)),
    Did.IMPORTED: _imported,
    Did.ERASURE_ASKED: lambda words: _(
        "Asked to erase %(what)s on %(day)s", what=_whole_or_child(words), day=_day(words, "on")
    ),
    Did.ERASURE_WITHDRAWN: lambda words: _(
        "Took back erasing %(what)s", what=_whole_or_child(words)
    ),
    Did.ERASED: lambda _words: _("Erased the journal of a child"),
    Did.RESTORED: lambda words: _(
        "Restored the journal from the backup of %(day)s", day=_day(words, "made")
    ),
}
