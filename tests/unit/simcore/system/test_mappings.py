from dataclasses import replace

from simcore.kernel.modes import MemPolicy
from simcore.nodemask import NodeMask
from simcore.system.mappings import AddressSpace, Region, Vma

BIND = MemPolicy(mode="bind", nodes=NodeMask.of([1]))


def region(pages: int = 100, base: int = 1000) -> Region:
    return Region("v", "anon", base, pages, AddressSpace(), [Vma(0, pages, base)])


def bound(vma: Vma) -> Vma:
    return replace(vma, policy=BIND)


def parts(of: Region) -> list[tuple[int, int, int, bool]]:
    return [(vma.first, vma.end, vma.pgoff, vma.policy is not None) for vma in of.vmas]


def test_a_policy_for_a_part_splits_the_vma_at_both_ends() -> None:
    made = region()
    made.change(10, 20, bound)
    assert parts(made) == [(0, 10, 1000, False), (10, 20, 1010, True), (20, 100, 1020, False)]


def test_neighbours_that_nothing_tells_apart_join_again() -> None:
    made = region()
    for first, end in ((10, 20), (20, 30), (40, 50)):
        made.change(first, end, bound)
    assert len(parts(made)) == 5
    made.change(0, 100, lambda vma: replace(vma, policy=None))
    assert parts(made) == [(0, 100, 1000, False)]


def test_advice_keeps_neighbours_apart() -> None:
    made = region()
    made.change(0, 50, lambda vma: replace(vma, huge=True))
    assert len(made.vmas) == 2


def test_unmapping_leaves_a_hole() -> None:
    made = region()
    made.change(10, 20, lambda _: None)
    assert [(low, high) for _, low, high in made.vmas_in(5, 25)] == [(5, 10), (20, 25)]


def test_an_address_space_finds_what_lies_in_a_range() -> None:
    space = AddressSpace()
    for base in (3000, 1000, 2000):
        space.add(region(base=base))
    pieces = [(p.region.base, p.first, p.end) for p in space.pieces(1050, 2010)]
    assert pieces == [(1000, 50, 100), (2000, 0, 10)]
    assert space.at(999) is None
    assert space.at(1100) is None


def test_many_parts_are_only_counted_in_the_changes() -> None:
    made = region()
    for first in range(0, 100, 2):
        made.change(first, first + 1, bound)
    assert made.policies == "100 parts"
