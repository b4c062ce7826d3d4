"""Imported text becomes an experiment that fits its machine."""

from __future__ import annotations

import re

import pytest

from app.services.importing import ImportRequest, import_text
from simcore.bandwidth.constants import KINDS
from simcore.errors import SpecError
from simcore.simulate import simulate
from simcore.spec import Experiment
from simcore.spec.machine import NODE_KINDS

ONE = """\
available: 1 nodes (0)
node 0 cpus: {cpus}
node 0 size: {mib} MB
node 0 free: 1 MB
node distances:
node 0
0: 10
"""


def one(kind: str, mib: int = 4096, cpus: str = "0 1 2", *, free_now: bool = False) -> Experiment:
    text = ONE.format(mib=mib, cpus=cpus)
    wanted = ImportRequest(text=text, kinds={"0": kind}, free_now=free_now)
    experiment = import_text(wanted).experiment
    assert experiment is not None
    return experiment


@pytest.mark.parametrize("kind", NODE_KINDS)
def test_rates_are_those_that_the_model_assumes_of_the_kind(kind: str) -> None:
    node = one(kind).machine.nodes[0]

    assert node.read_mib_per_s == pytest.approx(KINDS[kind].read_gb_per_s * 1e9 / 2**20, rel=1e-4)
    assert node.idle_ns == round(KINDS[kind].idle_ns)


def test_the_heap_is_a_gigabyte_or_what_there_is() -> None:
    assert one("dram").events[1].pages == 262144  # type: ignore[union-attr]
    assert one("dram", mib=1024).events[1].pages == 262144  # type: ignore[union-attr]
    assert one("dram", mib=1023).events[1].pages == 1023 * 256  # type: ignore[union-attr]
    assert one("dram", mib=1).events[1].pages == 256  # type: ignore[union-attr]


def test_the_heap_fits_to_the_last_page() -> None:
    result = simulate(one("dram", mib=1))

    assert result.nodes[0].free_pages == 0
    assert all(event.ret == 0 for event in result.events)


def test_only_what_is_free_now_is_there_if_that_is_wanted() -> None:
    whole, free = one("dram"), one("dram", free_now=True)

    assert (whole.machine.nodes[0].reserve_mib, free.machine.nodes[0].reserve_mib) == (0, 4095)
    assert free.events[1].pages == 256  # type: ignore[union-attr]
    assert simulate(free).nodes[0].free_pages == 0


def test_a_machine_without_free_memory_is_refused_in_words(numactl: str) -> None:
    full = re.sub(r"free: \d+", "free: 0", numactl)
    kinds = dict.fromkeys("0123", "dram")
    with pytest.raises(SpecError, match="makes no machine"):
        import_text(ImportRequest(text=full, kinds=kinds, free_now=True))


def test_as_many_threads_run_as_the_first_node_has_cpus() -> None:
    experiment = one("dram", cpus="4 5 6 7 9")

    assert experiment.workload.streams[0].threads == 5
    assert experiment.tasks[0].cpu == 4


def test_weights_follow_the_bandwidths_in_small_numbers(numactl: str) -> None:
    kinds = {"0": "dram", "1": "dram", "2": "hbm", "3": "cxl"}

    experiment = import_text(ImportRequest(text=numactl, kinds=kinds)).experiment

    assert experiment is not None
    weights = experiment.sysfs.weights
    assert weights["0"] == weights["1"]
    assert weights["2"] > weights["0"] > weights["3"] >= 1
    assert max(weights.values()) <= 16


def test_a_machine_with_64_nodes_comes_through() -> None:
    lines = ["available: 64 nodes (0-63)"]
    for node in range(64):
        lines += [f"node {node} cpus: {node}", f"node {node} size: 100 MB"]
    text = "\n".join([*lines, "No distance information available."])
    kinds = {str(node): "dram" if node % 2 else "cxl" for node in range(64)}

    experiment = import_text(ImportRequest(text=text, kinds=kinds)).experiment

    assert experiment is not None
    assert len(simulate(experiment).nodes) == 64
