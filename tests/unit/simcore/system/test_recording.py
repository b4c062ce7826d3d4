from typing import Any

from simcore.spec.events import Given
from simcore.system.recording import Recording

REFILL, STEP = ["mempolicy_slab_node", 1], ["weighted_interleave_nodes", 0]


def recording(*allocs: tuple[str, str], callers: list[Any] | None = None) -> Recording:
    entries = [[kind, how, 0, 0] for kind, how in allocs]
    return Recording(Given.model_validate({"allocs": entries, "step_callers": callers}))


def counted(*kinds: str) -> Recording:
    return recording(*((kind, "counter") for kind in kinds))


def test_only_allocations_by_the_counter_are_steps() -> None:
    seen = recording(("user", "index"), ("pte", "counter"), ("slab", "node"))

    assert seen.before("pte") == 0
    assert seen.rest() == 0


def test_steps_of_others_are_told_before_the_one_that_is_foreseen() -> None:
    seen = counted("slab", "slab", "pagecache", "slab")

    assert seen.before("pagecache") == 2
    assert seen.rest() == 1
    assert seen.extra == 3


def test_what_the_recording_does_not_hold_changes_nothing() -> None:
    seen = counted("slab")

    assert seen.before("pagecache") == 0
    assert (seen.extra, seen.rest()) == (0, 1)


def test_steps_that_follow_at_once_end_at_the_next_foreseen_one() -> None:
    seen = counted("pagecache", "slab", "pagecache", "slab", "slab")
    seen.before("pagecache")

    assert seen.after() == 1
    assert seen.before("pagecache") == 0
    assert seen.after() == 2


def test_a_refill_of_slabs_is_a_step_without_an_allocation() -> None:
    seen = recording(("pagecache", "counter"), callers=[STEP, REFILL, STEP])

    assert seen.before("pagecache") == 1
    assert seen.rest() == 0


def test_slab_pages_took_no_step_when_there_are_fewer_steps_than_allocations() -> None:
    seen = recording(("slab", "counter"), ("pagecache", "counter"), callers=[STEP])

    assert seen.before("pagecache") == 0
    assert seen.rest() == 0


def test_nothing_recorded_is_nothing_to_take() -> None:
    assert Recording(Given()).rest() == 0
