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
    restored,
)

MODULES = (children, devices, entries, kinds, medicines, people, photos, reminders, restored)
METADATA = SQLModel.metadata
