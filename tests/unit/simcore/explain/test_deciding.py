"""Whose policy, by which function of the kernel, and which earlier events had a hand in it."""

from __future__ import annotations

from typing import Any

import pytest

from simcore.explain import Step, explain
from simcore.spec import decode
from tests.build import experiment, machine, mbind, mmap, policy, touch, two_nodes

FOUR = machine(8, 8, 8, 8)
SHARED = mmap(8, kind="memfd"), mbind("interleave", "0-1"), touch("0-7")
OWN = mmap(8, kind="memfdpriv"), mbind("interleave", "0-1"), touch("0-7")


def steps(page: int, *events: Any, on: Any = None, region: str = "heap") -> dict[str, Step]:
    found = explain(decode(experiment(on or two_nodes(8), *events)), region, page)
    return {step.rule: step for step in found.steps}


@pytest.mark.parametrize(
    "events,policy_by,index_by",
    [
        (SHARED, "shmem_get_pgoff_policy", "shmem_get_pgoff_policy"),
        (OWN, "shmem_get_policy", "get_vma_policy"),
        ((*OWN[:2], touch("0-7", access="read")), *["shmem_get_pgoff_policy"] * 2),
        ((mmap(8), *OWN[1:]), "get_vma_policy", "get_vma_policy"),
    ],
)
def test_shared_memory_and_its_private_copies_ask_by_other_functions(
    events: tuple[Any, ...], policy_by: str, index_by: str
) -> None:
    found = steps(3, *events)
    assert found["policy"].kernel_function == policy_by
    assert found["index"].kernel_function == index_by


@pytest.mark.parametrize("before", [(), (policy("bind", "1"),)])
def test_page_cache_has_no_counter_without_an_interleave_policy(before: tuple[Any, ...]) -> None:
    found = steps(3, *before, mmap(8, kind="file"), touch("0-7"))
    assert "counter" not in found
    assert found["node"].values["asked"] == len(before)


def test_page_cache_does_not_claim_that_the_mapping_has_no_policy() -> None:
    events = policy("bind", "1"), mmap(8, kind="file"), mbind("bind", "0"), touch("0-7")
    assert steps(3, *events)["policy"].values == {"source": "page cache", "policy": "bind:1"}


def test_a_changed_weight_names_the_event_that_had_changed_it() -> None:
    weights = [{"op": "weights", "set": {"0": 3}}, {"op": "weights", "set": {"0": 2, "1": 5}}]
    events = policy("weighted_interleave", "0-1"), mmap(20), *weights, touch("0-9")
    later = {"op": "weights", "set": {"1": 7}}
    found = steps(4, *events, later, touch("10-19"))
    assert found["weights"].values == {"event": 3, "weights": [[0, 3, 2], [1, 1, 5]]}
    assert steps(14, *events, later, touch("10-19"))["weights"].values["event"] == 5
    assert "weights" not in steps(4, events[0], events[1], touch("0-9"), weights[0])


CPUSET = {"op": "cpuset", "mems": "1-3"}


@pytest.mark.parametrize(
    "events,event",
    [
        ((policy("interleave", "0-3"), mmap(8), CPUSET), 2),
        ((mmap(8), mbind("interleave", "0-3"), CPUSET), 2),
    ],
)
def test_a_rebound_policy_tells_what_it_was(events: tuple[Any, ...], event: int) -> None:
    step = steps(3, *events, touch("0-7"), on=FOUR)["rebind"]
    assert step.values == {"event": event, "before": "interleave:0-3", "after": "interleave:1-3"}
    assert step.kernel_function == "mpol_rebind_nodemask"


def test_a_policy_that_was_set_after_the_cpuset_was_not_rebound() -> None:
    events = policy("bind", "0-1"), CPUSET, policy("bind", "2"), mmap(8), touch("0-7")
    assert "rebind" not in steps(3, *events, on=FOUR)


def test_a_child_has_the_history_of_its_parents_pages() -> None:
    fork = {"op": "fork", "child": "kid"}
    weigh = {"op": "weights", "set": {"0": 3}}
    events = policy("weighted_interleave", "0-1"), mmap(8), weigh, touch("0-3"), fork
    later = touch("4-7", "kid:heap", task="kid")
    assert steps(1, *events, later, region="kid:heap")["weights"].values["event"] == 2
    assert steps(5, *events, later, region="kid:heap")["weights"].values["event"] == 2
