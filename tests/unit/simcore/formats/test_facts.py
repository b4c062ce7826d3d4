from __future__ import annotations

import dataclasses

import pytest

from simcore.formats.facts import Facts, NodeFacts


def test_facts_cannot_be_changed_after_they_were_read() -> None:
    node = NodeFacts(id=3, cpus="", mib=2015)
    with pytest.raises(dataclasses.FrozenInstanceError):
        node.mib = 1  # type: ignore[misc]  # that is the point


def test_facts_without_a_table_say_so_and_have_no_notes() -> None:
    facts = Facts(nodes=(NodeFacts(id=0, cpus="0-3", mib=1024),), distance=None)
    assert facts.distance is None
    assert facts.notes == ()
    assert facts.nodes[0].free_mib is None
