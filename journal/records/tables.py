"""Every table in one import, for migrations, backup and verification."""

from sqlmodel import SQLModel

from journal.records import (
    appointments,
    audit,
    backups,
    children,
    devices,
    entries,
    erasures,
    factors,
    infusion_plans,
    kinds,
    lab_plans,
    medicines,
    people,
    photos,
    preparations,
    questionnaires,
    reminder_choices,
    reminders,
    restored,
    shares,
    untold,
    vaccine_plans,
)

MODULES = (
    appointments, audit, backups, children, devices, entries, erasures, factors, infusion_plans,
    kinds, lab_plans, medicines, people, photos, preparations, questionnaires, reminder_choices,
    reminders, restored, shares, untold, vaccine_plans,
)  # fmt: skip
METADATA = SQLModel.metadata
