"""Whether a phone or computer is its person's own: the box that says so when they sign in."""

from flask import request

from journal.web.forms import Form

OWN = "own"
PHONES = ("iPhone", "iPad", "Android", "Mobile")


def is_own(form: Form) -> bool:
    """Whether the person said so. Then they stay signed in."""
    return bool(form.get(OWN))


def ticked() -> dict[str, str]:
    """The box as it stands there first: ticked on a phone, for few people share one."""
    own = any(mark in request.user_agent.string for mark in PHONES)
    return {OWN: "yes"} if own else {}
