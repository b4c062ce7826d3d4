"""Laws of the bandwidth engine that hold for any machine, and agreement with its scalar twin."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from simcore.bandwidth import Resource, Stream, System, solve, weight_curve
from simcore.bandwidth.constants import KINDS
from tests.property.bandwidth_twin import Twin

FEW = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.filter_too_much])
NODE_KINDS = ("dram", "hbm", "pmem", "cxl", "remote")
RATES = st.floats(1.0, 1000.0)


@st.composite
def nodes(draw: st.DrawFn, name: str = "node") -> Resource:
    read = draw(RATES)
    return Resource(
        name=name,
        kind=draw(st.sampled_from(NODE_KINDS)),
        read_gb_per_s=read,
        write_gb_per_s=draw(st.none() | st.floats(0.2, 1.5).map(lambda part: part * read)),
        total_gb_per_s=draw(st.none() | st.floats(0.5, 2.5).map(lambda part: part * read)),
        idle_ns=draw(st.floats(10.0, 1000.0)),
    )


@st.composite
def links(draw: st.DrawFn) -> Resource:
    return Resource(
        name="link",
        kind=draw(st.sampled_from(("upi", "cxl_link", "nvlink"))),
        read_gb_per_s=draw(st.none() | RATES),
        idle_ns=draw(st.floats(0.0, 400.0)),
    )


@st.composite
def streams(draw: st.DrawFn, count: int) -> Stream:
    weights = draw(
        st.lists(st.integers(0, 255), min_size=count, max_size=count).filter(lambda w: sum(w) > 0)
    )
    return Stream(
        threads=draw(st.integers(1, 512)),
        lines_in_flight_per_thread=draw(st.floats(1.0, 32.0)),
        read_share=draw(st.floats(0.0, 1.0)),
        think_ns=draw(st.sampled_from((0.0, 5.0, 1000.0))),
        shares=tuple(weight / sum(weights) for weight in weights),
    )


@st.composite
def machines(draw: st.DrawFn, most_streams: int = 4) -> tuple[System, tuple[Stream, ...]]:
    count = draw(st.integers(1, 4))
    found = tuple(draw(nodes(f"node{index}")) for index in range(count))
    tasks = tuple(draw(streams(count)) for _ in range(draw(st.integers(1, most_streams))))
    reach = st.tuples(*[st.sampled_from(((), (0,)))] * count)
    paths = tuple(draw(reach) for _ in tasks)
    return System(nodes=found, links=(draw(links()),), paths=paths), tasks


def lone_rate(system: System, stream: Stream) -> float:
    lines = (stream.lines_in_flight_per_thread,)
    return float(weight_curve(system, stream, np.array([stream.shares]), lines).gb_per_s[0, 0])


@FEW
@given(machines())
def test_no_resource_is_above_its_capacity_and_no_number_is_strange(
    machine: tuple[System, tuple[Stream, ...]],
) -> None:
    found = solve(*machine)

    for load in found.nodes + found.links:
        assert 0 <= load.utilisation < 1
        assert math.isfinite(load.latency_ns)
    for result in found.streams:
        assert 0 < result.low_gb_per_s <= result.gb_per_s <= result.high_gb_per_s
        assert result.gb_per_s <= result.min_law_gb_per_s * (1 + 1e-12)


@FEW
@given(machines())
def test_streams_agree_as_far_as_rounding_lets_them(
    machine: tuple[System, tuple[Stream, ...]],
) -> None:
    found = solve(*machine)

    assert found.converged
    assert found.residual <= 1e-7


@FEW
@given(machines())
def test_what_streams_send_is_what_nodes_and_links_carry(
    machine: tuple[System, tuple[Stream, ...]],
) -> None:
    system, tasks = machine
    found = solve(system, tasks)
    rates = [result.gb_per_s for result in found.streams]

    assert sum(load.gb_per_s for load in found.nodes) == pytest.approx(sum(rates))
    crossing = [
        sum(share for share, path in zip(task.shares, paths, strict=True) if path)
        for task, paths in zip(tasks, system.paths, strict=True)
    ]
    sent = sum(rate * part for rate, part in zip(rates, crossing, strict=True))
    assert found.links[0].gb_per_s == pytest.approx(sent, abs=1e-12)


@FEW
@given(machines(most_streams=1), st.integers(0, 3), st.floats(1.0, 4.0))
def test_more_capacity_never_slows_a_stream_that_is_alone(
    machine: tuple[System, tuple[Stream, ...]], which: int, factor: float
) -> None:
    system, (stream,) = machine
    index = which % len(system.nodes)
    node = system.nodes[index]
    wider = replace(node, read_gb_per_s=(node.read_gb_per_s or 0) * factor)
    roomy = replace(system, nodes=(*system.nodes[:index], wider, *system.nodes[index + 1 :]))

    assert lone_rate(roomy, stream) >= lone_rate(system, stream) * (1 - 1e-9)


@FEW
@given(machines(most_streams=1), st.floats(1.0, 4.0))
def test_more_lines_in_flight_never_slow_a_stream_that_is_alone(
    machine: tuple[System, tuple[Stream, ...]], factor: float
) -> None:
    system, (stream,) = machine
    more = replace(stream, threads=stream.threads * factor)

    assert lone_rate(system, more) >= lone_rate(system, stream) * (1 - 1e-9)


@FEW
@given(machines(), st.randoms(use_true_random=False))
def test_renumbering_the_nodes_only_renumbers_the_answer(
    machine: tuple[System, tuple[Stream, ...]], chance: object
) -> None:
    system, tasks = machine
    order = list(range(len(system.nodes)))
    chance.shuffle(order)  # type: ignore[attr-defined]  # Hypothesis hands out a random.Random
    moved = replace(
        system,
        nodes=tuple(system.nodes[i] for i in order),
        paths=tuple(tuple(paths[i] for i in order) for paths in system.paths),
    )
    there = tuple(replace(task, shares=tuple(task.shares[i] for i in order)) for task in tasks)

    before, after = solve(system, tasks), solve(moved, there)

    for one, other in zip(before.streams, after.streams, strict=True):
        assert other.gb_per_s == pytest.approx(one.gb_per_s, rel=1e-6)
    for place, index in enumerate(order):
        assert after.nodes[place].name == before.nodes[index].name
        assert after.nodes[place].gb_per_s == pytest.approx(
            before.nodes[index].gb_per_s, rel=1e-6, abs=1e-9
        )


@FEW
@given(nodes("a"), nodes("b"), streams(1), streams(1))
def test_streams_that_share_nothing_do_not_know_of_each_other(
    a: Resource, b: Resource, one: Stream, other: Stream
) -> None:
    left = replace(one, shares=(1.0, 0.0))
    right = replace(other, shares=(0.0, 1.0))

    both = solve(System(nodes=(a, b)), (left, right))

    for node, stream, result in zip((a, b), (one, other), both.streams, strict=True):
        alone = lone_rate(System(nodes=(node,)), stream)
        assert result.gb_per_s == pytest.approx(alone, rel=1e-7)


@FEW
@given(
    st.sampled_from(("dram", "hbm")),
    RATES,
    st.floats(90.0, 1000.0),
    st.floats(1.0, 1e5),
    st.floats(0, 99),
)
def test_reads_of_one_bus_are_the_root_of_a_cubic_on_paper(
    kind: str, read: float, idle_ns: float, lines: float, think_ns: float
) -> None:
    row = KINDS[kind]
    node = Resource(name="node", kind=kind, read_gb_per_s=read, idle_ns=idle_ns)
    stream = Stream(threads=lines, lines_in_flight_per_thread=1, think_ns=think_ns, shares=(1.0,))

    use = lone_rate(System(nodes=(node,)), stream) / read

    # read * u * (think + idle + rise u + queue u^2 / (1 - u)) = 64 * lines, times (1 - u)
    time, offered = think_ns + idle_ns, 64 * lines / read
    cubic = [row.queue_ns - row.rise_ns, row.rise_ns - time, time + offered, -offered]
    roots = [root.real for root in np.roots(cubic) if abs(root.imag) < 1e-9 and 0 < root.real <= 1]
    assert use == pytest.approx(min(roots), rel=1e-5)


@FEW
@given(machines(most_streams=1))
def test_the_vectorised_solver_agrees_with_scalar_bisection(
    machine: tuple[System, tuple[Stream, ...]],
) -> None:
    system, (stream,) = machine

    assert lone_rate(system, stream) == pytest.approx(
        Twin(system, (stream,)).rate(0, [0.0]), rel=1e-8
    )


@FEW
@given(machines(most_streams=1))
def test_one_stream_solved_jointly_is_the_stream_solved_alone(
    machine: tuple[System, tuple[Stream, ...]],
) -> None:
    system, (stream,) = machine

    found = solve(system, (stream,)).streams[0].gb_per_s

    assert found == pytest.approx(lone_rate(system, stream), rel=1e-8)


@FEW
@given(machines())
def test_the_rates_of_several_streams_satisfy_the_scalar_equations(
    machine: tuple[System, tuple[Stream, ...]],
) -> None:
    twin = Twin(*machine)

    rates = [result.gb_per_s for result in solve(*machine).streams]

    # A hair below everybody has lines to spare, a hair above nobody has.
    below, above = ([rate * (1 + hair) for rate in rates] for hair in (-1e-8, 1e-8))
    for s in range(len(rates)):
        assert below[s] * twin.time(s, below) <= twin.in_flight(s) * (1 + 1e-6)
        assert above[s] * twin.time(s, above) >= twin.in_flight(s) * (1 - 1e-6)


@FEW
@given(nodes("a"), nodes("b"), streams(2), streams(2))
def test_two_streams_agree_with_bisection_inside_bisection(
    a: Resource, b: Resource, one: Stream, other: Stream
) -> None:
    system = System(nodes=(a, b), paths=(((), ()), ((), ())))
    slow = Twin(system, (one, other)).pair()

    fast = [result.gb_per_s for result in solve(system, (one, other)).streams]

    assert fast == pytest.approx(slow, rel=1e-6)


@FEW
@given(machines(most_streams=1), st.integers(2, 5))
def test_a_stream_cut_into_equal_parts_gets_the_same_in_sum(
    machine: tuple[System, tuple[Stream, ...]], parts: int
) -> None:
    system, (stream,) = machine
    part = replace(stream, threads=stream.threads / parts)
    many = replace(system, paths=system.paths * parts)

    found = solve(many, (part,) * parts)

    together = sum(result.gb_per_s for result in found.streams)
    assert together == pytest.approx(lone_rate(system, stream), rel=1e-7)
