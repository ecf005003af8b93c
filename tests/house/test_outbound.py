"""T16: the server opens connections in two places, to hosts that the operator knows."""

import ast

from tests.support import sources

REACHES_OUT = {
    "aiohttp", "ftplib", "http", "http.client", "httpx", "requests", "smtplib", "socket",
    "urllib.request", "urllib3", "webpush", "xmlrpc",
}  # fmt: skip
# Pushes go to listed hosts (T15), mail to the server the operator set.
MAY = {
    "journal/reminders/addresses.py",
    "journal/reminders/mail.py",
    "journal/reminders/transport.py",
}


def imported(tree: ast.AST) -> set[str]:
    """Return the modules that a file imports, and the packages they are in."""
    names = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return names | {name.partition(".")[0] for name in names}


def test_t16_nothing_else_can_open_a_connection():
    found = set()
    for path in sources.files(".py", under=("journal",)):
        names = imported(ast.parse(path.read_text(encoding="utf-8")))
        reaches = names & REACHES_OUT - ({"webpush"} if "webpush.vapid" in names else set())
        if reaches - {"http"}:
            found.add(path.relative_to(sources.ROOT).as_posix())
    assert found - MAY == set(), "say in SECURITY.md whom it talks to, and let nobody choose it"
    assert MAY - found == set()


def test_t16_a_module_that_reaches_out_is_recognised():
    for line in ("import requests", "from urllib.request import urlopen", "import urllib.request"):
        assert imported(ast.parse(line)) & REACHES_OUT
    assert not imported(ast.parse("from urllib.parse import quote")) & REACHES_OUT
