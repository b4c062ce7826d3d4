"""The machine and the workload as the bandwidth engine takes them: resources, paths, traffic."""

from __future__ import annotations

from collections.abc import Sequence

from simcore.bandwidth import (
    BAND_LINES,
    PATTERN_LINES,
    Resource,
    System,
    gb_per_s,
    link_kind,
)
from simcore.bandwidth import Stream as Traffic
from simcore.performance.paths import paths_from
from simcore.spec.experiment import Experiment, Stream
from simcore.spec.machine import Link, Node
from simcore.system import System as Running

__all__ = ("is_known", "system_of", "traffic_of")


def is_known(node: Node) -> bool:
    """Whether a node's rates suffice for the model."""
    return node.read_mib_per_s is not None and node.idle_ns is not None and node.mib > 0


def system_of(experiment: Experiment, running: Running, known: Sequence[Node]) -> System:
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
