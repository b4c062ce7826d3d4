"""hwloc's own order of nodes, tied to the system's numbers when other texts allow it."""

from __future__ import annotations

from simcore.interchange.logical import resolved
from simcore.interchange.lstopo_memattrs import read
from simcore.interchange.merge import merge
from simcore.interchange.numactl_hardware import read as read_numactl
from simcore.interchange.outline import Facts, outline
from tests.conftest import DATA

ATTRIBUTES = read((DATA / "formats/lstopo-memattrs.txt").read_text())
MACHINE = outline(merge([(1, read_numactl((DATA / "numactl-hardware.txt").read_text()))]), {})


def test_the_second_logical_node_is_the_third_of_the_system() -> None:
    said = {fact.place: fact.value for fact in resolved(ATTRIBUTES, MACHINE).facts}

    assert said["access", 0, 2, "read_mib_per_s"] == 614400
    assert said["access", 1, 1, "idle_ns"] == 90
    assert said["access", 1, 3, "idle_ns"] == 250


def test_nothing_is_taken_over_when_sizes_or_nodes_do_not_agree() -> None:
    for facts in (Facts(nodes=(), distance=None), Facts(nodes=MACHINE.nodes[:2], distance=None)):
        reading = resolved(ATTRIBUTES, facts)
        assert reading.facts == ()
        assert "cannot be tied" in reading.notes[0].text
