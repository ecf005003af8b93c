"""The photos of the book: those the family ticked, numbered, each with its day and its place."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlmodel import Session

from journal.care import knowledge
from journal.entries import reading
from journal.records.children import Child
from journal.records.entries import Kind
from journal.records.photos import Photo, photos_of
from journal.summary.around import Pictured
from journal.summary.document import Document, Photos, Shown
from journal.summary.papers.head import Head, head_of, paper
from journal.summary.printable import printable
from journal.summary.say import _, ngettext
from journal.summary.second_side import as_pictured, caption

# What a mail still carries and the typesetter has memory for. A file that is larger than its share
# of the bytes is printed from its small copy.
MOST_PHOTOS, MOST_BYTES, LARGEST = 40, 16_000_000, 700_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """One photo; sites: places on the body that its entry names, by the ids of the catalogue."""

    picture: Pictured
    sites: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class BookPhotos:
    """The photos that were chosen, the oldest first.

    left  chosen ones there is no room for; away: chosen ones that no entry names (any more)
    """

    head: Head
    photos: tuple[Placed, ...]
    left: int
    away: int

    @property
    def largest(self) -> int:
        """How many bytes the file of one photo may have."""
        return min(LARGEST, MOST_BYTES // max(len(self.photos), 1))


def book_photos(
    session: Session,
    child: Child,
    ticked: Mapping[str, reading.Shown | None],
    *,
    now: datetime,
) -> BookPhotos:
    """Return the ticked photos, the newest where there is not room for all.

    The caller has checked the right to see photos.

    ticked: the entry that names each of them, None where none does
    """
    zone = ZoneInfo(child.zone)
    named = {photo: entry for photo, entry in ticked.items() if entry}
    here = photos_of(session, child.id, named)
    order = sorted(here, key=lambda each: (named[each].at, each))
    kept = order[-MOST_PHOTOS:]
    photos = tuple(_placed(here[each], named[each], zone) for each in kept)
    days = [each.picture.on for each in photos] or [now.astimezone(zone).date()]
    head = head_of(session, child, now=now, from_on=days[0], to_on=days[-1])
    return BookPhotos(
        # Counted are the entries these photos belong to, not every entry of their days.
        head=replace(head, entries=len({named[each].id for each in kept})),
        photos=photos,
        left=len(order) - len(kept),
        away=len(ticked) - len(order),
    )


def photos_paper(found: BookPhotos, language: str) -> Document:
    """Return them as a paper of the book, with what is left out in words."""
    shown = tuple(
        Shown(
            name=str(each.picture.photo),
            said=_("Photo %(n)d · %(said)s", n=number, said=_said(each, language)),
            width=each.picture.width,
            height=each.picture.height,
        )
        for number, each in enumerate(found.photos, start=1)
    )
    part = Photos(
        heading=_("Photos the family ticked"),
        photos=shown,
        missing=_("This photo is not on this server."),
        note=_note(found),
    )
    return paper(
        found.head,
        title=_("The whole journal: photos"),
        parts=[part],
        of=(found.photos, found.left, found.away),
        language=language,
        intro=_("Only photos that the family ticked for this paper, the oldest first."),
    )


def _placed(photo: Photo, entry: reading.Shown, zone: ZoneInfo) -> Placed:
    sites = entry.fields["sites"] if entry.kind is Kind.SYMPTOM else ()
    on = entry.at.astimezone(zone).date()
    return Placed(picture=as_pictured(photo, entry, on), sites=tuple(sites))


def _said(each: Placed, language: str) -> str:
    known = ((site, knowledge.find_body_site(site)) for site in each.sites)
    places = (_(fact.label) if fact else printable(site, 60) for site, fact in known)
    return ", ".join(filter(None, (caption(each.picture, language), *places)))


def _note(found: BookPhotos) -> str:
    said = []
    if not found.photos:
        said.append(_("No photo is ticked."))
    if found.left:
        sentence = ngettext(
            "%(num)d older photo that was ticked has no room here: %(most)d is the most. Print it "
            "by itself.",
            "%(num)d older photos that were ticked have no room here: %(most)d is the most. Print "
            "them by themselves.",
            found.left,
            most=MOST_PHOTOS,
        )
        said.append(sentence)
    if found.away:
        sentence = ngettext(
            "%(num)d photo that was ticked is in no entry that is here.",
            "%(num)d photos that were ticked are in no entry that is here.",
            found.away,
        )
        said.append(sentence)
    return " ".join(said)
