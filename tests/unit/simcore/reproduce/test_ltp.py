"""The description says what was asked and what must come of it, in the shape of collected cases."""

import json
from typing import Any

import pytest

from simcore import decode, simulate
from simcore.reproduce import ltp_case
from tests.build import default_experiment, experiment, mmap, policy, touch, two_nodes
from tests.unit.simcore.reproduce.odd import ODD


def case_of(document: dict[str, Any]) -> dict[str, Any]:
    decoded = decode(document)
    described = json.loads(ltp_case(decoded, simulate(decoded)))
    assert "was run on none" in described["about"]
    (case,) = described["cases"]
    return dict(case)


@pytest.mark.parametrize("name", ODD)
def test_every_case_has_the_fields_of_the_collected_ones(name: str) -> None:
    case = case_of(ODD[name])

    assert list(case) == ["id", "source", "setup", "calls", "expected", "simulator_check"]
    assert all("expected" in call for call in case["calls"])


def test_the_default_experiment_is_described() -> None:
    case = case_of(default_experiment())

    assert "node 1 with 131072 MiB and no CPU" in case["setup"]
    assert "weighted_interleave: node0=9, node1=1" in case["setup"]
    assert case["calls"][0] == {
        "call": "set_mempolicy",
        "mode": "MPOL_WEIGHTED_INTERLEAVE",
        "nodes": "{0-1}",
        "expected": {"ok": 0},
    }
    assert case["calls"][2]["call"] == "fault"
    placed = case["expected"]["pages"]["heap"]
    assert placed["on_nodes"] == {"0": 943718, "1": 104858}
    assert placed["nodes"].startswith("0x3 1x1 0x9 1x1 ")
    assert case["simulator_check"] == "exact where no node is nearly full"


def test_a_refusal_has_its_errno_and_the_check_that_failed() -> None:
    (call,) = case_of(experiment(two_nodes(), policy("bind", "-")))["calls"]

    assert call["nodes"] == "NULL"
    assert call["expected"]["errno"] == "EINVAL"
    assert "mask" in call["expected"]["check"]


def test_posted_calls_are_marked_and_the_trust_is_told() -> None:
    case = case_of(ODD["posted calls"])

    assert case["calls"][0]["note"] == "not in any kernel"
    assert case["simulator_check"] == "as the posted code reads; no kernel can be asked"


def test_tasks_are_named_where_there_are_several_and_an_end_by_a_signal_is_told() -> None:
    case = case_of(ODD["a signal"])

    assert case["calls"][-1]["task"] == "c"
    assert case["calls"][-1]["expected"]["signal"] == 11
    alone = case_of(experiment(two_nodes(), mmap(4), touch("0-3")))
    assert "task" not in alone["calls"][0]
