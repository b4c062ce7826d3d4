from typing import Any

from simcore.spec.events import Given
from simcore.system.recording import Recording

STEP, REFILL = ["weighted_interleave_nodes", 0, "x"], ["mempolicy_slab_node", 0, "x"]


def recording(kinds: list[str], callers: list[Any] | None = None) -> Recording:
    allocs = tuple((kind, "counter", 0, 0) for kind in kinds)
    seen = None if callers is None else tuple(callers)
    return Recording(Given(allocs=allocs, step_callers=seen, traced=True))


def test_what_comes_before_a_foreseen_step_is_told() -> None:
    made = recording(["slab", "pte", "kmalloc", "pte"])
    assert [made.before("pte"), made.before("pte"), made.before("pte")] == [1, 1, 0]
    assert made.extra == 2


def test_a_refill_is_a_step_that_the_slab_allocator_took() -> None:
    made = recording(["pagecache", "slab", "pagecache"], [STEP, STEP, REFILL, STEP, STEP])
    assert (made.before("pagecache"), made.after(), made.before("pagecache")) == (0, 2, 0)


def test_a_slab_page_without_a_step_is_passed_over() -> None:
    assert recording(["slab"], [STEP, REFILL]).rest() == 1


def test_allocations_elsewhere_are_no_steps() -> None:
    given = Given(allocs=(("user", "index", 0, 0), ("slab", "node", 0, 0)), traced=True)
    assert Recording(given).rest() == 0
