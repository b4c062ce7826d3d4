"""Questions: only about kinds that neither a person nor a text has told."""

from __future__ import annotations

import pytest

from simcore.errors import SpecError
from simcore.interchange.asking import answers, asks, kinds_of
from simcore.interchange.facts import Fact, Reading
from simcore.interchange.merge import merge
from simcore.interchange.numactl_hardware import read
from simcore.interchange.outline import outline
from simcore.spec.machine import NODE_KINDS
from tests.conftest import DATA

MERGED = merge([(1, read((DATA / "numactl-hardware.txt").read_text()))])
WHOLE = outline(MERGED, {})
EDGE = outline(merge([(1, read((DATA / "numactl-hardware-edge.txt").read_text()))]), {})


def test_each_node_with_memory_is_asked_for() -> None:
    assert [ask.node for ask in asks(WHOLE, {})] == [0, 1, 2, 3]
    assert [ask.node for ask in asks(EDGE, {})] == [1, 4]
    assert [ask.node for ask in asks(WHOLE, {0: "dram", 2: "hbm"})] == [1, 3]


def test_a_question_says_what_is_known_of_the_node() -> None:
    with_cpus, _, _, without = asks(WHOLE, {})

    assert with_cpus.hint == "7953 MiB, with CPUs 0-3; most likely DRAM."
    assert (with_cpus.proposed, without.proposed) == ("dram", "")
    assert without.hint == "8062 MiB, no CPUs, at distance 24 from node 1."
    assert {choice.value for choice in without.choices} == set(NODE_KINDS)


def test_answers_are_checked_and_an_empty_one_is_none() -> None:
    assert answers(WHOLE, {"0": "dram", "1": ""}) == {0: "dram"}
    with pytest.raises(SpecError) as refusal:
        answers(WHOLE, {"0": "gold", "x/y": "dram"})
    assert [problem.pointer for problem in refusal.value.problems] == ["/kinds/0", "/kinds/x~1y"]


def test_an_answer_goes_before_what_the_text_names() -> None:
    named = Reading(format="hwloc-xml", facts=(Fact(("node", 2, "kind"), "hbm"),))
    merged = merge([(1, named)])

    assert kinds_of(WHOLE, merged, {}) == {2: "hbm"}
    assert kinds_of(WHOLE, merged, {2: "cxl"}) == {2: "cxl"}
