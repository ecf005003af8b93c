"""What readers and families asked of the tables after the first weeks."""

import sqlalchemy as sa
from alembic import op

revision = '0011'
down_revision = '0010'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('vaccination', schema=None) as batch_op:
        batch_op.add_column(sa.Column('day_known', sa.String(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table('vaccination', schema=None) as batch_op:
        batch_op.drop_column('day_known')
