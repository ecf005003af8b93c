"""A page as it was brought to a visit: kept as plain JSON, and read back as the very same value."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from functools import cache
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints
from uuid import UUID

from journal.summary.page import Page
from journal.summary.rows import Lines, more
from journal.summary.second_side import is_struck
from journal.summary.struck import leave_out
from journal.summary.wishes import Second, Wishes

# The values of a mapping may be of several types: what JSON has no type for carries its own.
_TAGS: Mapping[str, Any] = {"decimal": Decimal, "date": date.fromisoformat}


@dataclass(frozen=True, slots=True, kw_only=True)
class Brought:
    """What the family had with it.

    on      the day of the visit that it was brought to
    listed  the full list of its second side, where one was wished, in the words of that day
    """

    on: date
    page: Page
    listed: Lines | None = None


def keep(brought: Brought) -> dict[str, Any]:
    """Return it as JSON values, without loss."""
    listed = brought.listed
    return {
        "on": brought.on.isoformat(),
        "page": _plain(brought.page),
        "listed": listed and [listed.heading, list(listed.lines), listed.more.number],
    }


def read(kept: Mapping[str, Any] | None) -> Brought | None:
    """Return what was kept; None for nothing, and for what a later version cannot read.

    What a page has learned to say since then is left empty, and its code does not count it (H24).
    """
    if not kept:
        return None
    try:
        listed = kept["listed"]
        return Brought(
            on=date.fromisoformat(kept["on"]),
            page=replace(
                _into(Page, kept["page"]), could_say=tuple(sorted(set(_told(Page, kept["page"]))))
            ),
            listed=listed
            and Lines(heading=listed[0], lines=tuple(listed[1]), more=more(listed[2])),
        )
    except (ValueError, TypeError, KeyError, ArithmeticError):
        return None


def as_left(brought: Brought, wishes: Wishes) -> Brought:
    """Return it as the family left it: what was left out since is gone as well.

    Its own lines are as it wrote them last, and a photo it took back is not there. Of the full
    list one item cannot be told from the others: where something was struck, it goes as a whole.
    """
    before = brought.page
    page = leave_out(replace(before, left_out=0), wishes.struck)
    listed = None if page.left_out else brought.listed
    wished = wishes.second if listed else wishes.second - {Second.LIST}
    page = replace(
        page,
        left_out=before.left_out + page.left_out,
        lines=wishes.lines,
        results=tuple(each for each in page.results if not is_struck(each.key, wishes)),
        pictured=tuple(each for each in page.pictured if each.photo in wishes.photos),
        second=tuple(each for each in page.second if each in wished),
    )
    return replace(brought, page=page, listed=listed if Second.LIST in wished else None)


def _plain(value: Any) -> Any:
    if is_dataclass(value):
        return {name: _plain(getattr(value, name)) for name in _hints(value.__class__)}
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, tuple | list):
        return [_plain(each) for each in value]
    if isinstance(value, Mapping):
        return {key: _tagged(each) for key, each in value.items()}
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, date | datetime):
        return value.isoformat()
    return str(value) if isinstance(value, UUID) else value


def _tagged(value: Any) -> Any:
    if isinstance(value, Decimal):
        return {"decimal": f"{value:f}"}
    return {"date": value.isoformat()} if isinstance(value, date) else _plain(value)


def _into(kind: Any, value: Any) -> Any:
    """The JSON value as this type."""
    origin, parts = get_origin(kind), get_args(kind)
    if value is None:
        return None
    if origin in (Union, UnionType):
        return _into(next(each for each in parts if each is not NoneType), value)
    if origin is tuple:
        return tuple(_into(parts[0], each) for each in value)
    if origin is not None:  # a mapping
        return {key: _untagged(each) for key, each in value.items()}
    if hints := _hints(kind):
        known = {name: each for name, each in value.items() if name in hints}
        return kind(**{name: _into(hints[name], each) for name, each in known.items()})
    if kind in (date, datetime):
        return kind.fromisoformat(value)
    return value if kind in (str, int, bool, object) else kind(value)


def _told(kind: Any, value: Any) -> Iterator[str]:
    """Yield every field of a value that was kept, as "Page.questions"."""
    if value is None:
        return
    if get_origin(kind) in (Union, UnionType):
        yield from _told(next(each for each in get_args(kind) if each is not NoneType), value)
    elif get_origin(kind) is tuple:
        for each in value:
            yield from _told(get_args(kind)[0], each)
    else:
        for name, part in _hints(kind).items():
            if name in value:
                yield f"{kind.__name__}.{name}"
                yield from _told(part, value[name])


def _untagged(value: Any) -> Any:
    if isinstance(value, dict) and len(value) == 1:
        ((tag, text),) = value.items()
        if tag in _TAGS and isinstance(text, str):
            return _TAGS[tag](text)
    return value


@cache
def _hints(kind: Any) -> dict[str, Any]:
    """The types of a dataclass by its fields; none of anything else."""
    if not is_dataclass(kind):
        return {}
    hints = get_type_hints(kind)
    return {each.name: hints[each.name] for each in fields(kind) if each.compare}
