"""A phone as static/js/phone/ has it, without the browser: what it keeps, sends and learns.

Each function mirrors the one of the same name there, and must change with it:
    outbox.js   keep, keep_one, sendable, note_sent, release, settle, discard, listed (list)
    send.js     flush, run, exchange, one_by_one, learn, state_of; request.js: body_of, wire
    news.js     keep_news, offer_again, by_the_servers_page
    views/entry.js, views/form.js, readers.js: base_of, form_of
Left out: tabs and their lock, the pocket, Retry-After, photos, a phone that
was removed, the week after which copies go.
"""

import json
import random
import uuid
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from tests.family import ZONE
from tests.support.line import Home

Change = dict[str, Any]
STATES = {
    "applied": "settled",
    "repeated": "settled",
    "waiting": "settled",
    "conflict": "settled",
    "asked": "asked",
    "rejected": "rejected",
}
STUCK = {"asked", "rejected"}
WHOLE = {400, 413, 422, 500}
MOST = 50


@dataclass
class Ticks:
    """A clock that every phone of a program shares, and ids that it makes the same each time."""

    began: datetime
    dice: random.Random = field(default_factory=lambda: random.Random(7))
    passed: int = 0

    def now(self, wrong: timedelta) -> datetime:
        """This moment by a clock that is wrong by so much. Never the same twice."""
        self.passed += 1
        return self.began + timedelta(milliseconds=self.passed) + wrong

    def uuid7(self, wrong: timedelta) -> str:
        moment = int(self.now(wrong).timestamp() * 1000)
        low = self.dice.getrandbits(74)
        value = moment << 80 | 7 << 76 | (low >> 62) << 64 | 2 << 62 | low & (1 << 62) - 1
        return str(uuid.UUID(int=value))


@dataclass
class Phone:
    """One person's phone.

    wrong   how far its clock runs ahead
    faults  what becomes of its next requests; after these all is well
    made    the entries it ever wrote something about
    """

    home: Home
    ticks: Ticks
    name: str
    number: int
    cookie: str
    wrong: timedelta = timedelta(0)
    faults: Iterator[tuple[str, int]] = field(default_factory=lambda: iter(()))
    outbox: dict[str, Change] = field(default_factory=dict)
    entries: dict[str, Change] = field(default_factory=dict)
    epoch: str | None = None
    cursor: str | None = None
    made: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.person = str(self.home.family.people[self.name])
        self.device = str(uuid.UUID(int=self.number + 1))

    # outbox.js
    def keep(self, changes: Iterable[Change]) -> list[Change]:
        made_at = self.ticks.now(self.wrong).isoformat()
        fresh = {"made_at": made_at, "state": "waiting", "attempts": 0, "reason": ""}
        return [self.keep_one({**fresh, **change}) for change in changes]

    def keep_one(self, change: Change) -> Change:
        earlier = self.outbox.get(change["id"])
        if earlier is None:
            return self._again(change)
        if _said(earlier) == _said(change):
            return self._again(earlier) if earlier["state"] in STUCK else earlier
        never = earlier["state"] == "waiting" and not earlier["attempts"]
        if never or earlier["state"] in STUCK:
            return self._again({**earlier, **change, "made_at": earlier["made_at"]})
        ids = {"id": self.uuid7(), "entry": earlier["entry"], "base": earlier["id"]}
        return self._again({**change, **ids})

    def _again(self, change: Change) -> Change:
        kept = {**change, "state": "waiting", "reason": ""}
        self.outbox[kept["id"]] = kept
        self.made.add(kept["entry"])
        return kept

    def listed(self) -> list[Change]:
        left = dict(sorted(self.outbox.items()))
        placed: list[Change] = []

        def put(change: Change) -> None:
            del left[change["id"]]
            if change["base"] in left:
                put(left[change["base"]])
            placed.append(change)

        while left:
            put(next(iter(left.values())))
        return placed

    def unsettled(self) -> list[Change]:
        return [change for change in self.listed() if change["state"] != "settled"]

    def sendable(self, mine: Collection[str] = ()) -> list[Change]:
        held: set[str] = set()
        found = []
        for change in self.listed():
            stuck = change["state"] in STUCK or change["base"] in held or change["base"] in mine
            if stuck:
                held.add(change["id"])
            elif change["state"] == "waiting":
                found.append(change)
        return found

    def settle(self, id_: str, state: str, **more: Any) -> None:
        change = self.outbox.get(id_)
        if change is not None and change["state"] == "waiting":
            change |= {"state": state, **more}

    def discard(self, id_: str) -> None:
        gone = {id_}
        for change in self.listed():
            if change["state"] != "settled" and change["base"] in gone:
                gone.add(change["id"])
        new, made_at = self.outbox[id_]["base"] is None, self.ticks.now(self.wrong).isoformat()
        none = {"delete": True, "attempts": 0, "what": None, "values": None, "made_at": made_at}
        for change in [self.outbox.pop(each) for each in list(self.outbox) if each in gone]:
            if new and change["state"] == "waiting" and change["attempts"]:
                self._again({**change, **none, "id": self.uuid7(), "base": change["id"]})

    # send.js and request.js
    def flush(self, *, ask: Collection[str] = (), news: bool = True) -> str:
        todo = self.sendable(ask)
        if not todo and not news:
            return "ok"
        contact = "ok"
        for start in range(0, max(len(todo), 1), MOST):
            batch = todo[start : start + MOST]
            contact = self.exchange(batch, ask)
            if contact != "ok":
                break
        return contact

    def exchange(self, batch: list[Change], mine: Collection[str]) -> str:
        for change in batch:
            self.outbox[change["id"]]["attempts"] += 1
        body = json.dumps(self.body_of(batch, mine)).encode()
        status, told = self.home.carry(self.cookie, body, *next(self.faults, ("none", 0)))
        if status == 200 and told and told.get("epoch"):
            self.learn(batch, told)
            return self.exchange([], mine) if told["more"] else "ok"
        if status == 401 and told:
            return "signed-out"
        if status == 409 and told and told["error"] == "other_person":
            return "other"
        if status in WHOLE and _blames(told) and batch:
            return self.one_by_one(batch, mine, status, told)
        return "busy" if status else "none"

    def one_by_one(self, batch: list[Change], mine: Collection[str], status: int, told: Any) -> str:
        if len(batch) == 1:
            if status != 500:
                self.settle(batch[0]["id"], "rejected", reason=told["message"])
            return "ok"
        for change in batch:
            contact = self.exchange([change], mine)
            if contact != "ok":
                return contact
        return "ok"

    def body_of(self, batch: list[Change], mine: Collection[str]) -> dict[str, Any]:
        return {
            "device": self.device,
            "person": self.person,
            "sent_at": self.ticks.now(self.wrong).isoformat(),
            "epoch": self.epoch,
            "cursor": self.cursor,
            "announced": len(self.unsettled()),
            "draw": {"days": 60},
            "changes": [_wire(change, change["id"] in mine) for change in batch],
        }

    def learn(self, batch: list[Change], told: dict[str, Any]) -> None:
        ours = {change["id"] for change in batch}
        for result in told["results"]:
            state = state_of(result)
            if result["id"] in ours and state:
                self.settle(result["id"], state, reason=_reason_of(result), answer=result)
        self.keep_news(told)

    # news.js
    def keep_news(self, told: dict[str, Any]) -> None:
        if self.epoch and self.epoch != told["epoch"]:
            self.offer_again()
        fresh = []
        for entry in told["entries"]:
            known = self.entries.get(entry["entry"])
            new = {**entry, "epoch": told["epoch"]}
            names = ("revision", "epoch", "drawn")
            if known and known["drawn"] and all(known[name] == new[name] for name in names):
                continue
            self.entries[entry["entry"]] = new
            fresh.append(entry["entry"])
        self.epoch, self.cursor = told["epoch"], told["cursor"]
        self.by_the_servers_page(fresh)

    def offer_again(self) -> None:
        for change in self.outbox.values():
            if change["state"] == "settled":
                change["state"] = "waiting"

    def by_the_servers_page(self, fresh: Collection[str]) -> None:
        for change in self.outbox.values():
            if change["base"] is None and change["state"] in STUCK and change["entry"] in fresh:
                change["state"] = "settled"

    # What its pages do
    def uuid7(self) -> str:
        return self.ticks.uuid7(self.wrong)

    def pending(self, entry: str) -> list[Change]:
        """What waits on this phone for an entry, oldest first."""
        return [change for change in self.unsettled() if change["entry"] == entry]

    def base_of(self, entry: str) -> str | int:
        pending = self.pending(entry)
        return pending[-1]["id"] if pending else self.entries[entry]["drawn"]["base"]

    def form_of(self, entry: str) -> dict[str, Any] | None:
        """The form in which an entry is changed here, with what stands in it."""
        drawn = self.entries[entry]["drawn"]["form"] if entry in self.entries else None
        typed = [change for change in self.pending(entry) if change["values"]]
        if drawn is None and not typed:
            return None
        form: dict[str, Any] = drawn or typed[-1]
        values = {**form["values"], **(typed[-1]["values"] if typed else {})}
        return {"what": form["what"], "values": values}

    def change(self, child: str, **more: Any) -> Change:
        """A change that a page of this phone makes; a new entry unless `more` says otherwise."""
        ids = {"id": self.uuid7(), "entry": self.uuid7()}
        rest = {"kind": None, "base": None, "delete": False, "what": None, "values": None}
        return {**ids, "child": child, "zone": ZONE, **rest, **more}


def state_of(result: dict[str, Any]) -> str | None:
    refused = result["errors"] or (result["status"] == "conflict" and result["revision"] is None)
    if refused and result["status"] != "asked":
        return "rejected"
    return STATES.get(result["status"])


def _said(change: Change) -> Any:
    return [change[name] for name in ("values", "base", "delete", "entry")]


def _blames(told: Any) -> bool:
    return bool(
        told
        and told["error"] != "json_invalid"
        and (not told["field"] or told["field"].startswith("changes"))
    )


def _reason_of(result: dict[str, Any]) -> str:
    return " ".join(each["message"] for each in (*result["errors"], *result["warnings"]))


def _wire(change: Change, ask: bool) -> Change:
    names = ("id", "entry", "child", "kind", "base", "delete", "made_at", "zone")
    wired = {name: change[name] for name in names}
    if change["what"]:
        wired["form"] = {"what": change["what"], "values": change["values"]}
    else:
        wired["fields"] = {}
    return {**wired, "ask": True} if ask else wired
