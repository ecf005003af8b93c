"""What readers and families asked of the tables after the first weeks."""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = '0011'
down_revision = '0010'
branch_labels = None
depends_on = None

# As in 0010: each setting is read once for a statement.
OPEN = "(SELECT current_setting('journal.open', true)) = 'yes'"
ACCOUNTS = "(SELECT current_setting('journal.open', true)) IN ('yes', 'accounts')"
MINE = "ANY ((SELECT current_setting('journal.accounts'))::uuid[])"


def upgrade() -> None:
    with op.batch_alter_table('restored', schema=None) as batch_op:
        batch_op.add_column(sa.Column('looked_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True))

    with op.batch_alter_table('backup_run', schema=None) as batch_op:
        batch_op.add_column(sa.Column('broken', sa.String(length=500), nullable=False, server_default=''))

    with op.batch_alter_table('erased', schema=None) as batch_op:
        batch_op.add_column(sa.Column('swept_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True))

    with op.batch_alter_table('vaccination', schema=None) as batch_op:
        batch_op.add_column(sa.Column('day_known', sa.String(), nullable=True))

    with op.batch_alter_table('child', schema=None) as batch_op:
        batch_op.add_column(sa.Column('school_begins', sa.String(length=5), nullable=True))
        batch_op.add_column(sa.Column('school_ends', sa.String(length=5), nullable=True))

    with op.batch_alter_table('revision', schema=None) as batch_op:
        batch_op.add_column(sa.Column('put_in_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True))

    op.create_table('untold',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('account_id', sa.Uuid(), nullable=False),
    sa.Column('subscription_id', sa.Uuid(), nullable=True),
    sa.Column('title', sa.String(length=200), nullable=False),
    sa.Column('body', sa.String(length=1000), nullable=False),
    sa.Column('path', sa.String(length=200), nullable=False),
    sa.Column('member_of', sa.Uuid(), nullable=True),
    sa.Column('made_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
    sa.Column('next_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
    sa.Column('tries', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_untold_account_id_account'), ondelete='RESTRICT'),
    sa.ForeignKeyConstraint(['subscription_id'], ['push_subscription.id'], name=op.f('fk_untold_subscription_id_push_subscription'), ondelete='RESTRICT'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_untold'))
    )
    with op.batch_alter_table('untold', schema=None) as batch_op:
        for column in ('account_id', 'next_at', 'subscription_id'):
            batch_op.create_index(batch_op.f(f'ix_untold_{column}'), [column], unique=False)
    with op.batch_alter_table('membership', schema=None) as batch_op:
        batch_op.add_column(sa.Column('sees_later', sa.Boolean(), nullable=False, server_default=sa.true()))
    # Until now it was read from this: somebody does not see one of the children.
    op.execute(sa.text(
        'UPDATE membership SET sees_later = :no WHERE EXISTS (SELECT 1 FROM child_role JOIN child '
        'ON child.id = child_role.child_id WHERE child.household_id = membership.household_id '
        'AND child_role.account_id = membership.account_id AND child_role.role IS NULL)'
    ).bindparams(no=False))
    if op.get_bind().dialect.name == 'postgresql':
        guard('untold', f'{ACCOUNTS} OR account_id = {MINE}')
        guard('quarantine', f'{OPEN} OR by = {MINE}')


def guard(table: str, seen: str) -> None:
    """PostgreSQL refuses rows of other families by itself (docs/decisions/0018)."""
    op.execute(f'ALTER TABLE {table} ENABLE ROW LEVEL SECURITY')
    op.execute(f'ALTER TABLE {table} FORCE ROW LEVEL SECURITY')
    op.execute(f'CREATE POLICY scope ON {table} USING ({seen}) WITH CHECK ({seen})')
