"""drafts with edit tokens; shares that their author withdraws leave a tombstone"""

import sqlalchemy as sa
from alembic import op

from app.db.migrations.guards import guard, unguard

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_KEPT = ("sid", "digest", "content", "model", "parent", "draft", "created")
_WITHDRAWING = " AND ".join(
    [
        "OLD.withdrawn IS NULL",
        "NEW.withdrawn IS NOT NULL",
        "NEW.title = '' AND NEW.notes = '' AND NEW.view = '{}'",
        "NEW.listed = OLD.listed",
        *(f"COALESCE(NEW.{name}, '') = COALESCE(OLD.{name}, '')" for name in _KEPT),
    ]
)
"""The one change that a share may see: its words go, everything that others build on stays."""


def upgrade() -> None:
    op.create_table(
        "draft",
        sa.Column("id", sa.String(), primary_key=True),
        sa.Column("token", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("created", sa.String(), nullable=False),
        sa.Column("touched", sa.String(), nullable=False),
        sa.Column("gone", sa.String(), nullable=True),
    )
    op.create_index("ix_draft_touched", "draft", ["touched"])
    op.add_column("share", sa.Column("draft", sa.String(), nullable=True))
    op.add_column("share", sa.Column("withdrawn", sa.String(), nullable=True))
    op.add_column(
        "share", sa.Column("listed", sa.Boolean(), nullable=False, server_default=sa.false())
    )
    unguard("share", "update")
    guard("share", "update", unless=_WITHDRAWING)
    guard("draft", "delete")


def downgrade() -> None:
    raise NotImplementedError("tombstones cannot be taken back")
