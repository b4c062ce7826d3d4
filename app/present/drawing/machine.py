"""The machine as a picture: boxes where the layout puts them, lines as thick as they are fast.

Colour and outline are the kind of memory. Every element is named, so that the picture reads
aloud as it looks. The browser draws the same from the same layout (static/js/editor).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from markupsafe import Markup

from app.present import text
from app.present.drawing.boxes import Box, middle
from app.present.drawing.layout import Layout, Line, lay_out
from app.present.drawing.svg import el, number
from app.present.kinds import KINDS
from app.words import ENGLISH, Words
from simcore.result import Result
from simcore.spec.machine import Link, Machine, Node

__all__ = ("draw_machine", "thickness")

_GB_PER_S = 1.048576e-3
"""Decimal GB/s in one MiB/s."""


def draw_machine(
    machine: Machine,
    result: Result | None = None,
    *,
    at: Mapping[str, Sequence[int]] | None = None,
    words: Words = ENGLISH,
) -> Markup:
    """The whole picture as an SVG element; ``at`` holds the places that somebody chose."""
    layout = lay_out(machine, at or {})
    loads = {} if result is None else {node.id: node.utilisation for node in result.nodes}
    links = {link.id: link for link in machine.links}
    parts = [_line(machine, layout, line, words) for line in layout.lines]
    for socket in machine.sockets:
        cpus = sum(node.cpu_count for node in machine.nodes if node.socket == socket.id)
        name = words("drawing.socket", id=socket.id)
        parts.append(_plain(layout.boxes[f"socket{socket.id}"], name, _cpus(cpus, words)))
    for switch in machine.switches:
        name = words("drawing.switch", id=switch.id)
        parts.append(_plain(layout.boxes[f"switch{switch.id}"], name))
    parts += [
        _node(layout.boxes[f"node{node.id}"], node, loads.get(node.id), words)
        for node in machine.nodes
    ]
    parts += [
        el("text", words(f"drawing.kind_{links[line.link].kind}"), x=x, y=y + 4, class_="on-link")
        for line in layout.lines
        if line.link and line.label
        for x, y in [middle(line.label)]
    ]
    return el(
        "svg",
        el("title", words("drawing.title")),
        el("desc", _spoken(machine, words)),
        *parts,
        class_="machine",
        viewBox=" ".join(f"{value:g}" for value in layout.view),
        role="img",
        xmlns="http://www.w3.org/2000/svg",
    )


def thickness(mib_per_s: int | None) -> float:
    """Line width: 2 for what is unknown, growing with the square root of the rate."""
    return 2.0 if mib_per_s is None else min(12.0, 1.5 + (mib_per_s / 1024) ** 0.5 * 0.62)


def _rate(machine: Machine, line: Line, link: Link | None) -> int | None:
    """The slowest of what a line joins: the link, and the memory at its end."""
    ids = {int(end.removeprefix("node")) for end in line.ends if end.startswith("node")}
    rates = [node.read_mib_per_s for node in machine.nodes if node.id in ids]
    rates += [link.read_mib_per_s] if link else []
    known = [rate for rate in rates if rate is not None]
    return min(known) if known else None


def _line(machine: Machine, layout: Layout, line: Line, words: Words) -> Markup:
    """A line from middle to middle: its ends lie below their boxes, whatever outline these have."""
    link = next((each for each in machine.links if each.id == line.link), None)
    rate = _rate(machine, line, link)
    told = _line_name(line, link, words)
    if rate is not None:
        told += ", " + words("drawing.rate", rate=text.gb_per_s(rate * _GB_PER_S, words))
    kinds = {f"node{node.id}": node.kind for node in machine.nodes}
    kind = next((kinds[end] for end in line.ends if end in kinds), "")
    first, last = (middle(layout.boxes[end]) for end in line.ends)
    return el(
        "polyline",
        el("title", told),
        points=" ".join(f"{number(x)},{number(y)}" for x, y in (first, *line.points, last)),
        class_="link" if link else f"bus kind-{kind}",
        stroke_width=thickness(rate),
    )


def _line_name(line: Line, link: Link | None, words: Words) -> str:
    if link is None:
        return words("drawing.bus", id=line.ends[0].removeprefix("node"))
    a, b = (_place_name(end, words) for end in link.ends)
    joins = words("drawing.link_of", kind=words(f"drawing.kind_{link.kind}"), a=a, b=b)
    if f"-{'-'.join(link.ends)}" in link.id:  # a name that says no more than this
        return joins
    return words("drawing.named", it=joins, id=link.id)


def _place_name(end: str, words: Words) -> str:
    """What the end of a link is called: "node1" is node 1."""
    place = end.rstrip("0123456789")
    key = "drawing.node_place" if place == "node" else f"drawing.{place}"
    return words(key, id=end.removeprefix(place))


def _cpus(count: int, words: Words) -> str:
    return words("drawing.cpus", n=count) if count else words("drawing.no_cpus")


def _plain(box: Box, name: str, fact: str = "") -> Markup:
    """A socket or a switch."""
    x, y = middle(box)
    lines = [el("text", name, x=x, y=y - 3 if fact else y + 5, class_="name")]
    if fact:
        lines.append(el("text", fact, x=x, y=y + 15, class_="fact"))
    frame = el("rect", x=box[0], y=box[1], width=box[2], height=box[3], rx=8, class_="socket")
    return el("g", frame, *lines)


def _outline(kind: str, box: Box) -> Markup:
    """Each kind has its own outline: colour is never the only mark."""
    x, y, width, height = box
    half = height / 2
    shapes = {
        "hexagon": [
            (12, 0),
            (width - 12, 0),
            (width, half),
            (width - 12, height),
            (12, height),
            (0, half),
        ],
        "slanted": [(14, 0), (width, 0), (width - 14, height), (0, height)],
    }
    corners = shapes.get(KINDS[kind].shape)
    if corners is not None:
        return el("polygon", points=" ".join(f"{x + a:g},{y + b:g}" for a, b in corners))
    radius = {"rounded": 22, "square": 5}.get(KINDS[kind].shape, 0)
    return el("rect", x=x, y=y, width=width, height=height, rx=radius)


def _node(box: Box, node: Node, load: float | None, words: Words) -> Markup:
    x, (_, y) = box[0] + 20, middle(box)
    facts = [text.mib(node.mib, words) if node.mib else words("drawing.no_memory")]
    if node.read_mib_per_s is not None:
        rate = text.gb_per_s(node.read_mib_per_s * _GB_PER_S, words)
        facts.append(words("drawing.rate", rate=rate))
    name = words("drawing.node", id=node.id, kind=KINDS[node.kind].label)
    told = ", ".join([name, *facts])
    if load is not None:
        told += ", " + words("drawing.works_at", share=text.percent(load, words))
    kind = node.kind if node.mib else "empty"
    return el(
        "g",
        el("title", told),
        _outline(node.kind, box),
        el("text", name, x=x, y=y - 4, class_="name"),
        el("text", " · ".join(facts), x=x, y=y + 15, class_="fact"),
        class_=f"memory kind-{kind}",
    )


def _spoken(machine: Machine, words: Words) -> str:
    """The picture in words."""
    told = [
        words(
            "drawing.spoken_node",
            id=node.id,
            kind=KINDS[node.kind].label,
            size=text.mib(node.mib, words),
            cpus=_cpus(node.cpu_count, words),
        )
        for node in machine.nodes
    ]
    sockets, nodes = len(machine.sockets), len(machine.nodes)
    return words("drawing.spoken", sockets=sockets, nodes=nodes, told="; ".join(told))
