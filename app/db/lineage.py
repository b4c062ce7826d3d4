"""Who came from whom: ancestors and children of shares."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Engine
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import Select

from app.db.tables import Content, Share

__all__ = ("Kin", "Lineage")


@dataclass(frozen=True, slots=True, kw_only=True)
class Kin:
    """A share as its relatives know it; one that was withdrawn has neither title nor text."""

    sid: str
    parent: str | None
    title: str
    created: str
    withdrawn: bool
    experiment_text: str


class Lineage:
    """Relatives in one database. A digest covers the parent, so there are no circles."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def up(self, sid: str, most: int) -> list[Kin]:
        """The share and its ancestors, itself first; no more than ``most``."""
        found: list[Kin] = []
        wanted: str | None = sid
        with Session(self._engine) as session:
            while wanted is not None and len(found) < most:
                row = session.exec(_kin().where(col(Share.sid) == wanted)).first()
                if row is None:
                    break
                found.append(_of(*row))
                wanted = found[-1].parent
        return found

    def down(self, sid: str, most: int) -> list[Kin]:
        """Listed descendants, level by level, oldest first; no more than ``most``.

        Below one that is not listed nothing is found: who does not want to be seen hides what
        was made of it, too.
        """
        found: list[Kin] = []
        level = [sid]
        with Session(self._engine) as session:
            while level and len(found) < most:
                rows = session.exec(
                    _kin()
                    .where(col(Share.parent).in_(level), col(Share.listed).is_(True))
                    .order_by(col(Share.created), col(Share.sid))
                    .limit(most - len(found))
                ).all()
                fresh = [_of(*row) for row in rows]
                found += fresh
                level = [kin.sid for kin in fresh]
        return found


def _kin() -> Select[Share, str]:
    return select(Share, col(Content.text)).join(
        Content, col(Content.content) == col(Share.content)
    )


def _of(share: Share, text: str) -> Kin:
    gone = share.withdrawn is not None
    return Kin(
        sid=share.sid,
        parent=share.parent,
        title=share.title,
        created=share.created,
        withdrawn=gone,
        experiment_text="" if gone else text,
    )
