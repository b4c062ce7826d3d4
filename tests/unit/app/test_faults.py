"""Codes of databases, and the faults that they tell of."""

from __future__ import annotations

import pytest
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from app.faults import fault_of


class Told(Exception):
    """An error of a driver."""

    def __init__(self, **codes: str) -> None:
        super().__init__("…")
        for name, code in codes.items():
            setattr(self, name, code)


@pytest.mark.parametrize(
    "codes, name",
    [
        ({"sqlite_errorname": "SQLITE_FULL"}, "full"),
        ({"sqlite_errorname": "SQLITE_READONLY_DIRECTORY"}, "read_only"),
        ({"sqlite_errorname": "SQLITE_BUSY_SNAPSHOT"}, "busy"),
        ({"sqlite_errorname": "SQLITE_IOERR_WRITE"}, "broken"),
        ({"sqlstate": "53100"}, "full"),
        ({"sqlstate": "53300"}, "busy"),
        ({"sqlstate": "25006"}, "read_only"),
        ({"sqlstate": "57P01"}, "away"),
        ({}, "away"),
    ],
)
def test_a_code_tells_of_a_fault(codes: dict[str, str], name: str) -> None:
    fault = fault_of(OperationalError("…", None, Told(**codes)))

    assert fault is not None
    assert fault.name == name


def test_a_pool_that_is_used_up_is_busy() -> None:
    fault = fault_of(PoolTimeoutError())

    assert fault is not None
    assert (fault.name, fault.retry_after) == ("busy", 5)


@pytest.mark.parametrize("code", ["SQLITE_ERROR", "SQLITE_CONSTRAINT_UNIQUE"])
def test_a_mistake_of_ours_is_no_fault_of_the_store(code: str) -> None:
    assert fault_of(IntegrityError("…", None, Told(sqlite_errorname=code))) is None
    assert fault_of(ValueError()) is None
