"""The store on real databases: rows are added, once, and never changed."""

from __future__ import annotations

import itertools
import multiprocessing
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlalchemy.exc import IntegrityError

from app.db import store as module
from app.db.engine import open_engine
from app.db.migrate import migrate
from app.db.store import NewShare, Store
from app.db.tables import Share
from tests.conftest import ON_BOTH
from tests.postgres import Postgres

pytestmark = ON_BOTH


@pytest.fixture
def new_url(tmp_path: Path, database: str, request: pytest.FixtureRequest) -> Callable[[], str]:
    """Gives addresses of databases that nobody has used yet."""
    numbers = itertools.count()
    if database == "sqlite":
        return lambda: f"sqlite:///{tmp_path}/deep/down/{next(numbers)}.db"
    server: Postgres = request.getfixturevalue("postgres")
    return lambda: server.fresh(migrated=False)


@pytest.fixture
def engine(new_url: Callable[[], str]) -> Iterator[Engine]:
    engine = open_engine(new_url())
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


def test_servers_that_start_at_once_end_with_one_schema(new_url: Callable[[], str]) -> None:
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(4, mp_context=context) as processes:
        list(processes.map(abs, range(16)))  # all are up before the race
        for race in range(5):
            url = new_url()
            assert list(processes.map(start, [url] * 8)) == [1] * 8, race


def test_an_existing_database_is_left_as_it_is(store: Store, engine: Engine) -> None:
    sid, _ = store.add(share("kept"))

    migrate(engine)

    assert store.has_share(sid)


def test_a_withdrawn_share_keeps_its_place_and_loses_its_words(store: Store) -> None:
    sid, _ = store.add(share("secret"))
    child, _ = store.add(share("child", content="c2", parent=sid))

    assert store.withdraw(sid)

    saved = store.share(sid)
    assert saved is not None
    assert (saved.title, saved.notes, saved.view_text) == ("", "", "{}")
    assert saved.withdrawn
    assert saved.digest == share("secret").digest
    kin = store.share(child)
    assert kin is not None
    assert kin.parent == sid
    assert not store.withdraw(sid)
    assert not store.withdraw("bbbbbbbbbbb")


@pytest.mark.parametrize(
    "change", ["title = 'x'", "withdrawn = 'now'", "withdrawn = 'now', sid = 'b', title = ''"]
)
def test_nothing_but_a_withdrawal_changes_a_share(
    change: str, store: Store, engine: Engine
) -> None:
    store.add(share("words"))

    with engine.connect() as connection, pytest.raises(IntegrityError, match="never changed"):
        connection.exec_driver_sql(f"UPDATE share SET {change}")


def test_a_withdrawal_is_final(store: Store, engine: Engine) -> None:
    sid, _ = store.add(share("words"))
    store.withdraw(sid)

    with engine.connect() as connection, pytest.raises(IntegrityError, match="never changed"):
        connection.exec_driver_sql("UPDATE share SET withdrawn = 'later'")


def test_another_models_result_stands_beside_the_first(store: Store) -> None:
    sid, _ = store.add(share())

    store.add_result("c1", "2.0", '{"r":2}')

    saved = store.share(sid)
    assert saved is not None
    assert (saved.model, saved.result_text) == ("1.0", '{"r":1}')
    assert store.result_text("c1", "2.0") == '{"r":2}'
