import pytest

from simcore.spec import content_hash, decode
from simcore.spec.complete import FIRST_ADDRESS
from tests.build import (
    Document,
    canonical,
    default_experiment,
    edited,
    experiment,
    machine,
    mmap,
    policy,
    touch,
    two_nodes,
    without,
)

STRIDE = 2**40


def addresses(*mappings: Document) -> list[int]:
    events = canonical(experiment(two_nodes(), *mappings))["events"]
    return [int(event["addr"], 16) for event in events]


def test_events_and_streams_get_the_first_task_of_the_document() -> None:
    tasks = [{"name": "z"}, {"name": "a"}]
    stream = {"regions": {"heap": 1000}}

    plain = canonical(experiment(two_nodes(), mmap(1), tasks=tasks, workload={"streams": [stream]}))

    assert plain["events"][0]["task"] == "z"
    assert plain["workload"]["streams"][0]["task"] == "z"
    assert [task["name"] for task in plain["tasks"]] == ["a", "z"]


def test_a_task_may_use_all_nodes_with_memory_unless_it_says_otherwise() -> None:
    plain = canonical(experiment(machine(1, 0, 1)))

    assert plain["tasks"][0]["mems_allowed"] == "0,2"


def test_mappings_without_an_address_get_slots_in_order() -> None:
    assert addresses(mmap(1, "a", None), mmap(1, "b", None)) == [
        FIRST_ADDRESS,
        FIRST_ADDRESS + STRIDE,
    ]


def test_only_mappings_without_an_address_are_counted_for_slots() -> None:
    assert addresses(mmap(1, "a", "0x1000"), mmap(1, "b", None)) == [0x1000, FIRST_ADDRESS]


def test_a_slot_that_is_taken_is_left_for_the_next_free_one() -> None:
    taken = mmap(1, "b", hex(FIRST_ADDRESS + 4096))

    assert addresses(mmap(1, "a", None), taken)[0] == FIRST_ADDRESS
    assert addresses(mmap(2, "a", None), taken)[0] == FIRST_ADDRESS + STRIDE


def test_a_region_larger_than_a_slot_pushes_the_next_one_away() -> None:
    pages_of_a_slot = STRIDE // 4096

    fits = addresses(mmap(pages_of_a_slot, "a", None), mmap(1, "b", None))
    spills = addresses(mmap(pages_of_a_slot + 1, "a", None), mmap(1, "b", None))

    assert fits[1] == FIRST_ADDRESS + STRIDE
    assert spills[1] == FIRST_ADDRESS + 2 * STRIDE


def test_nodes_are_sorted_and_distances_move_along() -> None:
    on = {
        "nodes": [{"id": 4, "mib": 4}, {"id": 0, "mib": 1, "cpus": "0"}, {"id": 2, "mib": 2}],
        "distance": [[10, 40, 42], [4 + 10, 10, 12], [24, 20, 10]],
    }
    plain = canonical(experiment(on))["machine"]

    assert [(node["id"], node["mib"]) for node in plain["nodes"]] == [(0, 1), (2, 2), (4, 4)]
    assert plain["distance"] == [[10, 12, 14], [20, 10, 24], [40, 42, 10]]


def swapped(document: Document) -> Document:
    """The default experiment with its nodes in the other order, and two links reversed."""
    on = document["machine"]
    other = {"id": "a", "kind": "upi", "ends": ["socket0", "node0"]}
    links = [*on["links"], other]
    sources = {"/nodes/1/mib": "hmat", "/distance/0/1": "mlc", "/links/0/add_ns": "assumed"}
    ahead = on | {"links": links, "sources": sources}
    moved = {"/nodes/0/mib": "hmat", "/distance/1/0": "mlc", "/links/1/add_ns": "assumed"}
    back = {"nodes": on["nodes"][::-1], "links": links[::-1], "sources": moved}
    return {"ahead": document | {"machine": ahead}, "back": document | {"machine": on | back}}


def test_the_order_of_nodes_and_links_is_no_content() -> None:
    documents = swapped(default_experiment())

    assert canonical(documents["ahead"]) == canonical(documents["back"])


def test_source_pointers_move_along_with_their_node_and_link() -> None:
    sources = canonical(swapped(default_experiment())["back"])["machine"]["sources"]

    assert sources == {
        "/nodes/1/mib": "hmat",
        "/distance/0/1": "mlc",
        "/links/1/add_ns": "assumed",
    }


def test_the_ends_of_a_link_are_sorted() -> None:
    turned = edited(default_experiment(), "/machine/links/0/ends", ["socket0", "node1"])

    assert canonical(turned) == canonical(default_experiment())


def test_sockets_switches_and_capabilities_are_sorted() -> None:
    on = two_nodes() | {"sockets": [{"id": 1}, {"id": 0}], "switches": [{"id": 3}, {"id": 2}]}
    caps = ["sys_ptrace", "sys_nice", "sys_ptrace"]
    plain = canonical(experiment(on, tasks=[{"name": "main", "caps": caps}]))

    assert [socket["id"] for socket in plain["machine"]["sockets"]] == [0, 1]
    assert [switch["id"] for switch in plain["machine"]["switches"]] == [2, 3]
    assert plain["tasks"][0]["caps"] == ["sys_nice", "sys_ptrace"]


def test_weights_are_written_out_unless_bandwidths_decide() -> None:
    given = {"weights": {"1": 9}}

    by_hand = canonical(experiment(two_nodes(), sysfs=given))
    automatic = canonical(experiment(two_nodes(), sysfs=given | {"auto": True}))

    assert by_hand["sysfs"]["weights"] == {"0": 1, "1": 9}
    assert automatic["sysfs"]["weights"] == {"1": 9}


def test_a_typed_number_needs_no_source() -> None:
    typed = edited(default_experiment(), "/machine/sources", {"/nodes/0/mib": "typed"})

    assert canonical(typed)["machine"]["sources"] == {}


def test_events_keep_their_order() -> None:
    first = experiment(two_nodes(), mmap(2), policy("local"), touch("0"), touch("1"))
    second = experiment(two_nodes(), mmap(2), policy("local"), touch("1"), touch("0"))

    assert content_hash(decode(first)) != content_hash(decode(second))


@pytest.mark.parametrize(
    "where",
    [
        "/format",
        "/kernel",
        "/machine/page_kib",
        "/machine/switches",
        "/machine/nodes/0/kind",
        "/machine/nodes/0/total_mib_per_s",
        "/machine/links/0/add_ns",
        "/sysfs/auto",
        "/sysfs/weights/1",
        "/tasks/0/cpu",
        "/tasks/0/mems_allowed",
        "/tasks/0/caps",
        "/events/0/task",
        "/events/0/flags",
        "/events/1/addr",
        "/events/1/kind",
        "/workload/streams/0/pattern",
        "/workload/streams/0/read_permille",
        "/workload/streams/0/think_ns",
        "/seed",
    ],
)
def test_what_is_left_to_its_default_is_written_out(where: str) -> None:
    assert canonical(without(default_experiment(), where)) == canonical(default_experiment())


def test_access_entries_are_sorted_and_their_sources_move_along() -> None:
    document = default_experiment()
    document["machine"]["access"] = [
        {"initiator": 0, "target": 1, "idle_ns": 300},
        {"initiator": 0, "target": 0, "idle_ns": 100},
    ]
    document["machine"]["sources"] = {"/access/0/idle_ns": "mlc"}

    machine = decode(document).machine

    assert machine.access is not None
    assert [entry.target for entry in machine.access] == [0, 1]
    assert machine.sources == {"/access/1/idle_ns": "mlc"}


def test_no_access_entries_are_as_good_as_none() -> None:
    empty = edited(default_experiment(), "/machine/access", [])

    assert canonical(empty) == canonical(default_experiment())
    assert "access" not in canonical(empty)["machine"]
