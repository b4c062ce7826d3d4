"""How a step makes its input of what an earlier step of the same actor was answered.

``"nodes": "r.nodes"`` takes the nodes that ``r`` holds, ``"r.nodes+2"`` the same and node 2,
``"r.nodes-0"`` the same without node 0. That is how read-modify-write is written.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import TypeAdapter, ValidationError

from simcore.nodemask import EMPTY, NodeMask
from simcore.spec.events import Event

__all__ = ("Take", "Untakable", "fill", "parse_take")


_TAKE = re.compile(r"([A-Za-z][A-Za-z0-9_-]{0,63})\.([a-z_0-9]+)(?:([+-])([0-9,-]+))?")
_EVENT: TypeAdapter[Event] = TypeAdapter(Event)


class Untakable(Exception):
    """A step cannot be issued: what it wants to take is not there, or does not fit."""


@dataclass(frozen=True, slots=True)
class Take:
    """The register, the answer's field, and nodes that are added or taken away."""

    register: str
    field: str
    sign: str = ""
    nodes: NodeMask = EMPTY

    @property
    def carries(self) -> bool:
        """Whether the value goes on unchanged."""
        return not self.sign

    def of(self, answers: Mapping[str, Mapping[str, Any]]) -> Any:
        """The value. Raises Untakable."""
        answer = answers.get(self.register)
        if answer is None or self.field not in answer:
            raise Untakable(f"{self.register} holds no {self.field}")
        value = answer[self.field]
        if not self.sign:
            return _plain(value)
        try:
            mask = NodeMask.parse(str(value))
        except ValueError:
            raise Untakable(f"{self.field} of {self.register} is no set of nodes") from None
        return str(mask | self.nodes if self.sign == "+" else mask - self.nodes)


def _plain(value: Any) -> Any:
    """An answer as an event writes it: weights of nodes are a byte for each node from 0 on."""
    if isinstance(value, Mapping):
        last = max((int(node) for node in value), default=-1)
        return [value.get(str(node), 0) for node in range(last + 1)]
    return list(value) if isinstance(value, tuple) else value


def parse_take(text: str) -> Take:
    """Read ``NAME.FIELD`` with an optional ``+NODES`` or ``-NODES``. Raises ValueError."""
    match = _TAKE.fullmatch(text)
    if match is None:
        raise ValueError("must read NAME.FIELD, such as r.nodes, r.nodes+2 or r.nodes-0")
    register, field, sign, nodes = match.groups()
    return Take(register, field, sign or "", NodeMask.parse(nodes or ""))


def fill(
    event: Event, takes: Mapping[str, Take], answers: Mapping[str, Mapping[str, Any]]
) -> Event:
    """The event with the taken values in their fields. Raises Untakable."""
    if not takes:
        return event
    values = {name: take.of(answers) for name, take in takes.items()}
    plain = event.model_dump(mode="json", by_alias=True, exclude_unset=True) | values
    try:
        return _EVENT.validate_python(plain)
    except ValidationError as error:
        name = error.errors()[0]["loc"][1:2]
        raise Untakable(f"what was read does not fit: {name[0] if name else 'event'}") from None
