"""Every table in one import, for migrations, backup and verification."""

from sqlmodel import SQLModel

from journal.records import (
    children,
    devices,
    entries,
    kinds,
    medicines,
    people,
    photos,
    reminders,
)

MODULES = (children, devices, entries, kinds, medicines, people, photos, reminders)
METADATA = SQLModel.metadata
