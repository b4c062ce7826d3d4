"""the shares of a draft are found by an index"""

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_share_draft", "share", ["draft"])


def downgrade() -> None:
    op.drop_index("ix_share_draft", "share")
