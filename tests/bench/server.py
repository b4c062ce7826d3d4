"""The real server in a process of its own, with one endpoint more that does nothing.

It serves as `make run` does, but for the limits per address: all that asks here is one address.
"""

from __future__ import annotations

import contextlib
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response

from app.main import create_app
from app.serving import answer, listen
from app.settings import Settings
from app.web.rates import read_rates

__all__ = ("serving",)


async def _empty(_request: Request) -> Response:
    return Response(b"{}", media_type="application/json")


def serve(port: int, folder: str) -> None:
    """Serve on a port until killed."""
    settings = Settings(port=port, data_dir=Path(folder), rates=read_rates("off"))
    app = create_app(settings)
    app.router.add_route("/bench/empty", _empty, methods=["POST"])
    answer(app, settings, listen(settings.host, port))


@contextlib.contextmanager
def serving() -> Iterator[int]:
    """The port of a server that answers."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "tests.bench.server", str(port), folder]
        process = subprocess.Popen(command)
        try:
            _wait_for(port)
            yield port
        finally:
            process.terminate()
            process.wait()


def _wait_for(port: int) -> None:
    for _ in range(200):
        with contextlib.suppress(OSError):
            connection = HTTPConnection("127.0.0.1", port, timeout=5)
            connection.request("GET", "/healthz")
            if connection.getresponse().status == 200:
                return
        time.sleep(0.05)
    raise RuntimeError("the server does not answer")


if __name__ == "__main__":
    serve(int(sys.argv[1]), sys.argv[2])
