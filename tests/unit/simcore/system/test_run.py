import pytest

from simcore.spec.events import MODES, OPS
from simcore.system.run import HANDLERS
from tests.build import (
    Document,
    Ran,
    answered,
    default_experiment,
    experiment,
    machine,
    mmap,
    policy,
    run,
    touch,
    touched,
    two_nodes,
)

NEAR_FAR = [[10, 21, 14, 24], [21, 10, 24, 14], [14, 24, 10, 26], [24, 14, 26, 10]]


def placed(pages: int, mode: str, nodes: str = "", on: Document | None = None) -> Ran:
    return run(experiment(on or two_nodes(), *touched(pages, mode, nodes)))


def test_every_op_of_the_vocabulary_has_a_handler() -> None:
    assert set(HANDLERS) == set(OPS)


def test_the_default_experiment_gives_the_published_numbers() -> None:
    ran = run(default_experiment())

    assert ran.counts() == {0: 943718, 1: 104858}
    assert ran.segments() == [[0, 1048576, "0x9 1", 6]]
    assert ran.free == {0: 15833498, 1: 33449574}
    assert [answer.ret for answer in ran.events] == [0, 0, 0]


def test_the_default_experiment_tells_what_changed() -> None:
    changes = [answer.changes for answer in run(default_experiment()).events]

    assert changes == [
        {"tasks/main/policy": (None, "weighted_interleave:0-1")},
        {},
        {
            "nodes/0/free_pages": (16777216, 15833498),
            "nodes/1/free_pages": (33554432, 33449574),
        },
    ]


@pytest.mark.parametrize("mode", MODES)
def test_every_mode_places_all_pages_of_a_region(mode: str) -> None:
    nodes = "" if mode in {"default", "local"} else "0-1"
    assert sum(placed(100, mode, nodes).counts().values()) == 100


@pytest.mark.parametrize(
    "mode, nodes, counts",
    [
        ("default", "", {0: 6}),
        ("local", "", {0: 6}),
        ("preferred", "1-3", {1: 6}),
        ("preferred", "", {0: 6}),
        ("bind", "1,3", {1: 6}),
        ("preferred_many", "2-3", {2: 6}),
        ("interleave", "0-3", {0: 2, 1: 2, 2: 1, 3: 1}),
        ("interleave", "1,3", {1: 3, 3: 3}),
        ("weighted_interleave", "0-3", {0: 2, 1: 2, 2: 1, 3: 1}),
    ],
)
def test_each_mode_takes_pages_where_the_kernel_does(
    mode: str, nodes: str, counts: dict[int, int]
) -> None:
    assert placed(6, mode, nodes, machine(1, 1, 1, 1, distance=NEAR_FAR)).counts() == counts


def test_local_pages_fill_the_node_and_spill_along_its_zonelist() -> None:
    on = machine(1, 1, 1, 1, distance=NEAR_FAR)

    assert placed(256, "local", on=on).counts() == {0: 256}
    assert placed(257, "local", on=on).counts() == {0: 256, 2: 1}
    assert placed(4 * 256, "local", on=on).counts() == dict.fromkeys(range(4), 256)


def test_preferred_spills_from_its_node_and_preferred_many_from_the_cpu() -> None:
    on = machine(1, 1, 1, 1, distance=NEAR_FAR)

    assert placed(257, "preferred", "3", on).counts() == {1: 1, 3: 256}
    assert placed(257, "preferred_many", "3", on).counts() == {0: 1, 3: 256}


def test_interleaved_pages_of_a_full_node_leave_the_mask() -> None:
    on = machine(1, 2, 2, 1, distance=NEAR_FAR)

    assert placed(514, "interleave", "2-3", on).counts() == {1: 1, 2: 257, 3: 256}


def test_bind_ends_with_the_oom_killer_when_its_nodes_are_full() -> None:
    fits, killed = placed(512, "bind", "0-1"), placed(513, "bind", "0-1", machine(1, 1, 9))

    assert fits.counts() == {0: 256, 1: 256}
    assert killed.counts() == {0: 256, 1: 256}
    assert (killed.events[-1].ret, killed.events[-1].signal) == (None, 9)
    assert killed.events[-1].at_page == 512


def test_nothing_happens_after_the_oom_killer() -> None:
    events = (*touched(300, "bind", "0"), mmap(1, "late", None))
    ran = run(experiment(two_nodes(), *events))

    assert len(ran.events) == 3
    assert "late" not in ran.system.regions


def test_the_oom_killer_comes_to_every_mode_when_the_whole_machine_is_full() -> None:
    for mode in ("local", "preferred", "preferred_many", "interleave"):
        nodes = "" if mode == "local" else "1"
        assert placed(513, mode, nodes).events[-1].at_page == 512


def test_the_touch_order_decides_who_finds_a_full_node() -> None:
    up = run(experiment(two_nodes(), mmap(300), touch("0-299")))
    down = run(experiment(two_nodes(), mmap(300), touch("299-0")))

    assert up.nodes() == [0] * 256 + [1] * 44
    assert down.nodes() == [1] * 44 + [0] * 256


def test_pages_that_are_present_stay_when_they_are_touched_again() -> None:
    again = (policy("bind", "1"), touch("0-9"), policy("bind", "0"), touch("0-19"))
    ran = run(experiment(two_nodes(), mmap(20), *again))

    assert ran.nodes() == [1] * 10 + [0] * 10


def test_a_weight_written_in_between_acts_on_the_next_fault() -> None:
    weights = {"op": "weights", "set": {"0": 1, "1": 2}}
    mode = policy("weighted_interleave", "0-1")
    first, second = touch("0-4"), touch("5-10")
    ran = run(experiment(two_nodes(), mode, mmap(11), first, weights, second))

    assert ran.nodes()[:5] == [0, 1, 0, 1, 0]
    assert ran.nodes()[5:] == [1, 0, 1, 1, 0, 1]


def test_five_to_two_follows_the_address_and_not_the_order_of_faults() -> None:
    sysfs = {"weights": {"0": 5, "1": 2}}
    mode = policy("weighted_interleave", "0-1")
    ran = run(experiment(two_nodes(), mode, mmap(9), touch("8-5,0-8"), sysfs=sysfs))
    moved = run(experiment(two_nodes(), mode, mmap(9, addr="0x4000"), touch("0-8"), sysfs=sysfs))

    assert ran.nodes() == [0, 0, 0, 0, 0, 1, 1, 0, 0]
    assert moved.nodes() == [0, 1, 1, 0, 0, 0, 0, 0, 1]


def test_a_task_that_moves_to_another_cpu_allocates_there() -> None:
    move = {"op": "sched_setaffinity", "cpu": 1}
    ran = run(experiment(two_nodes(), mmap(4), touch("0-1"), move, touch("2-3")))

    assert ran.nodes() == [0, 0, 1, 1]
    assert ran.events[2].changes == {"tasks/main/cpu_node": (0, 1)}


def test_a_cpu_that_is_not_there_is_refused() -> None:
    refused = answered({"op": "sched_setaffinity", "cpu": 7})

    assert refused == {"ret": -1, "errno": 22, "check": "there is no CPU 7"}


@pytest.mark.parametrize(
    "event, check, rule",
    [
        (
            policy("interleave"),
            "interleave needs at least one node, the nodemask is empty",
            "mode_and_mask",
        ),
        (
            policy("bind", "5-6"),
            "none of the nodes 5-6 is an allowed node with memory (0-1)",
            "allowed",
        ),
        (policy("local", "0"), "local takes no nodes, the nodemask is 0", "mode_and_mask"),
    ],
)
def test_what_the_kernel_refuses_is_an_answer_with_the_check(
    event: Document, check: str, rule: str
) -> None:
    assert answered(event) == {"ret": -1, "errno": 22, "check": check, "rule": rule}


def test_a_refused_policy_leaves_the_old_one_in_force() -> None:
    ran = run(experiment(two_nodes(), policy("bind", "1"), policy("bind"), mmap(3), touch("0-2")))

    assert ran.counts() == {1: 3}


def test_each_task_has_its_own_policy_and_cpu() -> None:
    tasks = [{"name": "a"}, {"name": "b", "cpu": 1}]
    events = (policy("preferred", "1", task="a"), mmap(3), touch("0", task="a"))
    more = (policy("local", task="b"), touch("1", task="b"), touch("2", task="a"))
    ran = run(experiment(machine(1, 1), *events, *more, tasks=tasks))

    assert ran.nodes() == [1, 1, 1]


def test_a_cpuset_bounds_every_mode() -> None:
    tasks = [{"name": "main", "cpu": 0, "mems_allowed": "1"}]
    for events in (touched(300, "default"), touched(300, "interleave", "0-1")):
        ran = run(experiment(machine(1, 1), *events, tasks=tasks))
        assert ran.counts() == {1: 256}
        assert ran.events[-1].signal == 9


def test_weights_that_no_file_takes_are_refused_and_the_others_are_written() -> None:
    written = {"op": "weights", "set": {"0": 9, "1": 256}}
    ran = run(experiment(two_nodes(), written))

    assert (ran.events[0].ret, ran.events[0].errno) == (-1, 22)
    assert ran.events[0].changes == {"sysfs/weights/0": (1, 9)}


@pytest.mark.parametrize("kernel, errno", [("linux-6.12", None), ("linux-7.2", 2)])
def test_only_the_older_kernel_has_a_weight_file_for_a_node_without_memory(
    kernel: str, errno: int | None
) -> None:
    written = {"op": "weights", "set": {"1": 5}}
    for auto in (False, True):
        answer = answered(written, on=machine(1, 0), kernel=kernel, sysfs={"auto": auto})
        assert answer.get("errno") == errno


def test_a_page_of_64_kib_counts_as_one() -> None:
    on = two_nodes() | {"page_kib": 64}
    ran = run(experiment(on, mmap(17, addr="0x10000"), touch("0-16")))

    assert ran.counts() == {0: 16, 1: 1}
    assert ran.free == {0: 0, 1: 15}


@pytest.mark.parametrize(
    "event",
    [
        {"op": "pwrite", "id": "file", "pages": 2},
        {"op": "get_node", "id": "shared", "page": 1},
        {"op": "step", "id": "heap", "pages": "0-3"},
        touch("0-3"),
    ],
    ids=lambda event: str(event["op"]),
)
def test_memory_that_no_allowed_node_has_ends_the_task_whatever_asks(event: Document) -> None:
    """Node 0 has one page left, and the task is bound to it."""
    before = (
        mmap(8),
        mmap(8, "file", addr=None, kind="file"),
        mmap(8, "shared", addr=None, kind="memfd"),
        policy("bind", "0"),
        touch("0", "shared"),
    )
    ran = run(experiment(machine(1, 1, free_kib={"0": 4}), *before, event))

    assert ran.events[-1].signal == 9
    assert "the OOM killer ends the task" in (ran.events[-1].check or "")
    assert ran.free[0] == 0
