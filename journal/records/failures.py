"""What a log may hold of a failure: its kind and its place, never its words."""

import traceback


def place_of(error: BaseException) -> str:
    """Return the type of an error and the lines of code it passed.

    Its message stays out: pydantic, PostgreSQL and JSON quote names and notes in theirs.
    """
    kind = f"{type(error).__module__}.{type(error).__qualname__}"
    return f"{kind}\n{''.join(traceback.format_tb(error.__traceback__))}".rstrip()
