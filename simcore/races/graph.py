"""All schedules of a race as one graph: states that are the same are one node.

``search_all`` follows every schedule; its graph has exactly as many paths as there are
schedules. ``search_reduced`` leaves out steps that only change places with independent ones
(sleep sets, P. Godefroid): it comes to the same ends with fewer steps.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from simcore.races.footprints import Footprint, footprint, independent
from simcore.races.states import Move, Node, States

__all__ = ("Edge", "Graph", "TooLarge", "search_all", "search_reduced")


class TooLarge(Exception):
    """More states than were allowed."""


@dataclass(frozen=True, slots=True)
class Edge:
    """A step: whose, what it does, and the state after it."""

    actor: int
    move: Move
    target: Node


@dataclass(slots=True)
class Graph:
    """Nodes by depth, each with the steps that were followed from it."""

    root: Node
    edges: dict[Node, list[Edge]] = field(default_factory=dict)
    complete: bool = True
    """Whether every schedule is a path."""
    transitions: int = 0
    """Steps that were followed, as often as they were."""
    ends_seen: int = 0
    """How often an end was come to."""
    ends: list[Node] = field(default_factory=list)
    """States in which nobody has a step left, in the order in which they were found."""


def enabled(states: States, node: Node) -> Iterator[int]:
    """Actors that have a step left; none after a signal."""
    pasts = [states.histories[history][1].answers for history in node[1:]]
    if any(past and states.answers[past[-1]].signal is not None for past in pasts):
        return
    for actor, past in enumerate(pasts):
        if len(past) < len(states.plan.atoms[actor]):
            yield actor


def search_all(states: States, limit: int) -> Graph:
    """The whole graph, depth by depth. Raises TooLarge above ``limit`` nodes."""
    graph = Graph(states.root)
    layer: dict[Node, None] = {states.root: None}
    while layer:
        below: dict[Node, None] = {}
        for node in layer:
            followed = [Edge(a, *states.follow(node, a)) for a in enabled(states, node)]
            graph.edges[node] = followed
            graph.ends += [] if followed else [node]
            graph.transitions += len(followed)
            below.update((edge.target, None) for edge in followed)
        if len(graph.edges) + len(below) > limit:
            raise TooLarge
        layer = below
    graph.ends_seen = len(graph.ends)
    return graph


def search_reduced(states: States, limit: int, *, merged: bool = True) -> Graph:
    """A graph with the same ends. Raises TooLarge after ``limit`` steps.

    Not ``merged``, states that were seen are followed again: then every path is a schedule
    that stands for all that differ from it by independent steps only.
    """
    search = _Reduced(states, merged)
    work: list[tuple[Node, frozenset[int]]] = [(states.root, frozenset())]
    while work:
        work += search.expand(*work.pop())
        if search.graph.transitions > limit:
            raise TooLarge
    depth = {h: len(past.answers) for h, (_, past) in enumerate(states.histories)}
    ordered = sorted(search.graph.edges, key=lambda node: sum(depth[h] for h in node[1:]))
    search.graph.edges = {node: search.graph.edges[node] for node in ordered}
    return search.graph


class _Reduced:
    """Sleep sets: actors whose next step was, or will be, followed from an earlier state."""

    def __init__(self, states: States, merged: bool) -> None:
        self.states = states
        self.merged = merged
        self.graph = Graph(states.root, complete=False)
        self._asleep: dict[Node, frozenset[int]] = {}
        self._footprints: dict[tuple[int, int], Footprint | None] = {}

    def expand(self, node: Node, sleep: frozenset[int]) -> list[tuple[Node, frozenset[int]]]:
        """Follow what is not asleep, or was asleep at every earlier visit."""
        todo = self._todo(node, sleep)
        asleep = set(self._asleep[node])
        below: list[tuple[Node, frozenset[int]]] = []
        for actor in todo:
            move, target = self.states.follow(node, actor)
            self._follow(node, Edge(actor, move, target))
            still = frozenset(other for other in asleep if self._commute(node, other, actor))
            below.append((target, still))
            asleep.add(actor)
        return below[::-1]

    def _todo(self, node: Node, sleep: frozenset[int]) -> list[int]:
        able = list(enabled(self.states, node))
        self.graph.ends_seen += not able
        if node not in self.graph.edges:
            self.graph.edges[node] = []
            self.graph.ends += [] if able else [node]
        before = self._asleep.get(node) if self.merged else None
        if before is None:
            self._asleep[node] = sleep
            return [actor for actor in able if actor not in sleep]
        self._asleep[node] = before & sleep
        return [actor for actor in able if actor in before - sleep]

    def _follow(self, node: Node, edge: Edge) -> None:
        self.graph.transitions += 1
        known = self.graph.edges[node]
        if all(other.actor != edge.actor for other in known):
            known.append(edge)

    def _commute(self, node: Node, one: int, other: int) -> bool:
        return independent(self._footprint(node, one), self._footprint(node, other))

    def _footprint(self, node: Node, actor: int) -> Footprint | None:
        number, event, _ = self.states.event(node[actor + 1])
        key = (node[0], number)
        if key not in self._footprints:
            system = self.states.systems[node[0]]
            anon = self.states.asked.anon_vma
            self._footprints[key] = (
                Footprint() if event is None else footprint(system, event, with_anon_vma=anon)
            )
        return self._footprints[key]
