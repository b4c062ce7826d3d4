"""A machine written for qemu and read again is the same machine."""

from __future__ import annotations

import subprocess

from hypothesis import given

from simcore.interchange.to_qemu import to_qemu
from tests.build import Document
from tests.property.strategies import machines
from tests.unit.simcore.interchange.roundtrip import big, expected, experiment, said, sample


def test_the_sample_comes_back_whole() -> None:
    before = sample()

    assert said("qemu-args", to_qemu(before)) == expected(before.machine)


def test_64_nodes_come_back_whole() -> None:
    before = big()

    assert said("qemu-args", to_qemu(before)) == expected(before.machine)


@given(machines())
def test_any_machine_comes_back_whole(machine: Document) -> None:
    before = experiment(machine)

    assert said("qemu-args", to_qemu(before)) == expected(before.machine)


def test_rates_too_far_apart_for_qemus_table_are_rounded_and_told() -> None:
    rates = (204_001, 21_001)
    nodes = [
        {"id": node, "mib": 64, "cpus": str(node), "read_mib_per_s": rate}
        for node, rate in enumerate(rates)
    ]
    text = to_qemu(experiment({"nodes": nodes, "distance": [[10, 20], [20, 10]]}))

    facts = said("qemu-args", text)

    assert "rounded to multiples of 8 MiB/s" in text
    kept = [facts["access", node, node, "read_mib_per_s"] for node in range(2)]
    assert kept == [204_000, 21_000]


def test_a_shell_takes_the_script_and_comments_tell_what_is_lost() -> None:
    text = to_qemu(sample())

    assert subprocess.run(["sh", "-n"], input=text, text=True, check=False).returncode == 0
    assert "# node 3 is cxl: the guest sees plain memory" in text
    assert "-machine q35,hmat=on" in text
    assert "-m 26624M" in text
