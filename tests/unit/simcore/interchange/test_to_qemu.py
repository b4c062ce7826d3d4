"""A machine written for qemu and read again is the same machine."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import given

from simcore.interchange.to_qemu import to_qemu
from tests.build import Document
from tests.property.strategies import machines
from tests.unit.simcore.interchange.roundtrip import big, expected, experiment, said, sample

EMULATED = {"ACCEL": "tcg", "CPU": "max"}
"""What starts the guest where there is no KVM."""


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


@pytest.mark.parametrize(
    "environment, asked", [({}, "-accel kvm -cpu host"), (EMULATED, "-accel tcg -cpu max")]
)
def test_the_guest_runs_on_the_hosts_cpus_unless_it_is_said_otherwise(
    tmp_path: Path, environment: dict[str, str], asked: str
) -> None:
    (tmp_path / "qemu-system-x86_64").write_text('#!/bin/sh\necho "$@"\n')
    (tmp_path / "qemu-system-x86_64").chmod(0o755)
    path = {"PATH": f"{tmp_path}:/usr/bin:/bin", **environment}
    done = subprocess.run(
        ["sh"], input=to_qemu(sample()), env=path, capture_output=True, text=True, check=True
    )

    assert asked in done.stdout


def test_holes_in_the_ids_are_filled_for_qemu_and_left_out_by_the_reader() -> None:
    nodes = [{"id": 1, "mib": 64, "cpus": "0"}, {"id": 4, "mib": 64}]
    before = experiment({"nodes": nodes, "distance": [[10, 20], [20, 10]]})
    text = to_qemu(before)
    assert "# empty nodes that only fill holes in the ids: 0,2-3" in text
    assert "-numa node,nodeid=3,initiator=1" in text
    assert said("qemu-args", text) == expected(before.machine)


def test_qemu_starts_what_is_written(tmp_path: Path) -> None:
    """A real machine, one with holes and 256 GiB: QEMU accepts the board and then waits, halted."""
    qemu = shutil.which("qemu-system-x86_64")
    if qemu is None:
        pytest.skip("no qemu-system-x86_64 on this machine")
    holes = {"nodes": [{"id": 1, "mib": 64, "cpus": "0"}, {"id": 3, "mib": 2**18}]}
    holes["distance"] = [[10, 20], [20, 10]]  # type: ignore[assignment]
    for number, before in enumerate([sample(), experiment(holes)]):
        script = tmp_path / f"boot{number}.sh"
        script.write_text(to_qemu(before))
        halted = ["-S", "-display", "none", "-monitor", "stdio"]
        done = subprocess.run(
            ["sh", str(script), *halted],
            env={**os.environ, **EMULATED},
            check=False,
            input="quit\n",
            capture_output=True,
            text=True,
            timeout=60,
        )
        assert (done.returncode, done.stderr) == (0, "")
