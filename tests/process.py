"""The program as its operator starts it: a process of its own, asked over the network."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path

from app.settings import CHECKOUT

__all__ = ("Running", "ask", "started")


@dataclass(frozen=True)
class Running:
    """A server that listens."""

    process: subprocess.Popen[str]
    port: int


@contextmanager
def started(
    data: Path,
    *,
    checkout: Path = CHECKOUT,
    before: Sequence[str] = (),
    environment: Mapping[str, str] = os.environ,
    **settings: str,
) -> Iterator[Running]:
    """A running server on a free port; ``before`` stands in front of its command."""
    told = {"ILX_DATA_DIR": str(data), "ILX_PORT": "0", **settings}
    process = subprocess.Popen(
        [*before, sys.executable, "-m", "app"],
        cwd=checkout,
        env={**environment, **told},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    try:
        found = re.search(r"listens at http://\S+:(\d+)/", process.stdout.readline())
        assert found, process.communicate()
        ask(int(found[1]), "GET", "/healthz")  # from now on it serves
        yield Running(process, int(found[1]))
    finally:
        process.kill()
        process.communicate()


def ask(port: int, method: str, path: str, body: str | None = None) -> tuple[int, str]:
    """Status and text of an answer."""
    connection = HTTPConnection("127.0.0.1", port, timeout=20)
    connection.request(method, path, body, {"content-type": "application/json"})
    answer = connection.getresponse()
    text = answer.read().decode()
    connection.close()
    return answer.status, text
