"""Which points of a chart a line joins: a gap stays a gap."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date, timedelta


def runs(
    points: Sequence[tuple[date, float]], gap: timedelta, breaks: Collection[date] = ()
) -> Iterable[list[tuple[date, float]]]:
    """Yield points no further apart than `gap`, with none of `breaks` between two of them."""
    run: list[tuple[date, float]] = []
    for point in points:
        between = any(run[-1][0] < day < point[0] for day in breaks) if run else False
        if run and (between or point[0] - run[-1][0] > gap):
            yield run
            run = []
        run.append(point)
    if run:
        yield run
