"""The text of a notification, as phones read it.

The JSON is Declarative Web Push: Safari shows it by itself, everywhere else the service worker
reads the same fields. What is written in it is the caller's decision (lock screens, T21).
"""

import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

GIVEN = "given"
SNOOZE = "snooze"


@dataclass(frozen=True, slots=True)
class Action:
    """A button under a notification. `name` is GIVEN or SNOOZE; opening `navigate` logs nothing."""

    name: str
    title: str
    navigate: str


def message(
    *,
    title: str,
    navigate: str,
    tag: str,
    body: str = "",
    lang: str = "en",
    direction: str = "ltr",
    data: Mapping[str, str] | None = None,
    actions: Sequence[Action] = (),
    badge: int | None = None,
    again: bool = False,
    silent: bool = False,
) -> bytes:
    """Return the message as JSON in UTF-8.

    navigate   the absolute address that a tap opens
    tag        the occurrence's id: a repeat with the same tag replaces the notification
    direction  "ltr", "rtl" or "auto"
    data       ids for the service worker
    badge      the number on the app's icon; None leaves it as it is
    again      ring, though a notification of the same tag may still stand there
    silent     show it without a sound
    """
    notification: dict[str, object] = {
        "title": title,
        "body": body,
        "lang": lang,
        "dir": direction,
        "tag": tag,
        "silent": silent,
        "navigate": navigate,
        "data": dict(data or {}),
        "actions": [
            {"action": action.name, "title": action.title, "navigate": action.navigate}
            for action in actions
        ],
    }
    if again:
        notification["renotify"] = True
    # "mutable" lets the service worker see it first, which also sends what waits on the phone.
    whole: dict[str, object] = {"web_push": 8030, "mutable": True, "notification": notification}
    if badge is not None:
        whole["app_badge"] = badge
    return json.dumps(whole, ensure_ascii=False, separators=(",", ":")).encode()


def new_topic() -> str:
    """Return a random Topic for one occurrence, 22 characters.

    The push service sees it, so it must not follow from anything in the journal (T21); the limit
    is 32 characters (RFC 8030, section 5.4).
    """
    return secrets.token_urlsafe(16)
