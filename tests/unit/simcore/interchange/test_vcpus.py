"""Nodes never lie across the sockets that a monitor is told."""

from __future__ import annotations

import pytest

from simcore.interchange.to_libvirt import to_libvirt
from simcore.interchange.to_qemu import to_qemu
from simcore.interchange.vcpus import topology
from simcore.spec import Experiment
from tests.unit.simcore.interchange.roundtrip import expected, experiment, said


def of(*cpus: str) -> Experiment:
    """A machine with a socket and a node for each list of CPUs."""
    nodes = [{"id": n, "mib": 64, "cpus": own, "socket": n} for n, own in enumerate(cpus)]
    rows = [[10 if a == b else 20 for b in range(len(cpus))] for a in range(len(cpus))]
    sockets = [{"id": n} for n in range(len(cpus))]
    return experiment({"sockets": sockets, "nodes": nodes, "distance": rows})


def test_second_threads_after_all_first_ones_become_siblings_side_by_side() -> None:
    known = topology(of("0-47,96-143", "48-95,144-191").machine)

    assert (known.cpus, known.sockets, known.cores, known.threads) == (192, 2, 48, 2)
    assert known.of == {0: "0-95", 1: "96-191"}


def test_cpus_in_turn_are_numbered_node_by_node() -> None:
    known = topology(of("0,2,4,6", "1,3,5,7").machine)

    assert (known.sockets, known.of) == (2, {0: "0-3", 1: "4-7"})


def test_cpus_that_lie_as_sockets_do_stay() -> None:
    known = topology(of("0-3", "4-7").machine)

    assert (known.sockets, known.threads, known.renumbered) == (2, 1, False)


@pytest.mark.parametrize("cpus", [("0-5", "6-7"), ("0-2,5", "3"), ("0-4", "5-6")])
def test_sockets_of_other_sizes_are_one(cpus: tuple[str, str]) -> None:
    known = topology(of(*cpus).machine)

    assert (known.sockets, known.of) == (1, dict(enumerate(cpus)))


@pytest.mark.parametrize("name, write", [("qemu-args", to_qemu), ("libvirt-xml", to_libvirt)])
def test_both_writers_say_the_new_numbers_and_that_they_are_new(name: str, write: object) -> None:
    before = of("0-47,96-143", "48-95,144-191")
    text = write(before)  # type: ignore[operator]
    facts = said(name, text)

    assert facts["node", 0, "cpus"] == "0-95"
    assert facts == expected(before.machine)
    assert "CPUs are numbered node by node here" in text
