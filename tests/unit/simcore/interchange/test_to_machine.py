"""From facts to a machine: what is asked, what is assumed, and how it is marked."""

from __future__ import annotations

import pytest

from simcore.errors import SpecError
from simcore.interchange.facts import Fact, Reading
from simcore.interchange.merge import merge
from simcore.interchange.numactl_hardware import read as read_numactl
from simcore.interchange.outline import Facts, NodeFacts, outline
from simcore.interchange.sheet import Sheet
from simcore.interchange.to_machine import Assumptions, Built, LinkRates, NodeRates, build
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


def facts_of(name: str) -> Facts:
    return outline(merge([(1, read_numactl((DATA / name).read_text()))]), {})


WHOLE = facts_of("numactl-hardware.txt")
EDGE = facts_of("numactl-hardware-edge.txt")
KINDS: dict[int, NodeKind] = {0: "dram", 1: "dram", 2: "hbm", 3: "cxl"}


def built(
    facts: Facts,
    kinds: dict[int, NodeKind],
    *said: Fact,
    typed: dict[str, int | str] | None = None,
) -> Built:
    sheet = Sheet(merge([(1, Reading(format="test", facts=said))]), typed or {})
    return build(facts, kinds, {}, sheet=sheet, assumed=ASSUMED)


def made(
    facts: Facts,
    kinds: dict[int, NodeKind],
    *said: Fact,
    typed: dict[str, int | str] | None = None,
) -> Machine:
    return Machine.model_validate(built(facts, kinds, *said, typed=typed).machine)


def row_of(sockets: int, distance: int = 20) -> Facts:
    """So many nodes with a CPU each."""
    nodes = tuple(NodeFacts(id=node, cpus=str(node), mib=10) for node in range(sockets))
    size = range(sockets)
    matrix = tuple(tuple(10 if a == b else distance for b in size) for a in size)
    return Facts(nodes=nodes, distance=matrix)


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
    rates = {name for name in machine.sources if not name.startswith("/distance")}
    assert rates == expected | {"/nodes/3/total_mib_per_s"}
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

    came = built(facts, {0: "dram", 1: "dram"})

    assert came.machine["distance"] == [[10, 20], [20, 10]]
    assert came.machine["sources"]["/distance/0/1"] == "assumed"
    assert any("distances" in note.text for note in came.notes)


def test_nodes_without_memory_have_no_rates_and_need_no_answer() -> None:
    machine = made(EDGE, {1: "dram", 4: "cxl"})

    for node in (0, 6):
        assert machine.node(node).read_mib_per_s is None
        assert machine.node(node).idle_ns is None
    assert not any(name.startswith("/nodes/0/") for name in machine.sources)
    assert machine.node(4).total_mib_per_s == 1500


def test_notes_say_what_was_assumed_of_this_machine() -> None:
    few = built(row_of(1), {0: "dram"}).notes
    many = built(row_of(9, 12), dict.fromkeys(range(9), "dram")).notes
    edge = built(EDGE, {1: "dram", 4: "cxl"}).notes

    assert len(few) == 1
    assert any("switch" in note.text for note in many)
    assert any("255" in note.text for note in edge)


def said(initiator: int, target: int, field: str, value: int, witness: str = "hmat") -> Fact:
    return Fact(("access", initiator, target, field), value, witness)  # type: ignore[arg-type]


def test_what_a_local_initiator_gets_is_the_nodes_own() -> None:
    machine = made(WHOLE, KINDS, said(1, 3, "idle_ns", 250), said(1, 3, "read_mib_per_s", 51200))

    assert (machine.nodes[3].idle_ns, machine.nodes[3].read_mib_per_s) == (250, 51200)
    assert machine.sources["/nodes/3/idle_ns"] == "hmat"
    assert machine.sources["/nodes/3/write_mib_per_s"] == "estimated"


def test_remote_latency_is_local_times_distance_unless_somebody_says_it() -> None:
    machine = made(WHOLE, KINDS, said(0, 0, "idle_ns", 90), said(0, 3, "idle_ns", 320, "qemu"))

    entries = {(entry.initiator, entry.target): entry for entry in machine.access or ()}
    assert entries[0, 1].idle_ns == 189
    assert entries[0, 3].idle_ns == 320
    assert machine.sources["/access/0/idle_ns"] == "estimated"
    assert machine.sources["/access/1/idle_ns"] == "qemu"


def test_writes_of_a_measured_pair_stand_to_its_reads_as_at_home() -> None:
    home = (said(0, 0, "read_mib_per_s", 8000), said(0, 0, "write_mib_per_s", 6000))
    machine = made(WHOLE, KINDS, *home, said(1, 0, "read_mib_per_s", 4000))

    far = next(one for one in machine.access or () if (one.initiator, one.target) == (1, 0))
    assert (far.read_mib_per_s, far.write_mib_per_s) == (4000, 3000)


def test_the_way_to_its_own_cxl_memory_is_not_counted_twice() -> None:
    machine = made(WHOLE, KINDS, said(1, 3, "idle_ns", 250))

    local = [one for one in machine.access or () if (one.initiator, one.target) == (1, 3)]
    assert [one.idle_ns for one in local] == [250]


def test_a_typed_value_goes_before_a_measured_one() -> None:
    typed: dict[str, int | str] = {"/nodes/0/idle_ns": 95}

    machine = made(WHOLE, KINDS, said(0, 0, "idle_ns", 92, "mlc"), typed=typed)

    assert machine.nodes[0].idle_ns == 95
    assert machine.sources["/nodes/0/idle_ns"] == "typed"


def test_a_curve_belongs_to_its_node() -> None:
    curve = Fact(("curve", 0), ((100, 90), (900, 200)), "mlc")

    machine = made(WHOLE, KINDS, curve, said(0, 0, "read_mib_per_s", 1000, "mlc"))

    assert machine.nodes[0].curve is not None
    assert [point.latency_ns for point in machine.nodes[0].curve] == [90, 200]


def test_a_curve_without_a_node_is_the_only_nodes_or_nobodys() -> None:
    curve = Fact(("curve",), ((100, 90), (900, 200)), "mlc")
    rate = said(0, 0, "read_mib_per_s", 1000, "mlc")
    alone = Facts(nodes=(WHOLE.nodes[0],), distance=((10,),))

    assert made(alone, {0: "dram"}, curve, rate).nodes[0].curve is not None
    assert all(node.curve is None for node in made(WHOLE, KINDS, curve, rate).nodes)


def test_a_correction_of_no_cell_is_refused() -> None:
    with pytest.raises(SpecError, match="no cell"):
        made(WHOLE, KINDS, typed={"/nodes/9/idle_ns": 5})


def test_more_pairs_than_a_machine_may_list_are_left_to_the_links() -> None:
    kinds: dict[int, NodeKind] = dict.fromkeys(range(40), "dram")

    came = built(row_of(40), kinds, said(0, 0, "idle_ns", 90))

    assert "access" not in came.machine
    assert any("pairs" in note.text for note in came.notes)
