"""What a reader must say of a text that was written from a machine."""

from __future__ import annotations

from typing import Any

from app.services.importing import ImportRequest, import_text
from simcore.interchange import READERS
from simcore.interchange.declared import pairs
from simcore.interchange.facts import Place, Value
from simcore.interchange.vcpus import topology
from simcore.spec import Experiment, decode
from simcore.spec.machine import Machine
from tests.conftest import DATA

FIELDS = ("read_mib_per_s", "write_mib_per_s", "idle_ns")


def sample() -> Experiment:
    """The sample machine, imported from QEMU's arguments."""
    text = (DATA / "formats/qemu-args.txt").read_text()
    kinds = {"0": "dram", "1": "dram", "2": "hbm", "3": "cxl"}
    made = import_text(ImportRequest(text=text, kinds=kinds)).experiment
    assert made is not None
    return made


def experiment(machine: dict[str, Any]) -> Experiment:
    """An experiment on a machine, without any events."""
    return decode({"machine": machine, "tasks": [{"name": "main"}], "events": []})


def big() -> Experiment:
    """64 nodes, every second one memory only, all distances different from their mirror."""
    nodes = [
        {"id": node, "mib": 64 + node, "cpus": str(node // 2) if node % 2 == 0 else ""}
        | {"read_mib_per_s": 1000 + node, "idle_ns": 90 + node}
        for node in range(64)
    ]
    rows = [[10 if a == b else 11 + (3 * a + b) % 200 for b in range(64)] for a in range(64)]
    return experiment({"nodes": nodes, "distance": rows})


def said(name: str, text: str) -> dict[Place, Value]:
    """Facts of a reader by place, without initiators, which not every format has."""
    facts = READERS[name].read(text).facts
    return {fact.place: fact.value for fact in facts if fact.place[-1] != "initiators"}


def expected(machine: Machine) -> dict[Place, Value]:
    """Ids, CPUs, sizes, distances, rates and latencies of a machine."""
    cpus = topology(machine).of
    facts: dict[Place, Value] = {}
    for row, node in zip(machine.distance, machine.nodes, strict=True):
        facts |= {("node", node.id): True, ("node", node.id, "mib"): node.mib}
        facts["node", node.id, "cpus"] = cpus[node.id]
        for other, value in zip(machine.nodes, row, strict=True):
            facts["distance", node.id, other.id] = value
    for pair in pairs(machine):
        told = {field: getattr(pair, field) for field in FIELDS}
        start = ("access", pair.initiator, pair.target)
        facts |= {(*start, field): value for field, value in told.items() if value}
    return facts
