"""What a phone says of the pages it keeps; {time} and the like it fills in."""

from flask_babel import gettext as _


def shell_words() -> dict[str, str]:
    """Every sentence by the name that the scripts of the shell call it."""
    return _changed() | {
        "as_of": _("No signal: as of {time}"),
        "unknown_since": _("Unknown since {time}"),
        "yesterday": _("yesterday {time}"),
        "late_by": _("by {time}, due {clock}"),
        "minutes": _("{n} min"),
        "hours": _("{n} h"),
        "hours_minutes": _("{h} h {n} min"),
        "in_time": _("in {time}"),
        "past_time": _("{time} ago"),
        "next_step": _("The plan's next step: {rate} at {time}"),
        "slot": _("The dose of {time}"),
        "slot_day": _("The dose of {day}, {time}"),
        "nothing_due": _("Nothing is due right now."),
        "nothing_known": _("No planned dose stands here. Unknown since {time}."),
        "here_times": _("Recorded on this phone: {times}"),
        "not_sent": _("The server has not sent this since it was restored from a backup"),
        "kept_days": _(
            "The last 60 days are kept on this phone. What is older opens when there is signal."
        ),
        "nothing_logged": _("Nothing of the last 60 days is kept on this phone."),
        "nothing_found": _("Nothing was found. Try fewer words, or another kind."),
        "older": _("Older"),
        "page_not_kept": _("This page is not kept on this phone. It opens when there is signal."),
        "not_recorded": _(
            "There is no signal: nothing has been recorded by this reminder. Record it on Today."
        ),
        "none_kept": _(
            "Nothing of this journal is kept on this phone. It opens when there is signal."
        ),
        "no_signal": _("No signal"),
        "again_title": _("Recorded less than five days ago"),
        "again_reason": _("Choose or write why, then save again."),
        "today": _("Today"),
        "journal": _("Journal"),
        "log": _("Log"),
        "medicines": _("Medicines"),
        "card": _("Emergency card"),
        "for": _("{label} for {name}"),
        "waiting_title": _("Waiting on this phone"),
        "on_waiting_list": _("What waits on this phone"),
    }


def _changed() -> dict[str, str]:
    """What this phone has made of an entry, by where that stands (outbox.js)."""
    there, needs = _("Saved on the server"), _("Changed on this phone: needs you")
    deleted = _("Deleted on this phone: needs you")
    asked = _("on this phone, needs you")
    return {
        "here_waiting": _("on this phone, waiting"),
        "here_settled": there,
        "here_asked": asked,
        "here_rejected": asked,
        "edit_waiting": _("Changed on this phone: waiting to be sent"),
        "edit_settled": there,
        "edit_asked": needs,
        "edit_rejected": needs,
        "gone_waiting": _("Deleted on this phone: waiting to be sent"),
        "gone_settled": there,
        "gone_asked": deleted,
        "gone_rejected": deleted,
    }
