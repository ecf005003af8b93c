"""The page as JSON, and the short code by which two printed pages can be told apart."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime, time
from decimal import Decimal
from uuid import UUID

from journal.summary.in_hospital import days_in_hospital
from journal.summary.page import Infusion, Page


def code(page: Page) -> str:
    """Return a code such as "A1F3-9C": equal content has an equal code, whenever it was made.

    A page that was brought has the code of its paper, also where pages have learned to say more.
    """
    said = _plain(page, frozenset(page.could_say))
    return _short({key: value for key, value in said.items() if key != "made_at"})


def code_of(*values: object) -> str:
    """Return the code of a paper from the values it was made of: frozen, without when and where."""
    return _short([_json(each) for each in values])


def _short(said: object) -> str:
    line = json.dumps(said, sort_keys=True, separators=(",", ":"))
    digest = hashlib.sha256(line.encode("ascii")).hexdigest().upper()
    return f"{digest[:4]}-{digest[4:6]}"


def canonical(page: Page) -> dict[str, object]:
    """Return the page as JSON values: dates and decimals as text, names exactly as stored."""
    said = _plain(page)
    said["entries"] = len(page.entry_ids)
    said["days_in_hospital"] = days_in_hospital(page)
    said["code"] = code(page)
    return said


_SHORT = {"from_on": "from", "to_on": "to"}


def _plain(value: object, told: frozenset[str] = frozenset()) -> dict[str, object]:
    """The fields of a value. told: of the values it names, the only fields that count."""
    assert is_dataclass(value)
    kind = type(value).__name__
    names = [each.name for each in fields(value) if each.compare]
    if any(one.startswith(f"{kind}.") for one in told):
        names = [name for name in names if f"{kind}.{name}" in told]
    return {_SHORT.get(name, name): _json(getattr(value, name), told) for name in names}


def _json(value: object, told: frozenset[str] = frozenset()) -> object:
    if is_dataclass(value):
        said = _plain(value, told)
        if isinstance(value, Infusion):
            said["per_kg"] = _json(value.per_kg)
        return said
    if isinstance(value, tuple | list):
        return [_json(each, told) for each in value]
    if isinstance(value, Mapping):
        return {str(key): _json(each, told) for key, each in value.items()}
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, date | datetime | time):
        return value.isoformat()
    if isinstance(value, Decimal):
        return f"{value:f}"
    return value
