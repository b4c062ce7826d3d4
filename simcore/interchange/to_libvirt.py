"""A machine as a libvirt domain to be filled in; what libvirt cannot say stands in comments."""

from __future__ import annotations

from collections.abc import Iterator
from xml.sax.saxutils import escape

from simcore.interchange.declared import distances, holes, pairs, rates, unsaid
from simcore.interchange.vcpus import topology
from simcore.spec.experiment import Experiment
from simcore.spec.machine import Machine

__all__ = ("to_libvirt",)


def _unsaid(machine: Machine) -> Iterator[str]:
    yield from unsaid(machine)
    if topology(machine).renumbered:
        yield topology(machine).told
    if holes(machine):
        yield f"libvirt takes no holes in node ids ({machine.online}): number them from 0"


def to_libvirt(experiment: Experiment) -> str:
    """The domain: add disks and devices, then ``virsh define`` it."""
    machine = experiment.machine
    known = topology(machine)
    lines = [
        "<domain type='kvm'>",
        *(f"  <!-- {_commented(sentence)} -->" for sentence in _unsaid(machine)),
        "  <name>ilx</name>",
        f"  <memory unit='MiB'>{sum(node.mib for node in machine.nodes)}</memory>",
        f"  <vcpu placement='static'>{known.cpus}</vcpu>",
        "  <os>",
        "    <type arch='x86_64' machine='q35'>hvm</type>",
        "  </os>",
        "  <features>",
        "    <acpi/>",
        "  </features>",
        "  <cpu mode='host-passthrough'>",
        f"    <topology sockets='{known.sockets}' cores='{known.cores}'"
        f" threads='{known.threads}'/>",
        "    <numa>",
        *_cells(machine),
        *_interconnects(machine),
        "    </numa>",
        "  </cpu>",
        "</domain>",
        "",
    ]
    return "\n".join(lines)


def _commented(sentence: str) -> str:
    """Text for an XML comment, in which two hyphens may not meet."""
    return escape(sentence).replace("--", "- -")


def _cells(machine: Machine) -> Iterator[str]:
    rows: dict[int, list[str]] = {}
    for a, b, value in distances(machine):
        rows.setdefault(a, []).append(f"          <sibling id='{b}' value='{value}'/>")
    numbers = topology(machine).of
    for node in machine.nodes:
        cpus = f" cpus='{escape(numbers[node.id])}'" if node.cpus else ""
        yield f"      <cell id='{node.id}'{cpus} memory='{node.mib}' unit='MiB'>"
        yield from ("        <distances>", *rows.get(node.id, ()), "        </distances>")
        yield "      </cell>"


def _interconnects(machine: Machine) -> Iterator[str]:
    """Latencies first, as the schema wants them."""
    latencies, bandwidths = [], []
    for pair in pairs(machine):
        ends = f"initiator='{pair.initiator}' target='{pair.target}'"
        if pair.idle_ns:
            latencies.append(f"        <latency {ends} type='access' value='{pair.idle_ns}'/>")
        bandwidths += [
            f"        <bandwidth {ends} type='{kind}' value='{rate}' unit='MiB'/>"
            for kind, rate in rates(pair).items()
        ]
    if latencies or bandwidths:
        yield from ("      <interconnects>", *latencies, *bandwidths, "      </interconnects>")
