from dataclasses import replace

import pytest

from simcore.bandwidth import Resource
from simcore.search import per_task as module
from simcore.search.per_task import compromise
from simcore.search.problem import Bound, Problem
from tests.build import searched


def two_sockets(*threads: int) -> Problem:
    """A task on each socket; the other's memory lies behind the same slow link."""
    one = searched(200.0, 200.0)
    link = Resource(name="upi", kind="upi", read_gb_per_s=30.0, idle_ns=60.0)
    paths = (((), (0,)), ((0,), ()))
    streams = tuple(replace(one.streams[0], threads=many) for many in threads)
    return replace(
        one,
        system=replace(one.system, links=(link,), paths=paths),
        streams=streams,
        tasks=("left", "right"),
    )


def test_tasks_that_want_opposite_weights_lose_by_a_global_set() -> None:
    found = compromise(two_sockets(32, 32), Bound(limit=16))
    left, right = found.tasks

    assert left.weights[0] > left.weights[1]
    assert right.weights[1] > right.weights[0]
    assert found.settled
    assert found.loss_percent > 20
    assert max(left.loss_percent, right.loss_percent) > 50
    total = sum(task.global_gb_per_s for task in found.tasks)
    assert total == pytest.approx(found.best.gb_per_s, rel=1e-6)


def test_tasks_that_want_the_same_lose_nothing() -> None:
    one = searched(180.0, 20.0)
    problem = replace(one, streams=one.streams * 2, tasks=("a", "b"))

    found = compromise(problem, Bound(limit=9))

    assert found.loss_percent < 0.5
    assert [task.task for task in found.tasks] == ["a", "b"]


def test_own_weights_are_never_worse_in_total() -> None:
    found = compromise(two_sockets(64, 4), Bound(limit=6))

    assert found.local_gb_per_s >= found.best.gb_per_s * (1 - 1e-9)
    assert found.local_gb_per_s == pytest.approx(sum(t.local_gb_per_s for t in found.tasks))


def test_the_turns_end_even_when_not_settled(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_TURNS", 1)

    assert not compromise(two_sockets(32, 32), Bound(limit=8)).settled


def test_streams_of_one_task_share_its_weights() -> None:
    problem = replace(two_sockets(16, 16), tasks=("only", "only"))
    found = compromise(problem, Bound(limit=6))

    assert len(found.tasks) == 1
    assert found.loss_percent == pytest.approx(0, abs=1e-6)
