"""People, what they sign in with, what they did, erasures, and the server's own backups."""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = '0009'
down_revision = '0008'
branch_labels = None
depends_on = None

# An act is written once. Only the acts of a household that is gone may go too (T31).
ACTS_STAY = {
    'sqlite': (
        """CREATE TRIGGER act_is_never_changed BEFORE UPDATE ON act
        BEGIN SELECT RAISE(ABORT, 'an act is never changed'); END""",
        """CREATE TRIGGER act_is_never_removed BEFORE DELETE ON act
        WHEN EXISTS (SELECT 1 FROM household WHERE id = OLD.household_id)
        BEGIN SELECT RAISE(ABORT, 'an act is never removed'); END""",
        """CREATE TRIGGER act_words_are_never_changed BEFORE UPDATE ON act_words
        BEGIN SELECT RAISE(ABORT, 'the words of an act are never changed'); END""",
    ),
    'postgresql': (
        """CREATE FUNCTION act_stays() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        IF TG_OP = 'DELETE' THEN
        IF NOT EXISTS (SELECT 1 FROM household WHERE id = OLD.household_id)
        THEN RETURN OLD; END IF; END IF;
        RAISE EXCEPTION 'an act is never changed or removed'; END $$""",
        """CREATE TRIGGER act_stays BEFORE UPDATE OR DELETE ON act
        FOR EACH ROW EXECUTE FUNCTION act_stays()""",
        """CREATE TRIGGER act_stays_whole BEFORE TRUNCATE ON act
        FOR EACH STATEMENT EXECUTE FUNCTION act_stays()""",
        """CREATE TRIGGER act_words_stay BEFORE UPDATE ON act_words
        FOR EACH ROW EXECUTE FUNCTION act_stays()""",
    ),
}


def upgrade() -> None:
    op.create_table('act',
    sa.Column('household_id', sa.Uuid(), nullable=False),
    sa.Column('number', sa.BigInteger(), nullable=False),
    sa.Column('at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
    sa.Column('account_id', sa.Uuid(), nullable=True),
    sa.Column('what', sa.String(length=40), nullable=False),
    sa.Column('about', sa.String(length=64), nullable=False),
    sa.Column('words_hash', sa.String(length=64), nullable=False),
    sa.Column('hash', sa.String(length=64), nullable=False),
    sa.PrimaryKeyConstraint('household_id', 'number', name=op.f('pk_act'))
    )
    op.create_table('act_words',
    sa.Column('household_id', sa.Uuid(), nullable=False),
    sa.Column('number', sa.BigInteger(), nullable=False),
    sa.Column('words', sa.JSON(), nullable=False),
    sa.PrimaryKeyConstraint('household_id', 'number', name=op.f('pk_act_words'))
    )
    for statement in ACTS_STAY[op.get_context().dialect.name]:
        op.execute(statement)
    op.create_table('backup_run',
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('began_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
    sa.Column('file', sa.String(length=200), nullable=False),
    sa.Column('size', sa.BigInteger(), nullable=False),
    sa.Column('digest', sa.String(length=64), nullable=False),
    sa.Column('lost', sa.Integer(), nullable=False),
    sa.Column('made_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
    sa.Column('checked_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
    sa.Column('copied_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
    sa.Column('fault', sa.String(length=500), nullable=False),
    sa.PrimaryKeyConstraint('day', name=op.f('pk_backup_run'))
    )
    op.create_table('erased',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('what', sa.String(length=20), nullable=False),
    sa.Column('at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
    sa.Column('backups_end', sa.Date(), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_erased'))
    )
    op.create_table('authenticator',
    sa.Column('account_id', sa.Uuid(), nullable=False),
    sa.Column('sealed', sa.String(length=400), nullable=False),
    sa.Column('last_step', sa.BigInteger(), nullable=False),
    sa.Column('made_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
    sa.Column('confirmed_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_authenticator_account_id_account'), ondelete='RESTRICT'),
    sa.PrimaryKeyConstraint('account_id', name=op.f('pk_authenticator'))
    )
    op.create_table('challenge',
    sa.Column('id', sa.String(length=64), nullable=False),
    sa.Column('account_id', sa.Uuid(), nullable=True),
    sa.Column('expires_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_challenge_account_id_account'), ondelete='RESTRICT'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_challenge'))
    )
    with op.batch_alter_table('challenge', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_challenge_expires_at'), ['expires_at'], unique=False)

    op.create_table('passkey',
    sa.Column('id', sa.String(length=1400), nullable=False),
    sa.Column('account_id', sa.Uuid(), nullable=False),
    sa.Column('public_key', sa.LargeBinary(), nullable=False),
    sa.Column('sign_count', sa.BigInteger(), nullable=False),
    sa.Column('transports', sa.JSON(), nullable=False),
    sa.Column('name', sa.String(length=100), nullable=False),
    sa.Column('made_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
    sa.Column('used_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_passkey_account_id_account'), ondelete='RESTRICT'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_passkey'))
    )
    with op.batch_alter_table('passkey', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_passkey_account_id'), ['account_id'], unique=False)

    op.create_table('recovery_code',
    sa.Column('id', sa.String(length=64), nullable=False),
    sa.Column('account_id', sa.Uuid(), nullable=False),
    sa.Column('made_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
    sa.Column('used_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_recovery_code_account_id_account'), ondelete='RESTRICT'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_recovery_code'))
    )
    with op.batch_alter_table('recovery_code', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_recovery_code_account_id'), ['account_id'], unique=False)

    op.create_table('reset_link',
    sa.Column('id', sa.String(length=64), nullable=False),
    sa.Column('account_id', sa.Uuid(), nullable=False),
    sa.Column('made_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
    sa.Column('expires_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
    sa.Column('used_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_reset_link_account_id_account'), ondelete='RESTRICT'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_reset_link'))
    )
    with op.batch_alter_table('reset_link', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_reset_link_account_id'), ['account_id'], unique=False)

    op.create_table('child_role',
    sa.Column('child_id', sa.Uuid(), nullable=False),
    sa.Column('account_id', sa.Uuid(), nullable=False),
    sa.Column('role', sa.Enum('owner', 'caregiver', 'viewer', 'teen', name='role', native_enum=False, create_constraint=True, length=20), nullable=True),
    sa.Column('created_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_child_role_account_id_account'), ondelete='RESTRICT'),
    sa.ForeignKeyConstraint(['child_id'], ['child.id'], name=op.f('fk_child_role_child_id_child'), ondelete='RESTRICT'),
    sa.PrimaryKeyConstraint('child_id', 'account_id', name=op.f('pk_child_role'))
    )
    with op.batch_alter_table('child_role', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_child_role_account_id'), ['account_id'], unique=False)

    op.create_table('erasure',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('household_id', sa.Uuid(), nullable=False),
    sa.Column('child_id', sa.Uuid(), nullable=True),
    sa.Column('asked_by', sa.Uuid(), nullable=False),
    sa.Column('asked_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
    sa.Column('due_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
    sa.Column('withdrawn_by', sa.Uuid(), nullable=True),
    sa.Column('withdrawn_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
    sa.ForeignKeyConstraint(['asked_by'], ['account.id'], name=op.f('fk_erasure_asked_by_account'), ondelete='RESTRICT'),
    sa.ForeignKeyConstraint(['child_id'], ['child.id'], name=op.f('fk_erasure_child_id_child'), ondelete='RESTRICT'),
    sa.ForeignKeyConstraint(['household_id'], ['household.id'], name=op.f('fk_erasure_household_id_household'), ondelete='RESTRICT'),
    sa.ForeignKeyConstraint(['withdrawn_by'], ['account.id'], name=op.f('fk_erasure_withdrawn_by_account'), ondelete='RESTRICT'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_erasure'))
    )
    with op.batch_alter_table('erasure', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_erasure_household_id'), ['household_id'], unique=False)

    op.create_table('joiner',
    sa.Column('household_id', sa.Uuid(), nullable=False),
    sa.Column('account_id', sa.Uuid(), nullable=False),
    sa.Column('role', sa.Enum('owner', 'caregiver', 'viewer', 'teen', name='role', native_enum=False, create_constraint=True, length=20), nullable=False),
    sa.Column('child_id', sa.Uuid(), nullable=True),
    sa.Column('meant', sa.String(length=100), nullable=False),
    sa.Column('children', sa.JSON(), nullable=True),
    sa.Column('invited_by', sa.Uuid(), nullable=True),
    sa.Column('asked_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_joiner_account_id_account'), ondelete='RESTRICT'),
    sa.ForeignKeyConstraint(['child_id'], ['child.id'], name=op.f('fk_joiner_child_id_child'), ondelete='RESTRICT'),
    sa.ForeignKeyConstraint(['household_id'], ['household.id'], name=op.f('fk_joiner_household_id_household'), ondelete='RESTRICT'),
    sa.ForeignKeyConstraint(['invited_by'], ['account.id'], name=op.f('fk_joiner_invited_by_account'), ondelete='RESTRICT'),
    sa.PrimaryKeyConstraint('household_id', 'account_id', name=op.f('pk_joiner'))
    )
    with op.batch_alter_table('joiner', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_joiner_account_id'), ['account_id'], unique=False)

    op.create_table('parting',
    sa.Column('household_id', sa.Uuid(), nullable=False),
    sa.Column('account_id', sa.Uuid(), nullable=False),
    sa.Column('role', sa.Enum('owner', 'caregiver', 'viewer', 'teen', name='role', native_enum=False, create_constraint=True, length=20), nullable=True),
    sa.Column('asked_by', sa.Uuid(), nullable=False),
    sa.Column('asked_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
    sa.Column('due_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_parting_account_id_account'), ondelete='RESTRICT'),
    sa.ForeignKeyConstraint(['asked_by'], ['account.id'], name=op.f('fk_parting_asked_by_account'), ondelete='RESTRICT'),
    sa.ForeignKeyConstraint(['household_id'], ['household.id'], name=op.f('fk_parting_household_id_household'), ondelete='RESTRICT'),
    sa.PrimaryKeyConstraint('household_id', 'account_id', name=op.f('pk_parting'))
    )
    with op.batch_alter_table('parting', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_parting_account_id'), ['account_id'], unique=False)

    with op.batch_alter_table('membership', schema=None) as batch_op:
        batch_op.add_column(sa.Column('sees_photos', sa.Boolean(), nullable=False, server_default=sa.false()))
    # Whoever was let in to look was let in with the words "photos too".
    op.execute(sa.text("UPDATE membership SET sees_photos = :yes WHERE role = 'viewer'").bindparams(yes=True))

    with op.batch_alter_table('api_token', schema=None) as batch_op:
        batch_op.add_column(sa.Column('name', sa.String(length=100), nullable=False, server_default=''))
        batch_op.add_column(sa.Column('children', sa.JSON(), nullable=True))
        batch_op.add_column(sa.Column('used_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True))

    with op.batch_alter_table('auth_session', schema=None) as batch_op:
        batch_op.add_column(sa.Column('name', sa.String(length=100), nullable=False, server_default=''))
        batch_op.add_column(sa.Column('lasts', sa.Boolean(), nullable=False, server_default=sa.true()))
        batch_op.add_column(sa.Column('proved_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True))

    with op.batch_alter_table('invitation', schema=None) as batch_op:
        batch_op.add_column(sa.Column('name', sa.String(length=100), nullable=False, server_default=''))
        batch_op.add_column(sa.Column('children', sa.JSON(), nullable=True))

    with op.batch_alter_table('preparation', schema=None) as batch_op:
        batch_op.add_column(sa.Column('brought', sa.JSON(), nullable=True))

    # What the charts of ten years read stands in the index.
    with op.batch_alter_table('symptom', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_symptom_child_id_symptom_at'))
        batch_op.create_index('ix_symptom_charted', ['child_id', 'at', 'symptom', 'name', 'severity', 'entry_id'], unique=False)

    with op.batch_alter_table('strength', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_strength_child_id_strength_task_strength_at'))
        batch_op.create_index('ix_strength_charted', ['child_id', 'task', 'at', 'steps', 'done', 'seconds', 'entry_id'], unique=False)

    # Read whole until now: a charity's server has many families in one table.
    for table, column in (
        ('device', 'account_id'),
        ('dose_plan', 'child_id'),
        ('infusion_plan', 'medicine_id'),
        ('invitation', 'household_id'),
        ('lab_rule', 'medicine_id'),
        ('medicine_turn', 'child_id'),
        ('membership', 'child_id'),
        ('push_subscription', 'session_id'),
        ('supply', 'child_id'),
        ('supply', 'package'),
    ):
        op.create_index(op.f(f'ix_{table}_{column}'), table, [column], unique=False)
