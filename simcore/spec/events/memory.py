"""Events that map, touch and unmap memory, and what writes to a file does."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from simcore.spec.base import Address, Count, Name, RegionName
from simcore.spec.events.answers import CounterRead, PagesRead, Returned, StepsRead, TraceRead
from simcore.spec.events.base import TaskEvent
from simcore.spec.events.fields import PageText
from simcore.spec.limits import MAX_PAGES

__all__ = (
    "MMAP_KINDS",
    "Bpfmap",
    "Fork",
    "Madvise",
    "Mmap",
    "MmapKind",
    "Mremap",
    "Munmap",
    "Pwrite",
    "Step",
    "Touch",
    "Where",
)

MmapKind = Literal["anon", "shanon", "memfd", "memfdpriv", "file"]
MMAP_KINDS: tuple[MmapKind, ...] = ("anon", "shanon", "memfd", "memfdpriv", "file")
Pages = Annotated[int, Field(ge=1, le=MAX_PAGES)]


def _unless_first(offset: int | None) -> int | None:
    """Page 0 is where a mapping begins unasked: said or not, it is the same experiment."""
    return offset or None


class Mmap(TaskEvent):
    """mmap(2) of a new region; nothing is allocated before it is touched.

    ``object`` names the memory that a shared or file mapping shows: regions with the same
    object show the same pages. ``offset`` is the first page of the object that is mapped.
    """

    op: Literal["mmap"]
    id: Name
    kind: MmapKind = "anon"
    pages: Pages
    addr: Address | None = None
    object: Name | None = None
    offset: Annotated[int | None, Field(ge=0, le=MAX_PAGES), AfterValidator(_unless_first)] = None
    expect: Returned | None = None


class Munmap(TaskEvent):
    """munmap(2) of a whole region, or of some of its pages."""

    op: Literal["munmap"]
    id: RegionName
    first: Count | None = None
    pages: Pages | None = None
    expect: Returned | None = None


class Mremap(TaskEvent):
    """mremap(2) of a region to another address."""

    op: Literal["mremap"]
    id: RegionName
    addr: Address
    expect: Returned | None = None


class Madvise(TaskEvent):
    """madvise(2): huge pages wanted or not, or pages given back."""

    op: Literal["madvise"]
    id: RegionName
    first: Count | None = None
    pages: Pages | None = None
    advice: Literal["dontneed", "hugepage", "nohugepage"]
    expect: Returned | None = None


class Touch(TaskEvent):
    """An access to each of the pages, in order: page faults where they are not present."""

    op: Literal["touch"]
    id: RegionName
    pages: PageText
    access: Literal["read"] | None = None
    expect: StepsRead | None = None


class Step(TaskEvent):
    """A write to each of the pages; after each, its node and the counter are read."""

    op: Literal["step"]
    id: RegionName
    pages: PageText
    expect: TraceRead | None = None


class Pwrite(TaskEvent):
    """Writes of one page each: to a file by the task's counter, to a memfd as its faults do."""

    op: Literal["pwrite"]
    id: RegionName
    first: Count = 0
    pages: Pages
    expect: CounterRead | None = None


class Where(TaskEvent):
    """move_pages(2) without nodes: where the pages of a region are."""

    op: Literal["where"]
    id: RegionName
    first: Count = 0
    pages: Pages
    expect: PagesRead | None = None


class Bpfmap(TaskEvent):
    """A BPF array of ``entries`` pages: one large kernel allocation by the task's policy."""

    op: Literal["bpfmap"]
    entries: Annotated[int, Field(ge=1, le=2**20)]
    expect: CounterRead | None = None


class Fork(TaskEvent):
    """fork(2): the child gets copies of all regions, named ``child:id``."""

    op: Literal["fork"]
    child: Name
    expect: StepsRead | None = None
