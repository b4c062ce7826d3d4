"""What shared and file mappings show: an object with pages of its own.

For shared memory (mm/shmem.c) the object also holds the policies that mbind() set through any
of its mappings, by page range (struct shared_policy). The pages of a file are page cache.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from simcore.kernel.modes import MemPolicy
from simcore.placement.pagemap import PageMap
from simcore.placement.rangemap import RangeMap
from simcore.spec.limits import MAX_PAGES

__all__ = ("MemoryObject",)


@dataclass(slots=True)
class MemoryObject:
    """A memfd, anonymous shared memory, or a file: inode number, pages, policies."""

    name: str
    ino: int
    shmem: bool
    pages: int
    map: PageMap = field(default_factory=lambda: PageMap(MAX_PAGES))
    policies: RangeMap[MemPolicy] = field(default_factory=RangeMap)
    mappings: int = 0
