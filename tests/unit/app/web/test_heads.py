"""Connections that say nothing, or too slowly, are closed; patient ones are served."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from http.client import HTTPConnection

import pytest
from fastapi import FastAPI

from app.web.heads import HeadInTime
from tests.conftest import served

WHOLE = b"GET /healthz HTTP/1.1\r\nHost: ilx\r\n\r\n"


class Hasty(HeadInTime):
    """A second for each head."""

    seconds = 1.0


@pytest.fixture
def port(app: FastAPI) -> Iterator[int]:
    with served(app, http=Hasty) as port:
        yield port


def is_closed(connection: socket.socket, seconds: float) -> bool:
    connection.settimeout(seconds)
    try:
        return connection.recv(65536) == b""
    except TimeoutError:
        return False


@pytest.mark.parametrize("said", [b"", b"GET / HTT", b"GET / HTTP/1.1\r\nHost: ilx\r\n"])
def test_a_head_that_does_not_come_is_not_awaited_for_ever(said: bytes, port: int) -> None:
    with socket.create_connection(("127.0.0.1", port)) as connection:
        connection.sendall(said)

        assert not is_closed(connection, 0.3)
        assert is_closed(connection, 10)


def test_a_second_head_that_trickles_in_is_cut_off(port: int) -> None:
    with socket.create_connection(("127.0.0.1", port)) as connection:
        connection.sendall(WHOLE)
        assert connection.recv(65536).startswith(b"HTTP/1.1 200 ")
        connection.sendall(b"GET / HTTP/1.1\r\nX-Slow: ")
        began = time.monotonic()
        try:
            while time.monotonic() - began < 10:
                connection.sendall(b"a")
                if is_closed(connection, 0.2):
                    break
        except OSError:
            pass  # closed while we were writing

    assert time.monotonic() - began < 10


def test_requests_that_come_whole_are_served_one_after_another(port: int) -> None:
    """A body may take longer than a head: it has a limit of its own."""
    connection = HTTPConnection("127.0.0.1", port, timeout=10)
    for _ in range(4):
        connection.request("GET", "/healthz")
        answer = connection.getresponse()
        answer.read()
        assert answer.status == 200
        time.sleep(0.4)
    connection.putrequest("POST", "/api/v1/preview")
    connection.putheader("Content-Length", "2")
    connection.endheaders(b"{")
    time.sleep(1.5)
    connection.send(b"}")
    assert connection.getresponse().status == 422
    connection.close()
