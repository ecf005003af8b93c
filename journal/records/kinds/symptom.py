"""A symptom, in the family's words, with how bad it was."""

import sqlalchemy as sa

from journal.care import knowledge
from journal.care.problems import N_, Problem, Refused
from journal.records.columns import belongs_to
from journal.records.entries import KindRow
from journal.records.fields import Fields, Id, Moment, Severity, ShortText, ends_before, many


class Symptom(Fields):
    """severity: 0 (none) to 10 (as bad as it gets), or None when nobody asked.

    since, until  when it began and ended, as far as somebody said
    medicine      the one the family thinks it comes from: their word, never a finding
    """

    symptom: ShortText
    name: ShortText | None = None
    severity: Severity = None
    sites: list[ShortText] = many()
    since: Moment | None = None
    until: Moment | None = None
    medicine: Id | None = None

    def check(self) -> None:
        if self.since is not None and ends_before(self.at, self.since):
            sentence = N_("It began after it was seen. Check both moments.")
            raise Refused(Problem("span", "since", sentence))
        if self.until is not None and ends_before(self.until, self.since or self.at):
            sentence = N_("It ended before it began. Check both moments.")
            raise Refused(Problem("span", "until", sentence))
        if self.symptom == "other":
            if not self.name:
                raise Refused(Problem("name_required", "name", N_("Write what it was.")))
        elif knowledge.find_symptom(self.symptom) is None:
            raise Refused(
                Problem("symptom_unknown", "symptom", N_("Choose a symptom, or Other with a name."))
            )
        if unknown := [site for site in self.sites if knowledge.find_body_site(site) is None]:
            raise Refused(
                Problem(
                    "site_unknown",
                    "sites",
                    N_("%(site)s is not on the list of places. Choose one from the list."),
                    {"site": unknown[0]},
                )
            )


class SymptomRow(KindRow, Symptom, table=True):
    """A symptom on disk. `Symptom` has checked every field before it gets here."""

    __tablename__ = "symptom"

    medicine: Id | None = belongs_to("medicine", default=None, nullable=True)

    __table_args__ = (
        # All that a chart of ten years reads of a symptom, so that it needs no row.
        sa.Index("ix_symptom_charted", "child_id", "at", "symptom", "name", "severity", "entry_id"),
        sa.Index(None, "child_id", "symptom", "at"),
    )
