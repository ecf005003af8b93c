"""Who reaches rows of every family: a short list, so that each new place is a decision (T1)."""

import re

from tests.support import sources

# By the secret in an address (a link, a calendar, an invitation): who asks has no account yet.
FOR_ALL = {
    "journal/web/account.py": 3,
    "journal/web/calendar.py": 3,
    # A browser whose last person belongs to another household: their phone ends there.
    "journal/web/api_push.py": 1,
    "journal/web/health_link.py": 2,
    # Whether who is removed belongs to another household too.
    "journal/web/person.py": 1,
    "journal/web/shared.py": 2,
    # Who waits to be let in, and so belongs to no household.
    "journal/web/welcome.py": 1,
    # Erasing at once, where nobody else records, as upkeep does it later elsewhere.
    "journal/web/erasing.py": 1,
    # Whether an account belongs to any household at all, and its erasing.
    "journal/web/own_erasing.py": 2,
    # A household is copied out of the whole journal, for its owner.
    "journal/web/taken_out.py": 1,
    # News of a sign-in, and a link to whoever forgot the passphrase: after the answer.
    "journal/web/telling.py": 1,
    # How many there are of what, and which database: no row of a family.
    "journal/web/operator.py": 2,
}
# The two that hand it to the app; it comes out Guarded.
WEB_KNOWS = {"journal/web/__init__.py", "journal/web/extensions.py"}
# Work for all families: reminders, upkeep, backup, the demo, the schema.
WORKS_FOR_ALL = {
    "journal/__init__.py",
    "journal/cli.py",
    "journal/start.py",
    "journal/upkeep.py",
    "journal/verbs.py",
    "journal/entries/photos/unnamed.py",
    "journal/records/database.py",
    "journal/records/schema.py",
    "journal/records/scope.py",
    *(
        f"journal/exchange/{name}.py"
        for name in [
            "acts_kept",
            "backup",
            "backup_words",
            "demo",
            "demo_pictures",
            "erase",
            "kept_beside",
            "older",
            "own_backups",
            "put_in",
            "restore",
            "room",
            "shares",
            "taken_out",
            "thinned",
            "trying_out",
            "verify",
        ]
    ),
    *(
        f"journal/reminders/{name}.py"
        for name in ["desk", "news_sent", "phone_tests", "rounds", "tick", "trying", "worker"]
    ),
}
MODULES = sources.files(".py", under=("journal",))


def test_t1_pages_reach_all_families_in_few_places_only():
    found = {
        sources.shown(path): count
        for path in MODULES
        if "web" in path.parts
        and (count := path.read_text(encoding="utf-8").count("database().for_all"))
    }
    assert found == FOR_ALL


def test_t1_few_files_hold_the_database_of_all_families():
    holds = re.compile(r"import Database\b|\bDatabase,|, Database\b|class Database\b")
    found = {
        sources.shown(path) for path in MODULES if holds.search(path.read_text(encoding="utf-8"))
    }
    assert found == WORKS_FOR_ALL | WEB_KNOWS


def test_t1_nothing_else_opens_a_session_or_a_connection_of_its_own():
    opens = re.compile(r"engine\.(?:connect|begin)\(|create_engine\(|[^.\w]Session\(|UNTIL_KNOWN")
    found = {
        sources.shown(path) for path in MODULES if opens.search(path.read_text(encoding="utf-8"))
    }
    assert found == {
        "journal/exchange/older.py",
        # On the connection of the session that is given, in its scope.
        "journal/plans/moved_dates.py",
        "journal/records/database.py",
        "journal/records/private_copy.py",
        "journal/records/schema.py",
        "journal/records/scope.py",
    }
