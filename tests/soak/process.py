"""The real server, ``python -m app``, as a process that can be killed and started again."""

from __future__ import annotations

import contextlib
import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Any

__all__ = ("BROKEN", "ServerProcess", "asked", "number")

BROKEN = (OSError, HTTPException)
"""What a client sees of a server that dies."""
ROOT = Path(__file__).parents[2]
_PATIENCE_S = 30.0


def number(name: str, usual: int) -> int:
    """A number from the environment."""
    return int(os.environ.get(name) or usual)


class ServerProcess:
    """One server on one port and one folder, with ``settings``; it may live several times."""

    def __init__(self, folder: Path, **settings: str) -> None:
        self._settings = settings
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = int(probe.getsockname()[1])
        self.folder = folder
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def database(self) -> Path:
        """The SQLite file."""
        return self.folder / "ilx.db"

    def start(self) -> None:
        """Start, and wait until it answers. Raises RuntimeError with what it said instead."""
        where = {"ILX_PORT": str(self.port), "ILX_DATA_DIR": str(self.folder)}
        environment = os.environ | where | self._settings
        with (self.folder / "server.log").open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "app"], cwd=ROOT, env=environment, stdout=log, stderr=log
            )
        until = time.monotonic() + _PATIENCE_S
        while time.monotonic() < until and self._process.poll() is None:
            with contextlib.suppress(*BROKEN):
                if asked(self.connection(), "GET", "/healthz")[0] == 200:
                    return
            time.sleep(0.02)
        raise RuntimeError((self.folder / "server.log").read_text()[-2000:])

    def kill(self) -> None:
        """End it as a power switch would: no goodbye."""
        assert self._process is not None
        self._process.kill()
        self._process.wait()

    def connection(self) -> HTTPConnection:
        """A connection of one's own."""
        return HTTPConnection("127.0.0.1", self.port, timeout=30)

    @contextlib.contextmanager
    def running(self) -> Iterator[None]:
        """Alive for the length of a block."""
        self.start()
        try:
            yield
        finally:
            self.kill()


def asked(
    connection: HTTPConnection, method: str, path: str, document: Any = None
) -> tuple[int, bytes]:
    """Status and body of one request."""
    body = None if document is None else json.dumps(document)
    headers = {} if body is None else {"content-type": "application/json"}
    connection.request(method, path, body, headers)
    answer = connection.getresponse()
    return answer.status, answer.read()
