"""What nobody said."""

from __future__ import annotations

from simcore.interchange.holes import holes
from simcore.interchange.merge import merge
from simcore.interchange.outline import Facts, NodeFacts
from simcore.interchange.sheet import Fallback, Sheet


def texts(facts: Facts, sheet: Sheet | None = None) -> list[str]:
    known = {node.id: "dram" for node in facts.nodes}
    return [hole.pointer for hole in holes(facts, sheet or Sheet(merge([]), {}), known)]


def test_no_nodes_sizes_cpus_or_distances() -> None:
    nameless = NodeFacts(id=0, cpus="", mib=None)

    assert texts(Facts(nodes=(), distance=None)) == ["/nodes"]
    assert texts(Facts(nodes=(nameless,), distance=None)) == ["/nodes", "/nodes/0/mib"]
    two = (NodeFacts(id=0, cpus="0", mib=5), NodeFacts(id=1, cpus="", mib=5))
    assert texts(Facts(nodes=two, distance=None)) == ["/distance"]


def test_no_memory_at_all() -> None:
    assert texts(Facts(nodes=(NodeFacts(id=0, cpus="0", mib=0),), distance=None)) == [
        "/nodes/0/mib"
    ]


def test_assumed_rates_of_nodes_are_holes() -> None:
    sheet = Sheet(merge([]), {})
    for field in ("read_mib_per_s", "write_mib_per_s"):
        sheet.pick(("nodes", 0, field), "node 0", place=("x",), fallback=Fallback(5))

    one = Facts(nodes=(NodeFacts(id=0, cpus="0", mib=5),), distance=((10,),))
    assert texts(one, sheet) == ["/nodes/0/read_mib_per_s"]


def test_memory_of_unknown_kind_is_named_because_its_rates_follow_from_it() -> None:
    two = (NodeFacts(id=0, cpus="0", mib=5), NodeFacts(id=3, cpus="", mib=5))
    facts = Facts(nodes=two, distance=((10, 20), (20, 10)))

    (hole,) = holes(facts, Sheet(merge([]), {}), {0: "dram"})
    assert hole.pointer == "/kinds/3"
    assert "What memory node 3 is" in hole.text
