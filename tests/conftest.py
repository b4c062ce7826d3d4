"""The application on a real database, its client, and a real server on a free port.

The database is a SQLite file. ``ILX_TEST_DATABASE=postgresql`` puts the same tests on a PostgreSQL
server; tests about the store run on both in any case (``ON_BOTH``).
"""

from __future__ import annotations

import os
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from fastapi import FastAPI
from fastapi.testclient import TestClient

from app.db.store import Store
from app.main import create_app
from app.services.gallery import Exhibits
from app.settings import Settings
from simcore.result import Result
from simcore.simulate import simulate
from simcore.spec import Experiment
from tests.build import default_experiment
from tests.postgres import NoPostgresError, Postgres

DATA = Path(__file__).parent / "data"


class Counted:
    """``simulate``, counting its calls; told to, it refuses to compute."""

    def __init__(self) -> None:
        self.calls = 0
        self.broken = False

    def __call__(self, experiment: Experiment) -> Result:
        self.calls += 1
        if self.broken:
            raise RuntimeError("nobody may compute now")
        return simulate(experiment)


ON_BOTH = pytest.mark.parametrize("database", ["sqlite", "postgresql"], indirect=True)
"""Mark of tests that must hold on either database."""


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """A server of this process; tests are skipped with a word where there is none."""
    try:
        with Postgres() as server:
            yield server
    except NoPostgresError as error:
        pytest.skip(f"no PostgreSQL: {error}")


@pytest.fixture
def database(request: pytest.FixtureRequest) -> str:
    """Which database the test runs on."""
    return str(getattr(request, "param", os.environ.get("ILX_TEST_DATABASE") or "sqlite"))


@pytest.fixture
def settings(tmp_path: Path, database: str, request: pytest.FixtureRequest) -> Settings:
    if database == "sqlite":
        return Settings(data_dir=tmp_path / "data")
    server: Postgres = request.getfixturevalue("postgres")
    return Settings(data_dir=tmp_path / "data", database_url=server.fresh())


@pytest.fixture
def counted() -> Counted:
    return Counted()


@pytest.fixture
def app(settings: Settings, counted: Counted) -> FastAPI:
    """The application on an empty store: nothing hangs in its gallery."""
    return create_app(settings, counted, Exhibits())


@pytest.fixture
def client(app: FastAPI) -> Iterator[TestClient]:
    with TestClient(app, follow_redirects=False) as client:
        yield client


@pytest.fixture
def store(app: FastAPI, client: TestClient) -> Store:
    store: Store = app.state.store
    return store


@pytest.fixture
def experiment() -> dict[str, Any]:
    return default_experiment()


@pytest.fixture
def numactl() -> str:
    """What the tool printed on a machine with two sockets, HBM and CXL."""
    return (DATA / "numactl-hardware.txt").read_text()


@contextmanager
def served(app: FastAPI, **options: Any) -> Iterator[int]:
    """The port of a real server that runs an application; ``options`` are those of uvicorn."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        known = {"log_level": "warning", "proxy_headers": False, "timeout_graceful_shutdown": 1}
        serving = uvicorn.Server(uvicorn.Config(app, **(known | options)))
        thread = threading.Thread(target=serving.run, kwargs={"sockets": [listener]}, daemon=True)
        thread.start()
        while not serving.started:
            time.sleep(0.01)
        yield int(listener.getsockname()[1])
        serving.should_exit = True
        thread.join()


@pytest.fixture
def server(app: FastAPI) -> Iterator[int]:
    """The port of a real server that runs the application."""
    with served(app) as port:
        yield port


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Callable[..., TestClient]]:
    """``opened(read_only=True)`` is the client of an application with these settings."""
    with ExitStack() as stack:

        def client_of(**more: Any) -> TestClient:
            app = create_app(Settings(data_dir=tmp_path / "data", **more))
            client = TestClient(app, follow_redirects=False, raise_server_exceptions=False)
            return stack.enter_context(client)

        yield client_of
