"""What each role is called, and what it may do, in a sentence."""

from flask_babel import gettext as _

from journal.records.children import Child
from journal.records.people import Role


def role_text(role: Role) -> str:
    """The role in a word."""
    return {
        Role.OWNER: _("Owner"),
        Role.CAREGIVER: _("Caregiver"),
        Role.VIEWER: _("May look"),
        Role.TEEN: _("Teen"),
    }[role]


def role_means(role: Role) -> str:
    """Who may see and do what, in a sentence."""
    return {
        Role.OWNER: _("Sees, records and plans everything; invites and removes people."),
        Role.CAREGIVER: _("Sees everything; records doses and all else; changes plans."),
        Role.VIEWER: _("Sees everything but the photos, unless an owner shows them too."),
        Role.TEEN: _("Sees and records in their own journal; their diary is theirs alone."),
    }[role]


def role_of(role: Role, child: Child) -> str:
    """What somebody invited from this child's page may do: a teen is that child."""
    if role is not Role.TEEN:
        return role_means(role)
    own = _("The account of %(name)s, for the journal of %(name)s alone.", name=child.name)
    return f"{own} {role_means(role)}"
