"""The server goes away and comes back, with the source it had or with a later build."""

import re
import shutil
from pathlib import Path
from urllib.request import urlopen

from tests.browser.home import Home
from tests.support import served

SOURCE = ("journal", "static", "templates", "wsgi.py")


def killed(home: Home) -> None:
    """End the server's process, as a power cut would."""
    home.server.kill()


def back(home: Home, root: Path = served.ROOT) -> None:
    """Start a server again in the place of the one that has ended."""
    data, port = home.server.data, home.server.port
    started = served.start(data, port=port, root=root, JOURNAL_REMINDERS="worker")
    home.server.process = started.process  # whoever started the first one ends this one


def later_build(folder: Path) -> Path:
    """A copy of the source whose phones have a further store in their database."""
    for name in SOURCE:
        found = served.ROOT / name
        if found.is_dir():
            skipped = shutil.ignore_patterns("__pycache__")
            shutil.copytree(found, folder / name, ignore=skipped)
        else:
            shutil.copy(found, folder / name)
    file = folder / "static/js/phone/db.js"
    text = file.read_text()
    for old, new in (
        ("const VERSION = 1;", "const VERSION = 2;"),
        ('pockets: "child" };', 'pockets: "child", later: "key" };'),
    ):
        assert old in text, f"db.js no longer says: {old}"
        text = text.replace(old, new)
    file.write_text(text)
    return folder


def build(home: Home) -> str:
    """The name of the build that runs, as it stands in the addresses of its files."""
    with urlopen(f"http://127.0.0.1:{home.server.port}/shell") as answer:
        (name,) = set(re.findall(r"/s/(\w+)/", answer.read().decode()))
    return str(name)
