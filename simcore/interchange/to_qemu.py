"""A machine as a shell script that boots it in QEMU; what QEMU cannot say stands in comments.

Node ids may have no holes there (numa_complete_configuration() of hw/core/numa.c), so empty
nodes fill them, and a comment names them. Memory is not reserved (QEMU 6.1), so that a small host
boots a large machine that touches little.

QEMU keeps rates as 16-bit multiples of one power of two, so rates too far apart are rounded,
and a comment says so.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from simcore.interchange.declared import (
    HOLES,
    distances,
    holes,
    nearest,
    pairs,
    rates,
    unsaid,
)
from simcore.interchange.vcpus import topology
from simcore.spec.experiment import Experiment
from simcore.spec.machine import Access, Machine

__all__ = ("to_qemu",)

_ENTRY: Final = 0xFFFF
"""An entry of QEMU's table stays below it."""
_BITS: Final = 15
_FAR: Final = 20
_EMULATED: Final = (
    "# Without KVM it starts with ACCEL=tcg CPU=max before it, too slow for any measurement."
)


def to_qemu(experiment: Experiment) -> str:
    """The script. What varies in it needs no quotes: numbers, and words of a fixed list."""
    machine = experiment.machine
    known = pairs(machine)
    steps = _steps(known)
    lines = ["#!/bin/sh", "# Boots the machine: add a kernel or a disk at the end.", _EMULATED, "#"]
    lines += [f"# {sentence}" for sentence in unsaid(machine)]
    lines += [
        f"# {kind} rates are rounded to multiples of {step} MiB/s, as QEMU's table demands"
        for kind, step in steps.items()
        if step > 1
    ]
    known_cpus = topology(machine)
    if known_cpus.renumbered:
        lines.append(f"# {known_cpus.told}")
    if holes(machine):
        lines.append(f"# {HOLES} {holes(machine)}")
    options = [*_machine(machine), *_nodes(machine), *_hmat(known, steps)]
    lines += ["ACCEL=${ACCEL:-kvm}", "CPU=${CPU:-host}"]
    command = " \\\n  ".join(["qemu-system-x86_64", *options, '"$@"'])
    return "\n".join([*lines, command, ""])


def _machine(machine: Machine) -> Iterator[str]:
    known = topology(machine)
    yield "-machine q35,hmat=on"
    yield '-accel "$ACCEL" -cpu "$CPU"'
    yield f"-m {sum(node.mib for node in machine.nodes)}M"
    yield f"-smp {known.cpus},sockets={known.sockets},cores={known.cores},threads={known.threads}"


def _nodes(machine: Machine) -> Iterator[str]:
    cpus = topology(machine).of
    for node in machine.nodes:
        if node.mib:
            yield f"-object memory-backend-ram,id=mem{node.id},size={node.mib}M,reserve=off"
    for node in machine.nodes:
        parts = [f"-numa node,nodeid={node.id}"]
        if node.mib:
            parts.append(f"memdev=mem{node.id}")
        parts += [f"cpus={run}" for run in cpus[node.id].split(",") if run]
        initiator = nearest(machine, node)
        if initiator is not None and not node.cpus:
            parts.append(f"initiator={initiator}")
        yield ",".join(parts)
    for a, b, value in distances(machine):
        yield f"-numa dist,src={a},dst={b},val={value}"
    yield from _fillers(machine)


def _fillers(machine: Machine) -> Iterator[str]:
    """Empty nodes for the holes in the ids, with distances, which must then be complete."""
    missing = holes(machine)
    initiator = next((node.id for node in machine.nodes if node.cpus), None)
    if initiator is None:
        return
    for hole in missing:
        yield f"-numa node,nodeid={hole},initiator={initiator}"
    for hole in missing:
        for other in sorted({*missing, *(node.id for node in machine.nodes)}):
            if other != hole:
                yield f"-numa dist,src={hole},dst={other},val={_FAR}"
                yield f"-numa dist,src={other},dst={hole},val={_FAR}"


def _steps(known: list[Access]) -> Mapping[str, int]:
    """By kind of rate, the power of two that all rates must be multiples of."""
    bits: dict[str, int] = {}
    for pair in known:
        for kind, rate in rates(pair).items():
            bits[kind] = bits.get(kind, 0) | rate
    return {kind: _step(union) for kind, union in bits.items()}


def _step(union: int) -> int:
    lowest = union & -union
    return 1 if union // lowest < _ENTRY else 1 << (union.bit_length() - _BITS)


def _hmat(known: list[Access], steps: Mapping[str, int]) -> Iterator[str]:
    for pair in known:
        start = f"-numa hmat-lb,initiator={pair.initiator},target={pair.target},hierarchy=memory"
        if pair.idle_ns:
            yield f"{start},data-type=access-latency,latency={pair.idle_ns}"
        for kind, rate in rates(pair).items():
            rounded = max(1, round(rate / steps[kind])) * steps[kind]
            yield f"{start},data-type={kind}-bandwidth,bandwidth={rounded}M"
