"""All rows of a store, one after the other: nothing here holds more than a handful in memory."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Engine, text
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from app.db.store import SavedShare
from app.db.tables import Content, Draft, Share, StoredResult

__all__ = ("ShareRow", "Whole")

_AT_ONCE: Final = 100
"""Rows that come from the database together."""


@dataclass(frozen=True, slots=True)
class ShareRow:
    """A share, and whether what it names is there."""

    share: Share
    has_content: bool
    has_result: bool
    has_parent: bool
    has_draft: bool


class Whole:
    """Everything in one database, read and never changed."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def contents(self) -> Iterator[Content]:
        """Every experiment's text."""
        return self._each(select(Content))

    def results(self) -> Iterator[tuple[StoredResult, bool]]:
        """Every result, and whether its content is there."""
        wanted = select(StoredResult, col(Content.content)).outerjoin(
            Content, col(Content.content) == col(StoredResult.content)
        )
        return ((row, known is not None) for row, known in self._each(wanted))

    def shares(self) -> Iterator[ShareRow]:
        """Every share, withdrawn ones among them."""
        parent = aliased(Share)
        wanted = (
            select(Share, col(Content.content), col(StoredResult.model), col(parent.sid))
            .add_columns(col(Draft.id))
            .outerjoin(Content, col(Content.content) == col(Share.content))
            .outerjoin(StoredResult, _its_result())
            .outerjoin(parent, col(parent.sid) == col(Share.parent))
            .outerjoin(Draft, col(Draft.id) == col(Share.draft))
        )
        for share, content, model, above, draft in self._each(wanted):
            yield ShareRow(
                share,
                has_content=content is not None,
                has_result=model is not None,
                has_parent=share.parent is None or above is not None,
                has_draft=share.draft is None or draft is not None,
            )

    def drafts(self) -> Iterator[Draft]:
        """Every draft, also those that are gone but for their name."""
        return self._each(select(Draft))

    def newest(self) -> Iterator[str]:
        """Names of the shares that can be opened, the newest first."""
        order = (col(Share.created).desc(), col(Share.sid))
        return self._each(select(Share.sid).where(_OPEN).order_by(*order))

    def opened(self, sids: Sequence[str]) -> list[tuple[SavedShare, bool]]:
        """The shares of these names in their order, and whether their parents can be opened."""
        parent = aliased(Share)
        wanted = (
            select(Share, col(Content.text), col(StoredResult.text), col(parent.sid))
            .join(Content, col(Content.content) == col(Share.content))
            .join(StoredResult, _its_result())
            .outerjoin(
                parent, (col(parent.sid) == col(Share.parent)) & col(parent.withdrawn).is_(None)
            )
            .where(col(Share.sid).in_(sids), _OPEN)
        )
        with Session(self._engine) as session:
            rows = session.exec(wanted).all()
        found = {row[0].sid: (_saved(*row[:3]), row[3] is not None) for row in rows}
        return [found[sid] for sid in sids if sid in found]

    def damage(self) -> Iterator[str]:
        """What the database itself finds wrong with its file; a server has no such question."""
        if self._engine.dialect.name != "sqlite":
            return
        with self._engine.connect() as connection:
            for (said,) in connection.execute(text("PRAGMA integrity_check")):
                if said != "ok":
                    yield str(said)
            for table, row, other, _ in connection.execute(text("PRAGMA foreign_key_check")):
                yield f"row {row} of {table} names a row of {other} that is not there"

    def _each(self, wanted: Any) -> Iterator[Any]:
        with Session(self._engine) as session:
            yield from session.exec(wanted, execution_options={"yield_per": _AT_ONCE})


_OPEN: Final = col(Share.withdrawn).is_(None)
"""What a share must be to be shown."""


def _its_result() -> Any:
    return (col(StoredResult.content) == col(Share.content)) & (
        col(StoredResult.model) == col(Share.model)
    )


def _saved(share: Share, experiment_text: str, result_text: str) -> SavedShare:
    kept = share.model_dump(exclude={"view"})
    return SavedShare(
        **kept, view_text=share.view, experiment_text=experiment_text, result_text=result_text
    )
