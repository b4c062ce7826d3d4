from typing import Any

import pytest

from simcore.spec import decode
from tests.build import (
    Document,
    default_experiment,
    edited,
    experiment,
    machine,
    mmap,
    pointers,
    policy,
    told,
    touch,
    two_nodes,
)

LINK = {"id": "upi0", "kind": "upi", "ends": ["node0", "node1"]}


def default(where: str, value: Any) -> Document:
    return edited(default_experiment(), where, value)


RULES = [
    ("/machine/sockets/1", {"id": 0}, "/machine/sockets/1/id", "is used twice"),
    ("/machine/nodes/1/socket", 7, "/machine/nodes/1/socket", "there is no socket 7"),
    ("/machine/nodes/1/cpus", "60-70", "/machine/nodes/1/cpus", "CPU 60-63 belongs to another"),
    ("/machine/nodes/1/reserve_mib", 131073, "/machine/nodes/1/reserve_mib", "not exceed"),
    ("/machine/distance", [[10, 14]], "/machine/distance", "must be square"),
    ("/machine/distance/1", [14], "/machine/distance", "each of the 2 nodes"),
    ("/machine/distance/1/1", 11, "/machine/distance/1/1", "distance to itself is 10"),
    ("/machine/distance/0/1", 9, "/machine/distance/0/1", "distances start at 10"),
    ("/machine/links/1", LINK | {"id": "pcie0"}, "/machine/links/1/id", "is used twice"),
    ("/machine/links/0/ends/0", "node7", "/machine/links/0/ends/0", "there is no node7"),
    ("/machine/links/0/ends/0", "node01", "/machine/links/0/ends/0", "must read socketN"),
    ("/machine/links/0/ends/0", "socket0", "/machine/links/0/ends", "must be two places"),
    ("/machine/sources/mib", "hmat", "/machine/sources/mib", "must be a pointer below /machine"),
    ("/sysfs/weights/2", 1, "/sysfs/weights/2", "there is no node 2"),
    ("/tasks/1", {"name": "main"}, "/tasks/1/name", "is used twice"),
    ("/tasks/0/cpu", 64, "/tasks/0/cpu", "no node has CPU 64"),
    ("/tasks/0/mems_allowed", "0-2", "/tasks/0/mems_allowed", "there is no node 2"),
    ("/tasks/0/mems_allowed", "", "/tasks/0/mems_allowed", "must hold a node with memory"),
    ("/events/0/task", "other", "/events/0/task", "there is no task other"),
    ("/events/3", mmap(1), "/events/3/id", "names a region that exists already"),
    ("/events/2/id", "pile", "/events/2/id", "no region pile is mapped before this event"),
    ("/events/1/addr", "0x100000000001", "/events/1/addr", "multiple of the page size, 4096"),
    ("/workload/streams/0/task", "other", "/workload/streams/0/task", "there is no task other"),
    ("/workload/streams/0/regions/pile", 0, "/workload/streams/0/regions/pile", "no event maps"),
    ("/workload/streams/0/regions/heap", 999, "/workload/streams/0/regions", "add up to 1000"),
    ("/workload/streams/0/after_event", 3, "/workload/streams/0/after_event", "are 3 events"),
]


@pytest.mark.parametrize("where, value, pointer, rule", RULES, ids=[case[3] for case in RULES])
def test_parts_that_do_not_fit_together_are_told(
    where: str, value: object, pointer: str, rule: str
) -> None:
    (refusal,) = told(default(where, value))

    assert refusal[0] == pointer
    assert rule in refusal[1]


@pytest.mark.parametrize(
    "where, value",
    [
        ("/machine/nodes/1/reserve_mib", 131072),
        ("/machine/distance/0/1", 10),
        ("/machine/distance/0/1", 255),
        ("/machine/nodes/1/cpus", "64-70"),
        ("/machine/sources", {"/distance/0/1": "hmat", "/links/0/add_ns": "mlc"}),
        ("/sysfs/weights", {}),
        ("/events/2/pages", "1048575-0:7"),
        ("/workload/streams/0/after_event", 2),
        ("/workload/streams", []),
    ],
)
def test_parts_that_just_fit_are_taken(where: str, value: object) -> None:
    decode(default(where, value))


def test_nodes_with_the_same_id_are_told_with_all_that_follows() -> None:
    assert pointers(default("/machine/nodes/1/id", 0)) == [
        "/machine/nodes/1/id",
        "/machine/links/0/ends/0",
        "/sysfs/weights/1",
        "/tasks/0/mems_allowed",
    ]


def test_a_cpu_belongs_to_one_node_however_far_apart_the_two_stand() -> None:
    on = machine(1, 1, 1)
    on["nodes"][2]["cpus"] = "0,2"

    assert told(experiment(on)) == [("/machine/nodes/2/cpus", "CPU 0 belongs to another node too")]


def test_a_machine_without_any_memory_is_refused() -> None:
    assert told(experiment(machine(0, 0))) == [("/machine/nodes", "no node has memory")]


@pytest.mark.parametrize("pages", ["0-4", "4", "4-0", "0,4", "1-5:3"])
def test_pages_beyond_their_region_are_refused(pages: str) -> None:
    decode(experiment(two_nodes(), mmap(5), touch(pages)))
    (refusal,) = told(experiment(two_nodes(), mmap(4), touch(pages)))

    rule = "page 4 lies beyond region heap, whose last page is 3"
    assert refusal == ("/events/1/pages", rule)


def test_a_region_must_be_mapped_before_it_is_touched() -> None:
    decode(experiment(two_nodes(), mmap(1), touch("0")))
    assert pointers(experiment(two_nodes(), touch("0"), mmap(1))) == ["/events/0/id"]


def test_regions_may_touch_each_other_but_not_overlap() -> None:
    first, next_to, inside = (
        mmap(4, "a", "0x10000"),
        mmap(4, "b", "0x14000"),
        mmap(4, "b", "0x13000"),
    )

    decode(experiment(two_nodes(), first, next_to))
    assert told(experiment(two_nodes(), inside, first)) == [
        ("/events/1/addr", "overlaps another region")
    ]


def test_each_region_inside_a_large_one_is_told() -> None:
    large = mmap(16, "large", "0x10000")
    small = [mmap(1, f"small{i}", f"0x1{i}000") for i in (1, 3, 5)]

    assert pointers(experiment(two_nodes(), large, *small)) == [
        "/events/1/addr",
        "/events/2/addr",
        "/events/3/addr",
    ]


def test_the_size_of_a_page_decides_what_is_aligned() -> None:
    on = two_nodes()
    decode(experiment(on | {"page_kib": 64}, mmap(1, addr="0x10000")))
    assert pointers(experiment(on | {"page_kib": 64}, mmap(1, addr="0x11000"))) == [
        "/events/0/addr"
    ]


def test_an_unreadable_event_hides_nothing_and_invents_nothing() -> None:
    document = default("/events/1/pages", -1)
    document["workload"]["streams"][0]["after_event"] = 2

    assert pointers(document) == ["/events/1/pages"]


def test_what_a_kernel_would_refuse_is_no_refused_experiment() -> None:
    decode(
        experiment(
            two_nodes(),
            policy("interleave"),
            policy("bind", "40-63"),
            policy("local", "0"),
            policy("bind", "0", "static_nodes", "relative_nodes"),
            {"op": "sched_setaffinity", "cpu": 4000},
        )
    )


CURVE = "/machine/nodes/0/curve"


@pytest.mark.parametrize(
    "curve, where",
    [
        ([[0, 100], [1000, 99]], "/1/latency_ns"),
        ([[0, 100], [1000, 110], [1000, 120]], "/2/mib_per_s"),
        ([[2000, 100], [1000, 110]], "/1/mib_per_s"),
        ([[204_000, 100]], "/0/mib_per_s"),
        ([[0, 0]], "/0/latency_ns"),
    ],
)
def test_a_curve_that_falls_or_crosses_itself_is_refused(
    curve: list[list[int]], where: str
) -> None:
    points = [{"mib_per_s": rate, "latency_ns": latency} for rate, latency in curve]

    assert pointers(edited(default_experiment(), CURVE, points)) == [CURVE + where]


def test_a_curve_needs_points_and_a_rate() -> None:
    document = edited(default_experiment(), CURVE, [{"mib_per_s": 0, "latency_ns": 90}])

    assert decode(document).machine.nodes[0].own_ns == 90
    assert pointers(edited(document, "/machine/nodes/0/read_mib_per_s", None)) == [CURVE]
    assert pointers(edited(document, CURVE, [])) == [CURVE]


@pytest.mark.parametrize(
    "entry, where",
    [
        ({"initiator": 1, "target": 0}, "/0/initiator"),
        ({"initiator": 0, "target": 7}, "/0/target"),
        ({"initiator": 0, "target": 1, "idle_ns": 249}, "/0/idle_ns"),
        ({"initiator": 0, "target": 1, "read_mib_per_s": 0}, "/0/read_mib_per_s"),
    ],
)
def test_an_access_entry_that_cannot_be_is_refused(entry: Document, where: str) -> None:
    document = edited(default_experiment(), "/machine/access", [entry])

    assert pointers(document) == ["/machine/access" + where]


def test_a_pair_is_given_once() -> None:
    entry = {"initiator": 0, "target": 1, "idle_ns": 250}
    document = edited(default_experiment(), "/machine/access", [entry, entry])

    assert pointers(document) == ["/machine/access/1"]
