"""What readers and families asked of the tables after the first weeks."""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = '0011'
down_revision = '0010'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('restored', schema=None) as batch_op:
        batch_op.add_column(sa.Column('looked_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True))

    with op.batch_alter_table('backup_run', schema=None) as batch_op:
        batch_op.add_column(sa.Column('broken', sa.String(length=500), nullable=False, server_default=''))

    with op.batch_alter_table('erased', schema=None) as batch_op:
        batch_op.add_column(sa.Column('swept_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table('erased', schema=None) as batch_op:
        batch_op.drop_column('swept_at')

    with op.batch_alter_table('backup_run', schema=None) as batch_op:
        batch_op.drop_column('broken')

    with op.batch_alter_table('restored', schema=None) as batch_op:
        batch_op.drop_column('looked_at')
