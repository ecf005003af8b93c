"""PostgreSQL refuses rows of other families by itself (docs/decisions/0018); SQLite is unchanged."""

from collections.abc import Iterator

from alembic import op

revision = '0010'
down_revision = '0009'
branch_labels = None
depends_on = None

BY_CHILD = """
activity alert appointment calendar_feed change check_in checkpoint child_role clinic_figure diary
dose dose_plan draw entry infection infusion infusion_plan kind_choice lab_rule measurement medicine
medicine_turn moved_date note occurrence own_reminder person_choice photo picture preparation
question response review score share stay stay_note strength supply symptom team_member vaccination
vaccine_wish visit
"""
BY_HOUSEHOLD = """
erasure household_vaccine invitation joiner parting questionnaire restored
"""
# Open while somebody signs in, too.
EARLY = """
act act_words
"""
BY_ACCOUNT = """
api_token auth_session authenticator challenge device mailbox passkey quiet_hours recovery_code
reset_link
"""
BY_PARENT = {
    'delivery': ('occurrence', 'occurrence_id'),
    'even_then': ('medicine', 'medicine_id'),
    'revision': ('entry', 'entry_id'),
    'shared_file': ('share', 'share_id'),
}

# What a row names is of the same child or household: where a column and a table are called alike.
KINDS = """
activity check_in checkpoint diary dose draw infection infusion measurement moved_date note picture
question response review score stay stay_note strength symptom vaccination visit
"""
NAMES = (
    ('entry_id', 'entry', 'child_id', KINDS),
    ('medicine', 'medicine', 'child_id', 'dose infusion review symptom'),
    (
        'medicine_id',
        'medicine',
        'child_id',
        'dose_plan infusion_plan lab_rule medicine_turn occurrence supply',
    ),
    ('child_id', 'child', 'household_id', 'erasure invitation joiner membership'),
    ('appointment', 'appointment', 'child_id', 'preparation'),
)

# Each setting is read once for a statement, not once for a row, because of its SELECT.
OPEN = "(SELECT current_setting('journal.open', true)) = 'yes'"
ACCOUNTS = "(SELECT current_setting('journal.open', true)) IN ('yes', 'accounts')"
MINE = "ANY ((SELECT current_setting('journal.accounts'))::uuid[])"
CHILDREN = "ANY ((SELECT current_setting('journal.children'))::uuid[])"
HOUSEHOLDS = "ANY ((SELECT current_setting('journal.households'))::uuid[])"


def upgrade() -> None:
    if op.get_bind().dialect.name != 'postgresql':
        return
    for table in BY_CHILD.split():
        guard(table, f'{OPEN} OR child_id = {CHILDREN}')
    for table in BY_HOUSEHOLD.split():
        guard(table, f'{OPEN} OR household_id = {HOUSEHOLDS}')
    for table in EARLY.split():
        guard(table, f'{ACCOUNTS} OR household_id = {HOUSEHOLDS}')
    for table in BY_ACCOUNT.split():
        guard(table, f'{ACCOUNTS} OR account_id = {MINE}')
    for table, (parent, column) in BY_PARENT.items():
        kept = f'SELECT 1 FROM {parent} WHERE {parent}.id = {table}.{column}'
        guard(table, f'{OPEN} OR EXISTS ({kept})')
    at_home = f'{ACCOUNTS} OR household_id = {HOUSEHOLDS}'
    guard('membership', f'{at_home} OR account_id = {MINE}', at_home)
    theirs = f'{ACCOUNTS} OR account_id = {MINE}'
    told = 'SELECT 1 FROM delivery WHERE delivery.subscription_id = push_subscription.id'
    guard('push_subscription', f'{theirs} OR EXISTS ({told})', theirs)
    guard('household', f'{ACCOUNTS} OR id = {HOUSEHOLDS}')
    guard('child', f'{OPEN} OR id = {CHILDREN}', f'{OPEN} OR household_id = {HOUSEHOLDS}')


def guard(table: str, seen: str, written: str | None = None) -> None:
    op.execute(f'ALTER TABLE {table} ENABLE ROW LEVEL SECURITY')
    # Its owner, as whom Sunhat comes, is no exception.
    op.execute(f'ALTER TABLE {table} FORCE ROW LEVEL SECURITY')
    written = f'({written or seen}){"".join(map(" AND {}".format, alike(table)))}'
    op.execute(f'CREATE POLICY scope ON {table} USING ({seen}) WITH CHECK ({written})')


def alike(table: str) -> Iterator[str]:
    for column, other, both, tables in NAMES:
        if table in tables.split():
            kept = f'named.id = {table}.{column} AND named.{both} = {table}.{both}'
            named = f'EXISTS (SELECT 1 FROM {other} named WHERE {kept})'
            yield f'({OPEN} OR {table}.{column} IS NULL OR {named})'
