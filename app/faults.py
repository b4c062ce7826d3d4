"""What ails a database that refuses to work, by the codes that it gives.

Each fault has a sentence for people (``error.store_NAME``) and, where waiting helps, the seconds
after which to try again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from sqlalchemy.exc import DatabaseError, DBAPIError, InternalError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

__all__ = ("FAULTY", "Fault", "fault_of")


@dataclass(frozen=True, slots=True)
class Fault:
    """A state of the store in which it cannot do what was asked."""

    name: str
    retry_after: int | None = None


BUSY: Final = Fault("busy", 5)
FULL: Final = Fault("full")
READ_ONLY: Final = Fault("read_only")
BROKEN: Final = Fault("broken")
AWAY: Final = Fault("away", 10)

FAULTY: Final[tuple[type[Exception], ...]] = (
    OperationalError,
    InternalError,
    DatabaseError,
    PoolTimeoutError,
)
"""Errors that may tell of a fault."""

_BY_CODE: Final[Mapping[str, Fault]] = {
    "SQLITE_BUSY": BUSY,
    "SQLITE_LOCKED": BUSY,
    "SQLITE_FULL": FULL,
    "SQLITE_READONLY": READ_ONLY,
    "SQLITE_PERM": READ_ONLY,
    "SQLITE_CANTOPEN": AWAY,
    "SQLITE_IOERR": BROKEN,
    "SQLITE_CORRUPT": BROKEN,
    "SQLITE_NOTADB": BROKEN,
    "08": AWAY,  # PostgreSQL from here on: connections
    "25006": READ_ONLY,
    "40": BUSY,
    "53100": FULL,
    "53": BUSY,
    "55P03": BUSY,
    "57P": AWAY,
    "58": BROKEN,
    "XX": BROKEN,
}
"""Faults by how a code begins; the first that fits counts."""


def fault_of(error: BaseException) -> Fault | None:
    """The fault that an error of the database tells of; none for a mistake of ours."""
    if isinstance(error, PoolTimeoutError):
        return BUSY
    if not isinstance(error, DBAPIError):
        return None
    code = _code(error)
    if code is None:  # a driver that could not connect has no code yet
        return AWAY if isinstance(error, OperationalError) else None
    return next((fault for start, fault in _BY_CODE.items() if code.startswith(start)), None)


def _code(error: DBAPIError) -> str | None:
    told = (getattr(error.orig, name, None) for name in ("sqlite_errorname", "sqlstate"))
    return next((code for code in told if code), None)
