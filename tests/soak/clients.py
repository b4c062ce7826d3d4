"""Many clients at once, as people are: previews, saves and reads with pauses between them.

CLIENTS (200) for SECONDS (60); each pauses THINK_MS (3000) on the average, as somebody does who
looks at what an edit did. No answer may be a fault, no save may be lost, and 99 of 100 requests
take less than twenty times what the median takes on an idle server.
"""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import json
import random
import statistics
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.build import default_experiment
from tests.soak.process import BROKEN, ServerProcess, asked, number

__all__ = ("soak",)

_BOUND = 20
_KINDS = ("preview", "save", "twin", "page", "gallery")
_OFTEN = (60, 15, 10, 10, 5)
_ALONE_S = 5.0
_KEPT_S = 4.0  # the server keeps a silent connection for five seconds


@dataclass(slots=True)
class Seen:
    """What the clients saw: times in seconds by kind, statuses, saves."""

    times: dict[str, list[float]] = field(default_factory=lambda: {kind: [] for kind in _KINDS})
    statuses: Counter[int] = field(default_factory=Counter)
    saves: dict[str, str] = field(default_factory=dict)
    broken: list[str] = field(default_factory=list)

    @property
    def all_times(self) -> list[float]:
        """Every time, shortest first."""
        return sorted(itertools.chain.from_iterable(self.times.values()))


class Client:
    """Somebody who asks one thing after another."""

    def __init__(self, port: int, seen: Seen, numbers: Iterator[int], chance: random.Random):
        self._port = port
        self._seen = seen
        self._numbers = numbers
        self._chance = chance

    async def use(self, until: float, think_s: float) -> None:
        """Ask until a moment, pausing in between; what breaks off is written down."""
        try:
            await asyncio.sleep(self._chance.uniform(0, think_s))  # nobody comes at the same moment
            while time.monotonic() < until:
                await self._visit(until, think_s)
        except (*BROKEN, EOFError) as error:
            self._seen.broken.append(repr(error))

    async def _visit(self, until: float, think_s: float) -> None:
        """Ask on one connection, until a pause is so long that the server may hang up."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self._port)
        pause = 0.0
        while time.monotonic() < until and pause < _KEPT_S:
            await self._ask(self._chance.choices(_KINDS, _OFTEN)[0], reader, writer)
            pause = self._chance.expovariate(1 / think_s) if think_s else 0.0
            await asyncio.sleep(min(pause, until - time.monotonic()) if pause < _KEPT_S else 0)
        writer.close()
        with contextlib.suppress(*BROKEN):
            await writer.wait_closed()
        if pause >= _KEPT_S:
            await asyncio.sleep(min(pause, until - time.monotonic()))

    async def _ask(
        self, kind: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        if kind in ("twin", "page") and not self._seen.saves:
            kind = "save"
        request = self._request(kind)
        start = time.perf_counter()
        writer.write(request)
        status, body = await _answer(reader)
        self._seen.times[kind].append(time.perf_counter() - start)
        self._seen.statuses[status] += 1
        if kind == "save" and status in (200, 201):
            answer = json.loads(body)
            self._seen.saves[answer["sid"]] = answer["content"]

    def _request(self, kind: str) -> bytes:
        if kind in ("preview", "save"):
            document = default_experiment()
            document["sysfs"]["weights"]["0"] = self._chance.randint(1, 40)
            document["seed"] = next(self._numbers)  # new, so that it is computed
            path = "/api/v1/preview" if kind == "preview" else "/api/v1/experiments"
            return _bytes("POST", path, json.dumps(document))
        if kind == "gallery":
            return _bytes("GET", "/api/v1/gallery?q=weights")
        sid = self._chance.choice(list(self._seen.saves))
        return _bytes("GET", f"/x/{sid}" + (".json" if kind == "twin" else ""))


def _bytes(method: str, path: str, body: str = "") -> bytes:
    head = [f"{method} {path} HTTP/1.1", "Host: localhost", "Accept-Encoding: gzip"]
    if body:
        head += ["Content-Type: application/json", f"Content-Length: {len(body.encode())}"]
    return ("\r\n".join(head) + "\r\n\r\n" + body).encode()


async def _answer(reader: asyncio.StreamReader) -> tuple[int, bytes]:
    head = (await reader.readuntil(b"\r\n\r\n")).decode().lower()
    length = next(
        int(line.partition(":")[2]) for line in head.split("\r\n") if line.startswith("content-len")
    )
    return int(head.split()[1]), await reader.readexactly(length)


async def _use(port: int, clients: int, seconds: float, think_s: float) -> Seen:
    seen, numbers = Seen(), itertools.count(clients * 1_000_000)
    until = time.monotonic() + seconds
    crowd = (Client(port, seen, numbers, random.Random(n)) for n in range(clients))
    await asyncio.gather(*(client.use(until, think_s) for client in crowd))
    return seen


def soak() -> list[str]:
    """One client alone, then all of them; print the figures."""
    clients, seconds = number("CLIENTS", 200), number("SECONDS", 60)
    think_s = number("THINK_MS", 3000) / 1000
    with tempfile.TemporaryDirectory() as folder:
        server = ServerProcess(Path(folder))
        with server.running():
            asyncio.run(_use(server.port, 1, 1.0, 0))
            alone = asyncio.run(_use(server.port, 1, _ALONE_S, 0))
            crowd = asyncio.run(_use(server.port, clients, seconds, think_s))
            lost = _lost(server, crowd.saves | alone.saves)
    usual, slow = statistics.median(alone.all_times), _share(crowd.all_times, 0.99)
    _print(crowd, clients, seconds, usual_s=usual)
    faults = sum(count for status, count in crowd.statuses.items() if status >= 400)
    wrong = [f"{sid} is lost" for sid in lost] + crowd.broken[:3]
    wrong += [f"{faults} requests were refused or failed"] if faults else []
    late = slow > _BOUND * usual
    return wrong + ([f"p99 is more than {_BOUND} times the idle median"] if late else [])


def _lost(server: ServerProcess, saves: dict[str, str]) -> list[str]:
    connection: Any = server.connection()
    answers = ((sid, asked(connection, "GET", f"/x/{sid}.json")) for sid in saves)
    return [
        sid
        for sid, (status, body) in answers
        if status != 200 or json.loads(body)["content"] != saves[sid]
    ]


def _share(times: list[float], share: float) -> float:
    """The time that a share of the requests keeps."""
    return times[min(len(times) - 1, int(len(times) * share))]


def _print(seen: Seen, clients: int, seconds: float, *, usual_s: float) -> None:
    times = seen.all_times
    print(
        f"clients: {clients} for {seconds} s, {len(times)} requests, "
        f"{len(times) / seconds:.0f} a second, {len(seen.saves)} saves; idle median "
        f"{usual_s * 1e3:.1f} ms; p99 is {_share(times, 0.99) / usual_s:.1f} times that"
    )
    for kind, each in {"all": times, **seen.times}.items():
        if each:
            middle, slow = statistics.median(each) * 1e3, _share(sorted(each), 0.99) * 1e3
            print(f"clients: {kind}: {len(each)}, median {middle:.1f} ms, p99 {slow:.1f} ms")
    print(f"clients: statuses {dict(sorted(seen.statuses.items()))}")
