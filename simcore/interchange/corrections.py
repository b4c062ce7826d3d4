"""Corrections typed on the review screen: pointers below /machine become places of facts."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Final

from simcore.errors import Problem, SpecError, pointer
from simcore.interchange.facts import Place, Value
from simcore.nodemask import NodeMask
from simcore.spec.limits import MAX_CPUS, MAX_INTEGER

__all__ = ("places_of",)

_NODE = re.compile(r"/nodes/(0|[1-9]\d?)/(mib|cpus)")
_DISTANCE = re.compile(r"/distance/(0|[1-9]\d?)/(0|[1-9]\d?)")


def places_of(typed: Mapping[str, int | str], nodes: Sequence[int]) -> dict[Place, Value]:
    """Corrections of what a machine consists of, by place. Raises SpecError.

    Rates and latencies are found by their pointers later; here they are only checked.
    """
    places: dict[Place, Value] = {}
    problems: list[Problem] = []
    for name, value in typed.items():
        rule = _rule(name, value)
        if rule:
            problems.append(Problem(pointer("typed", name), rule))
            continue
        place = _place(name, nodes)
        if place is not None:
            places[place] = value
    if problems:
        raise SpecError(problems)
    return places


def _rule(name: str, value: int | str) -> str | None:
    """What is wrong with a value, if anything."""
    if name.endswith("/kind"):
        return "is answered under kinds"
    if name.endswith("/cpus"):
        return _cpus_rule(value)
    if not isinstance(value, int):
        return "must be a whole number"
    low, high = _LIMITS.get(name.split("/")[1] if "/" in name else "", (0, MAX_INTEGER))
    return None if low <= value <= high else f"must lie between {low} and {high}"


_LIMITS: Final = {"distance": (10, 255)}


def _cpus_rule(value: int | str) -> str | None:
    try:
        NodeMask.parse(str(value), MAX_CPUS)
    except ValueError as error:
        return str(error)
    return None


def _place(name: str, nodes: Sequence[int]) -> Place | None:
    if match := _NODE.fullmatch(name):
        index = int(match[1])
        return ("node", nodes[index], match[2]) if index < len(nodes) else None
    if match := _DISTANCE.fullmatch(name):
        a, b = int(match[1]), int(match[2])
        if max(a, b) < len(nodes):
            return ("distance", nodes[a], nodes[b])
    return None
