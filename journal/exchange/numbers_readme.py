"""The README of the numbers that were taken out: what each file and each column is."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from flask_babel import gettext as _
from flask_babel import ngettext

from journal.exchange.csv_out import Table
from journal.records.children import Child
from journal.records.entries import Kind
from journal.words import day_text, moment_text


def readme(
    tables: Sequence[Table],
    counts: Mapping[str, int],
    child: Child,
    days: tuple[date | None, date | None],
    made_at: datetime,
    *,
    photos: tuple[int, int] | None = None,
) -> str:
    """Return the README as text. counts: how many rows each file that is there has.

    photos: how many go along and how many are named and not here; None: none were wished for
    """
    made = moment_text(made_at, ZoneInfo(child.zone))
    head = [
        _("The journal of %(child)s, taken out on %(moment)s.", child=child.name, moment=made),
        _("Recorded by the family. No clinic has checked it, and nobody watches it."),
        period_text(*days),
        "",
        *how_to_read(),
    ]
    files = [
        "\n".join(
            [
                f"{table.name}.csv",
                f"  {_(table.what)} {_rows(counts[table.name])}",
                *(f"    {column.name}: {_(column.what)}" for column in table.columns),
            ]
        )
        for table in tables
        if table.name in counts
    ]
    others = [
        _(
            "journal.json: plans with every column the journal keeps, who made them, and the "
            "entries as the journal's own phones are told of them."
        ),
        _("patient-summary.json: an International Patient Summary (HL7 FHIR R4) for clinics."),
    ]
    if Kind.RESPONSE in counts:
        others.append(
            _("questionnaires.json: answered questionnaires and their forms (HL7 FHIR R4 Bundle).")
        )
    others.append(_photos(photos))
    absent = [table.name for table in tables if table.name not in counts and table.name != "diary"]
    left = [_("Of these there is nothing: %(list)s.", list=", ".join(absent))] if absent else []
    return "\n\n".join(["\n".join(head), *files, "\n".join(others), *left]) + "\n"


def _photos(photos: tuple[int, int] | None) -> str:
    if photos is None:
        return _("No photo is in it: they go along only where that was chosen.")
    here, missing = photos
    said = [
        ngettext(
            "photos/: %(num)d photo, named by its id as journal.json has it under its entry.",
            "photos/: %(num)d photos, named by their ids as journal.json has them under the entry.",
            here,
        )
    ]
    if missing:
        said.append(
            ngettext(
                "%(num)d photo that an entry names is not on this server.",
                "%(num)d photos that entries name are not on this server.",
                missing,
            )
        )
    return " ".join(said)


def how_to_read() -> list[str]:
    """The sentences that hold for every file."""
    return [
        _("Files ending in .csv are tables: commas between cells, one row of names, UTF-8."),
        _("In a spreadsheet open them with its import and choose comma and, for codes and lots,"
          " Text: opened with a double click, a lot such as 0012 loses its noughts."),
        _("Moments stand with their offset from UTC, numbers with a point. An empty cell means"
          " that nobody wrote anything: never none, and never no."),
        _("A text that a spreadsheet would run as a formula begins with an apostrophe, which does"
          " not belong to it."),
    ]  # fmt: skip


def period_text(from_on: date | None, to_on: date | None) -> str:
    """Which days the entries are of. Plans are always whole."""
    if from_on and to_on:
        return _(
            "Entries from %(first)s to %(last)s; plans are whole.",
            first=day_text(from_on),
            last=day_text(to_on),
        )
    return _("All entries and plans.")


def _rows(count: int) -> str:
    return ngettext("%(num)s row.", "%(num)s rows.", count)
