"""Pages that are there already and move: mbind(MOVE), migrate_pages, move_pages, cpusets.

Follows queue_pages_range(), do_mbind() and do_migrate_pages() of mm/mempolicy.c and
do_pages_move() of mm/migrate.c. A pattern of pages moves as a whole; only a target that fills
up on the way splits it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from simcore.kernel.errno import Errno, Refusal
from simcore.nodemask import MAX_NUMNODES, NodeMask
from simcore.placement.choose import KEEP, Placing
from simcore.placement.fill import Gap, OutOfMemory
from simcore.placement.overlay import overlay
from simcore.placement.pagemap import PageMap, Segment
from simcore.placement.rangemap import RangeSet
from simcore.system.cow import shared_parts, sharers
from simcore.system.mappings import AddressSpace, Piece, Region
from simcore.system.state import Moved, System

__all__ = (
    "Holding",
    "holdings",
    "migrate_nodes",
    "misplaced",
    "move_page",
    "passed_over",
    "place_anew",
)


@dataclass(frozen=True, slots=True)
class Holding:
    """Pages [first, end) of a map: a region's own, or those of its object.

    ``index`` and ``bias`` together are the interleave index that page 0 of the map would have:
    the index in file or address space, and what the policy's keeper adds.
    """

    region: Region
    map: PageMap
    first: int
    end: int
    index: int
    bias: int

    @property
    def own(self) -> bool:
        """Whether these are private pages of the region."""
        return self.map is self.region.own


def holdings(pieces: Iterable[Piece]) -> Iterator[Holding]:
    """The pages that the page tables of some VMAs point to, ascending."""
    for piece in pieces:
        region, vma = piece.region, piece.vma
        shown = region.object
        bias = shown.ino if shown is not None and shown.shmem else 0
        yield Holding(region, region.own, piece.first, piece.end, vma.index, bias)
        if shown is not None:
            for first, end, _ in region.mapped.within(piece.first, piece.end):
                low, high = vma.index + first, vma.index + end
                yield Holding(region, shown.map, low, high, 0, bias)


def misplaced(held: Holding, mask: NodeMask) -> bool:
    """Whether any of the pages is on a node outside the mask."""
    return any(
        node >= 0 and node not in mask
        for segment in held.map.within(held.first, held.end)
        for node in segment.counts()
    )


def place_anew(
    system: System, pieces: Iterable[Piece], *, mask: NodeMask, placing: Placing, move_all: bool
) -> int:
    """Move pages outside the mask to where a policy puts them; how many could not be moved.

    The first of them says for all from where on their indices count (do_mbind).
    """
    queued, failed = _queued(system, pieces, mask, move_all=move_all)
    bias = queued[0][0].bias if queued else 0
    for held, segment in queued:
        failed += _placed_anew(
            system, replace(held, bias=bias), segment, mask=mask, placing=placing
        )
    return failed


def _queued(
    system: System, pieces: Iterable[Piece], keeps: NodeMask, *, move_all: bool
) -> tuple[list[tuple[Holding, Segment]], int]:
    """Pages on nodes that ``keeps`` does not name, and how many were met again.

    Who isolates a page cannot isolate it again: that counts as failed. A page that others use
    is passed over without MPOL_MF_MOVE_ALL, which is no failure (migrate_folio_add).
    """
    queued: list[tuple[Holding, Segment]] = []
    again = 0
    isolated: dict[int, RangeSet] = {}
    for held in holdings(pieces):
        met = isolated.setdefault(id(held.map), RangeSet())
        for first, end in _movable(system, held, move_all=move_all):
            for low, high, twice in list(met.across(first, end)):
                parts = [s for s in held.map.within(low, high) if _count_outside(s, keeps)]
                if twice is None:
                    queued += [(held, segment) for segment in parts]
                else:
                    again += sum(_count_outside(segment, keeps) for segment in parts)
            met.add(first, end)
    return queued, again


def _count_outside(segment: Segment, mask: NodeMask) -> int:
    return sum(n for node, n in segment.counts().items() if node >= 0 and node not in mask)


def _placed_anew(
    system: System, held: Holding, segment: Segment, *, mask: NodeMask, placing: Placing
) -> int:
    position = held.index + held.bias + segment.first
    wanted = overlay(
        segment,
        placing.pattern,
        position,
        lambda now, then: KEEP if now < 0 or now in mask else then,
    )
    anew = replace(placing, pattern=wanted)
    gap = Gap(segment.first, segment.count, -segment.first)
    done = segment.first
    try:
        cause = system.moved(Moved(segment, held.own, placing))
        for part in system.memory.move(replace(anew, cause=cause), gap, held.region.id):
            _settle(system, held, segment.cut(part.first, part.end), part)
            done = part.end
    except OutOfMemory:
        return _count_outside(segment.cut(done, segment.end), mask)
    return 0


def _settle(system: System, held: Holding, before: Segment, part: Segment) -> None:
    """Pages of ``part`` are where it says, or stay (KEEP); what they left is free."""
    pattern = overlay(
        before, part.pattern, part.phase, lambda now, then: now if then == KEEP else then
    )
    after = Segment(before.first, before.count, pattern, 0, part.cause)
    new, total = part.counts(), after.counts()
    left = {n: c - (total.get(n, 0) - new.get(n, 0)) for n, c in before.counts().items()}
    system.memory.give_back(left)
    _write(held, after)


def _write(held: Holding, segment: Segment) -> None:
    """Put moved pages into the map, and into those of relatives that share them."""
    if held.own:
        for first, end, other in sharers(held.region, segment.first, segment.end):
            other.own.put(segment.cut(first, end))
    held.map.put(segment)


def _movable(system: System, held: Holding, *, move_all: bool) -> list[tuple[int, int]]:
    """Parts of the pages; those mapped more than once move only with MPOL_MF_MOVE_ALL."""
    shared = RangeSet()
    if not move_all:
        for first, end in _mapped_twice(system, held):
            shared.add(first, end)
    return shared.gaps(held.first, held.end)


def passed_over(system: System, piece: Piece) -> bool:
    """Whether any page is mapped more than once, so that only MPOL_MF_MOVE_ALL moves it."""
    return any(_mapped_twice(system, held) for held in holdings([piece]))


def _mapped_twice(system: System, held: Holding) -> list[tuple[int, int]]:
    if held.own:
        return shared_parts(held.region, held.first, held.end)
    shown = held.region.object
    assert shown is not None
    if shown.mappings < 2:
        return []
    return [
        (max(vma.index + first, held.first), min(vma.index + end, held.end))
        for other in system.regions.values()
        if other.object is shown and other is not held.region
        for vma, low, high in other.vmas_in(0, other.pages)
        for first, end, _ in other.mapped.within(low, high)
        if vma.index + first < held.end and vma.index + end > held.first
    ]


def migrate_nodes(
    system: System, space: AddressSpace, source: NodeMask, target: NodeMask, *, move_all: bool
) -> int | Refusal:
    """Move all pages from the source nodes to the target nodes; how many could not be.

    The n-th source node goes to the n-th target, modulo; a pair is done before its target
    would be a source, as far as that goes. A target without room ends it (do_migrate_pages).
    """
    failed = 0
    left = source
    while True:
        pair = _next_pair(source, target, left)
        if pair is None:
            return failed
        left -= NodeMask.of((pair[0],))
        missed = _migrate_to_node(system, space, pair, move_all=move_all)
        if isinstance(missed, Refusal):
            return missed
        failed += missed


def _next_pair(source: NodeMask, target: NodeMask, left: NodeMask) -> tuple[int, int] | None:
    found = None
    for node in left:
        if len(source) != len(target) and node in target:
            continue
        goal = NodeMask.of((node,)).remap(source, target).first()
        if goal == node:
            continue
        found = (node, goal)
        if goal not in left:
            break
    return found


def _migrate_to_node(
    system: System, space: AddressSpace, pair: tuple[int, int], *, move_all: bool
) -> int | Refusal:
    everything = (
        Piece(region, vma, vma.first, vma.end) for region in space.regions for vma in region.vmas
    )
    source, target = pair
    elsewhere = NodeMask(2**MAX_NUMNODES - 1) - NodeMask.of((source,))
    queued, failed = _queued(system, everything, elsewhere, move_all=move_all)
    for held, segment in queued:
        if _moved(system, held, segment, pair) < segment.counts()[source]:
            return Refusal(Errno.ENOMEM, f"node {target} has no room", "room")
    return failed


def _moved(system: System, held: Holding, segment: Segment, pair: tuple[int, int]) -> int:
    """Move a segment's pages from one node to another while there is room; how many moved."""
    source, target = pair
    reach = segment.pattern.reach(segment.phase, source, system.memory.room(target))
    part = segment.cut(segment.first, min(segment.end, segment.first + reach))
    if part.count == 0:
        return 0
    moved = part.counts().get(source, 0)
    pattern = part.pattern.replaced({source: target})
    cause = system.moved(Moved(part, held.own))
    phase = part.phase % pattern.period
    _write(held, replace(part, pattern=pattern, phase=phase, cause=cause))
    system.memory.take({target: moved})
    system.memory.give_back({source: moved})
    return moved


def move_page(
    system: System, held: Holding, page: int, node: int, *, move_all: bool
) -> int | Refusal:
    """Move one page to a node; its status, or the refusal when the node has no room.

    A page on the node is no matter whose; else others who use it count
    (__add_folio_for_migration).
    """
    segment = held.map.within(page, page + 1)[0]
    now = segment.node_of(page)
    if now == node:
        return node
    if not _movable(system, held, move_all=move_all):
        return -int(Errno.EACCES)
    if _moved(system, held, segment, (now, node)) == 1:
        return node
    return Refusal(Errno.ENOMEM, f"node {node} has no room", "room")
