"""Ways that were measured one at a time share the link that they lead over.

The machine: two sockets with DRAM and a CXL expander each, nodes 0 to 3, joined by UPI. MLC saw
from node 0: 230 GB/s at home, 118 across, 52 from its own expander, 24 from the other one.
"""

from __future__ import annotations

from typing import Any

import pytest

from simcore.performance.evaluate import Performance, evaluate
from simcore.performance.shared_ways import SharedWays, shared_ways
from simcore.spec import decode
from tests.build import Document, run

_HOME, _ACROSS, _OWN_CXL, _FAR_CXL = 219_000, 113_000, 50_000, 23_000  # MiB/s


def _nodes() -> list[Document]:
    kinds = ("dram", "dram", "cxl", "cxl")
    cpus = ("0-63", "64-127", "", "")
    return [
        {"id": node, "kind": kind, "mib": 131_072, "cpus": cpus[node], "socket": node % 2}
        | {"read_mib_per_s": rate, "write_mib_per_s": rate, "idle_ns": 100 if node < 2 else 250}
        for node, (kind, rate) in enumerate(
            zip(kinds, (_HOME, _HOME, _OWN_CXL, _OWN_CXL), strict=True)
        )
    ]


def _links() -> list[Document]:
    pcie = [
        {"id": f"pcie{n}", "kind": "cxl", "ends": [f"node{2 + n}", f"socket{n}"]} for n in (0, 1)
    ]
    upi = {"id": "upi0-1", "kind": "upi", "ends": ["socket0", "socket1"], "add_ns": 60}
    return [*pcie, upi | {"read_mib_per_s": 57_220, "write_mib_per_s": 57_220}]


def _access(across: int = _ACROSS) -> list[Document]:
    far = {0: (1, 3), 1: (0, 2)}
    ways = [(i, target, across if target < 2 else _FAR_CXL) for i in far for target in far[i]]
    return [
        {"initiator": i, "target": target, "read_mib_per_s": rate, "write_mib_per_s": rate}
        | {"idle_ns": 190 if target < 2 else 400}
        for i, target, rate in ways
    ]


def _document(weights: str, *cpus: int, access: list[Document] | None = None) -> Document:
    """A task for each of the ``cpus`` with a region under ``weights``, which has a digit a node."""
    tasks = [{"name": f"t{cpu}", "cpu": cpu} for cpu in cpus]
    nodes = ",".join(str(node) for node, weight in enumerate(weights) if weight != "0")
    events: list[Document] = []
    for task in tasks:
        of = {"task": task["name"]}
        events += [
            {"op": "set_mempolicy", "mode": "weighted_interleave", "nodes": nodes} | of,
            {"op": "mmap", "id": f"r{task['cpu']}", "pages": 100_000} | of,
            {"op": "touch", "id": f"r{task['cpu']}", "pages": "0-99999"} | of,
        ]
    streams: list[dict[str, Any]] = [
        {"task": task["name"], "threads": 128, "read_permille": 1000}
        | {"regions": {f"r{task['cpu']}": 1000}}
        for task in tasks
    ]
    machine = {
        "sockets": [{"id": 0}, {"id": 1}],
        "nodes": _nodes(),
        "links": _links(),
        "distance": [[10, 21, 14, 24], [21, 10, 24, 14], [14, 24, 10, 26], [24, 14, 26, 10]],
        "access": _access() if access is None else access,
    }
    sysfs = {str(node): int(weight) for node, weight in enumerate(weights) if weight != "0"}
    return {
        "machine": machine,
        "sysfs": {"weights": sysfs},
        "tasks": tasks,
        "events": events,
        "workload": {"streams": streams},
    }


def _evaluated(document: Document) -> Performance:
    ran = run(document)
    return evaluate(ran.experiment, ran.system)


def _gb(mib_per_s: int) -> float:
    return mib_per_s * 2**20 / 1e9


def _rate(found: Performance) -> float:
    return sum(stream.gb_per_s for stream in found.streams)


def test_two_memories_behind_one_link_get_no_more_than_the_link_carries() -> None:
    both = _evaluated(_document("0501", 0))

    assert _rate(both) <= _gb(_ACROSS)
    assert _rate(both) > 0.95 * _gb(_ACROSS)
    assert both.streams[0].bottleneck == "upi0-1"
    upi = next(link for link in both.links if link.id == "upi0-1")
    assert upi.gb_per_s == pytest.approx(_rate(both))
    assert 0.95 < upi.utilisation < 1


def test_one_memory_alone_gets_what_was_measured_as_before() -> None:
    one_way = [way for way in _access() if (way["initiator"], way["target"]) == (0, 1)]
    alone, shared = (_evaluated(_document("0100", 0, access=ways)) for ways in (one_way, _access()))

    assert _rate(shared) == pytest.approx(_rate(alone), rel=1e-9)
    assert shared.streams[0].latency_ns == pytest.approx(alone.streams[0].latency_ns)
    use = {link.id: link.utilisation for link in shared.links}
    assert use["access 0 to 1"] == use["upi0-1"] == pytest.approx(alone.links[-1].utilisation)


def test_sockets_cross_in_two_directions_and_do_not_share() -> None:
    from_0 = _evaluated(_document("0100", 0))
    from_1 = _evaluated(_document("1000", 64))
    document = _document("0100", 0, 64)
    document["events"][3]["nodes"] = "0"
    crossed = _evaluated(document)

    assert [stream.gb_per_s for stream in crossed.streams] == pytest.approx(
        [_rate(from_0), _rate(from_1)], rel=0.01
    )
    upi = next(link for link in crossed.links if link.id == "upi0-1")
    assert upi.gb_per_s == pytest.approx(_rate(crossed))


def test_the_slower_memory_keeps_its_own_limit() -> None:
    far = _evaluated(_document("0001", 0))

    assert 0.9 * _gb(_FAR_CXL) < _rate(far) <= _gb(_FAR_CXL)
    assert far.streams[0].bottleneck == "access 0 to 3"


def test_a_way_as_fast_as_its_memory_tells_nothing_of_the_link() -> None:
    machine = decode(_document("0501", 0, access=_access(across=_HOME))).machine
    assert list(shared_ways(machine)) == []

    machine = decode(_document("0501", 0)).machine
    assert list(shared_ways(machine)) == [SharedWays(2, (0, 1), 0), SharedWays(2, (2, 3), 2)]


def test_two_links_in_a_row_hold_the_same_ways_back_once() -> None:
    document = _document("0501", 0)
    machine = document["machine"]
    machine["sockets"] = [{"id": 0}, {"id": 1}, {"id": 2}]
    for node in (1, 3):
        machine["nodes"][node]["socket"] = 2
    upi = {"kind": "upi", "add_ns": 60, "read_mib_per_s": 57_220, "write_mib_per_s": 57_220}
    machine["links"] = [
        upi | {"id": "a", "ends": ["socket0", "socket1"]},
        upi | {"id": "b", "ends": ["socket1", "socket2"]},
    ]

    assert [one.ways for one in shared_ways(decode(document).machine)] == [(0, 1), (2, 3)]
    assert _rate(_evaluated(document)) == pytest.approx(_rate(_evaluated(_document("0501", 0))))
