"""Paper for a screen reader: PDF/UA, said by a program that is not ours, and looked at here."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from pypdf import PdfReader

from journal.summary.page import Page, Period
from journal.summary.pdf import Paper, render_pdf
from journal.summary.press import Press
from tests.summary.course import rich
from tests.summary.test_crowded import crowded
from tests.support import pseudo
from tests.support.conformance import broken_rules

PAGES: dict[str, Callable[[], Page]] = {
    "rich": rich,
    "crowded": crowded,
    "empty": lambda: Page(
        child=rich().child, period=rich().period, made_at=rich().made_at, entry_ids=()
    ),
    "arabic": lambda: rich(child=replace(rich().child, name="نور الدّين"), questions=("יצחק?",)),
    "greek": lambda: rich(child=replace(rich().child, name="Ελένη Παππά")),
    "one_day": lambda: rich(
        period=Period(from_on=rich().period.to_on, to_on=rich().period.to_on, zone="Asia/Kolkata")
    ),
}


@pytest.fixture(scope="module")
def bodies(press: Press, root: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    folder = tmp_path_factory.mktemp("pseudo")
    pseudo.write_catalogue(root, folder)
    abroad: Flask = pseudo.speaker(folder)
    made = {
        f"{name}-{paper}": render_pdf(page(), paper=paper, language="en", by=press)
        for name, page in PAGES.items()
        for paper in Paper
    }
    with abroad.app_context():
        made["longer"] = render_pdf(rich(), paper=Paper.A4, language=pseudo.LANGUAGE, by=press)
    return made


def test_every_paper_is_tagged_titled_and_carries_its_fonts(bodies: dict[str, bytes]) -> None:
    for name, body in bodies.items():
        read = PdfReader(BytesIO(body))
        root: Any = read.trailer["/Root"]
        assert root["/MarkInfo"]["/Marked"], name
        assert root["/Lang"][:2] == (pseudo.LANGUAGE if name == "longer" else "en")
        assert root["/ViewerPreferences"]["/DisplayDocTitle"], name
        assert read.metadata
        assert read.metadata.title, name
        tags = list(_tags(root["/StructTreeRoot"]))
        assert [tag["/S"] for tag in tags].count("/H1") == 1, name
        figures = [tag for tag in tags if tag["/S"] == "/Figure"]
        assert all(tag.get("/Alt") for tag in figures), name
        assert bool(figures) is not name.startswith("empty"), name
        for side in read.pages:
            fonts: Any = side["/Resources"]["/Font"]
            assert all(_is_embedded(font.get_object()) for font in fonts.values()), name


def test_t14_no_paper_has_a_link_a_script_or_a_file_in_it(bodies: dict[str, bytes]) -> None:
    for name, body in bodies.items():
        read = PdfReader(BytesIO(body))
        root: Any = read.trailer["/Root"]
        assert not {"/OpenAction", "/AA", "/AF", "/AcroForm"} & set(root), name
        names = root.get("/Names", {})
        assert not {"/EmbeddedFiles", "/JavaScript"} & set(names), name
        assert not any(side.get("/Annots") for side in read.pages), name


@pytest.mark.nightly
def test_verapdf_finds_no_broken_rule_of_pdf_ua(bodies: dict[str, bytes], tmp_path: Path) -> None:
    assert broken_rules(_written(bodies, tmp_path)) == []


@pytest.mark.nightly
def test_verapdf_finds_what_is_broken(bodies: dict[str, bytes], tmp_path: Path) -> None:
    spoilt = bodies["rich-a4"].replace(b"/Marked true", b"/Marked null")
    assert broken_rules(_written({"spoilt": spoilt}, tmp_path))


def _written(bodies: dict[str, bytes], folder: Path) -> list[Path]:
    files = [folder / f"{name}.pdf" for name in bodies]
    for file, body in zip(files, bodies.values(), strict=True):
        file.write_bytes(body)
    return files


def _tags(tag: Any) -> Iterator[Any]:
    """Every tag of the tree below one."""
    tag = tag.get_object()
    if "/S" in tag:
        yield tag
    inside = tag.get("/K", [])
    inside = inside.get_object() if hasattr(inside, "get_object") else inside
    for each in inside if isinstance(inside, list) else [inside]:
        each = each.get_object() if hasattr(each, "get_object") else each
        if isinstance(each, dict) and each.get("/Type") != "/OBJR":
            yield from _tags(each)


def _is_embedded(font: Any) -> bool:
    inner = font["/DescendantFonts"][0].get_object() if "/DescendantFonts" in font else font
    described = inner["/FontDescriptor"].get_object()
    return bool({"/FontFile", "/FontFile2", "/FontFile3"} & set(described)) and "/ToUnicode" in font
