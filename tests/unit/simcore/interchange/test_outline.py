"""The nodes of merged texts, with corrections."""

from __future__ import annotations

from simcore.interchange.facts import Fact, Reading
from simcore.interchange.merge import Merged, merge
from simcore.interchange.outline import outline


def merged(*facts: Fact) -> Merged:
    return merge([(1, Reading(format="x", facts=facts))])


TWO = (
    Fact(("node", 0), True),
    Fact(("node", 0, "cpus"), "0-3"),
    Fact(("node", 4), True),
    Fact(("distance", 0, 0), 10),
    Fact(("distance", 0, 4), 20),
    Fact(("distance", 4, 0), 21),
    Fact(("distance", 4, 4), 10),
)


def test_a_size_that_nobody_tells_is_none_and_no_machine_can_be_made() -> None:
    facts = outline(merged(*TWO), {})

    assert [node.mib for node in facts.nodes] == [None, None]
    assert not facts.usable


def test_corrections_go_before_texts() -> None:
    typed = {("node", 0, "mib"): 5, ("node", 4, "mib"): 6, ("distance", 0, 4): 99}

    facts = outline(merged(*TWO), typed)

    assert facts.usable
    assert facts.distance == ((10, 99), (21, 10))


def test_a_matrix_with_a_hole_is_no_matrix() -> None:
    assert outline(merged(*TWO[:-2]), {}).distance is None


def test_memory_belongs_to_its_best_initiator_and_else_to_the_nearest() -> None:
    more = (
        Fact(("node", 1), True),
        Fact(("node", 1, "cpus"), "4-7"),
        Fact(("node", 4, "initiators"), "1"),
    )
    facts = outline(merged(*TWO, *more), {})

    assert facts.home(facts.nodes[2]).id == 1
    assert facts.home(facts.nodes[0]).id == 0


def test_a_cpu_belongs_to_one_node() -> None:
    facts = outline(merged(*TWO, Fact(("node", 4, "cpus"), "3-4")), {})

    assert [node.cpus for node in facts.nodes] == ["0-3", "4"]
