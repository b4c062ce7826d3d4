"""Where the elements of a machine stand: sockets on the left, memory beside them, switches between.

A twin of static/js/editor/layout.js, which the browser uses while people draw:
tests/golden/layouts.json ties the two.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import inf

from simcore.spec.machine import Machine, Node

__all__ = ("Box", "Layout", "Line", "Point", "lay_out", "middle")

Point = tuple[float, float]
Box = tuple[float, float, float, float]
"""x, y, width, height."""

_SOCKET = (108, 72)
_SWITCH = (84, 40)
_NODE = (152, 58)
_ROW = 74
_MARGIN = 8
_GAP = 96
_COLUMN = 168
_TALL = 12


@dataclass(frozen=True, slots=True)
class Line:
    """A link, or the bus (``link`` None) of memory that hangs on a socket without one."""

    link: str | None
    ends: tuple[str, str]
    points: tuple[Point, Point]


@dataclass(frozen=True, slots=True)
class Layout:
    """Boxes by name, the lines between them, and the view box that holds them all."""

    boxes: Mapping[str, Box]
    lines: tuple[Line, ...]
    view: Box


def lay_out(machine: Machine, at: Mapping[str, Sequence[int]]) -> Layout:
    """The places of all elements; ``at`` holds those that somebody chose, by their corner."""
    boxes = _arranged(machine)
    for name, box in boxes.items():
        if name in at:
            boxes[name] = (*at[name][:2], *box[2:])  # type: ignore[assignment]  # four numbers
    lines = tuple(
        Line(link, (a, b), (_edge(boxes[a], middle(boxes[b])), _edge(boxes[b], middle(boxes[a]))))
        for link, (a, b) in _lines(machine)
        if a in boxes and b in boxes
    )
    return Layout(boxes, lines, _around(list(boxes.values())))


def middle(box: Box) -> Point:
    """The middle of a box."""
    x, y, width, height = box
    return x + width / 2, y + height / 2


def _columns(count: int) -> int:
    """Columns in which the memory stands: more, where one would be too tall."""
    return 1 if count <= _TALL else 2 if count <= 2 * _TALL else 4


def _groups(machine: Machine) -> Iterator[tuple[int | None, list[Node]]]:
    """Nodes by socket; nodes without one come last."""
    sockets = [socket.id for socket in machine.sockets]
    for socket in sockets:
        yield socket, [node for node in machine.nodes if node.socket == socket]
    rest = [node for node in machine.nodes if node.socket not in sockets]
    if rest:
        yield None, rest


def _arranged(machine: Machine) -> dict[str, Box]:
    """Places without anybody's choice."""
    boxes: dict[str, Box] = {}
    between = _GAP + _SWITCH[0] if machine.switches else 0
    left = _MARGIN + _SOCKET[0] + _GAP + between
    columns = _columns(len(machine.nodes))
    top = float(_MARGIN)
    for socket, nodes in _groups(machine):
        rows = max(1, -(-len(nodes) // columns))
        for i, node in enumerate(nodes):
            y = top + i // columns * _ROW + (_ROW - _NODE[1]) / 2
            boxes[f"node{node.id}"] = (left + i % columns * _COLUMN, y, *_NODE)
        if socket is not None:
            y = top + (rows * _ROW - _SOCKET[1]) / 2
            boxes[f"socket{socket}"] = (_MARGIN, y, *_SOCKET)
        top += rows * _ROW
    height = top - _MARGIN
    for i, switch in enumerate(machine.switches):
        share = height / len(machine.switches)
        y = _MARGIN + share * (i + 0.5) - _SWITCH[1] / 2
        boxes[f"switch{switch.id}"] = (_MARGIN + _SOCKET[0] + _GAP, y, *_SWITCH)
    return boxes


def _lines(machine: Machine) -> Iterator[tuple[str | None, tuple[str, str]]]:
    for link in machine.links:
        yield link.id, (link.ends[0], link.ends[1])
    linked = {end for link in machine.links for end in link.ends}
    sockets = {socket.id for socket in machine.sockets}
    for node in machine.nodes:
        if node.mib and node.socket in sockets and f"node{node.id}" not in linked:
            yield None, (f"node{node.id}", f"socket{node.socket}")


def _edge(box: Box, towards: Point) -> Point:
    """Where the line from the middle of ``box`` to a point leaves the box."""
    x, y = middle(box)
    dx, dy = towards[0] - x, towards[1] - y
    if not dx and not dy:
        return x, y
    scale = min(
        box[2] / 2 / abs(dx) if dx else inf,
        box[3] / 2 / abs(dy) if dy else inf,
    )
    return x + dx * scale, y + dy * scale


def _around(boxes: Sequence[Box]) -> Box:
    if not boxes:
        return 0, 0, 2 * _MARGIN, 2 * _MARGIN
    left, top = (min(_MARGIN, *(box[i] for box in boxes)) - _MARGIN for i in (0, 1))
    right, bottom = (max(box[i] + box[i + 2] for box in boxes) + _MARGIN for i in (0, 1))
    return left, top, right - left, bottom - top
