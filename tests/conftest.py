"""The application on a real SQLite file, its client, and a real server on a free port."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
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


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(data_dir=tmp_path / "data")


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


@pytest.fixture
def server(app: FastAPI) -> Iterator[int]:
    """The port of a real server that runs the application."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        config = uvicorn.Config(
            app, log_level="warning", proxy_headers=False, timeout_graceful_shutdown=1
        )
        serving = uvicorn.Server(config)
        thread = threading.Thread(target=serving.run, kwargs={"sockets": [listener]}, daemon=True)
        thread.start()
        while not serving.started:
            time.sleep(0.01)
        yield int(listener.getsockname()[1])
        serving.should_exit = True
        thread.join()
