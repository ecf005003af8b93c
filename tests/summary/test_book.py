"""The book of the whole journal: its parts beside the database; ten years can be printed."""

from datetime import date, timedelta

from journal.entries import record
from journal.records.children import Child
from journal.records.entries import Kind
from journal.summary.document import Document
from journal.summary.papers.book import EntriesPart, Line, counted_of, first_part, spans_of
from journal.summary.papers.book_words import entries_paper, first_paper
from journal.summary.papers.head import head_of
from tests.family import NOW, Family, change, give_account
from tests.summary.gathering import log, wall
from tests.summary.papers import flat, made, on_paper, table

WIDEST = 150  # letters of a line at the size of a paper


def first(family: Family, child: str = "nora", **kinds: tuple[Line, ...]) -> Document:
    def make(session, row):
        lines = {Kind(kind): each for kind, each in kinds.items()}
        found = first_part(session, row, now=NOW, waits=("MMR waits",), kinds=lines)
        return first_paper(found, {Kind.NOTE: "Notes"}, "en")

    return made(family, make, child)


def line(number: int, detail: str = "") -> Line:
    return Line(
        on=date(2016, 1, 1) + timedelta(days=number // 4), clock="08:00", what=f"Line {number}.",
        detail=detail, by="Ada",
    )  # fmt: skip


def part(family: Family, lines: tuple[Line, ...], left: int = 0) -> Document:
    def make(session, row):
        head = head_of(session, row, now=NOW, from_on=date(2016, 1, 1))
        return entries_paper(EntriesPart(head=head, number=2, of=3, lines=lines, left=left), "en")

    return made(family, make)


def test_h24_the_first_part_has_another_code_when_a_medicine_changed(family: Family) -> None:
    def code(minutes: int = 0) -> str:
        def make(session, row):
            at = NOW + timedelta(minutes=minutes)
            return first_paper(first_part(session, row, now=at, waits=(), kinds={}), {}, "en")

        return made(family, make).made[-7:]

    family.medicine()
    before = code()
    assert code(5) == before
    family.medicine("Azathioprine", "50")
    assert code() != before


def test_every_entry_is_in_exactly_one_part_and_those_of_one_moment_in_the_same(
    family: Family,
) -> None:
    times = [wall(date(2026, 11, 1)) + timedelta(hours=n // 3) for n in range(24)]
    for at in times:
        log(family, "note", at, note="x")
    with family.database.reading() as session:
        spans = spans_of(session, session.get_one(Child, family.nora), most=10)
    assert sum(span.times for span in spans) == len(times)
    assert len(spans) == 3
    for at in times:
        (_one,) = [
            span for span in spans if span.start <= at and (span.end is None or at < span.end)
        ]


def test_more_entries_of_one_moment_than_a_part_holds_are_one_part(family: Family) -> None:
    for _n in range(7):
        log(family, "note", wall(date(2026, 11, 1)), note="x")
    log(family, "note", wall(date(2026, 11, 2)), note="x")
    with family.database.reading() as session:
        spans = spans_of(session, session.get_one(Child, family.nora), most=3)
    assert [span.times for span in spans] in ([8], [7, 1])


def test_h39_no_diary_is_counted_in_the_book(family: Family) -> None:
    give_account(family, "nora")
    log(family, "note", wall(date(2026, 11, 1)), note="x")
    with family.database.transaction() as session:
        own = change(family.nora, "diary", note="my own")
        assert record(session, family.actor(session, "nora"), own, now=NOW).stored
    with family.database.reading() as session:
        nora = session.get_one(Child, family.nora)
        assert [(one.kind, one.times) for one in counted_of(session, nora)] == [(Kind.NOTE, 1)]
        assert [span.times for span in spans_of(session, nora)] == [1]
    assert "my own" not in str(first(family))


def test_the_first_part_has_a_list_of_contents_and_every_chapter(family: Family, press) -> None:
    family.medicine("Azathioprine", "50")
    log(family, "vaccination", wall(date(2018, 8, 7)), vaccine="mmr")
    document = first(family, note=(line(1),))
    pages = on_paper(document, press).pages
    chapters = [each.heading for each in document.parts if each.kind == "chapter"]
    assert chapters == [
        "In short", "Medicines now", "Treatment history", "Vaccines", "Each kind by itself",
    ]  # fmt: skip
    for chapter in chapters:
        assert chapter in pages[0]
    text = flat(" ".join(pages))
    for said in ("Azathioprine", "MMR waits", "Measles, mumps and rubella", "Line 1."):
        assert said in text


def test_what_the_journal_holds_is_counted_by_kind(family: Family) -> None:
    for day in (1, 2, 3):
        log(family, "note", wall(date(2026, 11, day)), note="x")
    counted = ("Notes", "3", "1 Nov 2026", "3 Nov 2026")
    assert table(first(family), "What the journal holds") == (counted,)


def test_the_newest_of_a_kind_stand_by_themselves_and_older_ones_are_counted_in_words(
    family: Family,
) -> None:
    for day in (1, 2, 3):
        log(family, "note", wall(date(2026, 11, day)), note="x")
    (notes,) = [each for each in first(family, note=(line(1),)).parts if each.heading == "Notes"]
    assert "2 older ones stand in the other parts." in notes.note


def test_f22_two_thousand_rows_are_a_pdf_in_time_and_none_is_missing(family: Family, press) -> None:
    lines = tuple(line(n, "as the family wrote it, " * (n % 9)) for n in range(2000))
    # The press ends what takes too long or too much memory, and then there is no PDF.
    printed = on_paper(part(family, lines), press)
    text = " ".join(printed.pages)
    assert all(f"Line {n}." in text for n in range(2000))
    assert all("Not watched by anyone" in flat(page) for page in printed.pages)


def test_what_a_part_has_no_room_for_is_counted_in_words(family: Family) -> None:
    document = part(family, (line(1),), left=12)
    assert document.parts[-1].note == "12 more entries of these days stand in the journal."


def test_a_row_longer_than_a_page_goes_on_over_the_next(family: Family, press) -> None:
    words = [f"w{n}" for n in range(2500)]
    text = on_paper(part(family, (line(1, " ".join(words)),)), press).text
    assert set(words) <= set(text.split())


def test_two_children_have_two_books(family: Family) -> None:
    family.medicine("Citrine", child="tom")
    family.medicine("Beryl")
    assert "Citrine" not in str(first(family).parts)
    assert "Citrine" in str(first(family, "tom").parts)


def test_no_line_is_longer_than_the_page_is_wide_whatever_stands_in_a_cell(
    family: Family, press
) -> None:
    """What lies beyond the edge is lost: number after number, and words without any space."""
    hard = ("1 a " * 200, "7 mg " * 200, "x" * 900, "a/b." * 300, "!?" * 300)
    printed = on_paper(part(family, tuple(line(n, text) for n, text in enumerate(hard))), press)
    for text in printed.pages:
        assert max(map(len, text.split("\n"))) < WIDEST
    assert printed.text.count("x") >= 900
    assert printed.text.count("mg") == 200
