"""Whose rows a table holds: what the second lock asks of each (docs/decisions/0018)."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Bound:
    """How a row of a table says whose it is, by its column.

    to       child, household, account, or the table of the row it belongs to
    column   holds the id of it
    key      what it is in the table of the other row
    written  when a new row cannot be told by that column yet: by which it is, and to what
    beside   another way in which a row is seen
    early    open too while nobody has been recognised: signing in looks there, and is noted
    """

    to: str
    column: str
    key: str = "id"
    written: "Bound | None" = None
    beside: "Bound | None" = None
    early: bool = False


CHILD, HOUSEHOLD, ACCOUNT = "child", "household", "account"
# Rows of nobody: the server's own, and names and addresses of accounts. Those who have left are
# still named beside what they wrote, so that an account is bound to no household.
OF_THE_SERVER = frozenset({"account", "attempt", "backup_run", "erased", "heartbeat", "instance"})

_BY_CHILD = (
    "activity alert appointment calendar_feed change check_in checkpoint child_role clinic_figure "
    "diary dose dose_plan draw entry infection infusion infusion_plan kind_choice lab_rule "
    "measurement medicine medicine_turn moved_date note occurrence own_reminder person_choice "
    "photo picture preparation question response review score share stay stay_note strength supply "
    "symptom team_member vaccination vaccine_wish visit"
)
_BY_HOUSEHOLD = "erasure household_vaccine invitation joiner parting questionnaire restored"
# Who signs in, or changes what they sign in with, is told of in the acts of their households.
_EARLY = "act act_words"
# Signing in is done by a session of nobody: in a scope, another account has no second step to be
# seen, and none would be asked for.
_BY_ACCOUNT = (
    "api_token auth_session authenticator challenge device mailbox passkey "
    "quiet_hours recovery_code reset_link untold"
)
BOUND: Mapping[str, Bound] = {
    **{name: Bound(CHILD, "child_id") for name in _BY_CHILD.split()},
    **{name: Bound(HOUSEHOLD, "household_id") for name in _BY_HOUSEHOLD.split()},
    **{name: Bound(HOUSEHOLD, "household_id", early=True) for name in _EARLY.split()},
    **{name: Bound(ACCOUNT, "account_id", early=True) for name in _BY_ACCOUNT.split()},
    "household": Bound(HOUSEHOLD, "id", early=True),
    # Whoever writes in another household too is told apart from who does not (T24).
    "membership": Bound(
        HOUSEHOLD,
        "household_id",
        written=Bound(HOUSEHOLD, "household_id", early=True),
        beside=Bound(ACCOUNT, "account_id"),
        early=True,
    ),
    # What became of a reminder is told of a phone too whose person has left.
    "push_subscription": Bound(
        ACCOUNT,
        "account_id",
        written=Bound(ACCOUNT, "account_id", early=True),
        beside=Bound("delivery", "id", key="subscription_id"),
        early=True,
    ),
    # A child that is added has an id which nobody holds yet.
    "child": Bound(CHILD, "id", written=Bound(HOUSEHOLD, "household_id")),
    "delivery": Bound("occurrence", "occurrence_id"),
    "even_then": Bound("medicine", "medicine_id"),
    # What was refused as it came: of which child it is, nobody has looked.
    "quarantine": Bound(ACCOUNT, "by"),
    "revision": Bound("entry", "entry_id"),
    "shared_file": Bound("share", "share_id"),
}


@dataclass(frozen=True, slots=True)
class Names:
    """A column that names a row of another table, which must be of the same child or household."""

    column: str
    table: str
    alike: str


_KINDS = (
    "activity check_in checkpoint diary dose draw infection infusion measurement moved_date note "
    "picture question response review score stay stay_note strength symptom vaccination visit"
)
_BY_MEDICINE = "dose infusion review symptom"
_BY_MEDICINE_ID = "dose_plan infusion_plan lab_rule medicine_turn occurrence supply"
_ABOUT_A_CHILD = "erasure invitation joiner membership"
# What may still be on its way, and so is no foreign key, is read as this child's alone.
NAMED: Collection[tuple[str, Names]] = (
    *((name, Names("entry_id", "entry", "child_id")) for name in _KINDS.split()),
    *((name, Names("medicine", "medicine", "child_id")) for name in _BY_MEDICINE.split()),
    *((name, Names("medicine_id", "medicine", "child_id")) for name in _BY_MEDICINE_ID.split()),
    *((name, Names("child_id", "child", "household_id")) for name in _ABOUT_A_CHILD.split()),
    ("preparation", Names("appointment", "appointment", "child_id")),
)
