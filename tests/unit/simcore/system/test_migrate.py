from typing import Any

import pytest

from tests.build import experiment, machine, mmap, policy, run, touch, two_nodes

INTERLEAVE = policy("interleave", "0-2")
THREE = machine(1, 1, 1)


def moved(source: str, target: str) -> list[int]:
    event = {"op": "migrate_pages", "from": source, "to": target}
    return run(experiment(THREE, INTERLEAVE, mmap(6), touch("0-5"), event)).nodes()


@pytest.mark.parametrize(
    "source,target,nodes",
    [
        ("0", "1", [1, 1, 2] * 2),
        ("0-1", "1-2", [1, 2, 2] * 2),
        ("0", "1-2", [1, 1, 2] * 2),
        ("0-2", "0-2", [0, 1, 2] * 2),
        ("0-1", "1", [1, 1, 2] * 2),
        ("0-2", "0-1", [0, 1, 0] * 2),
    ],
)
def test_source_nodes_are_mapped_to_targets_in_order(
    source: str, target: str, nodes: list[int]
) -> None:
    assert moved(source, target) == nodes


def mbind(mode: str, nodes: str, *mf: str) -> dict[str, Any]:
    return {"op": "mbind", "id": "heap", "mode": mode, "nodes": nodes, "mf": list(mf)}


def test_only_pages_outside_the_mask_move_and_go_to_their_own_index() -> None:
    events = (policy("interleave", "0-1"), mmap(6), touch("0-5"))
    done = run(experiment(THREE, *events, mbind("interleave", "1-2", "move")))
    assert done.nodes() == [1, 1, 1, 1, 1, 1]
    done = run(experiment(THREE, *events, mbind("interleave", "0,2", "move")))
    assert done.nodes() == [0, 2, 0, 2, 0, 2]


def test_a_full_node_takes_what_it_can() -> None:
    fill = (mmap(250, "other", "0x200000000000"), touch("0-249", "other"))
    event = mbind("bind", "0", "move", "strict")
    events = (*fill, policy("bind", "1"), mmap(8), touch("0-7"), event)
    done = run(experiment(machine(1, 1), *events))
    assert done.nodes() == [0] * 6 + [1] * 2
    assert (done.events[-1].ret, done.events[-1].errno) == (-1, 5)


@pytest.mark.parametrize("page,node,ret,status", [(0, 1, 0, 1), (3, 1, 0, -2), (0, 9, -1, -999)])
def test_move_pages_says_where_the_page_is(page: int, node: int, ret: int, status: int) -> None:
    event = {"op": "move_pages", "id": "heap", "page": page, "node": node}
    done = run(experiment(two_nodes(), mmap(4), touch("0-1"), event)).events[-1]
    assert (done.ret, done.answer) == (ret, {"status": status})


def test_pages_mapped_twice_move_only_with_move_all() -> None:
    tasks = [{"name": "main", "caps": ["sys_nice"]}]
    maps = [mmap(2, name, None, kind="memfd", object="file") for name in ("heap", "twin")]
    touches = [touch("0-1"), touch("0", "twin")]
    for how, nodes in (("move", [0, 1]), ("move_all", [1, 1])):
        document = experiment(two_nodes(), *maps, *touches, mbind("bind", "1", how), tasks=tasks)
        assert run(document).nodes() == nodes
