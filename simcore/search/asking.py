"""From an experiment to the question which weights would be best for its workload."""

from __future__ import annotations

import numpy as np

from simcore.errors import SimError
from simcore.performance.engine import is_known, system_of, traffic_of
from simcore.performance.states import shares_of, states_of
from simcore.search.problem import Bound, Present, Problem
from simcore.spec.experiment import Experiment, Stream
from simcore.system import System as Running

__all__ = ("NoAnswer", "default_bound", "present_of", "problem_of")

_FEW_NODES = 2
_LIKE = 0.02
"""Shares that differ by less lie as the weights say: a round may have just begun."""


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


def present_of(experiment: Experiment, running: Running, problem: Problem) -> Present | None:
    """The streams of a problem as their pages lie; None where one has no page with a rate."""
    streams = experiment.workload.streams
    states = states_of(experiment, running)
    known = [node.id for node in experiment.machine.nodes if is_known(node)]
    placed = []
    for stream, state in zip(streams, states, strict=True):
        shares = shares_of(stream, state)
        if not shares or any(share and node not in known for node, share in shares.items()):
            return None
        placed.append(traffic_of(stream, tuple(shares.get(node, 0.0) for node in known)))
    lie = np.array([stream.shares for stream in placed])
    return Present(streams=tuple(placed), weights=_weights_of(lie, states[0], streams[0], problem))


def _weights_of(
    lie: np.ndarray, running: Running, first: Stream, problem: Problem
) -> tuple[int, ...]:
    """The weights by which the shares [streams, nodes] lie: the first policy's, or of one node."""
    policy = running.tasks[first.task or ""].policy
    weights = np.isclose(lie[0, problem.columns], 1.0).astype(int)
    if policy is not None and policy.rule.interleaves:
        given = running.weights_for(policy) if policy.weighted else {}
        weights = np.array([given.get(n, 1) * (n in policy.nodes) for n in problem.nodes])
    if not weights.any():
        return ()
    spread = [problem.shares(weights[None, :], place)[0] for place in range(len(lie))]
    apart = float(np.abs(lie - np.nan_to_num(spread)).max())
    return tuple(map(int, weights)) if apart <= _LIKE else ()


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
