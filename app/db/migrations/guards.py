"""Triggers by which the database itself refuses to change what is kept."""

from __future__ import annotations

from typing import Final, Literal

from alembic import op

__all__ = ("guard", "unguard")

Action = Literal["update", "delete"]

_REFUSING: Final = """
CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'rows of % are never changed', TG_TABLE_NAME
    USING ERRCODE = 'integrity_constraint_violation';
END $$
"""


def guard(table: str, action: Action, unless: str = "") -> None:
    """Refuse an action on the rows of a table, ``unless`` a condition on OLD and NEW holds."""
    name = f"{table}_refuses_{action}"
    if op.get_bind().dialect.name == "sqlite":
        when = f"WHEN NOT ({unless}) " if unless else ""
        told = f"SELECT RAISE(ABORT, 'rows of {table} are never changed')"
        op.execute(
            f"CREATE TRIGGER {name} BEFORE {action.upper()} ON {table} {when}BEGIN {told}; END"
        )
        return
    op.execute(_REFUSING)
    when = f"WHEN (NOT ({unless})) " if unless else ""
    op.execute(
        f"CREATE TRIGGER {name} BEFORE {action.upper()} ON {table} FOR EACH ROW {when}"
        "EXECUTE FUNCTION refuse_change()"
    )


def unguard(table: str, action: Action) -> None:
    """Take a guard away."""
    where = "" if op.get_bind().dialect.name == "sqlite" else f" ON {table}"
    op.execute(f"DROP TRIGGER {table}_refuses_{action}{where}")
