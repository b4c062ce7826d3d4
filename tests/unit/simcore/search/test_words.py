from dataclasses import replace

from simcore.bandwidth import Resource
from simcore.search.findings import Findings, find
from simcore.search.problem import Bound
from simcore.search.words import commands_for, paragraph, verdict
from tests.build import searched


def found(*rates: float, threads: int = 64, bound: Bound | None = None) -> Findings:
    bandwidth = {node: int(rate) for node, rate in enumerate(rates)}
    return find(searched(*rates, threads=threads), bound or Bound(limit=32), bandwidth)


def test_the_paragraph_says_what_to_set_and_what_to_expect() -> None:
    told = paragraph(found(190.0, 21.0, bound=Bound()))

    assert told.startswith("Set 10:1. Expected ")
    assert "above node 0 alone" in told
    assert "above node 0 alone; node 0 works at " in told
    assert "told these rates by firmware, auto mode would set 28:3, 0.2 % below the best." in told
    assert "The optimum is flat: everything from 9:1 to 1" in told
    assert "The best of all weights up to 255 is " in told


def test_weights_become_writes_and_a_program_start() -> None:
    assert commands_for(found(190.0, 21.0)) == (
        "echo 10 > /sys/kernel/mm/mempolicy/weighted_interleave/node0",
        "echo 1 > /sys/kernel/mm/mempolicy/weighted_interleave/node1",
        "numactl -w 0-1 PROGRAM",
    )


def test_equal_weights_need_no_weights() -> None:
    equal = found(100.0, 100.0)

    assert verdict(equal) == "Use plain interleave over nodes 0-1."
    assert commands_for(equal) == ("numactl -i 0-1 PROGRAM",)
    assert "No weights up to 32 are better." in paragraph(equal)


def test_a_single_node_is_bound_to_and_the_others_are_named() -> None:
    alone = found(200.0, 20.0, threads=2)
    told = paragraph(alone)

    assert verdict(alone) == "Bind to node 0: no weights are worth their trouble."
    assert commands_for(alone) == ("numactl -m 0 PROGRAM",)
    assert "which is node 0 alone" in told
    assert "Node 1 would add less than 1 %; plain interleave over all is " in told
    assert "auto mode" not in told
    assert "flat" not in told


def test_a_node_left_out_is_told() -> None:
    fewer = found(300.0, 200.0, 0.5, threads=400)

    assert verdict(fewer).endswith(" on nodes 0-1 and leave node 2 out.")
    assert "Node 2 would add less than 1 %" in paragraph(fewer)


def test_a_sharp_optimum_is_told_to_be_sharp() -> None:
    sharp = found(100.0, 100.0, threads=100_000)

    assert "The optimum is sharp: among n:1 and 1:n only 1:1" in paragraph(sharp)


def test_the_only_dram_node_is_called_dram_only() -> None:
    problem = searched(190.0, 60.0)
    nodes = problem.system.nodes
    system = replace(problem.system, nodes=(nodes[0], replace(nodes[1], kind="cxl")))

    assert "above DRAM only" in paragraph(find(replace(problem, system=system), Bound(), {}))


def test_of_two_dram_nodes_one_is_not_called_dram_only() -> None:
    assert "above node 0 alone" in paragraph(found(190.0, 60.0))


def test_no_ladder_is_told_that_contradicts_the_neighbours() -> None:
    told = paragraph(found(100.0, 66.0, threads=100_000))

    assert told.startswith("Set 3:2")
    assert "n:1" not in told
    assert "flat" not in told


def test_neighbours_are_other_weights_and_none_that_the_flat_optimum_tells() -> None:
    flat = paragraph(found(190.0, 21.0, bound=Bound()))
    fewer = paragraph(found(300.0, 200.0, 0.5, threads=400))

    assert flat.count("9:1") == 1
    assert "within" not in flat
    assert fewer.startswith("Set 3:2 on nodes 0-1 ")
    assert fewer.count("3:2") == 1
    assert "; 1:1 is " in fewer


def test_a_gain_within_the_models_error_is_about_the_same() -> None:
    assert "about the same as node 0 alone" in paragraph(found(190.0, 7.0))


def test_of_many_nodes_only_the_busiest_are_named() -> None:
    told = paragraph(found(*[50.0] * 9, 10.0, bound=Bound(limit=8)))

    assert told.count(" at ") == 8


def test_a_link_that_is_the_tightest_is_named() -> None:
    problem = searched(200.0, 200.0)
    link = Resource(name="upi0-1", kind="upi", read_gb_per_s=30.0, idle_ns=60.0)
    system = replace(problem.system, links=(link,), paths=(((), (0,)),))
    problem = replace(problem, system=system, most_share=(0.75, 1.0))
    told = paragraph(find(problem, Bound(limit=32), {}))

    assert "; upi0-1 is the tightest" in told
    assert " 2:1 is 25 % below; " in told
    assert "4:1" not in told
    assert "Node 0 has room for 75 % of the pages." in told


def test_without_dram_or_room_for_it_nothing_is_compared_with_it() -> None:
    crowded = replace(searched(200.0, 20.0), most_share=(0.5, 1.0))
    far = searched(200.0, 20.0)
    nodes = tuple(replace(node, kind="cxl") for node in far.system.nodes)
    far = replace(far, system=replace(far.system, nodes=nodes))

    assert "DRAM" not in paragraph(find(crowded, Bound(limit=8), {}))
    assert "DRAM" not in paragraph(find(far, Bound(limit=32), {}))


def test_weights_that_lose_to_one_node_are_told_to() -> None:
    one = searched(200.0, 20.0)
    both = replace(one, streams=one.streams * 2, allowed=((True, True), (True, True)))
    told = paragraph(find(both, Bound(limit=4, total=5), {}))

    assert told.startswith("Bind to node 0")
    assert told.endswith("The best of all weights up to 4 with a sum up to 5 is 4:1, 50 % less.")


def test_nothing_in_flight_is_told_without_a_strange_number() -> None:
    told = paragraph(find(searched(200.0, 20.0, threads=0), Bound(limit=8), {}))

    assert "nan" not in told
    assert "Expected 0.00 GB/s" in told
