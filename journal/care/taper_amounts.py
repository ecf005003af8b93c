"""The amounts of a written taper, in the plan's unit, or turned to it by the strength on the label.

Only what the label says exactly is worked out; all else is asked. No weight is known here (H38).
"""

from collections.abc import Callable
from decimal import Decimal

from journal.care.measured import refuse_odd_tablets
from journal.care.problems import N_, Refused, shorten
from journal.care.strength import Strength, agrees, measured_from, show_strength
from journal.care.taper_words import Words, WrittenAmount
from journal.care.units import IN_MILLIGRAMS, Unit, in_same_unit, read_amount

FIELD = "pasted"
FINEST = Decimal("0.0001")  # as many decimals as an amount may have
Ask = Callable[..., None]


class AmountReader:
    """Reads the amounts of one step after another.

    stated      the unit last written, which a number without one has too
    worked_out  whether an amount was turned to the plan's unit by the strength
    """

    def __init__(self, unit: str, strength: Strength | None, ask: Ask) -> None:
        self.unit = unit
        self.strength = strength
        self.ask = ask
        self.stated: Unit | None = None
        self.worked_out = False

    def read(self, words: Words) -> tuple[Decimal | None, Decimal | None]:
        """The amount, and the second one in turn; None for what is asked about."""
        if words.unread:
            return None, None
        found = [self._amount(one, words) for one in words.amounts]
        if None in found:
            return None, None
        if len(found) == 1 and not words.in_turn:
            return found[0], None
        # The same amount in two units, day about, may be one amount written twice.
        twice = len(found) == 2 and found[0] == found[1] and len(_units(words)) == 2
        if len(found) == 2 and (words.in_turn or words.other_days) and not twice:
            return found[0], found[1]
        self._ask_how_much(words)
        return None, None

    def _amount(self, one: WrittenAmount, words: Words) -> Decimal | None:
        """One amount; where it is written in two units, both have to agree with the label."""
        if one.beside is None:
            return self._single(one)
        first, second = (one, one.beside) if one.unit == self.unit else (one.beside, one)
        if first.unit != self.unit:
            self._not_in_unit(first)
            return None
        amount, other = self._number(first), self._number(second)
        if amount is None or other is None:
            return None
        same = None
        if self.strength is not None and second.unit is not None:
            same = agrees(amount, self.unit, other, second.unit, self.strength)
        if same is None:
            self._not_in_unit(second)
            return None
        if not same:
            self._ask_which(words)
            return None
        self.stated = first.unit
        return amount

    def _single(self, one: WrittenAmount) -> Decimal | None:
        unit = one.unit or self.stated
        if unit is None:
            sentence = N_(
                "“%(text)s” has no unit. Write %(text)s %(unit)s if that is what it means."
            )
            self.ask("taper_unit", sentence, text=one.number, unit=self.unit)
            return None
        if unit != self.unit and not self._is_measured(unit):
            self._not_in_unit(one)
            return None
        amount = self._number(one)
        if amount is None:
            return None
        if unit == self.unit:
            self.stated = unit
            return amount
        turned = _turned(amount, unit, self.unit, self.strength)
        if turned is None:
            self._not_in_unit(one)
            return None
        self.stated, self.worked_out = unit, True
        return turned

    def _is_measured(self, unit: str) -> bool:
        """Whether one of the two units is what the label counts in, and the other its mass."""
        if self.strength is None:
            return False
        other = self.unit if unit == self.strength.per_unit else unit
        counts = self.strength.per_unit in (unit, self.unit)
        return counts and in_same_unit(Decimal(1), other, self.strength.unit) is not None

    def _number(self, one: WrittenAmount) -> Decimal | None:
        try:
            return read_amount(one.number, FIELD)
        except Refused as refused:
            values = refused.problems[0].values
        sentence = (
            N_("“%(text)s” is %(small)s or %(large)s. Write %(clear)s or %(large)s.")
            if "small" in values
            else N_("“%(text)s” is no amount. Write it like 7.5.")
        )
        code = "amount_ambiguous" if "small" in values else "amount_not_number"
        text = f"{one.number} {one.unit or self.stated or self.unit}"
        self.ask(code, sentence, text=text, **values)
        return None

    def _not_in_unit(self, one: WrittenAmount) -> None:
        counted = {one.unit, self.unit} - set(IN_MILLIGRAMS)
        sentence = (
            N_(
                "How many %(unit)s is “%(text)s”? That depends on the strength, which the journal "
                "does not know here. Write it in %(unit)s."
            )
            if self.strength is None and len(counted) == 1
            else N_("“%(text)s” is not in %(unit)s, as the plan is. Write it in %(unit)s.")
        )
        text = f"{one.number} {one.unit or self.stated or ''}".strip()
        self.ask("taper_unit", sentence, text=text, unit=self.unit)

    def _ask_which(self, words: Words) -> None:
        sentence = N_(
            "“%(text)s”: with the label, %(strength)s, these are two amounts. "
            "Ask which one your clinic means."
        )
        strength = show_strength(self.strength) if self.strength else ""
        self.ask("taper_amount", sentence, text=shorten(words.text), strength=strength)

    def _ask_how_much(self, words: Words) -> None:
        sentence = N_("How much is “%(text)s”? Write one amount for each step.")
        self.ask("taper_amount", sentence, text=shorten(words.text))


def _units(words: Words) -> set[Unit | None]:
    return {one.unit for one in words.amounts}


def _turned(amount: Decimal, unit: str, wanted: str, strength: Strength | None) -> Decimal | None:
    """The same amount in the wanted unit, exact; None when the label does not say it exactly."""
    if strength is None:
        return None
    found = measured_from(amount, unit, strength)
    turned = found and in_same_unit(*found, wanted)
    if turned is None or turned <= 0 or turned != turned.quantize(FINEST):
        return None
    # Multiplied out, as what was divided may have been rounded.
    counted = unit == strength.per_unit
    mass = in_same_unit(*((turned, wanted) if counted else (amount, unit)), strength.unit)
    count = amount if counted else turned
    if mass is None or mass * strength.per != count * strength.amount:
        return None
    try:
        refuse_odd_tablets(count, strength.per_unit, FIELD)
    except Refused:
        return None
    return turned
