"""The JSON body of a request: read once, whole, and strictly, before anything believes it."""

import json
import math
from collections.abc import Iterable
from typing import Any, NoReturn, TypeVar

from flask import request
from pydantic import BaseModel, ValidationError
from werkzeug.exceptions import ClientDisconnected, RequestEntityTooLarge

from journal.care.problems import N_, Problem, Refused, shorten
from journal.entries.validate import problem_in

MOST_BYTES = 64 * 1024
DEEPEST = 32

Body = TypeVar("Body", bound=BaseModel)


def read_body(*, most_bytes: int = MOST_BYTES) -> dict[str, Any]:
    """Return the request's JSON object.

    Raises Refused json_invalid (400: cut off, not UTF-8, not JSON, not an object, nested more than
    32 deep, NaN), json_duplicate_key (400: of two values of one name nobody knows which one is
    meant) or batch_too_large (413), answered as journal/web/errors.py says.
    """
    return parse_object(_bytes(most_bytes))


def parse_object(raw: bytes) -> dict[str, Any]:
    """Return the JSON object these bytes spell. Raises Refused as `read_body` does."""
    try:
        value = json.loads(
            raw.decode(),
            object_pairs_hook=_object,
            parse_constant=_no_constant,
            parse_float=_finite,
        )
    except (ValueError, RecursionError) as error:
        if isinstance(error, Refused):
            raise
        raise _invalid() from error
    if not isinstance(value, dict) or _is_too_deep(value):
        raise _invalid()
    return value


def read_model(model: type[Body], data: dict[str, Any]) -> Body:
    """Return the body as its model. Raises Refused with one problem per field."""
    try:
        return model.model_validate(data)
    except ValidationError as error:
        raise Refused(*(problem_in(detail) for detail in error.errors())) from error


def _bytes(most: int) -> bytes:
    request.max_content_length = most
    try:
        raw = request.get_data(cache=False)
    except RequestEntityTooLarge as error:
        raise _too_large(most) from error
    except ClientDisconnected as error:
        raise _invalid() from error
    if len(raw) > most:
        raise _too_large(most)
    return raw


def _object(pairs: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            sentence = N_("“%(key)s” stands here twice. Nothing was saved; send it once.")
            values = {"key": shorten(key)}
            raise Refused(Problem("json_duplicate_key", shorten(key), sentence, values))
        found[key] = value
    return found


def _finite(text: str) -> float:
    """A number such as 1e999 is infinite in Python and no JSON at all in a database."""
    number = float(text)
    if not math.isfinite(number):
        raise _invalid()
    return number


def _no_constant(_name: str) -> NoReturn:
    raise _invalid()


def _is_too_deep(value: object) -> bool:
    level: list[object] = [value]
    for _depth in range(DEEPEST + 1):
        if not level:
            return False
        level = [inner for one in level for inner in _inside(one)]
    return True


def _inside(value: object) -> Iterable[object]:
    """What stands inside one object or list, leaving out what holds nothing itself."""
    inside = value.values() if isinstance(value, dict) else value
    assert isinstance(inside, Iterable)
    return (one for one in inside if isinstance(one, dict | list))


def _invalid() -> Refused:
    sentence = N_("That did not arrive whole. Nothing was saved; send it again.")
    return Refused(Problem("json_invalid", None, sentence))


def _too_large(most: int) -> Refused:
    sentence = N_("Send at most %(most)s bytes at once. Nothing was saved.")
    return Refused(Problem("batch_too_large", None, sentence, {"most": f"{most:,}"}))
