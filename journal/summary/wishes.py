"""What a family wishes of its page: what it left out, added, ranked and chose."""

import uuid
from dataclasses import dataclass
from enum import StrEnum


class Second(StrEnum):
    """What a second side may show; without a wish there is none."""

    LABS = "labs"
    PHOTOS = "photos"
    LIST = "list"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    """A page nobody prepared has none of them.

    struck   keys of items (`key` of the page's values); the page says how many it leaves out
    lines    the family's own lines, in their order
    ranked   question entries, the first asked first, at most three
    charted  keys of series for the time axis (as journal.summary.over_time names them); empty: the
             page chooses
    photos   chosen pictures, for the second side
    whom     with whom the visit is: then is the last visit to the same person, where there was one
    """

    struck: frozenset[str] = frozenset()
    lines: tuple[str, ...] = ()
    ranked: tuple[uuid.UUID, ...] = ()
    charted: tuple[str, ...] = ()
    photos: tuple[uuid.UUID, ...] = ()
    second: frozenset[Second] = frozenset()
    whom: str = ""

    @property
    def has_photos(self) -> bool:
        """Whether any photo is to be shown."""
        return Second.PHOTOS in self.second and bool(self.photos)


NONE = Wishes()
