"""What every log form works with: whose journal, which moment, and how it is asked about."""

import uuid
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from flask import url_for
from flask_babel import gettext as _
from sqlmodel import Session

from journal.entries.change import FIRST
from journal.records.access import Actor
from journal.records.children import Child
from journal.records.entries import Kind
from journal.web.forms import Form

Fields = Mapping[str, Any]

# Stands in every form that has the field: without it, no photo chosen would mean none wanted.
PHOTOS_ASKED = "photos_asked"
# What may be wrong with a change as a whole belongs to no field.
OF_THE_CHANGE = {"id", "base", "child", "entry", "fields", "kind", "zone"}


@dataclass(frozen=True, slots=True)
class Scene:
    """now: aware UTC, the moment that "now" on a form means; actor: whoever fills it in."""

    session: Session
    child: Child
    now: datetime
    actor: Actor | None = None

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.child.zone)


@dataclass(frozen=True, slots=True)
class Made:
    """One entry that a form makes. place: which of its ids it bears, see `ChangeRequest.nth`."""

    place: str
    kind: Kind
    fields: dict[str, Any]


class LogForm(ABC):
    """How one kind of entry is asked about. Subclasses say what is particular.

    what       the word in the address
    kind       what it writes
    template   below templates/log
    several    fields of the form in which several may be chosen
    moments    fields of the form that are a date and a time
    renamed    fields of the entry whose form field has another name
    """

    what: ClassVar[str]
    kind: ClassVar[Kind]
    template: ClassVar[str]
    several: ClassVar[tuple[str, ...]] = ()
    moments: ClassVar[tuple[str, ...]] = ("at",)
    renamed: ClassVar[Mapping[str, str]] = {}

    def __init_subclass__(cls) -> None:
        """Every form may have several photos."""
        if "photos" not in cls.several:
            cls.several = (*cls.several, "photos")

    @abstractmethod
    def heading(self) -> str:
        """The page's title."""

    def start(self, scene: Scene, asked: Mapping[str, str]) -> dict[str, Any]:
        """What stands in an empty form; `asked` are the arguments of the address."""
        return {}

    def read(self, form: Form, scene: Scene) -> list[dict[str, Any]]:
        """The fields of each entry the form makes; errors are noted in the form.

        Photos belong to the first of them, and are left as they are by a form without that field.
        """
        found = self.read_own(form, scene)
        if found and PHOTOS_ASKED in form.text:
            found[0]["photos"] = chosen_in(form)
        return found

    def fill(self, fields: Fields, scene: Scene) -> dict[str, Any]:
        """What stands in the form when an entry is edited."""
        photos = list(fields.get("photos") or [])
        return {**self.fill_own(fields, scene), "photos": photos, PHOTOS_ASKED: "yes"}

    def entries(self, form: Form, scene: Scene) -> list[Made]:
        """Every entry a new form makes, as `read` says, the one that bears its own ids first."""
        found = enumerate(self.read(form, scene))
        return [Made(str(place), self.kind, fields) for place, fields in found]

    def places(self, values: Mapping[str, Any]) -> tuple[str, ...]:
        """The places at which a form with these values may have made an entry."""
        return (FIRST,)

    @abstractmethod
    def read_own(self, form: Form, scene: Scene) -> list[dict[str, Any]]:
        """What `read` says of everything but photos."""

    @abstractmethod
    def fill_own(self, fields: Fields, scene: Scene) -> dict[str, Any]:
        """What `fill` says of everything but photos."""

    def context(self, scene: Scene, form: Form) -> dict[str, Any]:
        """What the template needs besides."""
        return {}

    def ending(self) -> Mapping[str, str]:
        """The words of the short form that writes its second moment: heading, label, note.

        Empty for a form whose entries have no end.
        """
        return {}

    def back_to(self, child_id: uuid.UUID, form: Form) -> str:
        """The page that a new form is left for."""
        return url_for("today.index", child_id=child_id)

    def goes_on_to(self, child_id: uuid.UUID, form: Form, entry: str) -> str:
        """The page that follows once a new entry is saved; `entry` is its id, or its token."""
        return self.back_to(child_id, form)

    def after_edit(self, child_id: uuid.UUID, form: Form, entry: str) -> str:
        """The page that follows once an entry was changed; "" for the entry's own."""
        return ""

    def field_of(self, name: str | None, fields: Fields) -> str:
        """The form's field for a field of the entry with these fields."""
        root = (name or "").partition(".")[0]
        return "" if root in OF_THE_CHANGE else self.renamed.get(root, root)


def chosen_in(form: Form) -> list[str]:
    """The ids of the photos that stand in a form, each once."""
    chosen = form.text.get("photos") or []
    return list(dict.fromkeys([chosen] if isinstance(chosen, str) else chosen))


def words_or_none(form: Form, name: str) -> str | None:
    """A text field as the journal keeps it: nothing typed is no field."""
    return form.get(name) or None


def one_or_other(form: Form, name: str, other: str) -> str:
    """The chosen tile, or what was typed beside "other"."""
    chosen = form.get(name)
    return form.get(other) if chosen in {"other", ""} else chosen


def as_tiles(words: Sequence[str], *, other: str = "") -> list[tuple[str, str]]:
    """Words the family used before as tiles, "other" last."""
    return [(word, word) for word in words] + [("other", other or _("Other"))]
