"""Whose rows a table holds: what the second lock asks of each (docs/decisions/0018)."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Bound:
    """How a row of a table says whose it is, by its column.

    to       child, household, account, or the table of the row it belongs to
    column   holds the id of it
    written  when a new row cannot be told by that column yet: by which it is, and to what
    """

    to: str
    column: str
    written: "Bound | None" = None


CHILD, HOUSEHOLD, ACCOUNT = "child", "household", "account"
# Rows of nobody: the server's own, and names and addresses of accounts. Those who have left are
# still named beside what they wrote, so that an account is bound to no household.
OF_THE_SERVER = frozenset(
    {"account", "attempt", "backup_run", "erased", "heartbeat", "instance", "quarantine"}
)

_BY_CHILD = (
    "activity alert appointment calendar_feed change check_in checkpoint child_role clinic_figure "
    "diary dose dose_plan draw entry infection infusion infusion_plan kind_choice lab_rule "
    "measurement medicine medicine_turn moved_date note occurrence own_reminder person_choice "
    "photo picture preparation question response review score share stay stay_note strength supply "
    "symptom team_member vaccination vaccine_wish visit"
)
_BY_HOUSEHOLD = (
    "act act_words erasure household_vaccine invitation joiner membership parting questionnaire "
    "restored"
)
_BY_ACCOUNT = (
    "api_token auth_session authenticator challenge device mailbox passkey push_subscription "
    "quiet_hours recovery_code reset_link"
)
BOUND: Mapping[str, Bound] = {
    **{name: Bound(CHILD, "child_id") for name in _BY_CHILD.split()},
    **{name: Bound(HOUSEHOLD, "household_id") for name in _BY_HOUSEHOLD.split()},
    **{name: Bound(ACCOUNT, "account_id") for name in _BY_ACCOUNT.split()},
    "household": Bound(HOUSEHOLD, "id"),
    # A child that is added has an id which nobody holds yet.
    "child": Bound(CHILD, "id", written=Bound(HOUSEHOLD, "household_id")),
    "delivery": Bound("occurrence", "occurrence_id"),
    "even_then": Bound("medicine", "medicine_id"),
    "revision": Bound("entry", "entry_id"),
    "shared_file": Bound("share", "share_id"),
}
