"""What a phone is called, and the box that says whether it is its person's own."""

from flask import g, request
from flask_login import current_user

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


def phone_label(agent: str) -> str:
    """A name for a phone that its owner recognises: "iPhone, Safari"."""
    devices = ("iPhone", "iPad", "Android", "Windows", "Macintosh", "Linux")
    browsers = {"Edg": "Edge", "Firefox": "Firefox", "Chrome": "Chrome", "Safari": "Safari"}
    device = next((name for name in devices if name in agent), "")
    browser = next((name for mark, name in browsers.items() if mark in agent), "")
    return ", ".join(part for part in (device.replace("Macintosh", "Mac"), browser) if part)


def phone_here() -> str:
    """What the phone that asks is called: by its person, or by what its browser says."""
    own = "" if g.by_token else current_user.phone
    return own or phone_label(request.user_agent.string or "")
