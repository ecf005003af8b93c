"""Every table in one import, for migrations, backup and verification."""

from sqlmodel import SQLModel

from journal.records import (
    appointments,
    children,
    devices,
    entries,
    kinds,
    medicines,
    people,
    photos,
    reminder_choices,
    reminders,
    restored,
)

MODULES = (
    appointments, children, devices, entries, kinds, medicines, people, photos, reminder_choices,
    reminders, restored,
)  # fmt: skip
METADATA = SQLModel.metadata
