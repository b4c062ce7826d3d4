"""Nodes with ids beyond the limit: empty ones are left out, others are told once."""

from __future__ import annotations

import pytest

from simcore.errors import SpecError
from simcore.interchange.far_nodes import without_far_nodes
from simcore.interchange.numactl_hardware import read

POWER9 = """available: 4 nodes (0,8,252,255)
node 0 cpus: 0 1
node 0 size: 8000 MB
node 0 free: 7000 MB
node 8 cpus: 2 3
node 8 size: 8000 MB
node 8 free: 7000 MB
node 252 cpus:
node 252 size: 0 MB
node 252 free: 0 MB
node 255 cpus:
node 255 size: 0 MB
node 255 free: 0 MB
node distances:
node   0   8  252  255
  0:  10  40  80  80
  8:  40  10  80  80
 252:  80  80  10  80
 255:  80  80  80  10
"""


def test_empty_nodes_beyond_the_limit_are_left_out_and_told() -> None:
    reading = read(POWER9)
    assert {fact.place[1] for fact in reading.facts if fact.place[0] == "node"} == {0, 8}
    distances = {
        fact.place[1:]: fact.value for fact in reading.facts if fact.place[0] == "distance"
    }
    assert distances == {(0, 0): 10, (0, 8): 40, (8, 0): 40, (8, 8): 10}
    assert any("252,255 are left out" in note.text for note in reading.notes)


def test_a_far_node_with_memory_is_one_problem_that_names_the_limit() -> None:
    with pytest.raises(SpecError) as caught:
        read(POWER9.replace("node 255 size: 0 MB", "node 255 size: 16128 MB"))
    (problem,) = caught.value.problems
    assert "nodes end at 63 here, and nodes 255 have CPUs or memory" in problem.detail


def test_without_far_nodes_nothing_changes() -> None:
    texts = {("cpus", 0): " 0", ("head", 0): " 0", ("row", 0): " 10"}
    assert without_far_nodes(texts) == (texts, ())
