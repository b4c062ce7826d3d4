import errno
from types import SimpleNamespace
from typing import Any

import pytest

from simcore.record.actions import NOT_ALLOWED, Doer, act
from simcore.record.syscalls import Returned
from simcore.spec import decode
from tests.build import experiment, policy, two_nodes


class Forbidden:
    """System calls of a container that allows none."""

    def __init__(self, number: int) -> None:
        self.number = number

    def __call__(self, name: str, *arguments: int) -> Returned:
        return -1, self.number


def set_policy(mode: str = "bind", nodes: str = "0") -> Any:
    return decode(experiment(two_nodes(), policy(mode, nodes))).events[0]


@pytest.mark.parametrize("number", [errno.EPERM, errno.ENOSYS])
def test_what_is_forbidden_is_marked(number: int) -> None:
    doer = Doer(calls=Forbidden(number))  # type: ignore[arg-type]
    assert act(doer, set_policy()) == {"op": "set_mempolicy", "skipped": NOT_ALLOWED}


def test_another_errno_is_an_answer() -> None:
    doer = Doer(calls=Forbidden(errno.EINVAL))  # type: ignore[arg-type]
    op = act(doer, set_policy("interleave", ""))
    assert op == {"op": "set_mempolicy", "mode": 3, "flags": 0, "nodes": "e", "maxnode": 65} | {
        "ret": -1,
        "errno": 22,
    }


@pytest.mark.parametrize("op", ["weights", "sysfs_write", "cpuset", "thp"])
def test_settings_of_the_whole_machine_are_left_alone(op: str) -> None:
    doer = Doer(calls=Forbidden(0))  # type: ignore[arg-type]
    assert act(doer, SimpleNamespace(op=op)) == {"op": op, "skipped": NOT_ALLOWED}
