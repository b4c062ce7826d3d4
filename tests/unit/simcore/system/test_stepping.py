from typing import Any

from tests.build import experiment, machine, mmap, policy, run, touch

KERNEL = machine(1, 1, kernel_memory=True)
INTERLEAVE = policy("interleave", "0-1")


def counter(*events: Any, on: Any = KERNEL) -> str:
    return str(run(experiment(on, INTERLEAVE, *events)).system.tasks["main"].counter)


def test_page_tables_take_steps_and_memory_where_the_kernels_is_counted() -> None:
    assert counter(mmap(4), touch("0-3")) == "0,0"
    assert counter(mmap(4), touch("0-3"), on=machine(1, 1)) == "1023,0"
    done = run(experiment(KERNEL, INTERLEAVE, mmap(4), touch("0-3")))
    assert done.free == {0: 256 - 2 - 2, 1: 256 - 2 - 1}


def test_without_an_interleave_policy_the_counter_stands() -> None:
    done = run(experiment(KERNEL, mmap(4), touch("0-3")))
    assert str(done.system.tasks["main"].counter) == "1023,0"
    assert done.free == {0: 256 - 4 - 3, 1: 256}


def test_recorded_steps_come_where_the_recording_has_them() -> None:
    allocs = [[kind, "counter", 0, 0] for kind in ("pud", "slab", "pmd", "pte")]
    given = {"traced": True, "allocs": allocs}
    done = run(experiment(KERNEL, INTERLEAVE, mmap(4), touch("0") | {"given": given}))
    assert done.events[-1].answer["steps"] == [0, 1, 0, 1]
    assert done.events[-1].extra_steps == 1


def test_page_cache_of_a_full_node_goes_along_its_zonelist_and_the_step_counts() -> None:
    fill = (policy("bind", "1"), mmap(256, "full", "0x200000000000"), touch("0-255", "full"))
    write = {"op": "pwrite", "id": "heap", "pages": 4}
    look = touch("0-3", access="read")
    done = run(experiment(machine(1, 1), *fill, INTERLEAVE, mmap(4, kind="file"), write, look))
    assert done.nodes() == [0, 0, 0, 0]
    assert done.events[-2].answer["next"] == [1, 0, 1, 0]
