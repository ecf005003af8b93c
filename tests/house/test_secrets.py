"""Every secret comes from the system's own source and has 128 bits or more (ASVS 11.5.1)."""

import re

from tests.support import sources

MODULES = sources.files(".py", under=("journal",))
# Back-off that differs from worker to worker, and a made-up family.
BY_DICE = {
    "journal/exchange/demo_calendar.py",
    "journal/exchange/demo_doses.py",
    "journal/reminders/claims.py",
    "journal/reminders/news_sent.py",
}
# Names of scratch files. Recovery codes are typed: 120 bits (6.5.2 asks for 112).
SHORT = {
    "journal/entries/photos/folder.py",
    "journal/exchange/backup.py",
    "journal/exchange/copied_out.py",
    "journal/settings.py",
}
MADE = re.compile(r"secrets\.token_(?:urlsafe|hex|bytes)\((\w*)\)")


def test_secrets_are_long_and_of_the_systems_own_source():
    dice, short = set(), set()
    for path in MODULES:
        text = path.read_text(encoding="utf-8")
        if re.search(r"^(?:import random|from random)", text, re.MULTILINE):
            dice.add(sources.shown(path))
        for size in MADE.findall(text):
            named = re.search(rf"^{size} = (\d+)", text, re.MULTILINE) if size else None
            if int(named[1] if named else size) < 16:
                short.add(sources.shown(path))
    assert dice == BY_DICE, "secrets are of the module `secrets`"
    assert short == SHORT
