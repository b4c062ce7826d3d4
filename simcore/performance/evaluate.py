"""Put the workload on the pages: what every stream gets, what every node and link carries."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from simcore.bandwidth import (
    BAND_LINES,
    PATTERN_LINES,
    Resource,
    Solution,
    System,
    gb_per_s,
    link_kind,
    solve,
)
from simcore.bandwidth import Stream as Traffic
from simcore.performance.curve import weight_curve_of
from simcore.performance.latency import latency_curves
from simcore.performance.paths import paths_from
from simcore.result import LatencyCurve, LinkResult, NodeLoad, StreamResult, WeightCurve
from simcore.spec.experiment import Experiment, Stream
from simcore.spec.machine import Link, Node
from simcore.system import System as Running

__all__ = ("Performance", "evaluate")


@dataclass(frozen=True, slots=True)
class Performance:
    """Loads by node, links and streams in the experiment's order, and why something lacks."""

    nodes: Mapping[int, NodeLoad] = field(default_factory=dict)
    links: list[LinkResult] = field(default_factory=list)
    streams: list[StreamResult] = field(default_factory=list)
    curve: WeightCurve | None = None
    latency: list[LatencyCurve] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def evaluate(experiment: Experiment, running: Running) -> Performance:
    """Rates and latencies of the workload on the pages as they lie now."""
    streams = experiment.workload.streams
    if not streams:
        return Performance(notes=["No workload is given, so there is no bandwidth."])
    known = [node for node in experiment.machine.nodes if _is_known(node)]
    placed = [_shares(stream, running) for stream in streams]
    gaps = _gaps(experiment, placed)
    if gaps:
        return Performance(notes=gaps)
    system = _system(experiment, running, known)
    traffic = [
        _traffic(stream, tuple(share.get(node.id, 0.0) for node in known))
        for stream, share in zip(streams, placed, strict=True)
    ]
    solution = solve(system, tuple(traffic))
    return Performance(
        nodes={node.id: _load(solution, i) for i, node in enumerate(known)},
        links=[
            LinkResult(id=load.name, gb_per_s=load.gb_per_s, utilisation=load.utilisation)
            for load in solution.links
        ],
        streams=_stream_results(streams, solution),
        curve=weight_curve_of(experiment, running, system, traffic[0]),
        latency=latency_curves(system, solution),
        notes=_path_notes(experiment, running),
    )


def _is_known(node: Node) -> bool:
    """Whether a node's rates suffice for the model."""
    return node.read_mib_per_s is not None and node.idle_ns is not None and node.mib > 0


def _shares(stream: Stream, running: Running) -> dict[int, float]:
    """Share of a stream's traffic on each node; empty when its regions hold no page."""
    shares: dict[int, float] = {}
    for name, permille in stream.regions.items():
        region = running.regions.get(name)
        counts = region.map.counts() if region is not None else {}
        total = sum(counts.values())
        if total == 0 and permille:
            return {}
        for node, count in counts.items():
            shares[node] = shares.get(node, 0.0) + permille / 1000 * count / total
    return shares


def _gaps(experiment: Experiment, placed: Sequence[Mapping[int, float]]) -> list[str]:
    """Why there can be no bandwidth result, in words."""
    idle = [
        f"No page of {', '.join(sorted(stream.regions))} is present, so its stream moves nothing."
        for stream, shares in zip(experiment.workload.streams, placed, strict=True)
        if not shares
    ]
    unknown = [
        f"Node {node.id} has no rate or latency, so there is no bandwidth."
        for node in experiment.machine.nodes
        if not _is_known(node) and any(shares.get(node.id) for shares in placed)
    ]
    return idle + unknown


def _system(experiment: Experiment, running: Running, known: Sequence[Node]) -> System:
    """The machine as resources, with the paths of every stream."""
    machine = experiment.machine
    by_cpu_node = {
        task.cpu_node: paths_from(machine, task.cpu_node) for task in running.tasks.values()
    }
    paths = tuple(
        tuple(
            by_cpu_node[running.tasks[stream.task or ""].cpu_node][node.id] or () for node in known
        )
        for stream in experiment.workload.streams
    )
    return System(
        nodes=tuple(_node_resource(node) for node in known),
        links=tuple(_link_resource(link) for link in machine.links),
        paths=paths if machine.links else (),
    )


def _rate(mib_per_s: int | None) -> float | None:
    return None if mib_per_s is None else gb_per_s(mib_per_s)


def _node_resource(node: Node) -> Resource:
    return Resource(
        name=f"node {node.id}",
        kind=node.kind,
        read_gb_per_s=_rate(node.read_mib_per_s),
        write_gb_per_s=_rate(node.write_mib_per_s),
        total_gb_per_s=_rate(node.total_mib_per_s),
        idle_ns=float(node.idle_ns or 0),
    )


def _link_resource(link: Link) -> Resource:
    return Resource(
        name=link.id,
        kind=link_kind(link.kind),
        read_gb_per_s=_rate(link.read_mib_per_s),
        write_gb_per_s=_rate(link.write_mib_per_s),
        total_gb_per_s=_rate(link.total_mib_per_s),
        idle_ns=float(link.add_ns),
    )


def _traffic(stream: Stream, shares: tuple[float, ...]) -> Traffic:
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


def _load(solution: Solution, place: int) -> NodeLoad:
    load = solution.nodes[place]
    return NodeLoad(load.gb_per_s, load.utilisation, load.latency_ns)


def _stream_results(streams: Sequence[Stream], solution: Solution) -> list[StreamResult]:
    return [
        StreamResult(
            task=stream.task or "",
            gb_per_s=got.gb_per_s,
            gb_per_s_band=(got.low_gb_per_s, got.high_gb_per_s),
            latency_ns=got.latency_ns,
            min_law_gb_per_s=got.min_law_gb_per_s,
            bottleneck=got.bottleneck,
        )
        for stream, got in zip(streams, solution.streams, strict=True)
    ]


def _path_notes(experiment: Experiment, running: Running) -> list[str]:
    """Say where a path had to be taken for granted."""
    machine = experiment.machine
    if not machine.links:
        return []
    starts = sorted({task.cpu_node for task in running.tasks.values()})
    return [
        f"No link leads from node {start} to node {target}; it is taken as direct."
        for start in starts
        for target, path in paths_from(machine, start).items()
        if path is None and running.machine.node(target).mib
    ]
