"""Reading the timeline's page."""

import re


def titles(page: str) -> list[str]:
    """The titles of the entries, from the top."""
    return re.findall(r'class="entry__title"[^>]*><bdi>(.*?)</bdi>', page)
