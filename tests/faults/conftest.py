"""The family's server on a disk that a test can break."""

import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import select

from journal import create_app
from journal.clock import now
from journal.exchange.verify import verify
from journal.records.database import Database
from journal.records.entries import Entry
from journal.settings import Settings
from tests.family import Family, fresh_family
from tests.faults.test_kill_sync import token_of
from tests.support.breakable import Disk, disk
from tests.web.syncing import change


@dataclass
class Broken:
    """Ada's phone, the server in this very process, and the disk below it."""

    app: Any
    family: Family
    under: Disk
    data: Path
    token: str

    def sync(self, *changes: dict[str, Any]) -> Any:
        """Hand in these changes, as a phone does."""
        body = {
            "device": str(self.family.people["ada"]),
            "person": str(self.family.people["ada"]),
            "sent_at": now().isoformat(),
            "changes": list(changes),
        }
        return self.app.test_client().post("/api/v1/sync", json=body, headers=self._headers)

    def note(self) -> dict[str, Any]:
        """A change that nobody has sent yet."""
        return change(self.family, "note", fields={"at": now().isoformat(), "note": "A calm night"})

    def reads(self) -> bool:
        """Whether the journal can be looked at."""
        url = f"/api/v1/children/{self.family.nora}/timeline"
        return bool(self.app.test_client().get(url, headers=self._headers).status_code == 200)

    @property
    def _headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"}

    def whole(self) -> set[str]:
        """The ids of the entries; fails unless the journal is whole."""
        verdict = verify(self.database, self.data)
        assert verdict.ok, verdict.faults
        with self.database.reading() as session:
            return {str(id_) for id_ in session.exec(select(Entry.id))}

    @property
    def database(self) -> Database:
        found: Database = self.app.extensions["journal_database"]
        return found


@pytest.fixture
def broken(tmp_path: Path) -> Iterator[Broken]:
    """Its disk works until a test says otherwise."""
    settings = Settings.from_environment({"JOURNAL_DATA": str(tmp_path / "data")})
    family = fresh_family(settings.database)
    token = token_of(family, "ada")
    family.database.close()
    with disk() as under:
        app = create_app(settings)
        yield Broken(app, family, under, settings.data, token)
        under.door = lambda _done: 0
        app.extensions["journal_database"].close()


@pytest.fixture
def folder(tmp_path) -> Iterator[Path]:
    """In memory where that can be had: here the server is killed, never the disk."""
    memory = Path("/dev/shm")
    if not memory.is_dir():
        yield tmp_path / "home"
        return
    with tempfile.TemporaryDirectory(dir=memory) as made:
        yield Path(made) / "home"
