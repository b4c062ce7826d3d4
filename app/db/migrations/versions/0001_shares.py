"""contents, results and shares, none of which ever changes"""

import sqlalchemy as sa
from alembic import op

from app.db.migrations.guards import guard

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

TABLES = ("content", "result", "share")


def upgrade() -> None:
    op.create_table(
        "content",
        sa.Column("content", sa.String(), primary_key=True),
        sa.Column("text", sa.String(), nullable=False),
    )
    op.create_table(
        "result",
        sa.Column("content", sa.String(), sa.ForeignKey("content.content"), primary_key=True),
        sa.Column("model", sa.String(), primary_key=True),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("created", sa.String(), nullable=False),
    )
    op.create_table(
        "share",
        sa.Column("sid", sa.String(), primary_key=True),
        sa.Column("digest", sa.String(), nullable=False, unique=True),
        sa.Column("content", sa.String(), sa.ForeignKey("content.content"), nullable=False),
        sa.Column("model", sa.String(), nullable=False),
        sa.Column("parent", sa.String(), sa.ForeignKey("share.sid"), nullable=True),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("notes", sa.String(), nullable=False),
        sa.Column("view", sa.String(), nullable=False),
        sa.Column("created", sa.String(), nullable=False),
    )
    op.create_index("ix_share_content", "share", ["content"])
    op.create_index("ix_share_parent", "share", ["parent"])
    for table in TABLES:
        guard(table, "update")
        guard(table, "delete")


def downgrade() -> None:
    raise NotImplementedError("the first schema has nothing before it")
