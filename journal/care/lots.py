"""Lot numbers as packs print them and as people type them: when two of them may be the same."""


def lot_key(lot: str) -> str:
    """Return a lot number without spaces, hyphens and case: "ld 123-X1" is "LD123X1".

    Everything but letters and digits is left out, since labels set a number apart in many ways.
    """
    return "".join(sign for sign in lot.casefold() if sign.isalnum())


def lot_holds(lot: str, part: str) -> bool:
    """Say whether `part` is a lot number or a part of it. Of nothing, nothing is a part."""
    asked = lot_key(part)
    return bool(asked) and asked in lot_key(lot)
