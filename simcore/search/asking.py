"""From an experiment to the question which weights would be best for its workload."""

from __future__ import annotations

from simcore.errors import SimError
from simcore.performance.engine import is_known, system_of, traffic_of
from simcore.performance.states import states_of
from simcore.search.problem import Bound, Problem
from simcore.spec.experiment import Experiment, Stream
from simcore.system import System as Running

__all__ = ("NoAnswer", "default_bound", "problem_of")

_FEW_NODES = 2


class NoAnswer(SimError):
    """The experiment can be run, but there is nothing to weigh; the text says why."""


def default_bound(nodes: int) -> Bound:
    """Every weight of the kernel for two nodes; up to 32, what ``auto`` hands out, for more."""
    return Bound() if nodes <= _FEW_NODES else Bound(limit=32)


def problem_of(experiment: Experiment, running: Running) -> Problem:
    """The streams on the nodes that their policies interleave over, or may use.

    A node gets no larger share than it has room for, unless the machine is too small anyway.
    Raises NoAnswer.
    """
    streams = experiment.workload.streams
    if not streams:
        raise NoAnswer("No workload is given, so no weights are better than others.")
    states = states_of(experiment, running)
    wanted = [_nodes_of(stream, state) for stream, state in zip(streams, states, strict=True)]
    nodes = tuple(sorted(set().union(*wanted)))
    for node in nodes:
        if not is_known(experiment.machine.node(node)):
            raise NoAnswer(f"Node {node} has no rate or latency, so no weights can be compared.")
    if len(nodes) < _FEW_NODES:
        raise NoAnswer(f"Only node {nodes[0]} may be used, so there is nothing to weigh.")
    known = [node for node in experiment.machine.nodes if is_known(node)]
    ids = [node.id for node in known]
    alone = tuple(float(place == 0) for place in range(len(known)))
    every_node = all(own == set(nodes) for own in wanted)
    return Problem(
        system=system_of(experiment, states, known),
        streams=tuple(traffic_of(stream, alone) for stream in streams),
        nodes=nodes,
        columns=tuple(ids.index(node) for node in nodes),
        tasks=tuple(stream.task or "" for stream in streams),
        allowed=() if every_node else tuple(tuple(node in own for node in nodes) for own in wanted),
        most_share=_room(experiment, running, nodes),
    )


def _nodes_of(stream: Stream, running: Running) -> set[int]:
    """The policy's nodes if it interleaves, else all nodes that the task may use."""
    task = running.tasks[stream.task or ""]
    policy = task.policy
    if policy is not None and policy.rule.interleaves:
        return set(policy.nodes)
    return set(task.mems_allowed)


def _room(experiment: Experiment, running: Running, nodes: tuple[int, ...]) -> tuple[float, ...]:
    """The largest share of the streams' pages that each node can hold; empty if none is short."""
    machine = experiment.machine
    names = {name for stream in experiment.workload.streams for name in stream.regions}
    pages = sum(running.regions[name].map.pages for name in names if name in running.regions)
    room = [machine.pages_of(n.mib - n.reserve_mib) for n in map(machine.node, nodes)]
    if not pages or sum(room) < pages or min(room) >= pages:
        return ()
    return tuple(min(1.0, own / pages) for own in room)
