"""The phone of the state machine (tests/support/phone.py) is the phone of static/js/phone.

Both are led through the same exchanges, with the same answers. What they keep afterwards, and what
they sent, is the same.
"""

import json
import random
from collections.abc import Iterator
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import pytest

from tests.support.browser import ask, visit
from tests.support.phone import Phone, Ticks

pytestmark = pytest.mark.browser

CHILD = "01990000-0000-7000-8000-0000000000c1"
OLD, NEW = "epoch-one", "epoch-two"
# What one of them has and the other has not, or makes by its own clock.
UNLIKE = {
    "device",
    "sent_at",
    "made_at",
    "settled_at",
    "front",
    "v",
    "person",
    "answer",
    "files",
    "title",
}
Step = tuple[Any, ...]


def id_of(number: int) -> str:
    return str(UUID(int=0x0199_0000_0000_7000_8000_0000_0000_0000 + number))


def note(number: int, text: str = "Calm", **more: Any) -> dict[str, Any]:
    """A note, as a form makes it; `entry` 100 further than its change."""
    ids = {"id": id_of(number), "entry": id_of(number + 100), "child": CHILD, "base": None}
    said = {"what": "note", "values": {"note": text}, "kind": "note", "delete": False}
    return {**ids, **said, "zone": "America/New_York", **more}


def result(number: int, status: str = "applied", **more: Any) -> dict[str, Any]:
    rest = {"revision": 1, "errors": [], "warnings": []}
    return {"id": id_of(number), "status": status, **rest, **more}


def told(*results: dict[str, Any], entries: Any = (), **more: Any) -> tuple[int, dict[str, Any]]:
    """An answer of the server to a sync request."""
    rest = {"epoch": OLD, "cursor": "1", "more": False, "entries": list(entries), **more}
    return 200, {"results": list(results), **rest}


def drawn(number: int, revision: int = 1) -> dict[str, Any]:
    at = {"fields": {"at": "2026-11-22T12:00:00Z"}, "changed_at": "2026-11-22T12:00:00+00:00"}
    picture = {"base": revision, "form": None}
    return {"entry": id_of(number + 100), "revision": revision, "drawn": picture, **at}


def refused(status: int, error: str, field: str | None = None) -> tuple[int, dict[str, Any]]:
    return status, {"error": error, "field": field, "message": f"It says {error}."}


LOST = (0, None)
WRONG = [{"error": "text_long", "field": "note", "message": "It is too long."}]
LATER = note(3, "Rash", entry=id_of(101), base=id_of(1))

SCRIPTS: dict[str, list[Step]] = {
    "it is taken, and tapped once more": [
        ("keep", note(1)), ("flush", told(result(1), entries=[drawn(1)])),
        ("keep", note(1)), ("flush", told(entries=[drawn(1)], cursor="2")),
    ],
    "the answer is lost, and the words change": [
        ("keep", note(1)), ("flush", LOST), ("keep", note(1, "Rough")),
        ("flush", told(result(1, "repeated"))),
    ],
    "the words change before it was ever sent": [
        ("keep", note(1)), ("keep", note(1, "Rough")), ("flush", told(result(1))),
    ],
    "a part of the answer, and then the rest": [
        ("keep", note(1), note(2)), ("flush", told(result(2), result(9))),
        ("flush", told(result(1, more=1), more=True), told(entries=[drawn(2)], cursor="3")),
    ],
    "one is refused and what follows it waits": [
        ("keep", note(1), note(2), LATER),
        ("flush", told(result(1, "rejected", errors=WRONG), result(2), result(3, "waiting"))),
        ("keep", note(4, "More", entry=id_of(101), base=id_of(1))), ("flush", told()),
        ("keep", note(1, "Short")), ("flush", told(result(1), result(4))),
    ],
    "a conflict of ids is a refusal, one of words is none": [
        ("keep", note(1), note(2)),
        ("flush", told(result(1, "conflict", revision=None), result(2, "conflict"))),
    ],
    "somebody is asked, and leaves it": [
        ("keep", note(1)), ("ask", [id_of(1)], told(result(1, "asked", warnings=WRONG))),
        ("keep", LATER), ("flush", told()), ("discard", id_of(1)), ("flush", told()),
    ],
    "what the server may have is taken back there when it is discarded": [
        ("keep", note(1)), ("flush", LOST), ("keep", LATER), ("discard", id_of(1)),
        ("flush", told(result(5, "waiting"))),
    ],
    "what it may have of an edit cannot be taken back": [
        ("keep", note(1, base=7)), ("flush", LOST), ("discard", id_of(1)), ("flush", told()),
    ],
    "what was asked about is answered on the server's page": [
        ("keep", note(1)), ("ask", [id_of(1)], told(result(1, "asked", warnings=WRONG))),
        ("flush", told(entries=[drawn(1)])),
    ],
    "a restored server is offered everything again": [
        ("keep", note(1), note(2)), ("flush", told(result(1), result(2), entries=[drawn(1)])),
        ("flush", told(epoch=NEW, cursor="7", entries=[drawn(1)])),
        ("flush", told(result(1), result(2, "repeated"), epoch=NEW)),
    ],
    "the session ended, or is somebody else's": [
        ("keep", note(1)), ("flush", refused(401, "signed_out")),
        ("flush", refused(409, "other_person")), ("flush", told(result(1))),
    ],
    "a request is refused as a whole, and one of it is to blame": [
        ("keep", note(1), note(2), note(3)),
        ("flush", refused(413, "too_large"), told(result(1)), refused(413, "too_large"),
         told(result(3))),
    ],
    "a fault of the server passes, a cut request too": [
        ("keep", note(1), note(2)),
        ("flush", refused(500, "server_error"), refused(500, "server_error"), LOST),
        ("flush", refused(400, "json_invalid")), ("flush", refused(422, "type", "cursor")),
        ("flush", refused(503, "busy")), ("flush", told(result(1), result(2))),
    ],
    "an answer that is not ours": [
        ("keep", note(1)), *(("flush", (status, None)) for status in (200, 302, 401, 409, 500)),
        ("flush", (200, {"results": []})), ("flush", told(result(1))),
    ],
}  # fmt: skip

# Leads the phone's own modules through a script; fetch answers what stands there.
DRIVE = """async ({ steps, person }) => {
  const part = (name) => import(`/s/any/js/phone/${name}.js`);
  const [outbox, send, db] = await Promise.all(["outbox", "send", "db"].map(part));
  const here = { person, device: "01990000-0000-7000-8000-0000000000dd" };
  const shots = [];
  let sent = [];
  let answers = [];
  globalThis.fetch = async (url, { body }) => {
    sent.push(JSON.parse(body));
    const [status, told] = answers.shift();
    if (!status) throw new TypeError("no signal");
    const headers = { "Content-Type": told ? "application/json" : "text/html" };
    return new Response(told ? JSON.stringify(told) : "<h1>Hotel</h1>", { status, headers });
  };
  for (const [what, ...more] of steps) {
    let contact = null;
    if (what === "keep") {
      const kept = await outbox.keep(person, more);
      await outbox.release(person, kept.map(({ id }) => id)); // nobody stands in front of them
    } else if (what === "discard") {
      await outbox.discard(person, more[0]);
    } else {
      answers = what === "ask" ? more.slice(1) : more;
      contact = await send.flush(here, { ask: what === "ask" ? more[0] : [], news: true });
    }
    const meta = (key) => db.meta(person, key).then((value) => value ?? null);
    const [epoch, cursor] = [await meta("epoch"), await meta("cursor")];
    const entries = await db.find(person, "entries", "getAll");
    const rows = await outbox.list(person);
    shots.push({ contact, sent, left: answers.length, rows, entries, epoch, cursor });
    sent = [];
  }
  return JSON.stringify(shots);
}"""


def by_the_browser(page: Any, steps: list[Step], person: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(ask(page, DRIVE, {"steps": steps, "person": person}))
    return found


def by_the_model(steps: list[Step], person: str) -> list[dict[str, Any]]:
    """The same, of the phone that the state machine has."""
    sent: list[dict[str, Any]] = []
    answers: Iterator[tuple[int, Any]] = iter(())

    def carry(_cookie: str, body: bytes, *_fault: Any) -> tuple[int, Any]:
        sent.append(json.loads(body))
        return next(answers)

    home: Any = SimpleNamespace(carry=carry, family=SimpleNamespace(people={"ada": person}))
    phone = Phone(home, Ticks(datetime.now(UTC), random.Random(1)), "ada", 0, "")
    shots = []
    for what, *more in steps:
        contact = None
        if what == "keep":
            phone.keep(more)
        elif what == "discard":
            phone.discard(more[0])
        else:
            answers = iter(more[1:] if what == "ask" else more)
            contact = phone.flush(ask=more[0] if what == "ask" else ())
        shots.append(
            {
                "contact": contact,
                "sent": [*sent],
                "left": len([*answers]),
                "rows": json.loads(json.dumps(phone.listed())),
                "entries": [*phone.entries.values()],
                "epoch": phone.epoch,
                "cursor": phone.cursor,
            }
        )
        sent.clear()
    return shots


def alike(shots: list[dict[str, Any]]) -> Any:
    """Without what differs by its nature; ids that a phone made itself by their order."""
    own: dict[str, str] = {}

    def plain(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: plain(each) for key, each in value.items() if key not in UNLIKE}
        if isinstance(value, list):
            return [plain(each) for each in value]
        if isinstance(value, str) and len(value) == 36 and not value.startswith("01990000-"):
            return own.setdefault(value, f"made here {len(own)}")
        return value

    return plain([{**shot, "entries": sorted(map(said_of, shot["entries"]))} for shot in shots])


def said_of(entry: dict[str, Any]) -> tuple[Any, ...]:
    return entry["entry"], entry["revision"], entry["epoch"], json.dumps(entry["drawn"])


def test_i2_the_model_of_the_phone_keeps_sends_and_learns_what_the_phone_does(server, new_phone):
    page = new_phone().new_page()
    visit(page, f"{server.url}/healthz")  # a page of the server's, without any script of its own
    for place, (name, steps) in enumerate(SCRIPTS.items()):
        person = id_of(900 + place)
        real, model = by_the_browser(page, steps, person), by_the_model(steps, person)
        for step, one, other in zip(steps, alike(real), alike(model), strict=True):
            assert one == other, f"{name}: {step}"
        assert not any(shot["left"] for shot in real), f"{name}: an answer was not asked for"
