"""Drawing for a phone to keep: the same templates, without what only a page of now can carry."""

import json
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import quote

from flask import current_app, g, render_template, url_for

Part = dict[str, Any]

# What the phone puts in, each between double brackets: ids, a moment, its own words.
CHANGE, ENTRY, SLOT, BASE = "[[change]]", "[[entry]]", "[[slot]]", "[[base]]"
DUE, DUE_AT, BY, AT, AMOUNT, PLANNED = (
    "[[due]]",
    "[[due_at]]",
    "[[by]]",
    "[[at]]",
    "[[amount]]",
    "[[planned]]",
)
# What is searched for: as it was typed, and as it stands in an address.
WORDS, QUERY, KIND = "[[words]]", "[[query]]", "[[kind]]"
ANSWERED = "[[answered]]"
# The infusion that a form or a screen is about, and the list of what happened on its day.
INFUSION, LIST = "[[infusion]]", "[[list]]"
# The stay that a form or a page is about.
STAY = "[[stay]]"
TITLE, NAME, WEEKLY, MEDICINE = "[[title]]", "[[name]]", "[[weekly]]", "[[medicine]]"


@contextmanager
def for_phone() -> Iterator[None]:
    """Within it pages are drawn as JSON parts, without a form token and without a toast."""
    g.for_phone = True
    try:
        yield
    finally:
        g.for_phone = False
        g.kept_frame = None


def part(text: str) -> Part:
    """What a page drawn within `for_phone` says: title, main, dock."""
    found: Part = json.loads(text)
    return {name: neat(value) for name, value in found.items()}


def drawn(template: str, **context: Any) -> Part:
    """The JSON that one of templates/phone writes."""
    return part(render_template(template, **context))


def macro(template: str, name: str, *given: Any) -> str:
    """What one macro draws."""
    module = current_app.jinja_env.get_template(template).module
    return neat(str(getattr(module, name)(*given)))


def entry_address(endpoint: str, child_id: uuid.UUID) -> str:
    """The address of a page of an entry that the phone names."""
    nobody = uuid.UUID(int=0)
    return url_for(endpoint, child_id=child_id, entry_id=nobody).replace(str(nobody), ENTRY)


def neat(html: str) -> str:
    """The same markup with its tokens readable in addresses."""
    for token in (CHANGE, ENTRY, SLOT, BASE, QUERY, INFUSION, STAY):
        html = html.replace(quote(token), token)
    return html.strip()


def placed(html: str, value: str, token: str) -> str:
    """The markup with a token wherever this value stands, in an address too."""
    return neat(html.replace(value, token).replace(quote(value), token))
