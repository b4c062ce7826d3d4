from collections.abc import Callable

import pytest

from simcore.spec import decode, limits
from tests.build import (
    Document,
    default_experiment,
    edited,
    experiment,
    machine,
    mmap,
    pointers,
    told,
    touch,
    two_nodes,
)


def many_nodes(count: int) -> Document:
    document = experiment(machine(*[1] * count))
    for i, node in enumerate(document["machine"]["nodes"]):
        node["id"] = i % limits.MAX_NODES
    return document


def many_links(count: int) -> Document:
    ends = ["node0", "node1"]
    links = [{"id": f"l{i}", "kind": "upi", "ends": ends} for i in range(count)]
    return experiment(two_nodes() | {"links": links})


def many_tasks(count: int) -> Document:
    return experiment(two_nodes(), tasks=[{"name": f"t{i}"} for i in range(count)])


def many_events(count: int) -> Document:
    return experiment(two_nodes(), mmap(1), *[touch("0")] * (count - 1))


def many_streams(count: int) -> Document:
    streams = [{"regions": {"heap": 1000}}] * count
    return experiment(two_nodes(), mmap(1), workload={"streams": streams})


def many_pages(count: int) -> Document:
    return experiment(two_nodes(), mmap(count))


def big_seed(number: int) -> Document:
    return experiment(two_nodes(), seed=number)


def high_cpu(count: int) -> Document:
    return edited(default_experiment(), "/machine/nodes/1/cpus", str(count - 1))


LIMITS = [
    (many_nodes, limits.MAX_NODES, "/machine/nodes", "at most 64 entries, not 65"),
    (many_links, limits.MAX_LINKS, "/machine/links", "at most 128 entries, not 129"),
    (many_tasks, limits.MAX_TASKS, "/tasks", "at most 16 entries, not 17"),
    (many_events, limits.MAX_EVENTS, "/events", "at most 10000 entries, not 10001"),
    (many_streams, limits.MAX_STREAMS, "/workload/streams", "at most 16 entries, not 17"),
    (many_pages, limits.MAX_PAGES, "/events/0/pages", f"must be at most {2**48}"),
    (big_seed, limits.MAX_INTEGER, "/seed", f"must be at most {2**53 - 1}"),
    (high_cpu, limits.MAX_CPUS, "/machine/nodes/1/cpus", "numbers end at 8191, 8192"),
]


@pytest.mark.parametrize("build, limit, where, rule", LIMITS, ids=lambda case: str(case)[:24])
def test_a_document_may_reach_each_limit_and_not_pass_it(
    build: Callable[[int], Document], limit: int, where: str, rule: str
) -> None:
    decode(build(limit))
    refusal = dict(told(build(limit + 1)))

    assert rule in refusal[where]


def test_a_document_far_beyond_a_limit_is_refused_in_few_words() -> None:
    assert pointers(many_events(50_000)) == ["/events"]
