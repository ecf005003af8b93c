"""Pages prepared for a visit, and links by which somebody without an account reads one."""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = '0008'
down_revision = '0007'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('share',
    sa.Column('id', sa.String(length=64), nullable=False),
    sa.Column('child_id', sa.Uuid(), nullable=False),
    sa.Column('form_id', sa.Uuid(), nullable=True),
    sa.Column('label', sa.String(length=200), nullable=False),
    sa.Column('scope', sa.JSON(), nullable=False),
    sa.Column('key_hash', sa.String(length=64), nullable=False),
    sa.Column('code_hash', sa.String(length=200), nullable=True),
    sa.Column('tries', sa.Integer(), nullable=False),
    sa.Column('opens', sa.Integer(), nullable=False),
    sa.Column('most_opens', sa.Integer(), nullable=True),
    sa.Column('last_opened_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
    sa.Column('last_recipient', sa.String(length=200), nullable=False),
    sa.Column('made_by', sa.Uuid(), nullable=False),
    sa.Column('made_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
    sa.Column('expires_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
    sa.Column('ended_by', sa.Uuid(), nullable=True),
    sa.Column('ended_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
    sa.ForeignKeyConstraint(['child_id'], ['child.id'], name=op.f('fk_share_child_id_child'), ondelete='RESTRICT'),
    sa.ForeignKeyConstraint(['ended_by'], ['account.id'], name=op.f('fk_share_ended_by_account'), ondelete='RESTRICT'),
    sa.ForeignKeyConstraint(['made_by'], ['account.id'], name=op.f('fk_share_made_by_account'), ondelete='RESTRICT'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_share')),
    sa.UniqueConstraint('form_id', name=op.f('uq_share_form_id'))
    )
    with op.batch_alter_table('share', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_share_child_id'), ['child_id'], unique=False)

    op.create_table('preparation',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('child_id', sa.Uuid(), nullable=False),
    sa.Column('appointment', sa.Uuid(), nullable=True),
    sa.Column('whom', sa.String(length=200), nullable=False),
    sa.Column('visit_on', sa.Date(), nullable=False),
    sa.Column('from_on', sa.Date(), nullable=True),
    sa.Column('to_on', sa.Date(), nullable=True),
    sa.Column('struck', sa.JSON(), nullable=False),
    sa.Column('lines', sa.JSON(), nullable=False),
    sa.Column('ranked', sa.JSON(), nullable=False),
    sa.Column('charted', sa.JSON(), nullable=False),
    sa.Column('photos', sa.JSON(), nullable=False),
    sa.Column('second', sa.JSON(), nullable=False),
    sa.Column('made_by', sa.Uuid(), nullable=False),
    sa.Column('made_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
    sa.Column('held_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
    sa.Column('ended_by', sa.Uuid(), nullable=True),
    sa.Column('ended_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
    sa.ForeignKeyConstraint(['appointment'], ['appointment.id'], name=op.f('fk_preparation_appointment_appointment'), ondelete='RESTRICT'),
    sa.ForeignKeyConstraint(['child_id'], ['child.id'], name=op.f('fk_preparation_child_id_child'), ondelete='RESTRICT'),
    sa.ForeignKeyConstraint(['ended_by'], ['account.id'], name=op.f('fk_preparation_ended_by_account'), ondelete='RESTRICT'),
    sa.ForeignKeyConstraint(['made_by'], ['account.id'], name=op.f('fk_preparation_made_by_account'), ondelete='RESTRICT'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_preparation'))
    )
    with op.batch_alter_table('preparation', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_preparation_child_id'), ['child_id'], unique=False)

    with op.batch_alter_table('entry', schema=None) as batch_op:
        batch_op.create_index('ix_entry_deleted', ['child_id', 'id'], unique=False, sqlite_where=sa.text('deleted IS 1'), postgresql_where=sa.text('deleted IS true'))

    op.create_table('shared_file',
    sa.Column('share_id', sa.String(length=64), nullable=False),
    sa.Column('what', sa.String(length=20), nullable=False),
    sa.Column('media_type', sa.String(length=100), nullable=False),
    sa.Column('sealed', sa.LargeBinary(), nullable=False),
    sa.ForeignKeyConstraint(['share_id'], ['share.id'], name=op.f('fk_shared_file_share_id_share'), ondelete='RESTRICT'),
    sa.PrimaryKeyConstraint('share_id', 'what', name=op.f('pk_shared_file'))
    )

    with op.batch_alter_table('visit', schema=None) as batch_op:
        batch_op.add_column(sa.Column('next_steps', sa.Text(), nullable=True))
        batch_op.add_column(sa.Column('preparation', sa.Uuid(), nullable=True))

    with op.batch_alter_table('score', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_score_child_id_score_at'), ['child_id', 'at'], unique=False)

    with op.batch_alter_table('symptom', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_symptom_child_id_symptom_symptom_symptom_at'), ['child_id', 'symptom', 'at'], unique=False)
