"""Reading a share from a store with many of them against one with few, in turns."""

from __future__ import annotations

import random
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from app.db.engine import open_engine
from app.db.migrate import migrate
from app.db.names import sid_of
from app.db.store import Store
from tests.bench.figure import Figure

__all__ = ("Compared", "compared", "figures", "filled")

_READS = 4000
_TEXT = "x" * 400  # short, so that a million fit: what is measured is finding a row


@dataclass(frozen=True, slots=True)
class Compared:
    """Microseconds of a read, seconds and MiB of the larger store."""

    few_us: float
    many_us: float
    built_s: float
    mib: float

    @property
    def ratio(self) -> float:
        """How much dearer a read is among many."""
        return self.many_us / self.few_us


def figures() -> Iterator[Figure]:
    """A hundred thousand shares against a thousand."""
    yield Figure("read_100000_over_1000_shares", compared(1_000, 100_000).ratio, 1.5)


def compared(few: int, many: int) -> Compared:
    """Both stores on disk, read in turns at random places."""
    with tempfile.TemporaryDirectory() as folder:
        start = time.perf_counter()
        large, sids = filled(Path(folder) / "many.db", many)
        built = time.perf_counter() - start
        small, some = filled(Path(folder) / "few.db", few)
        mib = (Path(folder) / "many.db").stat().st_size / 2**20
        chance = random.Random(1)
        times: tuple[list[float], list[float]] = ([], [])
        for turn in range(_READS):
            for place, (store, names) in enumerate(((small, some), (large, sids))):
                taken = _read(store, chance.choice(names))
                if turn >= _READS // 10:  # the first warm the connections
                    times[place].append(taken * 1e6)
    return Compared(statistics.median(times[0]), statistics.median(times[1]), built, mib)


def filled(path: Path, shares: int) -> tuple[Store, Sequence[str]]:
    """A store with so many shares, written with plain SQL, and some of their names."""
    engine = open_engine(f"sqlite:///{path}")
    migrate(engine)
    digests = sorted(sha256(str(n).encode()).hexdigest() for n in range(shares))
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA synchronous = OFF")
        connection.execute("PRAGMA cache_size = -500000")  # KiB: the indexes grow at random places
        connection.executemany(
            "INSERT INTO content (content, text) VALUES (?, ?)", ((d, _TEXT) for d in digests)
        )
        connection.executemany(
            "INSERT INTO result (content, model, text, created) VALUES (?, '1', ?, '')",
            ((d, _TEXT) for d in digests),
        )
        connection.executemany(
            "INSERT INTO share (sid, digest, content, model, title, notes, view, created)"
            " VALUES (?, ?, ?, '1', '', '', '{}', '')",
            sorted((sid_of(d), d, d) for d in digests),
        )
    connection.close()
    return Store(engine), [sid_of(digest) for digest in digests[:: max(1, shares // 10_000)]]


def _read(store: Store, sid: str) -> float:
    start = time.perf_counter()
    share = store.share(sid)
    taken = time.perf_counter() - start
    if share is None:
        raise RuntimeError(f"{sid} is not there")
    return taken
