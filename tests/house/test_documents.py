"""The documents name only what exists: commands, settings, files, buttons, sentences."""

import re

import pytest

from journal.cli import group
from tests.support import sources, words

DOCUMENTS = [*sorted(sources.ROOT.glob("*.md")), *sources.files(".md", under=("docs",))]
FOR_FAMILIES = [
    sources.ROOT / name
    for name in ("README.md", "CHANGELOG.md", "docs/manual.md", "docs/self-hosting.md")
]
# What the law or the facts do not let us say of ourselves.
CLAIMS = re.compile(
    r"HIPAA|GDPR.compliant|FDA|clinically|validated|certified|guarantee|never fails|100 ?%",
    re.IGNORECASE,
)


def read(name: str) -> str:
    """Return the text of a document."""
    return (sources.ROOT / name).read_text(encoding="utf-8")


def in_code(text: str) -> str:
    """Return what stands in backticks or is indented as code, a piece to a line."""
    return "\n".join("".join(piece) for piece in re.findall(r"`([^`\n]+)`|^ {4,}(.*)$", text, re.M))


def all_code() -> str:
    """Return the code of every document."""
    return "\n".join(in_code(path.read_text(encoding="utf-8")) for path in DOCUMENTS)


def test_every_make_target_in_the_documents_is_there():
    known = set(re.findall(r"^(\w+):", read("Makefile"), re.MULTILINE))
    named = set(re.findall(r"\bmake (\w+)", all_code()))
    assert {"run", "test", "demo"} <= named
    assert named - known == set()


def test_every_command_in_the_documents_is_there():
    named = set(re.findall(r"(?:wsgi journal|^sunhat) ([a-z][\w-]+)", all_code(), re.MULTILINE))
    assert {"backup", "restore"} <= named
    assert named - group.commands.keys() == set()


def test_every_setting_of_the_server_is_explained_and_no_other():
    read_by_us = set(re.findall(r"\bread\(\"([A-Z_]+)\"\)", read("journal/settings.py")))
    explained = re.findall(r"^\| `JOURNAL_(\w+)` \|", read("docs/self-hosting.md"), re.MULTILINE)
    assert len(read_by_us) > 8
    assert sorted(explained) == sorted(read_by_us)


def test_every_setting_in_the_documents_is_one():
    read_by_us = set(re.findall(r"\bread\(\"([A-Z_]+)\"\)", read("journal/settings.py")))
    named = {name.removesuffix("_FILE") for name in re.findall(r"\bJOURNAL_([A-Z_]+)", all_code())}
    assert named - read_by_us == set()


def test_every_sentence_that_stops_the_start_is_one_of_ours():
    rows = read("docs/self-hosting.md").split("| It says | Do |")[1].split("\n\n")[0]
    quoted = re.findall(r"^\| ([^|]+?) \|", rows, re.MULTILINE)[1:]
    ours = "".join(
        re.sub(r"\"\s+f?\"", "", path.read_text(encoding="utf-8"))
        for path in sources.files(".py", under=("journal",))
    )
    assert len(quoted) > 8
    assert [text for text in quoted if text not in ours] == []


def test_every_button_of_the_manual_stands_on_a_page():
    bold = set(re.findall(r"\*\*([^*]+)\*\*", read("docs/manual.md")))
    named = {" ".join(text.split()) for text in bold if not text.endswith(".")}
    on_pages = {
        found.text.strip()
        for paths, reader in (
            (sources.files(".py", under=("journal",)), words.in_python),
            (sources.files(".html", under=("templates",)), words.in_template),
        )
        for path in paths
        for found in reader(path)
    }
    assert len(named) > 8
    assert {label.replace("Nora", "%(name)s") for label in named} - on_pages == set()


@pytest.mark.parametrize("path", DOCUMENTS, ids=sources.shown)
def test_every_link_within_the_project_leads_somewhere(path):
    text = path.read_text(encoding="utf-8")
    links = re.findall(r"\]\(([^)\s]+)\)|(?:src|srcset)=\"([^\"]+)\"", text)
    for link in ("".join(pair) for pair in links):
        if "://" in link:
            continue
        name, _, part = link.partition("#")
        target = path.parent / name if name else path
        assert target.exists(), link
        if part:
            assert part in headings(target.read_text(encoding="utf-8")), link


def headings(text: str) -> set[str]:
    """Return the anchors of a document, as code hosts make them."""
    found = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in found}


@pytest.mark.parametrize("path", FOR_FAMILIES, ids=sources.shown)
def test_g13_what_families_read_advises_nothing_and_claims_nothing(path):
    for line in path.read_text(encoding="utf-8").split("\n\n"):
        assert words.forbidden_in(line) == [], line
        assert not CLAIMS.search(line), line
        assert not re.search(r"\w!(\s|$)", line), line
        assert not re.search(r"\b\d{1,2}[/.]\d{1,2}[/.]\d{2,4}\b(?!\.)", line), line


@pytest.mark.parametrize(
    "path", sources.files(".md", under=("docs/decisions",)), ids=lambda path: path.stem
)
def test_a_decision_fits_on_one_screen(path):
    lines = path.read_text(encoding="utf-8").splitlines()
    assert re.match(rf"# {int(path.stem[:4])}\. [A-Z\w]", lines[0])
    assert len(lines) <= 25 or path.stem == "0001-dependencies"
