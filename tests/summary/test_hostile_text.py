"""Whatever anybody typed: paper comes of it, or words that say why not."""

import time
import unicodedata
from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from enum import Enum
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from journal.summary.page import Fever, Reading, Symptom
from journal.summary.pdf import Paper, PdfFailed, render_pdf
from journal.summary.press import Limits, Press
from tests.summary.course import FROM, rich

KEPT = {"id", "unit", "before_unit", "measured_unit", "zone", "what", "entry", "area", "measure"}
HOSTILE = {
    "100,000 combining marks": "e" + "\u0301" * 100_000,
    "stacked marks of many scripts": "a\u0300\u0489\u0e31\u0e34\u064b" * 5_000,
    "one megabyte": "a" * 1_000_000,
    "one megabyte of words": "ab " * 333_333,
    "one megabyte of lines": "\n" * 1_000_000,
    "right to left": "\u202eNora\u202c \u2067aroN\u2069",
    "nothing but marks of direction": "\u200f\u200e\u202b\u2066" * 50,
    "zeros": "No\x00ra\x00",
    "every control character": "".join(map(chr, range(32))) + "\x7f\x80\x9f",
    "half a character": "No\ud800ra",
    "two halves the wrong way": "\udfff\ud800",
    "not a character": "\uffff\ufffe\U0010ffff",
    "private": "\ue000\U000f0000",
    "emoji": "👩‍👩‍👧‍👦🏳️‍🌈❤️",
    "chinese": "諾拉 のら 노라",
    "zalgo": "Z\u0351\u036b\u0343a\u0322\u0321l\u0334g\u0321\u0489o",
    "tags": "Nora\U000e0041\U000e0042",
    "joiners": "\u200d\u200c\ufeff" * 1_000,
    "an image": "<img src=file:///etc/passwd>",
    "an end of SVG": "</desc></svg><script>alert(1)</script>",
    "an entity": "&lt;&#0;&xxe;<!ENTITY xxe SYSTEM 'file:///etc/passwd'>",
    "a section": "]]><![CDATA[",
    "typst reads": '#read("/etc/passwd")',
    "typst includes": '#include "/etc/passwd"',
    "typst counts for ever": "#while true {}",
    "typst mathematics": "$ sum_(i=0)^n #panic() $",
    "typst marks": "*b* _i_ `r` <l> @r = h - l + e / t: d // c /* c",
    "typst ends its string": '"] #panic() [" \\" \\u{0}',
    "jinja": "{{ config }}{% raw %}{page} of {pages}%(name)s %s %d",
    "a formula": '=HYPERLINK("file:///etc/passwd")',
    "one word of a thousand letters": "x" * 1_000,
    "only spaces": "\u00a0\u2003\u3000 ",
}


LONGEST_FIELD = 2_000  # characters that a form takes into one field


def everywhere(value: Any, text: str) -> Any:
    """The page with `text` in the place of every text that somebody wrote."""
    if is_dataclass(value) and not isinstance(value, type):
        changed = {
            each.name: everywhere(getattr(value, each.name), text)
            for each in fields(value)
            if each.init and each.name not in KEPT
        }
        return replace(value, **changed)
    if isinstance(value, tuple):
        return tuple(everywhere(each, text) for each in value)
    return text if isinstance(value, str) and not isinstance(value, Enum) else value


@pytest.fixture(scope="module")
def strict() -> Iterator[Press]:
    made = Press(Limits(memory=1 << 30, cpu_seconds=20, wall_seconds=30))
    yield made
    made.close()


@pytest.mark.parametrize("case", HOSTILE)
def test_f22_hostile_text_in_every_field_is_printed_within_its_limits(
    strict: Press, case: str
) -> None:
    text, begun = HOSTILE[case], time.process_time()
    page = everywhere(rich(), text[:LONGEST_FIELD])
    symptom = Symptom(name=text, readings=rich().symptoms[0].readings)
    page = replace(page, questions=(text,) * 3, symptoms=(symptom,))
    body = render_pdf(page, paper=Paper.A4, language="en", by=strict)
    sides = PdfReader(BytesIO(body)).pages
    assert 1 <= len(sides) <= 3
    for side in sides:
        read = " ".join(_without_marks(side.extract_text()).split())
        assert "Family-recorded" in read
        assert "Not watched by anyone" in read
        assert "root:" not in read
    assert time.process_time() - begun < 30


def test_f22_ten_thousand_of_everything_is_printed_or_counted(strict: Press) -> None:
    once = (Reading(on=FROM, severity=4),)
    many = rich(
        questions=("Why?",) * 10_000,
        changes=rich().changes * 2_000,
        infusions=rich().infusions * 4_000,
        fevers=(Fever(on=FROM),) * 10_000,
        visits=rich().visits * 5_000,
        stays=rich().stays * 5_000,
        since=rich().since * 2_000,
        symptoms=tuple(Symptom(name=f"s{n}", readings=once) for n in range(10_000)),
    )
    begun = time.process_time()
    body = render_pdf(many, paper=Paper.A4, language="en", by=strict)
    sides = PdfReader(BytesIO(body)).pages
    text = " ".join(" ".join(side.extract_text() for side in sides).split())
    assert text.count("more in the journal") >= 6
    assert time.process_time() - begun < 30


@pytest.mark.parametrize(
    "limits",
    [Limits(wall_seconds=0.02), Limits(memory=60 << 20), Limits(cpu_seconds=-1)],
    ids=["time on the wall", "memory", "time of the processor"],
)
def test_f22_each_limit_ends_the_worker_and_the_journal_says_so(limits: Limits) -> None:
    held = Press(limits)
    with pytest.raises(PdfFailed):
        render_pdf(rich(), paper=Paper.A4, language="en", by=held)
    held.close()


READS = (
    '#read("{file}")',
    "#read('{file}')",
    '#include "{file}"',
    '#image("{file}")',
    '$ #read("{file}") $',
    '#json("{file}")',
    '#import "{file}": *',
    '<img src="file://{file}">',
    "<image href='file://{file}'/>",
    "<link rel=attachment href='file://{file}'>",
    "]]></desc><image href='{file}'/>",
    '`#read("{file}")`',
    '"), read("{file}"), ("',
    "{{{{ cycler.__init__.__globals__.os.popen('cat {file}').read() }}}}",
    '#plugin("{file}")',
    '#bibliography("{file}")',
    '#cbor("{file}")',
    '#csv("{file}")',
)


@pytest.mark.parametrize("how", READS)
def test_t14_no_text_reads_a_file_or_puts_one_into_the_paper(
    strict: Press, tmp_path: Path, how: str
) -> None:
    file = tmp_path / "canary.txt"
    file.write_text("CANARY7341", "utf-8")
    text = how.format(file=file)
    body = render_pdf(everywhere(rich(), text), paper=Paper.A4, language="en", by=strict)
    read = PdfReader(BytesIO(body))
    streams = [each.get_data() for each in _objects(read) if hasattr(each, "get_data")]
    said = " ".join(side.extract_text() for side in read.pages)
    assert "canary.txt" in "".join(said.split())
    assert "CANARY7341" not in "".join(said.split())
    assert not any(b"CANARY7341" in each for each in (body, *streams))
    assert not any(side.get("/Annots") for side in read.pages)
    assert "/EmbeddedFiles" not in read.trailer["/Root"].get("/Names", {})


def _without_marks(text: str) -> str:
    """A letter that stands under marks once is read back with them wherever it stands."""
    return "".join(char for char in text if unicodedata.category(char) not in ("Mn", "Me", "Cf"))


def _objects(read: PdfReader) -> Iterator[Any]:
    for number in range(1, int(read.trailer["/Size"])):
        yield read.get_object(number)
