from collections.abc import Mapping
from typing import Any

from simcore.performance.paths import paths_from
from simcore.spec import decode
from tests.build import Document, experiment, machine


def link(name: str, *ends: str, add_ns: int = 0) -> Document:
    return {"id": name, "kind": "cxl", "ends": list(ends), "add_ns": add_ns}


def sockets(count: int) -> list[Document]:
    return [{"id": socket} for socket in range(count)]


def paths(*links: Document, start: int = 0, homes: tuple[int | None, ...] = (0, 1, None)) -> Any:
    """Links by id on the way to each node; two sockets and a switch unless said otherwise."""
    on = machine(*[1] * len(homes))
    for node, home in zip(on["nodes"], homes, strict=True):
        node["socket"] = home
    on |= {"links": list(links), "sockets": sockets(2), "switches": [{"id": 0}]}
    decoded = decode(experiment(on)).machine
    found: Mapping[int, tuple[int, ...] | None] = paths_from(decoded, start)
    names = [linked.id for linked in decoded.links]
    return {
        node: None if path is None else " ".join(names[place] for place in path)
        for node, path in found.items()
    }


UPI = link("upi", "socket0", "socket1")


def test_a_node_on_its_own_socket_needs_no_link() -> None:
    assert paths(UPI)[0] == ""
    assert paths(UPI, start=1)[1] == ""


def test_another_socket_is_reached_over_the_link_between() -> None:
    assert paths(UPI)[1] == "upi"
    assert paths(UPI, start=1)[0] == "upi"


def test_a_node_that_nothing_connects_has_no_path() -> None:
    assert paths(UPI)[2] is None


def test_links_are_crossed_in_order_through_sockets_and_switches() -> None:
    to_switch, to_node = link("a", "socket1", "switch0"), link("b", "switch0", "node2")

    assert paths(UPI, to_switch, to_node)[2] == "upi a b"


def test_the_fewest_links_win_over_the_least_latency() -> None:
    slow = link("slow", "socket0", "node2", add_ns=900)
    quick = link("quick", "socket1", "node2")

    assert paths(UPI, slow, quick)[2] == "slow"


def test_equal_numbers_of_links_are_decided_by_added_latency_then_by_id() -> None:
    late, early = link("a", "socket0", "node2", add_ns=2), link("b", "socket0", "node2", add_ns=1)
    twin = link("c", "socket0", "node2", add_ns=1)

    assert paths(late, early, twin)[2] == "b"


def test_a_node_with_a_link_of_its_own_is_reached_over_it() -> None:
    own = link("own", "socket0", "node0")

    assert paths(own)[0] == "own"


def test_cpus_without_a_socket_start_at_their_node() -> None:
    direct = link("direct", "node0", "node1")

    assert paths(direct, homes=(None, None))[1] == "direct"
    assert paths(direct, homes=(None, None))[0] == ""
