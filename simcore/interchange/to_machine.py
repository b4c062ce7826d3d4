"""From merged facts to a machine: what nobody says is estimated or assumed, and marked so.

A node's own rates and latency are what the CPUs it is local to get. As soon as one such value
is said, every other pair of CPUs and memory gets an entry of its own in ``access``; what nobody
says of a pair is estimated from the distances (latency) and the links (rates).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations
from types import MappingProxyType
from typing import Any, Final

from simcore.interchange.curves import fitting_curve
from simcore.interchange.facts import Note
from simcore.interchange.outline import LOCAL, UNKNOWN_REMOTE, Facts, NodeFacts
from simcore.interchange.proportion import scaled
from simcore.interchange.sheet import Fallback, Sheet
from simcore.spec.limits import MAX_ACCESS
from simcore.spec.machine import LinkKind, NodeKind

__all__ = ("Assumptions", "Built", "LinkRates", "NodeRates", "build")

_UNREACHABLE: Final = 255
_SAME_PACKAGE: Final = 15
"""CPU nodes up to this far from each other are taken as parts of one package."""
_MESH: Final = 8
"""So many sockets are tied each to each; more meet at a switch."""
_RATES: Final = ("read_mib_per_s", "write_mib_per_s")
_NONE: Final = Fallback(None)

Fields = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class NodeRates:
    """What is assumed of a node of some kind."""

    read_mib_per_s: int
    write_mib_per_s: int
    total_mib_per_s: int | None
    idle_ns: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkRates:
    """What is assumed of a link of some kind, each way."""

    mib_per_s: int
    add_ns: int


@dataclass(frozen=True, slots=True)
class Assumptions:
    """What is taken where nothing is known, by kind of node and of link."""

    nodes: Mapping[str, NodeRates]
    links: Mapping[str, LinkRates]


@dataclass(frozen=True, slots=True)
class Built:
    """A machine as plain data (not yet checked), and what had to be assumed for it."""

    machine: Fields
    notes: tuple[Note, ...]


def build(
    facts: Facts,
    kinds: Mapping[int, NodeKind],
    answered: Mapping[int, NodeKind],
    *,
    sheet: Sheet,
    assumed: Assumptions,
    proposed: Mapping[int, NodeKind] = MappingProxyType({}),
    free_now: bool = False,
) -> Built:
    """Fill the sheet, and make a machine of it; kinds that are not known leave rates empty.

    Kinds that were ``answered`` are marked typed, ``proposed`` ones that nobody answered assumed.
    With ``free_now`` what was in use when the texts were made is held back.
    """
    builder = _Builder(facts, kinds, sheet, assumed=assumed, free_now=free_now)
    for place, node in enumerate(facts.nodes):
        told = Fallback(answered.get(node.id), "typed", first=True)
        builder.add_node(place, node, told if told.value else _likely(proposed.get(node.id)))
    builder.add_distances()
    builder.add_links()
    builder.add_access()
    sheet.check_typed()
    return Built(builder.machine(), tuple(_notes(builder)))


class _Builder:
    def __init__(
        self,
        facts: Facts,
        kinds: Mapping[int, NodeKind],
        sheet: Sheet,
        *,
        assumed: Assumptions,
        free_now: bool,
    ) -> None:
        self.facts = facts
        self.sheet = sheet
        self.assumed = assumed
        self.free_now = free_now
        self.kinds = kinds
        self.with_cpus = [node for node in facts.nodes if node.cpus]
        self.sockets = {node.id: place for place, node in enumerate(self.with_cpus)}
        self.nodes: dict[int, Fields] = {}
        self.links: list[Fields] = []
        self.access: list[Fields] = []
        self.notes: list[Note] = []

    @property
    def told(self) -> bool:
        """Somebody says what CPUs get of memory."""
        return any(True for _ in self.sheet.merged.under("access"))

    def home(self, node: NodeFacts) -> NodeFacts:
        return self.facts.home(node) if self.with_cpus else node

    def add_node(self, place: int, node: NodeFacts, answer: Fallback) -> None:
        """Size, CPUs and kind, then what its own CPUs get of it."""
        at = ("nodes", place)
        subject = f"node {node.id}"

        def pick(field: str, fallback: Fallback = _NONE) -> Any:
            where = ("node", node.id, field)
            return self.sheet.pick((*at, field), subject, place=where, fallback=fallback)

        pick("mib")
        pick("cpus", Fallback("", "assumed"))
        pick("kind", answer)
        kind = self.kinds.get(node.id)
        fields: Fields = {
            "id": node.id,
            "kind": kind or "dram",
            "mib": node.mib or 0,
            "cpus": node.cpus,
            "socket": self.sockets.get(self.home(node).id),
        }
        if self.free_now and node.used_mib:
            fields["reserve_mib"] = node.used_mib
        if node.mib:
            fields |= self._rates(place, node, self.assumed.nodes.get(kind or ""))
        self.nodes[node.id] = fields

    def _rates(self, place: int, node: NodeFacts, usual: NodeRates | None) -> Fields:
        home = self.home(node).id

        def pick(field: str, fallback: Fallback) -> Any:
            return self.sheet.pick(
                ("nodes", place, field),
                f"node {node.id}",
                place=("access", home, node.id, field),
                fallback=fallback,
            )

        read = pick("read_mib_per_s", Fallback(usual.read_mib_per_s if usual else None))
        known = self.sheet.source("nodes", place, "read_mib_per_s") not in ("assumed", None)
        fields = {"read_mib_per_s": read}
        for field in ("write_mib_per_s", "total_mib_per_s"):
            usually = _in_proportion(field, read, known=known, usual=usual)
            fields[field] = pick(field, scaled(self.sheet.merged, home, node.id, field) or usually)
        fields["idle_ns"] = pick("idle_ns", Fallback(usual.idle_ns if usual else None))
        fields["curve"] = self._curve(node.id, read)
        return fields

    def _curve(self, node: int, read: Any) -> list[Fields] | None:
        points = self.sheet.merged.value("curve", node)
        if points is None and sum(1 for other in self.facts.nodes if other.mib) == 1:
            points = self.sheet.merged.value("curve")  # it can only be of that node
        if not isinstance(points, tuple) or not isinstance(read, int):
            return None
        return fitting_curve(points, read)

    def add_distances(self) -> None:
        """The matrix, where there is one."""
        for i, a in enumerate(self.facts.nodes):
            for j, b in enumerate(self.facts.nodes):
                if a is not b:
                    self.sheet.pick(
                        ("distance", i, j),
                        f"node {a.id} to node {b.id}",
                        place=("distance", a.id, b.id),
                        fallback=Fallback(self.facts.between(a, b)),
                    )

    def add_links(self) -> None:
        """A link for each CXL node, and between the sockets."""
        for name, kind, ends in (*self._memory_ends(), *self._socket_ends()):
            rates = self.assumed.links[kind]
            at = ("links", len(self.links))
            link: Fields = {"id": name, "kind": kind, "ends": ends}
            usual = {
                "read_mib_per_s": rates.mib_per_s,
                "write_mib_per_s": rates.mib_per_s,
                "add_ns": rates.add_ns,
            }
            for field, value in usual.items():
                link[field] = self.sheet.pick(
                    (*at, field),
                    f"link {name}",
                    place=("link", name, field),
                    fallback=Fallback(value),
                )
            self.links.append(link)

    def _memory_ends(self) -> Iterator[tuple[str, LinkKind, tuple[str, str]]]:
        """A link for each CXL node: its port is a limit of its own."""
        for node in self.facts.nodes:
            if self.kinds.get(node.id) == "cxl" and node.mib and not node.cpus:
                socket = self.nodes[node.id]["socket"]
                if socket is not None:
                    yield f"cxl{node.id}", "cxl", (f"node{node.id}", f"socket{socket}")

    def _socket_ends(self) -> Iterator[tuple[str, LinkKind, tuple[str, str]]]:
        """Links between the sockets: each to each, or through one switch where there are many."""
        if len(self.sockets) > _MESH:
            for socket in self.sockets.values():
                yield f"upi{socket}", "upi", (f"socket{socket}", "switch0")
            return
        for a, b in combinations(self.with_cpus, 2):
            one, two = self.sockets[a.id], self.sockets[b.id]
            kind: LinkKind = "on_package" if self.near(a, b) else "upi"
            yield f"{kind}{one}-{two}", kind, (f"socket{one}", f"socket{two}")

    def near(self, a: NodeFacts, b: NodeFacts) -> bool:
        """Two CPU nodes sit in one package."""
        if a.socket is not None and a.socket == b.socket:
            return True
        return min(self.facts.between(a, b), self.facts.between(b, a)) <= _SAME_PACKAGE

    def add_access(self) -> None:
        """Entries for all pairs, local ones last and only where a link would count twice."""
        memory = [node for node in self.facts.nodes if node.mib]
        pairs = [(i, t) for i in self.with_cpus for t in memory if self.home(t) is not i]
        if not self.told or (not pairs and not memory):
            return
        if len(pairs) + len(memory) > MAX_ACCESS:
            rule = f"more than {MAX_ACCESS} pairs of CPUs and memory: links stand for them"
            self.notes.append(Note("assumed", rule))
            return
        for initiator, target in pairs:
            self._add_pair(initiator, target)
        for link in self.links:
            if link["kind"] == "cxl":
                self._add_local(self.nodes[int(link["id"][3:])])

    def _own(self, node: int) -> int | None:
        fields = self.nodes[node]
        own: int | None = (
            fields["curve"][0]["latency_ns"] if fields.get("curve") else fields.get("idle_ns")
        )
        return own

    def _add_local(self, node: Fields) -> None:
        home = self.home(next(one for one in self.facts.nodes if one.id == node["id"]))
        entry = {"initiator": home.id, "target": node["id"], "idle_ns": self._own(node["id"])}
        self.access.append(entry | {rate: node[rate] for rate in _RATES})

    def _add_pair(self, initiator: NodeFacts, target: NodeFacts) -> None:
        entry: Fields = {"initiator": initiator.id, "target": target.id}
        place = len(self.access)
        latency = self._estimated_ns(initiator, target)
        estimates = {
            rate: scaled(self.sheet.merged, initiator.id, target.id, rate)
            or self._estimated_rate(initiator, target, rate)
            for rate in _RATES
        }
        for field, fallback in {**estimates, "idle_ns": latency}.items():
            entry[field] = self.sheet.pick(
                ("access", place, field),
                f"node {initiator.id} to node {target.id}",
                place=("access", initiator.id, target.id, field),
                fallback=fallback,
            )
        self.access.append(entry)

    def _estimated_ns(self, initiator: NodeFacts, target: NodeFacts) -> Fallback:
        """The initiator's local latency times distance / 10; without one, a link more."""
        own = self._own(target.id)
        if own is None:
            return _NONE
        said = self.sheet.merged.value("access", initiator.id, target.id, "idle_ns")
        if isinstance(said, int) and said < own:
            rule = "no less than what the memory takes from its own CPUs"
            return Fallback(own, "estimated", rule, first=True)
        place = self.facts.nodes.index(initiator)
        local = self._own(initiator.id)
        if local and self.sheet.source("nodes", place, "idle_ns") != "assumed":
            estimate = round(local * self.facts.between(initiator, target) / LOCAL)
            rule = f"{local} ns times distance / {LOCAL}"
            return Fallback(max(own, estimate), "estimated", rule)
        return Fallback(own + self._between(initiator, target).add_ns)

    def _between(self, initiator: NodeFacts, target: NodeFacts) -> LinkRates:
        near = self.near(initiator, self.home(target))
        return self.assumed.links["on_package" if near else "upi"]

    def _estimated_rate(self, initiator: NodeFacts, target: NodeFacts, field: str) -> Fallback:
        """No more than the memory gives and a link between the sockets carries."""
        own = self.nodes[target.id].get(field)
        reads = self.nodes[target.id].get("read_mib_per_s")
        said = self.sheet.merged.value("access", initiator.id, target.id, "read_mib_per_s")
        if own is None or reads is None:
            return _NONE  # the kind of memory decides it, and is not known yet
        if field == "write_mib_per_s" and isinstance(said, int):
            rule = "in proportion to the read rate, as for the memory's own CPUs"
            return Fallback(max(1, round(said * own / reads)), "estimated", rule)
        link = self._between(initiator, target).mib_per_s
        return Fallback(min(own, link), "estimated", "the memory's rate, or that of a usual link")

    def machine(self) -> Fields:
        """Plain data of all parts."""
        rows = [[self.facts.between(a, b) for b in self.facts.nodes] for a in self.facts.nodes]
        sources: dict[str, str] = dict(self.sheet.sources())
        return {
            "sockets": [{"id": socket} for socket in self.sockets.values()],
            "switches": [{"id": 0}] if len(self.sockets) > _MESH else [],
            "nodes": list(self.nodes.values()),
            "links": self.links,
            "distance": rows,
            "sources": sources,
            **({"access": self.access} if self.access else {}),
        }


def _likely(kind: NodeKind | None) -> Fallback:
    """A kind that nobody told, or none."""
    return Fallback(kind, doubt="the likely kind, which nobody told") if kind else _NONE


def _in_proportion(field: str, read: Any, *, known: bool, usual: NodeRates | None) -> Fallback:
    """A rate that follows from the read rate as it does for memory of the kind."""
    value = getattr(usual, field) if usual else None
    if not known or usual is None or value is None:
        return Fallback(value)
    estimate = max(1, round(read * value / usual.read_mib_per_s))
    return Fallback(estimate, "estimated", "in proportion to the read rate")


def _assumed_fields(builder: _Builder) -> list[str]:
    """What is assumed of memory, and of links where no measured way goes before them."""
    fields = {
        cell.field
        for cell in builder.sheet.cells
        if cell.source == "assumed"
        and ("rate" in cell.field or "latency" in cell.field)
        and not (builder.access and cell.pointer.startswith("/links"))
    }
    names = (f"{name}s" if name.endswith("rate") else "latencies" for name in sorted(fields))
    return list(dict.fromkeys(names))


def _notes(builder: _Builder) -> Iterator[Note]:
    usual = _assumed_fields(builder)
    if usual:
        rule = f"{', '.join(usual)}, by the kind of memory: replace them by your own"
        yield Note("assumed", rule)
    if len(builder.sockets) > 1:
        yield Note("assumed", "one socket for each node with CPUs, and the links between them")
    if any(link["kind"] == "on_package" for link in builder.links):
        near = f"CPU nodes no further than {_SAME_PACKAGE} apart sit in one package"
        yield Note("assumed", near)
    if len(builder.sockets) > _MESH:
        yield Note("assumed", f"more than {_MESH} sockets meet at one switch")
    if builder.facts.distance is None:
        rule = f"distances: {LOCAL} to itself, {UNKNOWN_REMOTE} to every other node"
        yield Note("assumed", rule)
    elif any(_UNREACHABLE in row for row in builder.facts.distance):
        rule = f"distance {_UNREACHABLE} means out of reach; such nodes stay in the machine"
        yield Note("used", rule)
    yield from builder.notes
