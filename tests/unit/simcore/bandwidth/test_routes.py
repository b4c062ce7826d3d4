from __future__ import annotations

import numpy as np

from simcore.bandwidth.laws import Stations
from simcore.bandwidth.routes import crossing_of, path_matrix, routes_of
from simcore.bandwidth.values import Resource, Stream, System

NODE = Resource(name="dram", kind="dram", read_gb_per_s=200.0, idle_ns=90.0)
LINK = Resource(name="upi", kind="upi", read_gb_per_s=60.0, idle_ns=55.0)
SYSTEM = System(nodes=(NODE, NODE), links=(LINK,), paths=(((), (0,)), ((0,), ())))


def test_every_line_crosses_its_node_and_the_links_on_the_way() -> None:
    assert path_matrix(SYSTEM, 0).tolist() == [[1, 0, 0], [0, 1, 1]]
    assert path_matrix(SYSTEM, 1).tolist() == [[1, 0, 1], [0, 1, 0]]


def test_without_paths_no_link_is_crossed() -> None:
    assert path_matrix(System(nodes=(NODE, NODE)), 0).tolist() == [[1, 0], [0, 1]]


def test_a_link_is_crossed_by_all_that_is_behind_it() -> None:
    crossing = crossing_of(np.array([0.75, 0.25]), path_matrix(SYSTEM, 1))

    assert crossing.tolist() == [0.75, 0.25, 0.75]


def test_rounding_never_lets_more_than_everything_cross() -> None:
    path = np.ones((3, 1))

    assert crossing_of(np.array([0.7, 0.2, 0.1 + 1e-15]), path).tolist() == [1.0]


def test_the_latency_to_a_node_adds_that_of_the_links() -> None:
    stations = Stations.of(SYSTEM.resources, np.ones(3))
    stream = Stream(threads=1, shares=(0.5, 0.5))

    routes = routes_of(SYSTEM, stations, stream, 0)

    assert routes.idle_ns.tolist() == [90, 145]
    on_link = stations.owner == 2
    assert routes.need[0, on_link].tolist() == [0, 0]
    assert routes.need[1, on_link].tolist() == [1, 0]
