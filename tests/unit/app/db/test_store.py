"""The store on a real SQLite file: rows are added, once, and never changed."""

from __future__ import annotations

import itertools
import multiprocessing
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlalchemy.exc import IntegrityError

from app.db import store as module
from app.db.engine import BUSY_TIMEOUT_MS, DatabaseError, open_engine
from app.db.migrate import migrate
from app.db.store import NewShare, Store
from app.db.tables import Share


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    engine = open_engine(f"sqlite:///{tmp_path}/deep/down/ilx.db")
    migrate(engine)
    yield engine
    engine.dispose()


@pytest.fixture
def store(engine: Engine) -> Store:
    return Store(engine)


def share(words: str = "", content: str = "c1", parent: str | None = None) -> NewShare:
    return NewShare(
        digest=sha256(f"{content} {words}".encode()).hexdigest(),
        content=content,
        experiment_text='{"e":1}',
        model="1.0",
        result_text='{"r":1}',
        parent=parent,
        title=words,
        notes="",
        view_text="{}",
    )


def count(engine: Engine, table: str) -> int:
    with engine.connect() as connection:
        found: int = connection.exec_driver_sql(f"SELECT count(*) FROM {table}").scalar_one()
        return found


def test_every_connection_is_set_up(engine: Engine) -> None:
    with engine.connect() as one, engine.connect() as other:
        for connection in (one, other):
            asked = {
                name: connection.exec_driver_sql(f"PRAGMA {name}").scalar_one()
                for name in ("journal_mode", "foreign_keys", "busy_timeout", "synchronous")
            }
            assert asked == {
                "journal_mode": "wal",
                "foreign_keys": 1,
                "busy_timeout": BUSY_TIMEOUT_MS,
                "synchronous": 1,
            }


@pytest.mark.parametrize("url", ["postgresql://localhost/x", "sqlite://", "sqlite:///:memory:"])
def test_only_a_sqlite_file_will_do(url: str) -> None:
    with pytest.raises(DatabaseError):
        open_engine(url)


def test_what_was_added_is_found(store: Store) -> None:
    sid, created = store.add(share("hello"))

    saved = store.share(sid)
    assert created
    assert saved is not None
    assert (saved.title, saved.experiment_text, saved.result_text) == (
        "hello",
        '{"e":1}',
        '{"r":1}',
    )
    assert store.has_share(sid)
    assert store.sid_by_digest(saved.digest) == sid
    assert store.result_text("c1", "1.0") == '{"r":1}'
    store.check()


def test_what_was_not_added_is_not_found(store: Store) -> None:
    assert store.share("bbbbbbbbbbb") is None
    assert not store.has_share("bbbbbbbbbbb")
    assert store.sid_by_digest("0") is None
    assert store.result_text("c1", "1.0") is None


def test_the_same_share_is_one_row(store: Store, engine: Engine) -> None:
    first = store.add(share())

    assert store.add(share()) == (first[0], False)
    assert [count(engine, table) for table in ("content", "result", "share")] == [1, 1, 1]


def test_the_first_result_of_a_model_stays(store: Store) -> None:
    store.add(share())
    store.add(replace(share("again"), result_text='{"r":2}'))

    assert store.result_text("c1", "1.0") == '{"r":1}'


def test_a_name_that_another_share_has_grows(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    def short(digest: str, length: int) -> str:
        return ("b" * 11 + digest)[:length]

    monkeypatch.setattr(module, "sid_of", short)

    sids = [store.add(share(words))[0] for words in ("one", "two", "three", "one")]

    assert sids[0] == sids[3] == "b" * 11
    assert len({sid[:11] for sid in sids}) == 1
    assert len(set(sids)) == 3


def test_a_parent_must_exist(store: Store, engine: Engine) -> None:
    sid, _ = store.add(share())
    store.add(share("fork", parent=sid))

    with pytest.raises(IntegrityError):
        store.add(share("orphan", content="c2", parent="bbbbbbbbbbb"))
    assert count(engine, "content") == 1


@pytest.mark.parametrize(
    "table, statement",
    list(
        itertools.product(
            ("content", "result", "share"), ("UPDATE {} SET content = content", "DELETE FROM {}")
        )
    ),
)
def test_no_row_is_ever_changed_or_removed(
    table: str, statement: str, store: Store, engine: Engine
) -> None:
    store.add(share())

    with engine.connect() as connection, pytest.raises(IntegrityError, match="never changed"):
        connection.exec_driver_sql(statement.format(table))
    assert count(engine, table) == 1


def test_many_writers_at_once_all_succeed(store: Store, engine: Engine) -> None:
    wanted = [share(str(n % 10), content=f"c{n % 3}") for n in range(120)]

    with ThreadPoolExecutor(12) as threads:
        answers = list(threads.map(store.add, wanted))

    assert sum(created for _, created in answers) == 30
    assert count(engine, "share") == 30
    assert count(engine, "content") == 3


def test_the_schema_is_the_one_of_the_tables(engine: Engine) -> None:
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    with engine.connect() as connection:
        found = compare_metadata(MigrationContext.configure(connection), Share.metadata)

    assert found == []


def start(url: str) -> int:
    """What a starting server does with its database."""
    engine = open_engine(url)
    migrate(engine)
    Store(engine).add(share())
    found = count(engine, "share")
    engine.dispose()
    return found


def test_servers_that_start_at_once_end_with_one_schema(tmp_path: Path) -> None:
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(4, mp_context=context) as processes:
        list(processes.map(abs, range(16)))  # all are up before the race
        for race in range(5):
            url = f"sqlite:///{tmp_path}/{race}.db"
            assert list(processes.map(start, [url] * 8)) == [1] * 8


def test_an_existing_database_is_left_as_it_is(store: Store, engine: Engine) -> None:
    sid, _ = store.add(share("kept"))

    migrate(engine)

    assert store.has_share(sid)
