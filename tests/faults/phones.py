"""What a family does with its phones on a bad line, as a machine that Hypothesis drives (F6).

Three phones write: Ada's, Ben's and Ada's tablet. Cleo's shows and may not write; Eve is of another
household. Whatever happens on the way, at the end the promises of `promises.py` hold.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from journal.clock import now
from tests.faults.promises import broken_promises
from tests.support.line import FAULTS, Home
from tests.support.phone import STUCK, Phone, Ticks
from tests.web import daily

NAMES = ("ada", "ben", "ada", "cleo", "eve")
writers = st.sampled_from((0, 1, 2))
anyone = st.sampled_from(range(len(NAMES)))
faults = st.integers(0, len(FAULTS) - 1)
places = st.integers(0, 11)
whats = st.sampled_from(("symptom", "note", "weight", "dose", "dose"))
clocks = st.sampled_from((-72, -1, 0, 2, 72))
choice = st.integers(0, 5)


@dataclass
class World:
    """What all programs start with: a family that knows one medicine, everybody signed in.

    times    its planned times, in minutes from now; `slots` are these
    faults   what may become of a request, "none" first
    backups  whether they are brought back too
    programs, steps  how many there were so far
    """

    home: Home
    faults: tuple[str, ...] = FAULTS
    backups: bool = False
    times: tuple[int, ...] = (-40, -10)
    programs: int = 0
    steps: int = 0

    def __post_init__(self) -> None:
        daily.begin()
        self.slots = [daily.slot_at(minutes) for minutes in self.times]
        times = sorted(slot[11:] for slot in self.slots)
        medicine = self.home.family.medicine(rhythm={"every": "day", "times": times})
        self.medicine = str(medicine.id)
        self.began = now() - timedelta(minutes=5)
        self.cookies = [self.home.sign_in(name) for name in NAMES]
        self.home.prepare()


class ThreePhones(RuleBasedStateMachine):
    """A program: what people do with their phones, and what becomes of it on the way."""

    def __init__(self, world: World) -> None:
        super().__init__()
        self.world, self.home = world, world.home
        self.world.programs += 1
        self.home.renew()
        ticks = Ticks(world.began)
        self.phones = [
            Phone(self.home, ticks, name, number, world.cookies[number])
            for number, name in enumerate(NAMES)
        ]
        self.child = str(self.home.family.nora)
        self.written = 0
        self.backup: bytes | None = None
        self.restored = self.restarted = False

    @invariant()
    def one_more_step(self) -> None:
        self.world.steps += 1

    @initialize()
    def first_look(self) -> None:
        for phone in self.phones:
            phone.flush()

    # What is typed

    def typed(self, what: str, number: int) -> dict[str, Any]:
        self.written += 1
        when = {"at_on": self.world.slots[0][:10], "at_time": self.world.slots[0][11:]}
        note = f"words {self.written}"
        return {
            "symptom": {**when, "symptom": "fatigue", "severity": str(number), "note": note},
            "note": {**when, "note": note},
            "weight": {**when, "weight": f"3{number}", "weight_unit": "kg", "note": note},
            "dose": {
                "medicine": self.world.medicine,
                "slot": self.world.slots[number % len(self.world.slots)],
                "outcome": "given",
                "amount": "12.5",
                "unit": "mg",
                "note": note,
            },
        }[what]

    def _keep(self, phone: Phone, front: bool, fault: int, place: int, **change: Any) -> None:
        """A form is saved, and sent at once when its page still stands in front of somebody."""
        kept = phone.keep([phone.change(self.child, **change)])
        if front:
            self._on(phone, fault, place)
            phone.flush(ask={each["id"] for each in kept})

    def _on(self, phone: Phone, fault: int, place: int) -> None:
        known = self.world.faults
        phone.faults = iter([(known[fault % len(known)], place)])

    def _one(self, phone: Phone, number: int, *, deleted: bool = False) -> str | None:
        """An entry this phone shows, or keeps for the server."""
        if deleted:
            known = [key for key, entry in phone.entries.items() if entry["deleted"]]
        else:
            own = [change["entry"] for change in phone.unsettled()]
            known = [key for key, entry in phone.entries.items() if not entry["deleted"]] + own
        known = sorted(set(known))
        return known[number % len(known)] if known else None

    def _kind(self, phone: Phone, entry: str) -> str:
        if entry in phone.entries:
            return str(phone.entries[entry]["kind"])
        what = next(each["what"] for each in phone.pending(entry) if each["what"])
        return "measurement" if what in {"weight", "measured"} else str(what)

    @rule(phone=writers, what=whats, number=choice, front=st.booleans(), place=places)
    def save(self, phone: int, what: str, number: int, front: bool, place: int) -> None:
        values = self.typed(what, number)
        self._keep(self.phones[phone], front, 0, place, what=what, values=values)

    @rule(phone=writers, what=whats, number=choice, fault=faults, place=places)
    def save_on_a_bad_line(
        self, phone: int, what: str, number: int, fault: int, place: int
    ) -> None:
        values = self.typed(what, number)
        self._keep(self.phones[phone], True, fault, place, what=what, values=values)

    @rule(phone=writers, number=choice)
    def save_what_is_refused(self, phone: int, number: int) -> None:
        values = {**self.typed("symptom", number), "severity": "99"}
        self._keep(self.phones[phone], bool(number % 2), 0, 0, what="symptom", values=values)

    @rule(phone=writers, number=choice, front=st.booleans(), severity=choice)
    def edit(self, phone: int, number: int, front: bool, severity: int) -> None:
        here = self.phones[phone]
        entry = self._one(here, number)
        form = here.form_of(entry) if entry else None
        if entry is None or form is None:
            return
        self.written += 1
        values = {**form["values"], "note": f"words {self.written}"}
        if form["what"] == "symptom":
            values["severity"] = str(severity)
        more = {"entry": entry, "base": here.base_of(entry), "kind": self._kind(here, entry)}
        self._keep(here, front, 0, 0, what=form["what"], values=values, **more)

    @rule(phone=writers, number=choice, gone=st.booleans(), front=st.booleans())
    def delete_or_bring_back(self, phone: int, number: int, gone: bool, front: bool) -> None:
        here = self.phones[phone]
        entry = self._one(here, number, deleted=not gone)
        if entry is None:
            return
        kind, base = self._kind(here, entry), here.base_of(entry)
        self._keep(here, front, 0, 0, entry=entry, base=base, kind=kind, delete=gone)

    @rule(phone=writers)
    def undo(self, phone: int) -> None:
        here = self.phones[phone]
        done = [change for change in here.listed() if change["base"] is None]
        if done:
            last = done[-1]
            kind = self._kind_of_form(last["what"])
            ids = {"entry": last["entry"], "base": last["id"]}
            self._keep(here, True, 0, 0, kind=kind, delete=True, **ids)

    def _kind_of_form(self, what: str) -> str:
        return "measurement" if what == "weight" else what

    @rule(phone=writers, number=choice, yes=st.booleans())
    def decide(self, phone: int, number: int, yes: bool) -> None:
        """What was asked about or refused is answered, mended, or discarded."""
        here = self.phones[phone]
        stuck = [change for change in here.unsettled() if change["state"] in STUCK]
        if not stuck:
            return
        one = stuck[number % len(stuck)]
        if not yes or not one["values"]:
            here.discard(one["id"])
            return
        codes = [warning["code"] for warning in one.get("answer", {}).get("warnings", ())]
        said = {"again": "yes", "why_again": "team", "confirmed": " ".join(codes)}
        values = {**one["values"], **(said if codes else {"severity": "4"})}
        here.keep([{**one, "values": values}])

    # What becomes of it on the way

    @rule(phone=anyone, fault=faults, place=places)
    def look(self, phone: int, fault: int, place: int) -> None:
        self._on(self.phones[phone], fault, place)
        self.phones[phone].flush()

    @precondition(lambda self: self.home.held)
    @rule()
    def what_was_held_arrives(self) -> None:
        self.home.deliver_late()

    @rule(phone=writers, hours=clocks)
    def clock_goes_wrong(self, phone: int, hours: int) -> None:
        self.phones[phone].wrong = timedelta(hours=hours)

    @rule(phone=writers)
    def session_ends(self, phone: int) -> None:
        here = self.phones[phone]
        self.home.end_sessions(here.name)
        for each in self.phones:
            if each.name == here.name and each.unsettled():
                assert each.flush() == "signed-out"

    @rule(phone=writers)
    def signs_in(self, phone: int) -> None:
        self._sign_in(self.phones[phone])

    def _sign_in(self, phone: Phone) -> None:
        if not self.home.is_open(phone.cookie):
            phone.cookie = self.home.sign_in(phone.name)

    @precondition(lambda self: not self.restarted)  # it takes as long as twenty requests
    @rule()
    def server_starts_anew(self) -> None:
        self.restarted = True
        self.home.restart()

    @rule(phone=st.sampled_from((3, 4)), number=choice)
    def somebody_writes_who_may_not(self, phone: int, number: int) -> None:
        here = self.phones[phone]
        self._keep(here, True, 0, 0, what="note", values=self.typed("note", number))
        assert [change["state"] for change in here.unsettled()] == ["rejected"]
        here.discard(here.unsettled()[0]["id"])

    @precondition(lambda self: self.world.backups)
    @rule()
    def backup_is_kept(self) -> None:
        self.backup = self.home.copied()

    @precondition(lambda self: self.backup is not None)
    @rule()
    def backup_is_restored(self) -> None:
        assert self.backup is not None
        self.home.bring_back(self.backup)
        self.restored = True

    def teardown(self) -> None:
        """The line is good and everybody decides and looks: then every promise holds."""
        self.home.deliver_late()
        for phone in self.phones:
            phone.faults = iter(())
            self._sign_in(phone)
        for phone in self.phones * 2:
            while stuck := [each for each in phone.unsettled() if each["state"] in STUCK]:
                phone.discard(stuck[0]["id"])
            assert phone.flush() == "ok"
        self._quiet()
        broken = broken_promises(self.home, self.phones, restored=self.restored)
        assert not broken, "\n".join(broken)

    def _quiet(self) -> None:
        """Everybody has looked since the last change: the next look says nothing new."""
        for phone in self.phones:
            seen = phone.cursor
            while phone.flush() == "ok" and phone.cursor != seen:
                seen = phone.cursor
