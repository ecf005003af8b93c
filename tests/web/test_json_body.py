"""B21, B22: a body that is not whole changes nothing and says so."""

import pytest

from journal.care.problems import Refused
from journal.web.json_body import parse_object, read_body


def code_of(raw: bytes) -> str:
    with pytest.raises(Refused) as refused:
        parse_object(raw)
    return refused.value.problems[0].code


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b'{"a": 1',  # cut off
        b"[1]",  # no object
        b'"text"',
        b'{"a": NaN}',
        b'{"a": -Infinity}',
        b'{"a": "\xff"}',  # no UTF-8
        b'{"a": ' + b"9" * 5000 + b"}",  # a number nobody can mean
        b'{"a":' * 33 + b"1" + b"}" * 33,
        b"[" * 100_000,
        b'{"a": {}} trailing',
        b"{'a': 1}",
    ],
)
def test_b21_what_is_no_whole_object_is_json_invalid(raw):
    assert code_of(raw) == "json_invalid"


@pytest.mark.parametrize("raw", [b'{"a": 1, "a": 1}', b'{"b": [{"a": 1, "\\u0061": 2}]}'])
def test_b22_a_key_twice_is_refused_at_any_depth(raw):
    assert code_of(raw) == "json_duplicate_key"


def test_32_deep_is_still_read():
    assert parse_object(b'{"a":' * 32 + b"1" + b"}" * 32)


def test_b22_a_body_over_its_limit_is_413(app):
    with (
        app.test_request_context("/api/v1/x", method="POST", data=b'{"a": "' + b"x" * 99 + b'"}'),
        pytest.raises(Refused) as refused,
    ):
        read_body(most_bytes=100)
    assert refused.value.problems[0].code == "batch_too_large"
