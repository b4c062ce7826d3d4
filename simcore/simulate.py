"""One experiment in, one result out; the same answer on any machine."""

from __future__ import annotations

from collections.abc import Mapping

from simcore.performance import ENDED, evaluate
from simcore.result import NodeLoad, NodeResult, RegionResult, Result
from simcore.spec.canonical import content_hash
from simcore.spec.experiment import Experiment
from simcore.system import Region, System, run_events
from simcore.system.asked import asked_for

__all__ = ("simulate",)


def simulate(experiment: Experiment) -> Result:
    """Run the events, then put the workload on the pages where they lie."""
    system = System.boot(experiment)
    events = list(run_events(system, experiment.events))
    killed = bool(events) and events[-1].signal is not None
    performance = ENDED if killed else evaluate(experiment, system)
    return Result(
        content=content_hash(experiment),
        events=events,
        nodes=[_node(system, node.id, performance.nodes) for node in experiment.machine.nodes],
        links=performance.links,
        regions={name: _region(system, each) for name, each in sorted(system.regions.items())},
        streams=performance.streams,
        curve=performance.curve,
        latency=performance.latency,
        solver=performance.solver,
        notes=performance.notes,
    )


def _node(system: System, node: int, loads: Mapping[int, NodeLoad]) -> NodeResult:
    pages = sum(region.map.counts().get(node, 0) for region in system.regions.values())
    load = loads.get(node)
    return NodeResult(
        id=node,
        pages=pages,
        free_pages=system.free[node],
        gb_per_s=load.gb_per_s if load else None,
        utilisation=load.utilisation if load else None,
        latency_ns=load.latency_ns if load else None,
    )


def _region(system: System, region: Region) -> RegionResult:
    return RegionResult(
        pages=region.map.pages,
        pages_on={str(node): count for node, count in region.map.counts().items()},
        segments=[(s.first, s.count, str(s.pattern), s.phase) for s in region.map],
        asked_on={str(node): pages for node, pages in asked_for(system, region).items()},
    )
