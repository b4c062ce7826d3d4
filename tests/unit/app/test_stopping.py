"""SIGTERM: what is being answered is finished, within a bound, and the process ends with 0."""

from __future__ import annotations

import json
import signal
import socket
import time
from pathlib import Path
from typing import Any

import pytest

from tests.process import ask, started


def half_sent(port: int, path: str, body: bytes) -> socket.socket:
    """A connection over which the first half of a request went."""
    connection = socket.create_connection(("127.0.0.1", port), timeout=15)
    head = f"POST {path} HTTP/1.1\r\nHost: ilx\r\nContent-Type: application/json\r\n"
    head += f"Content-Length: {len(body)}\r\n\r\n"
    connection.sendall(head.encode() + body[: len(body) // 2])
    time.sleep(0.3)  # until the server has begun with it
    return connection


@pytest.mark.parametrize("told", [signal.SIGTERM, signal.SIGINT])
def test_a_request_in_flight_is_finished_and_stored(
    told: signal.Signals, tmp_path: Path, experiment: dict[str, Any]
) -> None:
    body = json.dumps(experiment).encode()
    with started(tmp_path) as server:
        connection = half_sent(server.port, "/api/v1/experiments", body)
        server.process.send_signal(told)
        time.sleep(0.5)
        with pytest.raises(OSError, match="refused"):
            socket.create_connection(("127.0.0.1", server.port), timeout=5)
        connection.sendall(body[len(body) // 2 :])
        answer = b"".join(iter(lambda: connection.recv(65536), b""))
        connection.close()
        assert server.process.wait(timeout=15) == 0
        assert server.process.stderr is not None
        assert server.process.stderr.read() == ""

    assert answer.startswith(b"HTTP/1.1 201 ")
    assert not list(tmp_path.glob("*-wal"))  # the database was closed
    sid = json.loads(answer.partition(b"\r\n\r\n")[2])["sid"]
    with started(tmp_path) as server:
        assert ask(server.port, "GET", f"/x/{sid}.json")[0] == 200


def test_a_request_without_end_is_given_up_in_time(tmp_path: Path) -> None:
    with started(tmp_path, ILX_SHUTDOWN_SECONDS="1") as server:
        connection = half_sent(server.port, "/api/v1/preview", b"{}" * 100)
        server.process.terminate()
        began = time.monotonic()
        assert server.process.wait(timeout=15) == 0
        connection.close()
    assert time.monotonic() - began < 10
