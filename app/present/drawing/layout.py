"""Where the elements of a machine stand: sockets left, memory right, switches between.

Each socket and switch stands beside the memory that hangs on it, in rows of its own. A twin of
static/js/editor/layout.js, which the browser uses while people draw: tests/golden/layouts.json
ties the two.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from app.present.drawing.boxes import Box, Ends, Point
from app.present.drawing.labels import labels
from app.present.drawing.routes import routes
from simcore.spec.machine import Machine, Node

__all__ = ("Layout", "Line", "lay_out")

_SOCKET = (108, 72)
_SWITCH = (84, 40)
_NODE = (152, 58)
_ROW = 74
_APART = 22
"""Room between the rows of two sockets, for the link between them and its label."""
_MARGIN = 8
_GAP = 96
_COLUMN = 168
_TALL = 12


@dataclass(frozen=True, slots=True)
class Line:
    """A link, or the bus (``link`` None) of memory that hangs on a socket without one.

    ``points`` lead from the edge of one end to that of the other, ``label`` is the box in which
    the link's label stands.
    """

    link: str | None
    ends: Ends
    points: tuple[Point, ...]
    label: Box | None


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
    joined = [line for line in _lines(machine) if boxes.keys() >= set(line[1])]
    kinds = {link.id: link.kind for link in machine.links}
    ways = routes(boxes, at.keys(), [ends for _, ends in joined])
    told = labels([kinds.get(link or "") for link, _ in joined], ways, list(boxes.values()))
    lines = tuple(
        Line(link, ends, points, label)
        for (link, ends), points, label in zip(joined, ways, told, strict=True)
    )
    drawn = [(x, y, 0.0, 0.0) for points in ways for x, y in points]
    return Layout(boxes, lines, _around([*boxes.values(), *drawn, *filter(None, told)]))


def _columns(count: int) -> int:
    """Columns in which the memory stands: more, where one would be too tall."""
    return 1 if count <= _TALL else 2 if count <= 2 * _TALL else 4


def _hosts(machine: Machine) -> dict[str, str]:
    """What each switch and each node hangs on: a socket, a switch, or "" where nobody knows."""
    places = [f"socket{socket.id}" for socket in machine.sockets]
    hosts = dict.fromkeys(places, "")
    for place in places:  # grows while the links are followed
        for link in machine.links:
            for end in link.ends if place in link.ends else ():
                if end.startswith("switch") and end not in hosts:
                    hosts[end] = place
                    places.append(end)
    for switch in machine.switches:
        hosts.setdefault(f"switch{switch.id}", "")
    for node in machine.nodes:
        socket = f"socket{node.socket}"
        hosts[f"node{node.id}"] = _switch_of(machine, node) or (socket if socket in hosts else "")
    return hosts


def _switch_of(machine: Machine, node: Node) -> str:
    """The switch that a node is linked to, unless a link leads to a socket without it."""
    name = f"node{node.id}"
    ends = [end for link in machine.links if name in link.ends for end in link.ends]
    if any(end.startswith("socket") for end in ends):
        return ""
    return next((end for end in ends if end.startswith("switch")), "")


def _blocks(machine: Machine) -> Iterator[tuple[str, int, list[Node]]]:
    """Each socket and switch, how many switches it is from a socket, and its memory.

    A switch follows what it hangs on; what hangs on nothing comes last.
    """
    hosts = _hosts(machine)
    switches = [f"switch{switch.id}" for switch in machine.switches]

    def following(place: str, depth: int) -> Iterator[tuple[str, int, list[Node]]]:
        yield place, depth, [node for node in machine.nodes if hosts[f"node{node.id}"] == place]
        for switch in switches:
            if hosts[switch] == place:
                yield from following(switch, depth + 1)

    for socket in machine.sockets:
        yield from following(f"socket{socket.id}", 0)
    yield from following("", 0)


def _arranged(machine: Machine) -> dict[str, Box]:
    """Places without anybody's choice."""
    boxes: dict[str, Box] = {}
    blocks = list(_blocks(machine))
    first = _MARGIN + _SOCKET[0] + _GAP
    left = first + max(depth for _, depth, _ in blocks) * (_SWITCH[0] + _GAP)
    columns = _columns(len(machine.nodes))
    top = float(_MARGIN)
    for place, depth, nodes in blocks:
        top += _APART if place.startswith("socket") and top > _MARGIN else 0
        for i, node in enumerate(nodes):
            y = top + i // columns * _ROW + (_ROW - _NODE[1]) / 2
            boxes[f"node{node.id}"] = (left + i % columns * _COLUMN, y, *_NODE)
        height = _ROW * max(1 if place else 0, -(-len(nodes) // columns))
        if place:
            size = _SWITCH if depth else _SOCKET
            x = first + (depth - 1) * (_SWITCH[0] + _GAP) if depth else _MARGIN
            boxes[place] = (x, top + (height - size[1]) / 2, *size)
        top += height
    return boxes


def _lines(machine: Machine) -> Iterator[tuple[str | None, Ends]]:
    for link in machine.links:
        yield link.id, (link.ends[0], link.ends[1])
    linked = {end for link in machine.links for end in link.ends}
    sockets = {socket.id for socket in machine.sockets}
    for node in machine.nodes:
        if node.mib and node.socket in sockets and f"node{node.id}" not in linked:
            yield None, (f"node{node.id}", f"socket{node.socket}")


def _around(boxes: Sequence[Box]) -> Box:
    if not boxes:
        return 0, 0, 2 * _MARGIN, 2 * _MARGIN
    left, top = (min(_MARGIN, *(box[i] for box in boxes)) - _MARGIN for i in (0, 1))
    right, bottom = (max(box[i] + box[i + 2] for box in boxes) + _MARGIN for i in (0, 1))
    return left, top, right - left, bottom - top
