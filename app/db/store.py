"""Contents, results and shares: the SQL behind links.

Rows are only ever added, and each fact has one row: what is there already is left alone, so
two writers of the same thing end with the same row. A share that is withdrawn loses its words.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import count
from types import MappingProxyType
from typing import Final

from sqlalchemy import Engine, bindparam, exists, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, SQLModel, col, select

from app.db.names import LENGTH, sid_of
from app.db.tables import Content, Share, StoredResult

__all__ = ("NewShare", "SavedShare", "Standing", "Store", "now", "put")

_INSERTS: Final[Mapping[str, Callable[..., sqlite.Insert | postgresql.Insert]]] = MappingProxyType(
    {"sqlite": sqlite.insert, "postgresql": postgresql.insert}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewShare:
    """What is to be kept: texts and hashes, made by the services."""

    digest: str
    content: str
    experiment_text: str
    model: str
    result_text: str
    parent: str | None
    title: str
    notes: str
    view_text: str
    draft: str | None = None
    listed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedShare:
    """What a link opens."""

    sid: str
    digest: str
    content: str
    experiment_text: str
    model: str
    result_text: str
    parent: str | None
    title: str
    notes: str
    view_text: str
    created: str
    draft: str | None = None
    withdrawn: str | None = None
    listed: bool = False


@dataclass(frozen=True, slots=True)
class Standing:
    """What may become of a share: it is withdrawn, it can be, another model has computed it."""

    withdrawn: bool
    withdrawable: bool
    fresh: bool

    @property
    def settled(self) -> bool:
        """Whether it stands so for good, unless who keeps the store takes it down."""
        return self.fresh and not self.withdrawable


class Store:
    """Contents, results and shares in one database."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def check(self) -> None:
        """Ask the database something small; raises whatever keeps it from answering."""
        with self._read() as session:
            session.scalar(select(Share.sid).limit(1))

    def has_share(self, sid: str) -> bool:
        """Whether a share has this name."""
        with self._read() as session:
            return session.scalar(select(Share.sid).where(col(Share.sid) == sid)) is not None

    def sid_by_digest(self, digest: str) -> str | None:
        """The name of the share with this digest."""
        with self._read() as session:
            return session.scalar(select(Share.sid).where(col(Share.digest) == digest))

    def result_text(self, content: str, model: str) -> str | None:
        """The result that a version of the model gave for a content."""
        with self._read() as session:
            wanted = select(StoredResult.text).where(
                col(StoredResult.content) == content, col(StoredResult.model) == model
            )
            return session.scalar(wanted)

    def standing(self, sid: str, model: str) -> Standing | None:
        """How the share of this name stands, with ``model`` the present one."""
        with self._engine.connect() as connection:
            row = connection.execute(_STANDING, {"sid": sid, "model": model}).first()
        return None if row is None else Standing(row[0] is not None, row[1] is not None, row[2])

    def share(self, sid: str) -> SavedShare | None:
        """The share of this name with its experiment and its result."""
        wanted = (
            select(Share, col(Content.text), col(StoredResult.text))
            .join(Content, col(Content.content) == col(Share.content))
            .join(
                StoredResult,
                (col(StoredResult.content) == col(Share.content))
                & (col(StoredResult.model) == col(Share.model)),
            )
            .where(col(Share.sid) == sid)
        )
        with self._read() as session:
            row = session.exec(wanted).first()
        return None if row is None else _saved(*row)

    def add(self, new: NewShare) -> tuple[str, bool]:
        """Keep a share; its name, and whether it was not there before."""
        created = now()
        with Session(self._engine) as session, session.begin():
            put(session, Content(content=new.content, text=new.experiment_text))
            put(session, _result(new.content, new.model, new.result_text, created))
            return _put_share(session, new, created)

    def add_result(self, content: str, model: str, text: str) -> None:
        """Keep what another version of the model gives for a content that is there."""
        with Session(self._engine) as session, session.begin():
            put(session, _result(content, model, text, now()))

    def withdraw(self, sid: str) -> bool:
        """Take the words of a share away for good; whether it was there and not withdrawn."""
        told = {"title": "", "notes": "", "view": "{}", "withdrawn": now()}
        wanted = update(Share).where(col(Share.sid) == sid, col(Share.withdrawn).is_(None))
        with Session(self._engine) as session, session.begin():
            return session.connection().execute(wanted.values(**told)).rowcount == 1

    @contextmanager
    def _read(self) -> Iterator[Session]:
        with Session(self._engine, expire_on_commit=False) as session:
            yield session


_STANDING: Final = select(
    col(Share.withdrawn),
    col(Share.draft),
    exists().where(
        col(StoredResult.content) == col(Share.content),
        col(StoredResult.model) == bindparam("model"),
    ),
).where(col(Share.sid) == bindparam("sid"))
"""Asked for with every page of a link, so it is put together once: that costs more than asking."""


def now() -> str:
    """This second, as rows keep it."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def put(session: Session, row: SQLModel) -> bool:
    """Add a row unless one with the same key is there; whether it was added."""
    connection = session.connection()
    insert = _INSERTS[connection.dialect.name]
    statement = insert(type(row)).values(row.model_dump()).on_conflict_do_nothing()
    done = connection.execute(statement, execution_options={"preserve_rowcount": True})
    return done.rowcount == 1


def _result(content: str, model: str, text: str, created: str) -> StoredResult:
    return StoredResult(content=content, model=model, text=text, created=created)


def _put_share(session: Session, new: NewShare, created: str) -> tuple[str, bool]:
    """Add the share under the shortest name that no other share has."""
    for length in count(LENGTH):
        share = Share(
            sid=sid_of(new.digest, length),
            digest=new.digest,
            content=new.content,
            model=new.model,
            parent=new.parent,
            title=new.title,
            notes=new.notes,
            view=new.view_text,
            created=created,
            draft=new.draft,
            listed=new.listed,
        )
        if put(session, share):
            return share.sid, True
        known = session.scalar(select(Share.sid).where(col(Share.digest) == new.digest))
        if known is not None:
            return known, False
    raise AssertionError("unreachable: names grow until one is free")


def _saved(share: Share, experiment_text: str, result_text: str) -> SavedShare:
    return SavedShare(
        sid=share.sid,
        digest=share.digest,
        content=share.content,
        experiment_text=experiment_text,
        model=share.model,
        result_text=result_text,
        parent=share.parent,
        title=share.title,
        notes=share.notes,
        view_text=share.view,
        created=share.created,
        draft=share.draft,
        withdrawn=share.withdrawn,
        listed=share.listed,
    )
