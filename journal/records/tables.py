"""Every table in one import, for migrations, backup and verification."""

from sqlmodel import SQLModel

from journal.records import children, entries, kinds, medicines, people, reminders

MODULES = (children, entries, kinds, medicines, people, reminders)
METADATA = SQLModel.metadata
