"""Actors that run whole: what races are measured against.

``serial_runs`` lets some actors run one after another, nobody in between; ``whole_views`` says
what one actor can see step by step while each of the others runs whole or not at all.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from dataclasses import dataclass, field
from itertools import permutations

from simcore.races.graph import enabled
from simcore.races.states import Node, States

__all__ = ("SerialRun", "Views", "serial_runs", "whole_views")


@dataclass(frozen=True, slots=True)
class SerialRun:
    """Actors in the order in which they ran, and the state after the last one."""

    order: tuple[int, ...]
    end: Node


def serial_runs(states: States) -> list[SerialRun]:
    """Every order of every choice of actors, nobody included."""
    actors = range(len(states.plan.atoms))
    return [
        SerialRun(order, _after(states, order))
        for size in range(len(actors) + 1)
        for order in permutations(actors, size)
    ]


def _after(states: States, order: tuple[int, ...]) -> Node:
    node = states.root
    for actor in order:
        node = _whole(states, node, actor)
    return node


def _whole(states: States, node: Node, actor: int) -> Node:
    """The state after an actor did all that it has left to do."""
    while actor in enabled(states, node):
        _, node = states.follow(node, actor)
    return node


@dataclass(frozen=True, slots=True)
class Views:
    """By number of an actor's step: answers, and what decided over its pages."""

    answers: dict[int, set[int]] = field(default_factory=dict)
    rules: dict[int, set[Hashable]] = field(default_factory=dict)


def whole_views(states: States, actor: int) -> Views:
    """What an actor's steps are told when every other actor is whole or absent."""
    views = Views()
    work, seen = [states.root], {states.root}
    while work:
        node = work.pop()
        if actor not in enabled(states, node):
            continue
        step = len(states.histories[node[actor + 1]][1].answers)
        move, target = states.follow(node, actor)
        views.answers.setdefault(step, set()).add(move.answer)
        views.rules.setdefault(step, set()).update(page.ruled_by for page in move.placed)
        for below in (target, *_others_whole(states, node, actor)):
            if below not in seen:
                seen.add(below)
                work.append(below)
    return views


def _others_whole(states: States, node: Node, actor: int) -> Iterator[Node]:
    for other in enabled(states, node):
        if other != actor:
            yield _whole(states, node, other)
