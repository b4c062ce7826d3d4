"""Bodies that trickle in, and bodies that are packed."""

from __future__ import annotations

import contextlib
import gzip
import json
import socket
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from app.main import create_app
from app.settings import Settings
from tests.conftest import Counted

PATHS = ("/api/v1/preview", "/api/v1/experiments", "/api/v1/import", "/x", "/import", "/nope")


@pytest.fixture
def app(tmp_path: Path, counted: Counted) -> FastAPI:
    """An application that waits half a second for a body."""
    return create_app(Settings(data_dir=tmp_path / "data", body_seconds=0.5), counted)


def trickle(port: int, path: str, announced: int) -> Iterator[bytes]:
    """Send a byte now and then, until the server says something; what it says."""
    with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
        head = f"POST {path} HTTP/1.1\r\nHost: ilx\r\nContent-Type: application/json\r\n"
        connection.sendall(f"{head}Content-Length: {announced}\r\n\r\n".encode())
        connection.settimeout(0.1)
        until = time.monotonic() + 5
        while time.monotonic() < until:
            try:
                heard = connection.recv(65536)
            except TimeoutError:
                with contextlib.suppress(ConnectionError):  # closed just now: what it said is next
                    connection.sendall(b" ")
                continue
            except ConnectionError:
                return
            if not heard:
                return
            yield heard


@pytest.mark.parametrize("announced", [5000, 300_000])
def test_a_body_that_trickles_in_is_cut_off_and_the_connection_closed(
    server: int, announced: int
) -> None:
    answer = b"".join(trickle(server, "/api/v1/preview", announced))
    head, _, body = answer.partition(b"\r\n\r\n")

    assert head.startswith(b"HTTP/1.1 408 ")
    assert b"connection: close" in head.lower()
    assert "0.5 seconds" in json.loads(body)["detail"]


def test_a_body_that_comes_in_time_is_read(client: TestClient, experiment: dict[str, Any]) -> None:
    assert client.post("/api/v1/preview", json=experiment).status_code == 200


@pytest.mark.parametrize("path", PATHS)
def test_a_packed_body_is_refused_whatever_it_unfolds_to(path: str, client: TestClient) -> None:
    """A hundred thousand bytes that would become a hundred million."""
    bomb = gzip.compress(b" " * 100_000_000)
    headers = {"content-encoding": "gzip", "content-type": "application/json"}

    answer = client.post(path, content=bomb, headers=headers)

    assert answer.status_code == 415
    assert answer.headers["accept-encoding"] == "identity"


def test_a_body_that_says_it_is_not_packed_is_read(
    client: TestClient, experiment: dict[str, Any]
) -> None:
    answer = client.post(
        "/api/v1/preview", json=experiment, headers={"content-encoding": "identity"}
    )

    assert answer.status_code == 200
