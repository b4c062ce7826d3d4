"""From facts to a machine: what is asked, what is assumed, and how it is marked."""

from __future__ import annotations

import pytest

from simcore.errors import SpecError
from simcore.formats.facts import Facts, NodeFacts
from simcore.formats.numactl_hardware import read
from simcore.formats.to_machine import (
    Assumptions,
    LinkRates,
    NodeRates,
    asks,
    kinds_of,
    to_machine,
)
from simcore.spec.machine import NODE_KINDS, Machine, NodeKind
from tests.conftest import DATA

ASSUMED = Assumptions(
    nodes={
        kind: NodeRates(
            read_mib_per_s=1000 + place,
            write_mib_per_s=900,
            total_mib_per_s=1500 if kind == "cxl" else None,
            idle_ns=100,
        )
        for place, kind in enumerate(NODE_KINDS)
    },
    links={kind: LinkRates(mib_per_s=600, add_ns=50) for kind in ("upi", "cxl", "on_package")},
)
WHOLE = read((DATA / "numactl-hardware.txt").read_text())
EDGE = read((DATA / "numactl-hardware-edge.txt").read_text())
KINDS: dict[int, NodeKind] = {0: "dram", 1: "dram", 2: "hbm", 3: "cxl"}


def made(facts: Facts, kinds: dict[int, NodeKind]) -> Machine:
    return to_machine(facts, kinds, ASSUMED)[0]


def row_of(sockets: int, distance: int = 20) -> Facts:
    """So many nodes with a CPU each."""
    nodes = tuple(NodeFacts(id=node, cpus=str(node), mib=10) for node in range(sockets))
    size = range(sockets)
    matrix = tuple(tuple(10 if a == b else distance for b in size) for a in size)
    return Facts(nodes=nodes, distance=matrix)


def test_each_node_with_memory_is_asked_for() -> None:
    assert [ask.node for ask in asks(WHOLE, {})] == [0, 1, 2, 3]
    assert [ask.node for ask in asks(EDGE, {})] == [1, 4]
    assert [ask.node for ask in asks(WHOLE, {0: "dram", 2: "hbm"})] == [1, 3]


def test_a_question_says_what_is_known_of_the_node() -> None:
    with_cpus, _, _, without = asks(WHOLE, {})

    assert with_cpus.hint == "7953 MiB, with CPUs 0-3."
    assert without.hint == "8062 MiB, no CPUs, at distance 24 from node 1."
    assert {choice.value for choice in without.choices} == set(NODE_KINDS)


def test_answers_are_checked_and_an_empty_one_is_none() -> None:
    assert kinds_of(WHOLE, {"0": "dram", "1": ""}) == {0: "dram"}
    with pytest.raises(SpecError) as refusal:
        kinds_of(WHOLE, {"0": "gold", "x/y": "dram"})
    assert [problem.pointer for problem in refusal.value.problems] == ["/kinds/0", "/kinds/x~1y"]


def test_memory_without_cpus_belongs_to_the_nearest_socket() -> None:
    machine = made(WHOLE, KINDS)

    assert [node.socket for node in machine.nodes] == [0, 1, 0, 1]
    assert [socket.id for socket in machine.sockets] == [0, 1]


def test_the_lowest_of_equally_near_sockets_is_taken() -> None:
    facts = row_of(2)
    nodes = (*facts.nodes, NodeFacts(id=5, cpus="", mib=10))
    far = Facts(nodes=nodes, distance=((10, 20, 17), (20, 10, 17), (9, 8, 10)))

    assert made(far, {0: "dram", 1: "dram", 5: "dram"}).node(5).socket == 0


def test_what_the_text_does_not_say_is_marked_as_assumed() -> None:
    machine = made(WHOLE, KINDS)

    expected = {
        f"/nodes/{node}/{field}"
        for node in range(4)
        for field in ("read_mib_per_s", "write_mib_per_s", "idle_ns")
    } | {
        f"/links/{link}/{field}"
        for link in range(2)
        for field in ("read_mib_per_s", "write_mib_per_s", "add_ns")
    }
    assert set(machine.sources) == expected | {"/nodes/3/total_mib_per_s"}
    assert set(machine.sources.values()) == {"assumed"}


def test_links_tie_cxl_memory_and_sockets() -> None:
    links = {link.id: (link.kind, link.ends) for link in made(WHOLE, KINDS).links}

    assert links == {
        "cxl3": ("cxl", ("node3", "socket1")),
        "upi0-1": ("upi", ("socket0", "socket1")),
    }


def test_near_sockets_share_a_package() -> None:
    kinds: dict[int, NodeKind] = {0: "dram", 1: "dram"}

    assert made(row_of(2, 15), kinds).links[0].kind == "on_package"
    assert made(row_of(2, 16), kinds).links[0].kind == "upi"


def test_up_to_eight_sockets_are_tied_each_to_each_and_more_meet_at_a_switch() -> None:
    eight = made(row_of(8), dict.fromkeys(range(8), "dram"))
    nine = made(row_of(9), dict.fromkeys(range(9), "dram"))

    assert (len(eight.links), len(eight.switches)) == (28, 0)
    assert (len(nine.links), len(nine.switches)) == (9, 1)
    assert all("switch0" in link.ends for link in nine.links)


def test_without_a_table_distances_are_assumed() -> None:
    facts = Facts(nodes=row_of(2).nodes, distance=None)

    machine, notes = to_machine(facts, {0: "dram", 1: "dram"}, ASSUMED)

    assert machine.distance == ((10, 20), (20, 10))
    assert machine.sources["/distance/0"] == "assumed"
    assert any("distances" in note.text for note in notes)


def test_nodes_without_memory_have_no_rates_and_need_no_answer() -> None:
    machine = made(EDGE, {1: "dram", 4: "cxl"})

    for node in (0, 6):
        assert machine.node(node).read_mib_per_s is None
        assert machine.node(node).idle_ns is None
    assert not any(name.startswith("/nodes/0/") for name in machine.sources)
    assert machine.node(4).total_mib_per_s == 1500


def test_notes_say_what_was_assumed_of_this_machine() -> None:
    _, few = to_machine(row_of(1), {0: "dram"}, ASSUMED)
    _, many = to_machine(row_of(9, 12), dict.fromkeys(range(9), "dram"), ASSUMED)
    _, edge = to_machine(EDGE, {1: "dram", 4: "cxl"}, ASSUMED)

    assert len(few) == 1
    assert any("switch" in note.text for note in many)
    assert any("255" in note.text for note in edge)
