"""What a machine declares to a monitor: own values, access entries, and what gets lost."""

from __future__ import annotations

from simcore.interchange.declared import nearest, pairs, rates, unsaid
from simcore.spec import decode
from simcore.spec.machine import Machine
from tests.build import default_experiment, edited


def machine(*edits: tuple[str, object]) -> Machine:
    document = default_experiment()
    for where, value in edits:
        document = edited(document, where, value)
    return decode(document).machine


def test_memory_alone_is_nearest_to_the_cpus_of_its_socket() -> None:
    given = machine()

    assert [nearest(given, node) for node in given.nodes] == [0, 0]


def test_an_access_entry_goes_before_the_nodes_own_values() -> None:
    entry = {"initiator": 0, "target": 1, "read_mib_per_s": 9, "write_mib_per_s": 9, "idle_ns": 300}

    own, told = pairs(machine(("/machine/access", [entry])))

    assert (own.target, own.idle_ns) == (0, 95)
    assert (told.target, told.idle_ns) == (1, 300)
    assert rates(own) == {"read": 204000, "write": 190000}
    assert rates(told) == {"access": 9}


def test_what_is_lost_is_told() -> None:
    told = list(unsaid(machine()))

    assert told[0] == "node 1 is cxl: the guest sees plain memory, and `cxl list` shows nothing"
    assert any(line.startswith("link pcie0") for line in told)
