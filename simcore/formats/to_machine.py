"""From facts to a machine: what the text cannot tell is asked or assumed, and marked so.

What kind of memory a node holds is asked: no number in the text tells HBM from CXL. Rates and
latencies are assumed by kind until somebody gives better ones.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from itertools import combinations
from typing import Final, get_args

from simcore.errors import Problem, SpecError, pointer
from simcore.formats.facts import Facts, NodeFacts, Note
from simcore.spec.machine import Link, LinkKind, Machine, Node, NodeKind, Socket, Source, Switch

__all__ = (
    "Ask",
    "Assumptions",
    "Choice",
    "LinkRates",
    "NodeRates",
    "asks",
    "kinds_of",
    "to_machine",
)

LOCAL: Final = 10
UNKNOWN_REMOTE: Final = 20
"""Distance to every other node where there is no table, as the kernel assumes it."""
_UNREACHABLE: Final = 255
_SAME_PACKAGE: Final = 15
"""CPU nodes up to this far from each other are taken as parts of one package."""
_MESH: Final = 8
"""So many sockets are tied each to each; more meet at a switch."""


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
class Choice:
    """An answer to a question."""

    value: NodeKind
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """A question whose answer belongs at ``pointer``."""

    pointer: str
    node: int
    question: str
    hint: str
    choices: tuple[Choice, ...]


CHOICES: Final[tuple[Choice, ...]] = (
    Choice("dram", "DRAM on a memory controller of the socket"),
    Choice("hbm", "HBM in the package"),
    Choice("cxl", "CXL memory"),
    Choice("remote", "memory of another machine or socket, over a fabric"),
    Choice("pmem", "persistent memory"),
)


def kinds_of(facts: Facts, given: Mapping[str, str]) -> dict[int, NodeKind]:
    """The kinds that were answered, by node; "" is no answer. Raises SpecError."""
    kinds: dict[int, NodeKind] = {}
    problems: list[Problem] = []
    known = {str(node.id): node.id for node in facts.nodes}
    for name, kind in given.items():
        if name not in known:
            problems.append(Problem(pointer("kinds", name), f"there is no node {name[:20]}"))
        elif kind in get_args(NodeKind):
            kinds[known[name]] = kind  # type: ignore[assignment]  # it is one of the names
        elif kind:
            names = ", ".join(choice.value for choice in CHOICES)
            problems.append(Problem(pointer("kinds", name), f"must be one of {names}"))
    if problems:
        raise SpecError(problems)
    return kinds


def asks(facts: Facts, kinds: Mapping[int, NodeKind]) -> tuple[Ask, ...]:
    """A question for each node with memory whose kind is not known."""
    return tuple(
        Ask(
            pointer=pointer("kinds", node.id),
            node=node.id,
            question=f"What memory is node {node.id}?",
            hint=_hint(facts, node),
            choices=CHOICES,
        )
        for node in facts.nodes
        if node.mib and node.id not in kinds
    )


def _hint(facts: Facts, node: NodeFacts) -> str:
    size = f"{node.mib} MiB"
    if node.cpus:
        return f"{size}, with CPUs {node.cpus}."
    nearest, distance = _nearest_cpu_node(facts, node)
    if distance is None:
        return f"{size}, no CPUs; the text has no distances."
    return f"{size}, no CPUs, at distance {distance} from node {nearest}."


def _distance(facts: Facts, a: NodeFacts, b: NodeFacts) -> int:
    if facts.distance is None:
        return LOCAL if a is b else UNKNOWN_REMOTE
    return facts.distance[facts.nodes.index(a)][facts.nodes.index(b)]


def _nearest_cpu_node(facts: Facts, node: NodeFacts) -> tuple[int, int | None]:
    """The CPU node that is nearest to a node as seen from there, lowest of equals."""
    with_cpus = [other for other in facts.nodes if other.cpus]
    nearest = min(with_cpus, key=lambda other: _distance(facts, other, node))
    return nearest.id, _distance(facts, nearest, node) if facts.distance else None


def to_machine(
    facts: Facts, kinds: Mapping[int, NodeKind], assumed: Assumptions
) -> tuple[Machine, tuple[Note, ...]]:
    """The machine, and what had to be assumed; every node with memory must have a kind."""
    sockets = {node.id: i for i, node in enumerate(node for node in facts.nodes if node.cpus)}
    nodes = tuple(_node(node, kinds, assumed, sockets[_home(facts, node)]) for node in facts.nodes)
    ends = (*_memory_ends(nodes), *_socket_ends(facts, sockets))
    links = tuple(_link(name, kind, pair, assumed.links[kind]) for name, kind, pair in ends)
    machine = Machine(
        sockets=tuple(Socket(id=socket) for socket in sockets.values()),
        switches=(Switch(id=0),) if len(sockets) > _MESH else (),
        nodes=nodes,
        links=links,
        distance=tuple(tuple(_distance(facts, a, b) for b in facts.nodes) for a in facts.nodes),
        sources=dict(_sources(facts, nodes, links)),
    )
    return machine, tuple(_notes(facts, machine))


def _home(facts: Facts, node: NodeFacts) -> int:
    """The node with CPUs whose socket a node belongs to."""
    return node.id if node.cpus else _nearest_cpu_node(facts, node)[0]


def _node(
    facts: NodeFacts, kinds: Mapping[int, NodeKind], assumed: Assumptions, socket: int
) -> Node:
    kind = kinds[facts.id] if facts.mib else kinds.get(facts.id, "dram")
    node = Node(id=facts.id, kind=kind, mib=facts.mib, cpus=facts.cpus, socket=socket)
    return node.model_copy(update=asdict(assumed.nodes[kind])) if facts.mib else node


_Ends = tuple[str, LinkKind, tuple[str, str]]


def _memory_ends(nodes: tuple[Node, ...]) -> Iterator[_Ends]:
    """A link for each CXL node: its port is a limit of its own."""
    for node in nodes:
        if node.kind == "cxl" and node.mib:
            yield f"cxl{node.id}", "cxl", (f"node{node.id}", f"socket{node.socket}")


def _socket_ends(facts: Facts, sockets: Mapping[int, int]) -> Iterator[_Ends]:
    """Links between the sockets: each to each, or through one switch where there are many."""
    if len(sockets) > _MESH:
        for socket in sockets.values():
            yield f"upi{socket}", "upi", (f"socket{socket}", "switch0")
        return
    for a, b in combinations((node for node in facts.nodes if node.cpus), 2):
        near = min(_distance(facts, a, b), _distance(facts, b, a)) <= _SAME_PACKAGE
        kind: LinkKind = "on_package" if near else "upi"
        one, two = sockets[a.id], sockets[b.id]
        yield f"{kind}{one}-{two}", kind, (f"socket{one}", f"socket{two}")


def _link(name: str, kind: LinkKind, ends: tuple[str, str], rates: LinkRates) -> Link:
    return Link(
        id=name,
        kind=kind,
        ends=ends,
        read_mib_per_s=rates.mib_per_s,
        write_mib_per_s=rates.mib_per_s,
        add_ns=rates.add_ns,
    )


def _sources(
    facts: Facts, nodes: tuple[Node, ...], links: tuple[Link, ...]
) -> Iterator[tuple[str, Source]]:
    """Everything that the text did not say."""
    fields = ("read_mib_per_s", "write_mib_per_s", "total_mib_per_s", "idle_ns")
    for place, node in enumerate(nodes):
        for name in fields:
            if getattr(node, name) is not None:
                yield pointer("nodes", place, name), "assumed"
    for place, _ in enumerate(links):
        for name in ("read_mib_per_s", "write_mib_per_s", "add_ns"):
            yield pointer("links", place, name), "assumed"
    if facts.distance is None:
        for place, _ in enumerate(nodes):
            yield pointer("distance", place), "assumed"


def _notes(facts: Facts, machine: Machine) -> Iterator[Note]:
    yield Note("assumed", "rates and latencies, by the kind of memory: replace them by your own")
    if len(machine.sockets) > 1:
        yield Note("assumed", "one socket for each node with CPUs, and the links between them")
    if any(link.kind == "on_package" for link in machine.links):
        near = f"CPU nodes no further than {_SAME_PACKAGE} apart sit in one package"
        yield Note("assumed", near)
    if machine.switches:
        yield Note("assumed", f"more than {_MESH} sockets meet at one switch")
    if facts.distance is None:
        rule = f"distances: {LOCAL} to itself, {UNKNOWN_REMOTE} to every other node"
        yield Note("assumed", rule)
    elif any(_UNREACHABLE in row for row in facts.distance):
        rule = f"distance {_UNREACHABLE} means out of reach; such nodes stay in the machine"
        yield Note("used", rule)
