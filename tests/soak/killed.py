"""``kill -9`` at random moments under writing load: what was acknowledged is there, whole.

COUNT says how often (100). After each death the database is read with SQL: every share has its
content and its result, every content text hashes to its key. After the next start every save
that was acknowledged is asked for over HTTP.
"""

from __future__ import annotations

import itertools
import json
import random
import sqlite3
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path

from simcore.spec import decode
from simcore.spec.canonical import content_hash, hash_text
from tests.build import default_experiment
from tests.soak.process import BROKEN, ServerProcess, asked, number

__all__ = ("soak",)

_WRITERS = 4
_LONGEST_S = 0.6

_HALVES = """
SELECT share.sid FROM share
LEFT JOIN content ON content.content = share.content
LEFT JOIN result ON result.content = share.content AND result.model = share.model
WHERE content.text IS NULL OR result.text IS NULL
"""


class Writers:
    """Threads that save distinct experiments until the server is gone."""

    def __init__(self, server: ServerProcess, numbers: Iterator[int]) -> None:
        self.acknowledged: dict[str, str] = {}
        self.wrong: list[str] = []
        self.unanswered = 0
        self._server = server
        self._numbers = numbers
        self._threads = [threading.Thread(target=self._write) for _ in range(_WRITERS)]
        for thread in self._threads:
            thread.start()

    def wait(self) -> None:
        """Until the last has noticed."""
        for thread in self._threads:
            thread.join()

    def _write(self) -> None:
        connection = self._server.connection()
        while True:
            document = default_experiment() | {"seed": next(self._numbers)}
            try:
                status, body = asked(connection, "POST", "/api/v1/experiments", document)
            except BROKEN:
                self.unanswered += 1
                return
            if status not in (200, 201):
                self.wrong.append(f"a save was answered {status}: {body[:200]!r}")
                return
            answer = json.loads(body)
            if answer["content"] != content_hash(decode(document)):
                self.wrong.append(f"{answer['sid']} has another content than was sent")
            self.acknowledged[answer["sid"]] = answer["content"]


def halves(database: Path, checked: set[str]) -> list[str]:
    """What is not whole in a database; contents that were ``checked`` before are passed over."""
    with sqlite3.connect(f"file:{database}?mode=rw", uri=True) as connection:
        wrong = [f"share {sid} lacks a part" for (sid,) in connection.execute(_HALVES)]
        wrong += [f"SQLite says {said}" for (said,) in connection.execute("PRAGMA quick_check")][1:]
        for content, text in connection.execute("SELECT content, text FROM content"):
            if content not in checked and hash_text("ilx-content/1", text) != content:
                wrong.append(f"content {content} is not what its key says")
            checked.add(content)
        for content, text in connection.execute("SELECT content, text FROM result"):
            if json.loads(text)["content"] != content:
                wrong.append(f"the result of {content} is of another content")
    connection.close()
    return wrong


def missing(server: ServerProcess, saves: dict[str, str]) -> list[str]:
    """Acknowledged saves that are not answered as they were stored."""
    connection, wrong = server.connection(), []
    for sid, content in saves.items():
        status, body = asked(connection, "GET", f"/x/{sid}.json")
        if status != 200 or content_hash(decode(json.loads(body)["experiment"])) != content:
            wrong.append(f"{sid} was acknowledged and is answered {status}")
    connection.close()
    return wrong


def soak() -> list[str]:
    """Kill COUNT times; print how often and what was written."""
    count, seed = number("COUNT", 100), number("SEED", 1)
    chance, numbers, checked = random.Random(seed), itertools.count(), set[str]()
    everything: dict[str, str] = {}
    wrong: list[str] = []
    unanswered = 0
    with tempfile.TemporaryDirectory() as folder:
        server = ServerProcess(Path(folder))
        server.start()
        for death in range(1, count + 1):
            writers = Writers(server, numbers)
            time.sleep(chance.uniform(0.01, _LONGEST_S))
            server.kill()
            writers.wait()
            wrong += writers.wrong + halves(server.database, checked)
            server.start()
            wrong += missing(server, writers.acknowledged)
            everything |= writers.acknowledged
            unanswered += writers.unanswered
            if death % 10 == 0:
                print(f"killed: {death} times, {len(everything)} saves", flush=True)
        wrong += missing(server, everything)
        server.kill()
        wrong += halves(server.database, checked)
    print(
        f"killed: {count} times, seed {seed}; {len(everything)} saves acknowledged and found, "
        f"{unanswered} cut off; {len(checked)} contents whole"
    )
    return wrong
