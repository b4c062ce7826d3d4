"""A preview against an empty endpoint of the same server, one after the other."""

from __future__ import annotations

import json
import statistics
import time
from collections.abc import Iterator
from http.client import HTTPConnection

from tests.bench.figure import Figure
from tests.bench.server import serving
from tests.build import default_experiment

_TIMES = 200


def figures() -> Iterator[Figure]:
    """Alternating requests on one connection; no preview was asked for before."""
    with serving() as port:
        connection = HTTPConnection("127.0.0.1", port)
        empty, full = [], []
        for turn in range(_TIMES):
            body = _body(1 + turn % 40, turn)
            empty.append(_post(connection, "/bench/empty", body))
            full.append(_post(connection, "/api/v1/preview", body))
        connection.close()
    yield Figure("preview_over_empty", statistics.median(full) / statistics.median(empty), 10)


def _body(weight: int, seed: int) -> bytes:
    document = default_experiment() | {"seed": seed}
    document["sysfs"]["weights"]["0"] = weight
    return json.dumps(document).encode()


def _post(connection: HTTPConnection, path: str, body: bytes) -> float:
    start = time.perf_counter()
    connection.request("POST", path, body, {"content-type": "application/json"})
    response = connection.getresponse()
    response.read()
    taken = time.perf_counter() - start
    if response.status != 200:
        raise RuntimeError(f"{path} answered {response.status}")
    return taken
