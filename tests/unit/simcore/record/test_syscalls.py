import platform

import pytest

from simcore.record.syscalls import NUMBERS, Calls


def test_every_table_has_the_same_calls() -> None:
    assert len({frozenset(table) for table in NUMBERS.values()}) == 1


def test_a_call_answers_with_value_and_errno() -> None:
    if platform.machine() not in NUMBERS:
        pytest.skip("system call numbers of this machine are not known")
    calls = Calls()
    ret, errno = calls("munmap", 1, 4096)
    assert (ret, errno) == (-1, 22)


def test_an_unknown_machine_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(platform, "machine", lambda: "pdp11")
    with pytest.raises(OSError, match="pdp11"):
        Calls()
