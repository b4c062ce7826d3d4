"""Page faults: which pages an access brings into being, and where (handle_mm_fault() and below).

An access to a range is one step here. What a fault does depends on the kind of memory:
``anon_faults`` and ``object_faults``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from simcore.errors import SpecError
from simcore.spec.limits import MAX_SINGLE_PAGES
from simcore.system.anon_faults import anon, anon_sparse
from simcore.system.fault import BadAddress, Fault, Span
from simcore.system.mappings import Region
from simcore.system.object_faults import file, private_object, shared
from simcore.system.pagetables import BLOCK
from simcore.system.state import System, TaskState

__all__ = ("access",)


def access(system: System, task: TaskState, region: Region, span: Span) -> None:
    """Read or write pages of a region.

    Raises BadAddress at a hole, OutOfMemory when no allowed node has room.
    """
    if span.step > 1 and not _sparse_at_once(system, region, span):
        for page in span.single():
            access(system, task, region, page)
        return
    first, end, down = span.first, span.end, span.down
    found = region.vmas_in(first, end)
    for vma, low, high in reversed(found) if down else found:
        if not down and low > first:
            break
        if down and high < end:
            break
        fault = Fault(system, task, region, vma, low, high, span.write, down)
        if span.step > 1:
            anon_sparse(fault, low + (span.first - low) % span.step, span.step)
        else:
            _FAULTS[region.kind](fault)
        first, end = (first, low) if down else (high, end)
    if first < end:
        raise BadAddress(end - 1 if down else first)


def _sparse_at_once(system: System, region: Region, span: Span) -> bool:
    """Whether a stepped access can be one step: private memory that nothing else depends on."""
    if region.kind == "anon" and not region.cow and not system.machine.kernel_memory:
        low, high = region.base // BLOCK, (region.base + region.pages) // BLOCK
        huge = region.space.tables.huge.within(low, high)
        return system.huge_pages.enabled == "never" and not huge
    if len(range(span.first, span.end, span.step)) > MAX_SINGLE_PAGES:
        rule = f"touches more than {MAX_SINGLE_PAGES} pages one by one"
        raise SpecError.at("/events", f"a stepped access to region {region.id} {rule}")
    return False


_FAULTS: Mapping[str, Callable[[Fault], None]] = {
    "anon": anon,
    "shanon": shared,
    "memfd": shared,
    "memfdpriv": private_object,
    "file": file,
}
