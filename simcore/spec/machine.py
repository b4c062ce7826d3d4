"""The machine: nodes with their memory, links between them, the distance matrix.

Rates are whole MiB/s, times whole nanoseconds, sizes whole MiB. A rate or latency that is not
known is null; then there is no bandwidth result for what depends on it. ``sources`` tells, by
JSON pointer below /machine, where a number came from; a number without an entry was typed.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field, SerializerFunctionWrapHandler, model_serializer

from simcore.nodemask import NodeMask
from simcore.spec.base import (
    Count,
    CpuText,
    Listed,
    Model,
    Name,
    NodeText,
    Positive,
    SparseModel,
    Whole,
)
from simcore.spec.limits import MAX_ACCESS, MAX_CPUS, MAX_LINKS, MAX_NODES, MAX_POINTS

__all__ = (
    "NODE_KINDS",
    "Access",
    "CurvePoint",
    "Link",
    "LinkKind",
    "Machine",
    "Node",
    "NodeKind",
    "Socket",
    "Source",
    "Switch",
)

NodeKind = Literal["dram", "hbm", "cxl", "remote", "pmem"]
LinkKind = Literal["upi", "cxl", "pcie", "nvlink", "on_package"]
Source = Literal["typed", "mlc", "hmat", "qemu", "libvirt", "estimated", "assumed"]
NODE_KINDS: tuple[NodeKind, ...] = ("dram", "hbm", "cxl", "remote", "pmem")

NodeId = Annotated[int, Field(ge=0, lt=MAX_NODES)]
Distance = Annotated[int, Field(ge=0, le=255)]


class Socket(Model):
    """A CPU package."""

    id: Annotated[int, Field(ge=0, lt=MAX_NODES)]


class Switch(Model):
    """A CXL or PCIe switch between a socket and memory."""

    id: Annotated[int, Field(ge=0, lt=MAX_LINKS)]


class CurvePoint(Model):
    """A point of a measured loaded latency: MiB/s delivered, ns taken."""

    mib_per_s: Count
    latency_ns: Positive


class Node(Model):
    """A NUMA node: some memory, some CPUs, or both; MiB, MiB/s and ns.

    ``curve`` is its loaded latency as measured with reads (Intel MLC); its first latency goes
    before ``idle_ns``.
    """

    id: NodeId
    kind: NodeKind = "dram"
    mib: Count
    reserve_mib: Count = 0
    cpus: CpuText = ""
    socket: Annotated[int, Field(ge=0, lt=MAX_NODES)] | None = None
    read_mib_per_s: Positive | None = None
    write_mib_per_s: Positive | None = None
    total_mib_per_s: Positive | None = None
    idle_ns: Positive | None = None
    curve: (
        Annotated[tuple[CurvePoint, ...], Listed, Field(min_length=1, max_length=MAX_POINTS)] | None
    ) = None

    @model_serializer(mode="wrap")
    def _without_curve(self, handler: SerializerFunctionWrapHandler) -> dict[str, Any]:
        """A curve came later than the format, so a node without one does not mention it."""
        plain: dict[str, Any] = handler(self)
        if self.curve is None:
            plain.pop("curve", None)
        return plain

    @property
    def own_ns(self) -> int | None:
        """Latency without load from the node's own socket; None if it is not known."""
        return self.curve[0].latency_ns if self.curve else self.idle_ns

    @property
    def cpu_count(self) -> int:
        """How many CPUs the node has."""
        return len(NodeMask.parse(self.cpus, MAX_CPUS))


class Link(Model):
    """A full-duplex connection between sockets, switches and nodes; MiB/s and ns."""

    id: Name
    kind: LinkKind
    ends: Annotated[tuple[str, ...], Listed, Field(min_length=2, max_length=2)]
    read_mib_per_s: Positive | None = None
    write_mib_per_s: Positive | None = None
    total_mib_per_s: Positive | None = None
    add_ns: Count = 0


NodeKey = Annotated[str, Field(pattern=r"^(0|[1-9][0-9]?)$")]


class Access(Model):
    """What CPUs of one node get from the memory of another; MiB/s and ns.

    It goes before what follows from the links between them. A rate that is null is no limit.
    """

    initiator: NodeId
    target: NodeId
    read_mib_per_s: Positive | None = None
    write_mib_per_s: Positive | None = None
    idle_ns: Positive | None = None


class Machine(SparseModel):
    """Everything that does not change while an experiment runs.

    With ``kernel_memory`` page tables take memory and counter steps, as in a kernel. The last
    four fields are what a recorded run knows of its machine: nodes that could exist, zonelists
    as they were printed at boot, free memory after it, and the huge-page setting.
    """

    page_kib: Annotated[Literal[4, 16, 64], Whole] = 4
    sockets: Annotated[tuple[Socket, ...], Listed, Field(max_length=MAX_NODES)] = ()
    switches: Annotated[tuple[Switch, ...], Listed, Field(max_length=MAX_LINKS)] = ()
    nodes: Annotated[tuple[Node, ...], Listed, Field(min_length=1, max_length=MAX_NODES)]
    links: Annotated[tuple[Link, ...], Listed, Field(max_length=MAX_LINKS)] = ()
    distance: Annotated[
        tuple[Annotated[tuple[Distance, ...], Listed], ...], Listed, Field(max_length=MAX_NODES)
    ]
    sources: dict[str, Source] = Field(default_factory=dict)
    kernel_memory: Annotated[bool | None, AfterValidator(lambda given: given or None)] = None
    possible: NodeText | None = None
    zonelists: dict[NodeKey, Annotated[tuple[NodeId, ...], Listed]] | None = None
    free_kib: dict[NodeKey, Count] | None = None
    thp: Literal["always", "madvise", "never"] | None = None
    access: Annotated[tuple[Access, ...], Listed, Field(max_length=MAX_ACCESS)] | None = None

    def node(self, nid: int) -> Node:
        """The node with the id ``nid``. Raises KeyError."""
        for node in self.nodes:
            if node.id == nid:
                return node
        raise KeyError(nid)

    @property
    def online(self) -> NodeMask:
        """Every node."""
        return NodeMask.of(node.id for node in self.nodes)

    @property
    def possible_nodes(self) -> NodeMask:
        """Nodes that the kernel provides for: those that are told, and all that are there."""
        return NodeMask.parse(self.possible or "") | self.online

    @property
    def has_memory(self) -> NodeMask:
        """Nodes with memory (the kernel's N_MEMORY)."""
        return NodeMask.of(node.id for node in self.nodes if node.mib > node.reserve_mib)

    @property
    def has_cpu(self) -> NodeMask:
        """Nodes with CPUs (the kernel's N_CPU)."""
        return NodeMask.of(node.id for node in self.nodes if node.cpus)

    def node_of_cpu(self, cpu: int) -> int | None:
        """The node that owns a CPU, or None."""
        for node in self.nodes:
            if cpu in NodeMask.parse(node.cpus, MAX_CPUS):
                return node.id
        return None

    @property
    def page_shift(self) -> int:
        """log2 of the page size in bytes."""
        return (self.page_kib * 1024).bit_length() - 1

    def pages_of(self, mib: int) -> int:
        """How many pages fit into ``mib`` MiB."""
        return mib * 1024 // self.page_kib
