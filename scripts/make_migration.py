"""Write the next migration from the difference between the tables and the migrations.

Run: .venv/bin/python scripts/make_migration.py "what it does"
Read the result before you commit it; a later session cannot change what others have run.
"""

import sys
import tempfile
from pathlib import Path

from alembic import command

from journal.records.database import Database
from journal.records.schema import _config, migrate, migration_connection


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        database = Database(f"sqlite:///{Path(folder) / 'scratch.sqlite3'}")
        versions = list(Path("journal/records/migrations/versions").glob("*.py"))
        if versions:
            migrate(database)
        with migration_connection(database) as connection:
            command.revision(
                _config(connection),
                message=sys.argv[1],
                autogenerate=True,
                rev_id=f"{len(versions) + 1:04d}",
            )


if __name__ == "__main__":
    main()
