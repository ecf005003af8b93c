"""The doses of the next two weeks as a phone keeps them: when each turns, and its row by state."""

from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any

from journal.amounts import both_text
from journal.care.days import day_of, day_span
from journal.care.units import show_amount
from journal.plans.expected import Expected, readable
from journal.reminders.badge import silent_in_hospital
from journal.web.day import LOOK_AHEAD, LOOK_BACK, Day
from journal.web.day_doses import (
    INSTANT,
    NO_RECORD_AFTER,
    DoseOfDay,
    doses_between,
    turning_of,
    with_records,
)
from journal.web.dose_rows import dose_row, usual_until
from journal.web.drawn import (
    AMOUNT,
    AT,
    BY,
    CHANGE,
    DUE,
    DUE_AT,
    ENTRY,
    SLOT,
    entry_address,
    macro,
    placed,
)
from journal.web.evening_card import asked_from
from journal.words import short_day, unbroken

Row = dict[str, Any]
DAYS = 14
OPEN = ("later", "due", "overdue", "norecord", "before", "unknown")
# What does not change with the moment is asked of the database once.
KEPT = ("medicines", "plans", "every_turn", "others", "may_record", "restored", "after_stay")
# Of what was given on this phone and has not reached the server.
TOLD = ("given", "partly", "refused", "vomited", "skipped")


@dataclass
class PocketDoses:
    """The slots of `DAYS` days, drawn. `day` is the one that the phone asks on."""

    day: Day
    _rows: dict[str, dict[str, str]] = field(default_factory=dict)
    _keys: dict[str, str] = field(default_factory=dict)

    @cached_property
    def days(self) -> dict[date, Day]:
        """Each of these days as Today sees it: the present one now, the others at their middle."""
        found = {self.day.date: self.day}
        for ahead in range(1, DAYS):
            on = self.day.date + timedelta(days=ahead)
            start, end = self.span_of(on)
            found[on] = self._at(start + (end - start) / 2)
        return found

    def span_of(self, on: date) -> tuple[datetime, datetime]:
        """The first moment of a family's day, and the first after it."""
        return day_span(on, self.day.zone, self.day.child.day_begins)

    @cached_property
    def doses(self) -> list[DoseOfDay]:
        """Every slot that Today will show on one of these days while nobody records more."""
        day = self.day
        start = min(day.span[0], day.now - LOOK_BACK)
        end = self.span_of(max(self.days))[1]
        slots, _unreadable = readable(day.session, day.child, day.medicines, start, end)
        near = doses_between(day.session, day.child, start - LOOK_BACK, end)
        return [one for one in with_records(day.session, slots, near, day.now) if self._shows(one)]

    def slots(self) -> list[Row]:
        """The slots as the phone keeps them; their rows are in `rows` from then on."""
        return [self._slot(dose) for dose in self.doses]

    @property
    def rows(self) -> dict[str, dict[str, str]]:
        """Per key the markup of a row by its state; equal rows have one key."""
        return self._rows

    def labels(self) -> Row:
        """The family's days: their names and their spans."""
        found = {}
        for on in [self.day.date - timedelta(days=1), *self.days]:
            start, end = self.span_of(on)
            found[on.isoformat()] = {
                "label": short_day(on),
                "start": start.isoformat(),
                "end": end.isoformat(),
                "evening": asked_from(self.day.child, on).isoformat(),
            }
        return found

    def _at(self, moment: datetime) -> Day:
        day = Day(self.day.session, self.day.actor, self.day.child, moment)
        for name in KEPT:
            setattr(day, name, getattr(self.day, name))
        day.rare_slots = [one for one in self._rare if one.slot.due_at >= day.span[1]]
        return day

    @cached_property
    def _rare(self) -> list[Expected]:
        """The slots of what is given rarely, as far as the last of the days looks ahead."""
        return self.day.rare_until(self.day.span[1] + timedelta(days=DAYS) + LOOK_AHEAD)

    def _shows(self, dose: DoseOfDay) -> bool:
        return _gone_from(dose, self._span(dose)) > self.day.now

    def _span(self, dose: DoseOfDay) -> tuple[datetime, datetime]:
        return self.span_of(self._date(dose.expected))

    def _date(self, one: Expected) -> date:
        return day_of(one.slot.due_at, self.day.zone, self.day.child.day_begins)

    @cached_property
    def _silent(self) -> set[Any]:
        """What the number on the icon leaves out (H37)."""
        around = (self.day.session, self.day.child)
        return silent_in_hospital(*around, [one.expected for one in self.doses], now=self.day.now)

    def moments(self, dose: DoseOfDay) -> Row:
        """A slot and when what is said of it changes, as docs/phone.md describes it."""
        one, turning = dose.expected, turning_of(dose.expected)
        on = self._date(one)
        span = self.span_of(on)
        return {
            "medicine": str(one.medicine.id),
            "slot": one.slot.key,
            "day": on.isoformat(),
            "due_at": one.slot.due_at.isoformat(),
            "shown_from": span[0].isoformat(),
            "due_from": _iso(turning.due_from),
            # While doses are unknown none is late.
            "late_at": None if self.day.restored else _iso(turning.late_from),
            "over_at": turning.over_from.isoformat(),
            "over": turning.over,
            "gone_at": _gone_from(dose, span).isoformat(),
            "state": dose.state if dose.state == "unknown" or not dose.is_open else None,
        }

    def _slot(self, dose: DoseOfDay) -> Row:
        one, kept = dose.expected, self.moments(dose)
        # Last night's are drawn as the present day sees them.
        day = self.days.get(self._date(one), self.day)
        return kept | {
            "clock": f"{one.slot.wall:%H:%M}",
            "on": one.slot.wall.date().isoformat(),
            "amount": show_amount(one.amount),
            "unit": one.plan.unit,
            "planned": unbroken(both_text(one.plan, one.amount)),
            "all_until": _iso(usual_until(self.day, dose)),
            "recorded": self._recorded(day, dose),
            "silent": one.key in self._silent,
            "row": self._key(day, dose),
        }

    def _recorded(self, day: Day, dose: DoseOfDay) -> Row | None:
        if dose.recorded is None:
            return None
        row = self._shown_rows.get(dose.expected.key) or dose_row(day, dose)
        return {
            "entry": str(dose.recorded.id),
            "by": row["by"],
            "at": row["at"],
            "row": macro("_ui/dose.html", "dose_row", row, day.child),
        }

    @cached_property
    def _shown_rows(self) -> dict[Any, Row]:
        """Recorded rows as Today draws them, with what else was given of the same medicine."""
        return {dose.expected.key: row for dose, row in self.day.recorded_rows}

    def _key(self, day: Day, dose: DoseOfDay) -> str:
        """The key of the slot's row. What is drawn alike is drawn once."""
        due = _neutral(day, replace(dose, state="due"))
        alike = placed(repr((due, dose.moved)), dose.expected.slot.key, SLOT)
        if alike not in self._keys:
            self._keys[alike] = key = f"r{len(self._rows)}"
            rows = {state: _neutral(day, replace(dose, state=state)) for state in _states(dose)}
            if day.may_record and dose.moved is None:
                rows |= {outcome: _told(day, rows["due"], outcome) for outcome in TOLD}
            self._rows[key] = {state: self._drawn(row, dose) for state, row in rows.items()}
        return self._keys[alike]

    def _drawn(self, row: Row, dose: DoseOfDay) -> str:
        html = macro("_ui/dose.html", "dose_row", row, self.day.child)
        key = dose.expected.slot.key
        return placed(placed(html, key, SLOT), key.replace(":", ""), SLOT)


def _states(dose: DoseOfDay) -> tuple[str, ...]:
    return OPEN if dose.moved is None else ("unknown",)


def _neutral(day: Day, dose: DoseOfDay) -> Row:
    """A row with tokens for what the phone knows: the moment, and new ids."""
    row = dose_row(day, replace(dose, recorded=None)) | {"due": DUE, "due_at": DUE_AT}
    if row["hidden"]:
        row["hidden"] |= {"change": CHANGE, "entry": ENTRY}
    if row["otherwise"]:
        row["otherwise"]["hidden"] |= {"change": CHANGE, "entry": ENTRY}
    return row


def _told(day: Day, row: Row, outcome: str) -> Row:
    """What was recorded on this phone and waits there."""
    return row | {
        "state": outcome,
        "amount": AMOUNT,
        "by": BY,
        "at": AT,
        "due": None,
        "due_at": None,
        "already": None,
        "reason": None,
        "give_url": None,
        "otherwise": None,
        "entry_url": entry_address("entries.show", day.child.id),
    }


def _gone_from(dose: DoseOfDay, span: tuple[datetime, datetime]) -> datetime:
    """When Today stops showing it: with its day, or twelve hours after a dose nobody recorded."""
    end = span[1]
    if not dose.is_open or (dose.state != "unknown" and not dose.expected.was_known):
        return end
    return max(end, dose.expected.slot.due_at + NO_RECORD_AFTER + INSTANT)


def _iso(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat()
