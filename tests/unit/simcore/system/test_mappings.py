from dataclasses import replace

import pytest

from simcore.kernel.modes import MemPolicy
from simcore.nodemask import NodeMask
from simcore.placement.pagemap import PageMap
from simcore.system.mappings import AddressSpace, Region, Vma

BIND = MemPolicy(mode="bind", nodes=NodeMask.of([1]))


def region(pages: int = 12, base: int = 1000, name: str = "heap") -> Region:
    space = AddressSpace()
    made = Region(
        name, "anon", base, pages, space, [Vma(0, pages, base)], own=PageMap(pages), family=[]
    )
    space.add(made)
    return made


def bound(vma: Vma) -> Vma:
    return replace(vma, policy=BIND)


def parts(of: Region) -> list[tuple[int, int, int, bool]]:
    return [(vma.first, vma.end, vma.pgoff, vma.policy is not None) for vma in of.vmas]


def test_a_vma_knows_the_index_that_page_0_of_its_region_would_have() -> None:
    assert Vma(4, 8, 1004).index == 1000
    assert Vma(0, 8, 1000).cut(3, 5) == Vma(3, 5, 1003)


@pytest.mark.parametrize(
    "after, joins",
    [
        (Vma(4, 6, 104), True),
        (Vma(4, 6, 104, faulted=True), True),
        (Vma(5, 6, 105), False),
        (Vma(4, 6, 204), False),
        (Vma(4, 6, 104, policy=BIND), False),
        (Vma(4, 6, 104, huge=True), False),
    ],
)
def test_neighbours_are_one_vma_when_nothing_tells_them_apart(after: Vma, joins: bool) -> None:
    assert Vma(0, 4, 100).goes_on(after) is joins


def test_a_policy_for_a_part_splits_the_vma() -> None:
    heap = region()
    heap.change(4, 6, bound)

    assert parts(heap) == [(0, 4, 1000, False), (4, 6, 1004, True), (6, 12, 1006, False)]
    assert heap.policies == [(0, 4, None), (4, 2, "bind:1"), (6, 6, None)]


def test_vmas_join_again_when_the_policy_goes() -> None:
    heap = region()
    heap.change(4, 6, bound)
    heap.change(0, 12, lambda vma: replace(vma, policy=None))

    assert parts(heap) == [(0, 12, 1000, False)]


def test_a_part_that_meets_its_like_joins_it() -> None:
    heap = region()
    heap.change(4, 6, bound)
    heap.change(6, 9, bound)

    assert [(vma.first, vma.end) for vma in heap.vmas] == [(0, 4), (4, 9), (9, 12)]


def test_an_unmapped_part_leaves_a_hole() -> None:
    heap = region()
    heap.change(4, 6, lambda _: None)

    assert [(vma.first, vma.end) for vma in heap.vmas] == [(0, 4), (6, 12)]
    assert [(low, high) for _, low, high in heap.vmas_in(2, 8)] == [(2, 4), (6, 8)]


def test_many_policies_are_shown_by_their_number_only() -> None:
    heap = region(100)
    for page in range(0, 40, 2):
        heap.change(page, page + 1, bound)

    assert heap.policies == "40 parts"


def test_the_vma_that_got_its_first_page_is_remembered_and_no_other() -> None:
    heap = region()
    heap.change(4, 6, bound)
    heap.mark_faulted(5)

    assert [vma.faulted for vma in heap.vmas] == [False, True, False]


def test_an_address_leads_to_its_vma() -> None:
    heap = region()
    later = region(5, base=1020, name="later")
    heap.space.add(later)

    assert [heap.space.at(page) is None for page in (999, 1000, 1011, 1012)] == [1, 0, 0, 1]
    piece = heap.space.at(1024)
    assert piece is not None
    assert (piece.region.id, piece.first, piece.end) == ("later", 4, 5)


def test_a_range_of_addresses_is_told_in_ascending_pieces() -> None:
    heap = region(base=1020)
    heap.space.add(region(5, base=1000, name="early"))
    heap.change(4, 6, lambda _: None)

    assert [(p.region.id, p.first, p.end) for p in heap.space.pieces(1003, 1028)] == [
        ("early", 3, 5),
        ("heap", 0, 4),
        ("heap", 6, 8),
    ]
    assert heap.space.mapped_ranges() == [(1000, 1005), (1020, 1024), (1026, 1032)]
