"""The machine and the workload as the bandwidth engine takes them: resources, paths, traffic."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from simcore.bandwidth import (
    BAND_LINES,
    PATTERN_LINES,
    LatencyCurve,
    Resource,
    System,
    capacity,
    gb_per_s,
    link_kind,
)
from simcore.bandwidth import Stream as Traffic
from simcore.performance.paths import paths_from
from simcore.performance.shared_ways import shared_ways
from simcore.spec.experiment import Experiment, Stream
from simcore.spec.machine import Access, Link, Machine, Node
from simcore.system import System as Running

__all__ = ("is_known", "system_from", "system_of", "traffic_of")


_MEASURABLE = 0.98
"""Part of the capacity above which a measured curve is not believed."""


def is_known(node: Node) -> bool:
    """Whether a node's rates suffice for the model."""
    return node.read_mib_per_s is not None and node.own_ns is not None and node.mib > 0


def system_of(experiment: Experiment, states: Sequence[Running], known: Sequence[Node]) -> System:
    """The machine as resources, with the paths of every stream in its state."""
    starts = [
        state.tasks[stream.task or ""].cpu_node
        for stream, state in zip(experiment.workload.streams, states, strict=True)
    ]
    return system_from(experiment.machine, starts, known)


def system_from(machine: Machine, starts: Sequence[int], known: Sequence[Node]) -> System:
    """The machine as resources, with the paths of streams from CPUs of the nodes ``starts``.

    A pair of ``machine.access`` is a link of its own that replaces the links on the way; these
    come after the machine's links. Behind them come the links that such pairs share, each by the
    name of the machine's link: the fastest pair has no limit of its own beside it.
    """
    entries = machine.access or ()
    shared = tuple(shared_ways(machine))
    own, ways = len(machine.links), [_access_resource(machine, entry) for entry in entries]
    places = {
        (entry.initiator, entry.target): (
            own + place,
            *(own + len(ways) + i for i, one in enumerate(shared) if place in one.ways),
        )
        for place, entry in enumerate(entries)
    }
    carried = [
        replace(ways[one.fastest], name=machine.links[one.link].id, idle_ns=0.0) for one in shared
    ]
    for one in shared:
        ways[one.fastest] = replace(ways[one.fastest], read_gb_per_s=None, write_gb_per_s=None)
    paths = {start: paths_from(machine, start) for start in set(starts)}
    links = (*(_link_resource(link) for link in machine.links), *ways, *carried)
    return System(
        nodes=tuple(_node_resource(node) for node in known),
        links=links,
        paths=tuple(
            tuple(places.get((start, node.id), paths[start][node.id] or ()) for node in known)
            for start in starts
        )
        if links
        else (),
    )


def _rate(mib_per_s: int | None) -> float | None:
    return None if mib_per_s is None else gb_per_s(mib_per_s)


def _node_resource(node: Node) -> Resource:
    resource = Resource(
        name=f"node {node.id}",
        kind=node.kind,
        read_gb_per_s=_rate(node.read_mib_per_s),
        write_gb_per_s=_rate(node.write_mib_per_s),
        total_gb_per_s=_rate(node.total_mib_per_s),
        idle_ns=float(node.own_ns or 0),
    )
    if not node.curve:
        return resource
    # Such curves are measured with reads; what a mix makes of the capacity, it makes of the use.
    points = [(gb_per_s(point.mib_per_s), float(point.latency_ns)) for point in node.curve]
    most = capacity(resource, 1.0)
    if points[0][0] > _MEASURABLE * most:
        return resource  # another limit of the node lies below all that was measured
    return replace(resource, curve=LatencyCurve.from_points(points, most))


def _link_resource(link: Link) -> Resource:
    return Resource(
        name=link.id,
        kind=link_kind(link.kind),
        read_gb_per_s=_rate(link.read_mib_per_s),
        write_gb_per_s=_rate(link.write_mib_per_s),
        total_gb_per_s=_rate(link.total_mib_per_s),
        idle_ns=float(link.add_ns),
    )


def _access_resource(machine: Machine, entry: Access) -> Resource:
    """What one initiator sees of one target, beyond the target's own limits and latency."""
    target = machine.node(entry.target)
    own = target.own_ns or 0
    return Resource(
        name=f"access {entry.initiator} to {entry.target}",
        kind="cxl_link" if target.kind == "cxl" else "upi",
        read_gb_per_s=_rate(entry.read_mib_per_s),
        write_gb_per_s=_rate(entry.write_mib_per_s),
        idle_ns=0.0 if entry.idle_ns is None else float(entry.idle_ns - own),
    )


def traffic_of(stream: Stream, shares: tuple[float, ...]) -> Traffic:
    """The stream as the engine takes it; a typed number of lines has a band in proportion."""
    usual = PATTERN_LINES[stream.pattern]
    lines = float(stream.mlp) if stream.mlp is not None else usual
    scale = lines / PATTERN_LINES["stream"]
    band = None if stream.pattern == "chase" else (BAND_LINES[0] * scale, BAND_LINES[1] * scale)
    total = sum(shares)
    return Traffic(
        threads=float(stream.threads),
        lines_in_flight_per_thread=lines,
        read_share=stream.read_permille / 1000,
        think_ns=float(stream.think_ns),
        shares=tuple(share / total for share in shares),
        band=band,
    )
