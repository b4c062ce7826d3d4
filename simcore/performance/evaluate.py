"""Put the workload on the pages: what every stream gets, what every node and link carries."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from simcore.bandwidth import Solution, System, solve
from simcore.performance.curve import weight_curve_of
from simcore.performance.engine import is_known, system_of, traffic_of
from simcore.performance.latency import crossing_ns, latency_curves
from simcore.performance.paths import paths_from
from simcore.performance.states import shares_of, states_of
from simcore.result import (
    LatencyCurve,
    LinkResult,
    NodeLoad,
    SolverResult,
    StreamResult,
    WeightCurve,
)
from simcore.spec.experiment import Experiment, Stream
from simcore.system import System as Running

__all__ = ("ENDED", "Performance", "evaluate")


@dataclass(frozen=True, slots=True)
class Performance:
    """Loads by node, links and streams in the experiment's order, and why something lacks."""

    nodes: Mapping[int, NodeLoad] = field(default_factory=dict)
    links: list[LinkResult] = field(default_factory=list)
    streams: list[StreamResult] = field(default_factory=list)
    curve: WeightCurve | None = None
    latency: list[LatencyCurve] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    solver: SolverResult | None = None


ENDED = Performance(notes=["A signal ended the experiment, so nothing moves any more."])
"""What is left of the workload when its process was killed."""


def evaluate(experiment: Experiment, running: Running) -> Performance:
    """Rates and latencies of the workload on the pages as they lie now.

    A stream that names an event is put on the pages as they lay after that one.
    """
    streams = experiment.workload.streams
    if not streams:
        return Performance(notes=["No workload is given, so there is no bandwidth."])
    known = [node for node in experiment.machine.nodes if is_known(node)]
    states = states_of(experiment, running)
    placed = [shares_of(stream, state) for stream, state in zip(streams, states, strict=True)]
    gaps = _gaps(experiment, placed)
    if gaps:
        return Performance(notes=gaps)
    system = system_of(experiment, states, known)
    traffic = [
        traffic_of(stream, tuple(share.get(node.id, 0.0) for node in known))
        for stream, share in zip(streams, placed, strict=True)
    ]
    solution = solve(system, tuple(traffic))
    crossed = crossing_ns(system, tuple(traffic), solution)
    return Performance(
        nodes={node.id: _load(solution, i, crossed[i]) for i, node in enumerate(known)},
        links=_links(system, solution, len(experiment.machine.links)),
        streams=_stream_results(streams, solution),
        curve=weight_curve_of(experiment, states[0], system, traffic),
        latency=latency_curves(system, solution, crossed),
        notes=_path_notes(experiment, states),
        solver=SolverResult(residual=solution.residual, iterations=solution.iterations),
    )


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
        if not is_known(node) and any(shares.get(node.id) for shares in placed)
    ]
    return idle + unknown


def _load(solution: Solution, place: int, crossing: float) -> NodeLoad:
    load = solution.nodes[place]
    return NodeLoad(load.gb_per_s, load.utilisation, load.latency_ns + crossing)


def _links(system: System, solution: Solution, own: int) -> list[LinkResult]:
    """The machine's links, ``own`` of them, then measured ways that carry something.

    What measured ways share is told of the machine's link, all directions in one number.
    """
    loads: dict[str, tuple[float, float]] = {}
    for place, load in enumerate(solution.links):
        if place < own or load.gb_per_s > 0:
            rate, use = loads.get(load.name, (0.0, 0.0))
            there = load.utilisation if place < own else _use_of_way(system, solution, place)
            loads[load.name] = (rate + load.gb_per_s, max(use, there))
    return [
        LinkResult(id=name, gb_per_s=rate, utilisation=use) for name, (rate, use) in loads.items()
    ]


def _use_of_way(system: System, solution: Solution, place: int) -> float:
    """How full a measured way is: one without a limit of its own has that of what it shares."""
    if system.links[place].read_gb_per_s is not None:
        return solution.links[place].utilisation
    over = {link for paths in system.paths for path in paths if place in path for link in path}
    return max(solution.links[link].utilisation for link in over)


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


def _path_notes(experiment: Experiment, states: Sequence[Running]) -> list[str]:
    """Say where a path had to be taken for granted."""
    machine = experiment.machine
    if not machine.links:
        return []
    given = {(entry.initiator, entry.target) for entry in machine.access or ()}
    starts = sorted({task.cpu_node for state in states for task in state.tasks.values()})
    return [
        f"No link leads from node {start} to node {target}; it is taken as direct."
        for start in starts
        for target, path in paths_from(machine, start).items()
        if path is None and machine.node(target).mib and (start, target) not in given
    ]
