"""What the scripts say on a phone, in the reader's language; {n} and {name} they fill in."""

from collections.abc import Callable

from babel import Locale
from flask_babel import get_locale, ngettext
from flask_babel import gettext as _

ENOUGH = 200  # every plural form of every language occurs among the numbers below


def phone_words() -> dict[str, str | dict[str, str]]:
    """Return every sentence by the name that scripts call it; plurals by their CLDR form."""
    return {
        "waits": _forms(lambda n: ngettext("{n} waits on this phone", "{n} wait on this phone", n)),
        "sign_in": _forms(
            lambda n: ngettext("Sign in again to send {n}", "Sign in again to send {n}", n)
        ),
        "needs": _forms(lambda n: ngettext("{n} needs you", "{n} need you", n)),
        "others": _forms(
            lambda n: ngettext(
                "{n} waits here for another person", "{n} wait here for another person", n
            )
        ),
        "on_phone": _("Saved on this phone"),
        "on_server": _("Saved on the server"),
        "unreminded": _("This phone gets no reminders"),
        "on_server_waits": _(
            "On the server, not in the journal until the entry it changes arrives"
        ),
        "given_here": _("Recorded on this phone, waits to be sent"),
        "taken_back": _("Taken back"),
        "brought_back": _("Brought back"),
        "no_store": _("This phone keeps nothing: what you save goes to the server at once"),
        "unread": _("What waits on this phone cannot be read just now"),
        "not_kept": _(
            "There is no signal, and this phone could not keep it. Nothing is saved yet: leave "
            "this page open and save again when there is signal."
        ),
        "look_first": _(
            "There is no signal, and something was recorded for this dose already. Nothing is "
            "saved now: look on Today and at what waits on this phone."
        ),
        "full": _("The storage of this phone is full."),
        "photo_here": _("A photo on this phone"),
        "photo_lost": _("This phone has lost a photo of it. Edit it and choose the photo again."),
        "photo_no_right": _("Its photo was not taken: you may not write in this journal now."),
        "for_name": _("for {name}"),
        "leave_waits": _forms(
            lambda n: ngettext(
                "{n} entry waits on this phone. If the server has it, it stays there.",
                "{n} entries wait on this phone. What the server has stays there.",
                n,
            )
        ),
        "leave_sending": _("Sending"),
        "leave_stuck": _forms(
            lambda n: ngettext(
                "{n} entry could not be sent: there is no signal, or it needs you.",
                "{n} entries could not be sent: there is no signal, or they need you.",
                n,
            )
        ),
        "leave_unknown": _(
            "This phone cannot tell just now whether it holds entries that the server has not got."
        ),
        "leave_anyway": _("Sign out and discard what may wait"),
        "leave_discard": _forms(lambda n: ngettext("Discard {n} entry", "Discard {n} entries", n)),
        "made": _("written {when}"),
        "waiting": _("Waits to be sent"),
        "asked": _("Asked about first, nothing is written yet"),
        "rejected": _("The server did not take it"),
        "discard_sure": _("Discard it for good and what follows it"),
        "discard_there": _("Discard it for good. The server may have it"),
        "seen_minutes": _("seen {n} min ago"),
        "seen_hours": _("seen {n} h ago"),
        "seen_days": _("seen {n} d ago"),
        "your_time": _("your time {time}"),
    }


def _forms(say: Callable[[int], str]) -> dict[str, str]:
    locale = get_locale() or Locale("en")
    forms: dict[str, str] = {}
    for number in range(ENOUGH):
        form = str(locale.plural_form(number))
        if form not in forms:
            forms[form] = say(number)
    return forms
