"""What went with which reaction over many infusions: counted, and nothing is made of it.

A few infusions of one child say nothing about a cause, so there is no share, no trend and no order
by how bad something was: only how many there were, and in how many each reaction was written.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """One infusion as recorded.

    rate       the highest that was written, in mL/h; None where none was
    before     what was given before it; reactions: during it and in the days after
    """

    product: str
    rate: Decimal | None = None
    before: tuple[str, ...] = ()
    reactions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Infusions that have something in common.

    name       as it was first written; "" for those of which it was not written
    infusions  how many; reactions: each with the number of infusions in which it was written,
               the most often written first
    silent     infusions without a written reaction: not the same as without a reaction
    """

    name: str
    infusions: int
    reactions: tuple[tuple[str, int], ...]
    silent: int


def by_product(infusions: Sequence[Seen]) -> tuple[Group, ...]:
    """Return a group for each product."""
    return _groups(infusions, lambda one: (one.product,))


def by_premedication(infusions: Sequence[Seen]) -> tuple[Group, ...]:
    """Return a group for each medicine given before; an infusion with two is in both."""
    return _groups(infusions, lambda one: one.before or ("",))


def by_rate(infusions: Sequence[Seen]) -> tuple[Group, ...]:
    """Return a group for each highest rate in mL/h, the lowest first, then those without one."""
    rates = sorted({one.rate for one in infusions if one.rate is not None})
    groups = [
        _group(_plain(rate), [one for one in infusions if one.rate == rate]) for rate in rates
    ]
    silent = [one for one in infusions if one.rate is None]
    return (*groups, *([_group("", silent)] if silent else []))


def _groups(infusions: Sequence[Seen], names: Callable[[Seen], Iterable[str]]) -> tuple[Group, ...]:
    """The largest group first; what nobody wrote comes last."""
    called: dict[str, str] = {}
    members: dict[str, list[Seen]] = {}
    for one in infusions:
        for key, name in _once(names(one)).items():
            called.setdefault(key, name)
            members.setdefault(key, []).append(one)
    keys = sorted(members, key=lambda key: (key == "", -len(members[key]), key))
    return tuple(_group(called[key], members[key]) for key in keys)


def _group(name: str, infusions: Sequence[Seen]) -> Group:
    called: dict[str, str] = {}
    times: Counter[str] = Counter()
    for one in infusions:
        for key, reaction in _once(one.reactions).items():
            called.setdefault(key, reaction)
            times[key] += 1
    often = sorted(times, key=lambda key: (-times[key], key))
    return Group(
        name=name,
        infusions=len(infusions),
        reactions=tuple((called[key], times[key]) for key in often),
        silent=sum(not one.reactions for one in infusions),
    )


def _once(names: Iterable[str]) -> Mapping[str, str]:
    """Each name once, whatever its case and spaces: in one infusion it counts once."""
    found: dict[str, str] = {}
    for name in names:
        found.setdefault(" ".join(name.casefold().split()), " ".join(name.split()))
    return found


def _plain(rate: Decimal) -> str:
    """ "150", never "1.5E+2" or "150.0"."""
    return f"{rate.normalize():f}"
