"""What is wrong with the fields of /interfaces, each complaint at the field that it is of."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from app.services.interfaces import Asked, weight_parts
from app.words import Words
from simcore.errors import Problem
from simcore.nodemask import EMPTY, NodeMask
from simcore.spec.events.fields import MASK_BITS, NO_MASK

__all__ = ("Told", "Wrong", "lost_nodes", "told_at_fields", "unreadable")

_FIELDS: Mapping[str, str] = {
    "flags": "flags",
    "home_node": "home",
    "il_weights": "weights",
    "maxnode": "maxnode",
    "mode": "mode",
    "node": "home",
    "nodes": "nodes",
    "resv": "resv",
    "size": "size",
    "weights": "weights",
}
"""The field of the form that a part of an intent, or of an event, comes from."""
_SHOWN = 40
"""Letters of what was typed that are repeated."""


@dataclass(frozen=True, slots=True)
class Wrong:
    """A field, and what it holds that cannot be read: the name of a sentence and its values."""

    at: str
    rule: str
    values: Mapping[str, object] = field(default_factory=dict)

    def told(self, say: Words) -> str:
        """The sentence."""
        return say(f"interfaces.wrong_{self.rule}", **self.values)


def unreadable(asked: Asked) -> tuple[Wrong, ...]:
    """Every field that no call can be made of."""
    return tuple(wrong for check in _CHECKS for wrong in check(asked))


def _mask(text: str) -> NodeMask | None:
    """The nodes that were typed; None for what is no list of nodes."""
    try:
        return EMPTY if text in NO_MASK else NodeMask.parse(text, MASK_BITS)
    except ValueError:
        return None


def _nodes(asked: Asked) -> Iterator[Wrong]:
    if _mask(asked.nodes) is None:
        yield Wrong("nodes", "nodes", {"text": asked.nodes[:_SHOWN]})


def _weights(asked: Asked) -> Iterator[Wrong]:
    parts, mask = weight_parts(asked.weights), _mask(asked.nodes)
    for part in parts:
        if not (part.isascii() and part.isdecimal() and int(part) < 256):
            yield Wrong("weights", "weight", {"text": part[:_SHOWN]})
    if parts and mask is None:
        yield Wrong("weights", "weights_of_none", {"n": len(parts)})
    elif mask is not None and len(parts) > len(mask):
        yield Wrong("weights", "weights_many", {"n": len(parts), "nodes": len(mask)})


def _numbers(asked: Asked) -> Iterator[Wrong]:
    for name in ("home", "maxnode", "size", "resv"):
        text = getattr(asked, name)
        try:
            int(text or "0", 0)
        except ValueError:
            yield Wrong(name, "number", {"text": text[:_SHOWN]})


_CHECKS: tuple[Callable[[Asked], Iterator[Wrong]], ...] = (_nodes, _weights, _numbers)


Told = dict[str, list[str]]
"""Sentences by the field that they stand at; those of no field by ""."""


def told_at_fields(
    wrong: Iterable[Wrong], calls: Iterable[Problem], compared: Iterable[Problem], say: Words
) -> Told:
    """What could not be read, why no call can be made, and why nothing is compared."""
    told: Told = {}
    for each in wrong:
        told.setdefault(each.at, []).append(each.told(say))
    refused = {(_field_of(each), each.detail) for each in calls}
    alone = {(_field_of(each), each.detail) for each in compared} - refused
    left = "interfaces.not_compared" if refused else "interfaces.made_all_the_same"
    for key, found in (("interfaces.wrong_call", refused), (left, alone)):
        for name, detail in sorted(found):
            told.setdefault(name, []).append(say(key, detail=detail))
    return told


def _field_of(problem: Problem) -> str:
    parts = reversed(problem.pointer.split("/"))
    return next((_FIELDS[part] for part in parts if part in _FIELDS), "")


def lost_nodes(asked: Asked) -> tuple[int, NodeMask]:
    """How many bits of the mask are read, one less than maxnode says, and the nodes beyond.

    With maxnode 0 the kernel reads none and refuses, or takes it for no mask at all.
    """
    bits = int(asked.maxnode, 0) - 1 if asked.maxnode else -1
    mask = _mask(asked.nodes)
    if bits < 0 or mask is None:
        return 0, EMPTY
    return bits, mask - NodeMask.of(range(min(bits, MASK_BITS)))
