"""The one caller of the clock. Everything else takes `now`."""

from datetime import UTC, datetime


def now() -> datetime:
    """Return the present moment, aware, UTC."""
    return datetime.now(UTC)
