"""Drafts: the only rows that are written more than once, each time under a condition."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Engine, update
from sqlmodel import Session, col, select

from app.db.store import now, put
from app.db.tables import Draft, Share

__all__ = ("DraftStore", "MadeShare", "SavedDraft")


@dataclass(frozen=True, slots=True)
class MadeShare:
    """A share that was made from a draft and not withdrawn."""

    sid: str
    title: str
    created: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedDraft:
    """A draft as it is kept; ``gone`` says since when there is only its name."""

    id: str
    token: str
    version: int
    text: str
    created: str
    touched: str
    gone: str | None


class DraftStore:
    """Drafts in one database."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def add(self, name: str, token: str, text: str) -> bool:
        """Keep a new draft under the hash of its token; False when the name is taken."""
        stamp = now()
        row = Draft(id=name, token=token, version=1, text=text, created=stamp, touched=stamp)
        with Session(self._engine) as session, session.begin():
            return put(session, row)

    def find(self, name: str) -> SavedDraft | None:
        """The draft of this name."""
        with Session(self._engine) as session:
            row = session.scalar(select(Draft).where(col(Draft.id) == name))
            return None if row is None else SavedDraft(**row.model_dump())

    def shares(self, name: str, most: int) -> list[MadeShare]:
        """The latest shares that were made from a draft, the newest first."""
        wanted = (
            select(col(Share.sid), col(Share.title), col(Share.created))
            .where(col(Share.draft) == name, col(Share.withdrawn).is_(None))
            .order_by(col(Share.created).desc(), col(Share.sid))
            .limit(most)
        )
        with Session(self._engine) as session:
            return [MadeShare(*row) for row in session.exec(wanted)]

    def write(self, name: str, version: int, text: str) -> bool:
        """Replace the text of a draft if it still has this version; whether it was replaced."""
        return self._change(name, version, text=text, version=version + 1, touched=now())

    def discard(self, name: str, version: int) -> bool:
        """Leave only the name of a draft if it still has this version; whether that was so."""
        return self._change(name, version, text="", version=version + 1, gone=now())

    def expire(self, before: str) -> int:
        """Discard all drafts that nobody has written since ``before``; how many there were."""
        idle = update(Draft).where(col(Draft.touched) < before, col(Draft.gone).is_(None))
        with Session(self._engine) as session, session.begin():
            return session.connection().execute(idle.values(text="", gone=now())).rowcount

    def _change(self, name: str, known: int, **values: str | int) -> bool:
        wanted = update(Draft).where(
            col(Draft.id) == name, col(Draft.version) == known, col(Draft.gone).is_(None)
        )
        with Session(self._engine) as session, session.begin():
            return session.connection().execute(wanted.values(**values)).rowcount == 1
