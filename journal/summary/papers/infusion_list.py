"""All infusions on one list, with every lot: for a recall, and for a new infusion center."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from journal.records.children import Child
from journal.summary import reading
from journal.summary.document import Document
from journal.summary.gather import courses_of
from journal.summary.infused import infusions_of
from journal.summary.page import Infusion
from journal.summary.papers.head import Head, head_of, paper, whole_of
from journal.summary.papers.treatment_words import infusion_rows
from journal.summary.say import _, ngettext


@dataclass(frozen=True, slots=True, kw_only=True)
class InfusionList:
    """Every infusion of one child, the oldest first."""

    head: Head
    infusions: tuple[Infusion, ...]


def infusion_list(session: Session, child: Child, *, now: datetime) -> InfusionList:
    """Return all infusions of one child. The caller has checked the right to look."""
    head = head_of(session, child, now=now)
    window = whole_of(head)
    rows = reading.infusions(session, child.id, window.start, window.end)
    found = infusions_of(session, rows, courses_of(session, child), window)
    return InfusionList(head=head, infusions=found)


def infusion_paper(found: InfusionList, language: str) -> Document:
    """Return the list in words."""
    return paper(
        found.head,
        title=_("All infusions with their lots"),
        parts=[infusion_rows(found.infusions, language)],
        of=found.infusions,
        language=language,
        intro=_counted(found.infusions),
    )


def _counted(infusions: Sequence[Infusion]) -> str:
    without = sum(not one.lots for one in infusions)
    count = ngettext("%(num)d infusion recorded", "%(num)d infusions recorded", len(infusions))
    if not without:
        return f"{count}."
    return _("%(count)s; of %(without)d no lot is recorded.", count=count, without=without)
