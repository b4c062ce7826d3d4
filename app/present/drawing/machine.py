"""The machine as a picture: sockets on the left, memory on the right, links between them.

Thickness of a link is its bandwidth, colour and outline are the kind of memory. Every element
is named, so that the picture reads aloud as it looks.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from app.present import text
from app.present.drawing.svg import el
from app.present.kinds import KINDS
from simcore.result import Result
from simcore.spec.machine import Link, Machine, Node

__all__ = ("draw_machine",)

_WIDTH = 360
_NODE = (212, 148, 58)  # x, width, height of a memory node
_SOCKET = (8, 108, 78)
_ROW = 74
_LINK_NAMES = {
    "upi": "UPI",
    "cxl": "CXL link",
    "pcie": "PCIe",
    "nvlink": "NVLink",
    "on_package": "on package",
}


@dataclass(frozen=True, slots=True)
class _Place:
    """A group of nodes that hang on one socket (or on none), with the rows they take."""

    socket: int | None
    nodes: tuple[Node, ...]
    top: float

    @property
    def middle(self) -> float:
        """Height of the socket's centre."""
        return self.top + len(self.nodes) * _ROW / 2

    def row(self, place: int) -> float:
        """Height of a node's centre."""
        return self.top + (place + 0.5) * _ROW


def draw_machine(machine: Machine, result: Result | None = None) -> Markup:
    """The whole picture as an SVG element."""
    places = list(_places(machine))
    height = sum(len(place.nodes) for place in places) * _ROW + 8
    loads = {} if result is None else {node.id: node.utilisation for node in result.nodes}
    parts: list[Markup] = [*_between_sockets(machine, places)]
    for place in places:
        parts.extend(_group(machine, place, loads))
    return el(
        "svg",
        el("title", "The machine"),
        el("desc", _spoken(machine)),
        *parts,
        class_="machine",
        viewBox=f"0 0 {_WIDTH} {height}",
        role="img",
        xmlns="http://www.w3.org/2000/svg",
    )


def _places(machine: Machine) -> Iterator[_Place]:
    """Nodes by socket; nodes without one come last, under the first CPUs there are."""
    top = 4.0
    sockets: list[int | None] = [socket.id for socket in machine.sockets]
    for socket in [*sockets, None]:
        nodes = tuple(node for node in machine.nodes if node.socket == socket)
        if nodes:
            yield _Place(socket, nodes, top)
            top += len(nodes) * _ROW


def _group(machine: Machine, place: _Place, loads: Mapping[int, float | None]) -> Iterator[Markup]:
    for row, node in enumerate(place.nodes):
        if place.socket is not None:
            yield from _line(machine, place, node, place.row(row))
    if place.socket is not None:
        yield _socket(place)
    for row, node in enumerate(place.nodes):
        yield _node(node, place.row(row), loads.get(node.id))


def _link_of(machine: Machine, node: Node) -> Link | None:
    """The link that joins a node to the rest, if the machine has one."""
    for link in machine.links:
        if f"node{node.id}" in link.ends:
            return link
    return None


def _thickness(mib_per_s: int | None) -> float:
    """Line width: 2 for what is unknown, growing with the square root of the rate."""
    return 2.0 if mib_per_s is None else min(12.0, 1.5 + (mib_per_s / 1024) ** 0.5 * 0.62)


def _line(machine: Machine, place: _Place, node: Node, y: float) -> Iterator[Markup]:
    if not node.mib:
        return
    x1, x2 = _SOCKET[0] + _SOCKET[1], _NODE[0]
    link = _link_of(machine, node)
    rates = [node.read_mib_per_s, link.read_mib_per_s if link else None]
    known = [rate for rate in rates if rate is not None]
    rate = min(known) if known else None
    y1 = place.middle + (y - place.middle) * 0.3
    words = f"node {node.id} to socket {place.socket}" + (
        f", {text.gb_per_s(rate * 1.048576e-3)} GB/s" if rate else ""
    )
    yield el(
        "line",
        el("title", words),
        x1=x1,
        y1=y1,
        x2=x2,
        y2=y,
        class_="link" if link else f"bus kind-{node.kind}",
        stroke_width=_thickness(rate),
    )
    if link is not None:
        name = _LINK_NAMES[link.kind]
        yield el("text", name, x=(x1 + x2) / 2, y=(y1 + y) / 2 - 8, class_="on-link")


def _between_sockets(machine: Machine, places: Sequence[_Place]) -> Iterator[Markup]:
    middle = {f"socket{place.socket}": place.middle for place in places}
    x = _SOCKET[0] + _SOCKET[1] / 2
    for link in machine.links:
        if not all(end in middle for end in link.ends):
            continue
        y1, y2 = sorted(middle[end] for end in link.ends)
        words = f"{_LINK_NAMES[link.kind]} {link.id} between {' and '.join(link.ends)}"
        yield el(
            "line",
            el("title", words),
            x1=x,
            y1=y1,
            x2=x,
            y2=y2,
            class_="link",
            stroke_width=_thickness(link.read_mib_per_s),
        )
        yield el(
            "text", _LINK_NAMES[link.kind], x=x + 10, y=(y1 + y2) / 2 + 4, class_="on-link left"
        )


def _socket(place: _Place) -> Markup:
    x, width, height = _SOCKET
    count = sum(node.cpu_count for node in place.nodes)
    return el(
        "g",
        el(
            "rect",
            x=x,
            y=place.middle - height / 2 + 4,
            width=width,
            height=height - 8,
            rx=8,
            class_="socket",
        ),
        el("text", f"socket {place.socket}", x=x + width / 2, y=place.middle - 3, class_="name"),
        el("text", text.cpus(count), x=x + width / 2, y=place.middle + 15, class_="fact"),
    )


def _outline(kind: str, y: float) -> Markup:
    """Each kind has its own outline: colour is never the only mark."""
    x, width, height = _NODE
    top, half = y - height / 2, height / 2
    if KINDS[kind].shape == "hexagon":
        corners = [
            (x + 12, top),
            (x + width - 12, top),
            (x + width, y),
            (x + width - 12, top + height),
            (x + 12, top + height),
            (x, y),
        ]
        return el("polygon", points=" ".join(f"{a},{b}" for a, b in corners))
    if KINDS[kind].shape == "slanted":
        corners = [(x + 14, top), (x + width, top), (x + width - 14, y + half), (x, y + half)]
        return el("polygon", points=" ".join(f"{a},{b}" for a, b in corners))
    radius = {"rounded": 22, "square": 5}.get(KINDS[kind].shape, 0)
    return el("rect", x=x, y=top, width=width, height=height, rx=radius)


def _node(node: Node, y: float, load: float | None) -> Markup:
    x = _NODE[0] + 20
    facts = [text.mib(node.mib) if node.mib else "no memory"]
    if node.read_mib_per_s is not None:
        facts.append(f"{text.gb_per_s(node.read_mib_per_s * 1.048576e-3)} GB/s")
    words = f"node {node.id}, {KINDS[node.kind].label}, {', '.join(facts)}"
    if load is not None:
        words += f", works at {text.percent(load)}"
    kind = node.kind if node.mib else "empty"
    return el(
        "g",
        el("title", words),
        _outline(node.kind, y),
        el("text", f"node {node.id} {KINDS[node.kind].label}", x=x, y=y - 4, class_="name"),
        el("text", " · ".join(facts), x=x, y=y + 15, class_="fact"),
        class_=f"memory kind-{kind}",
    )


def _spoken(machine: Machine) -> str:
    """The picture in words."""
    nodes = [
        f"node {node.id} is {KINDS[node.kind].label} with {text.mib(node.mib)}"
        f" and {text.cpus(node.cpu_count)}"
        for node in machine.nodes
    ]
    return f"{len(machine.sockets)} socket(s), {len(nodes)} node(s): {'; '.join(nodes)}."
