"""What the gallery says is what the simulator gives: every number in a paragraph has its claim.

A claim runs the entry's experiment, checks what the paragraph tells, and returns the numbers
that it may hold. A number of a text that no claim returns, or the other way round, is an error.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from typing import Any

import pytest

from app.present.text import gb_per_s, grouped
from app.services.catalog import Catalog
from app.services.gallery import NAMES, Exhibits, wanted
from app.services.races import explored_piece
from app.words import LANGUAGES, Words, words_of
from simcore.kernel.weights import auto_weights
from simcore.result import Result
from simcore.simulate import simulate
from simcore.spec import Experiment, decode
from tests.build import Document

Claim = Callable[[Experiment, Result, Words], list[str]]

CATALOG = Catalog()
ENTRIES = Exhibits.read().shown
CLAIMS: dict[str, Claim] = {}
NUMBER = re.compile(r"(?<![\w.])\d+(?:[\u202f.,:-]\d+)*")


def claim(name: str) -> Callable[[Claim], Claim]:
    def known(check: Claim) -> Claim:
        CLAIMS[name] = check
        return check

    return known


def run(name: str, change: Callable[[Document], object] = lambda _: None) -> Result:
    """The result of an entry's experiment, after a change."""
    plain = wanted(ENTRIES[name], CATALOG).experiment.model_dump(mode="json", by_alias=True)
    change(plain)
    return simulate(decode(plain))


def numbers(*values: int | str) -> list[str]:
    return [grouped(value) if isinstance(value, int) else value for value in values]


def on(result: Result, region: str = "heap") -> dict[int, int]:
    return {int(node): pages for node, pages in result.regions[region].pages_on.items()}


def rate(result: Result) -> float:
    return result.streams[0].gb_per_s


def alone(result: Result, node: int) -> float:
    assert result.curve is not None
    return result.curve.alone[str(node)]


def works(result: Result, node: int) -> str:
    load = next(each.utilisation for each in result.nodes if each.id == node)
    assert load is not None
    return f"{load * 100:.0f}"


def top(result: Result) -> tuple[int, float]:
    """The weight with most bandwidth, and how much that is."""
    assert result.curve is not None
    best = max(result.curve.points, key=lambda point: point[1])
    return best[0], best[1]


def weights(result: Result) -> str:
    assert result.curve is not None
    return ":".join(map(str, result.curve.weights.values()))


@claim("dram-cxl")
def dram_and_cxl(_: Experiment, result: Result, say: Words) -> list[str]:
    five = run("dram-cxl", lambda plain: plain["sysfs"]["weights"].update({"0": 5}))
    assert five.streams[0].bottleneck == "node 1"
    assert rate(five) < alone(result, 0) < rate(result)
    told = numbers(weights(result), on(result)[1], result.regions["heap"].pages, "0", "5:1")
    return [*told, gb_per_s(rate(result), say), gb_per_s(alone(result, 0), say)]


@claim("lesson-page-37")
def page_37(_: Experiment, result: Result, say: Words) -> list[str]:
    backwards = run("lesson-page-37", lambda plain: plain["events"][2].update(pages="99-0"))
    assert backwards.regions["heap"].window(0, 100) == result.regions["heap"].window(0, 100)
    assert result.regions["heap"].window(36, 4) == [0, 0, 0, 1]
    return numbers(weights(result), *on(result).values(), 37)


@claim("two-sockets")
def two_sockets(_: Experiment, result: Result, say: Words) -> list[str]:
    assert result.streams[0].bottleneck == "upi0-1"
    assert on(result)[0] == on(result)[1]
    busiest = max(works(result, 0), works(result, 1))
    weight, most = top(result)
    rates = [gb_per_s(each, say) for each in (rate(result), alone(result, 0), most)]
    return [*rates, busiest, f"{weight}:1", "0"]


@claim("two-sockets-two-cxl")
def four_nodes(_: Experiment, result: Result, say: Words) -> list[str]:
    loads = [float(works(result, node)) for node in range(4)]
    low, high = result.streams[0].gb_per_s_band
    rates = [rate(result), alone(result, 0), low, high]
    return [weights(result), *(gb_per_s(each, say) for each in rates), f"{max(loads):.0f}", "0"]


@claim("hbm-flat")
def hbm(experiment: Experiment, result: Result, say: Words) -> list[str]:
    assert experiment.machine.node(1).cpus == ""
    rates = [rate(result), alone(result, 1), alone(result, 0)]
    assert rates == sorted(rates, reverse=True)
    pages = numbers(on(result)[1], result.regions["heap"].pages)
    return ["1:3", *pages, *(gb_per_s(each, say) for each in rates)]


@claim("stream-cover-letter")
def letter(_: Experiment, result: Result, say: Words) -> list[str]:
    weight, most = top(result)
    assert result.curve is not None
    near = {point[0]: point[1] for point in result.curve.points}
    assert near[weight + 2] > most * 0.99
    point = say("numbers.point")
    both = [f"{alone(result, node):.1f}".replace(".", point) for node in (0, 1)]
    gain = rate(result) / alone(result, 0) - 1
    return [*both, weights(result), gb_per_s(rate(result), say), f"{gain * 100:.0f}", f"{weight}:1"]


@claim("stream-plain-interleave")
def plain_interleave(_: Experiment, result: Result, say: Words) -> list[str]:
    share = rate(result) / alone(result, 0)
    assert on(result)[0] == on(result)[1]
    loads = [works(result, 1), works(result, 0)]
    return [gb_per_s(rate(result), say), f"{share * 100:.0f}", *loads]


@claim("asymmetric-distances")
def asymmetric(experiment: Experiment, result: Result, say: Words) -> list[str]:
    def from_node_1(plain: Document) -> None:
        plain["tasks"][0]["cpu"] = 1

    rows = experiment.machine.distance
    assert list(rows[0]) == [10, 21, 12, 31]
    assert filled(result) == [0, 2, 1]
    assert filled(run("asymmetric-distances", from_node_1)) == [1, 0, 3]
    counts = numbers(result.regions["heap"].pages, on(result)[0], on(result)[1])
    assert on(result)[0] == on(result)[2]
    return [*counts, *numbers(rows[0][1], rows[1][0], rows[0][2], 0, 1, 2, 3)]


def filled(result: Result) -> list[int]:
    """Nodes in the order in which they got pages."""
    return [int(turn) for _, _, turn, _ in result.regions["heap"].segments]


@claim("auto-weights")
def auto(experiment: Experiment, result: Result, say: Words) -> list[str]:
    rates = [
        min(node.read_mib_per_s or 0, node.write_mib_per_s or 0)
        for node in experiment.machine.nodes
    ]
    assert auto_weights(dict(enumerate(rates))) == {0: 28, 1: 3}
    assert 1 - rate(result) / top(result)[1] < 0.01
    return [weights(result), "32", "6.16", "1", "3"]


@claim("firmware-silent")
def silent(_: Experiment, result: Result, say: Words) -> list[str]:
    loss = 1 - rate(result) / rate(run("auto-weights"))
    pages = numbers(on(result)[1], result.regions["heap"].pages)
    return [weights(result), *pages, gb_per_s(rate(result), say), f"{loss * 100:.0f}"]


@claim("firmware-swapped")
def swapped(experiment: Experiment, result: Result, say: Words) -> list[str]:
    low = [node.write_mib_per_s or 0 for node in experiment.machine.nodes]
    assert auto_weights({0: low[1], 1: low[0]}) == {0: 3, 1: 28}
    plain = run("dram-cxl", lambda plain: plain["events"][0].update(mode="interleave"))
    assert rate(result) < rate(plain)
    pages = numbers(on(result)[1], result.regions["heap"].pages)
    return ["3:28", *pages, gb_per_s(rate(result), say)]


@claim("node-fills-up")
def fills(_: Experiment, result: Result, say: Words) -> list[str]:
    heap = result.regions["heap"]
    (_, first, _, _), (second, _, turn, _), (third, _, last, _) = heap.segments
    assert first == second
    assert (turn, last) == ("1x6 2", "2")
    asked = [round(pages) for pages in heap.asked_for().values()]
    return numbers("4:2:1", *asked, on(result)[0], on(result)[1], second, third, 0, 1, 2)


@claim("weights-in-the-middle")
def in_the_middle(_: Experiment, result: Result, say: Words) -> list[str]:
    nodes = result.regions["heap"].window(0, 200)
    halves = [half.count(node) for half in (nodes[:100], nodes[100:]) for node in (0, 1)]
    return numbers(100, "4:1", "1:1", *halves, *on(result).values())


@claim("cpuset-shrinks")
def shrinks(_: Experiment, result: Result, say: Words) -> list[str]:
    changes = result.events[3].changes
    assert changes["tasks/main/policy"] == ("interleave:0-3", "interleave:0-1")
    moved = sum(after - before for node in (2, 3) for before, after in [freed(changes, node)])
    came = [before - after for node in (0, 1) for before, after in [freed(changes, node)]]
    assert came == [8, 8]
    assert [on(result).get(node) for node in range(4)] == [32, 32, None, None]
    before = {node: freed(result.events[2].changes, node) for node in range(4)}
    assert {full - left for full, left in before.values()} == {8}
    return numbers("0-3", 32, "0-1", moved, 0, 1, 2, 3, sum(on(result).values()))


def freed(changes: dict[str, tuple[Any, Any]], node: int) -> tuple[int, int]:
    return changes[f"nodes/{node}/free_pages"]


def policies(result: Result) -> list[str]:
    changes = [event.changes.get("tasks/main/policy") for event in result.events]
    return [change[1].rpartition(":")[2] for change in changes if change]


@claim("static-nodes")
def static(_: Experiment, result: Result, say: Words) -> list[str]:
    assert policies(result) == ["0-1", "1", "0-1"]
    assert result.regions["heap"].window(16, 16) == [1] * 16
    assert result.regions["heap"].window(0, 16) == [1] * 16
    assert 2 not in on(result)
    return numbers("0-1", "1-3", 1, 16, "0-3", on(result)[1], 64, 2, 0)


@claim("relative-nodes")
def relative(_: Experiment, result: Result, say: Words) -> list[str]:
    assert policies(result) == ["0-1", "1-2", "0-1"]
    assert on(result)[2] == 8
    assert 2 not in on(run("static-nodes"))
    return numbers("0-1", "1-3", "1-2", 2, 16, "0-3")


@claim("home-node-bind")
def bound(_: Experiment, result: Result, say: Words) -> list[str]:
    end = result.events[-1]
    assert end.signal == 9
    assert filled(result) == [2, 1]
    assert on(result) == {1: 16384, 2: 16384}
    return numbers(0, "1-2", 2, 16384, 1, end.at_page or 0)


@claim("home-node-preferred-many")
def preferred(_: Experiment, result: Result, say: Words) -> list[str]:
    assert filled(result) == [2, 1, 0]
    assert result.events[-1].signal is None
    first = result.regions["heap"].segments[-1][0]
    return numbers(2, 1, first, on(result)[0], result.regions["heap"].pages, 0)


@claim("page-cache-counter")
def cached(_: Experiment, result: Result, say: Words) -> list[str]:
    assert on(result) == {0: 8}
    assert on(result, "file") == {0: 4, 1: 4}
    return ["0"]


@claim("own-weights-of-a-task")
def of_a_task(experiment: Experiment, result: Result, say: Words) -> list[str]:
    assert experiment.kernel == "mempolicy2-v6"
    assert result.events[3].changes == {"sysfs/weights/1": (1, 9)}
    return numbers("5:2:1", 9, 1, *on(result).values(), result.regions["heap"].pages)


@claim("own-weights-of-a-range")
def of_a_range(experiment: Experiment, result: Result, say: Words) -> list[str]:
    assert experiment.kernel == "mempolicy2-v6"
    return numbers("5:2:1", "1:6:1", *on(result).values(), *on(result, "index").values())


@claim("attribute-flags")
def attributes(_: Experiment, result: Result, say: Words) -> list[str]:
    def all_three(plain: Document) -> None:
        plain["events"][1]["flags"] = ["attribute_1", "attribute_2", "attribute_4"]

    most = on(run("attribute-flags", all_three))
    assert most[0] == 8 * most[1]
    assert on(result)[0] == 4 * on(result)[1]
    told = numbers(1, 2, 4, 0, *on(result).values(), result.regions["heap"].pages)
    return [*told, "8:1", "9:1"]


RACES = {
    "home-node-two-calls": (["lost_update"], lambda odd, all_, _: [odd, all_]),
    "home-node-one-call": ([], lambda odd, all_, ends: [] if (all_, ends) == (2, 1) else [all_]),
    "three-sysfs-writes": (["half_made_placement"], lambda odd, all_, ends: [all_, ends]),
    "three-weights-one-call": ([], lambda odd, all_, ends: [all_, ends]),
    "policy-read-between-writes": (["torn_read"], lambda odd, all_, _: [odd, all_]),
    "attribute-bits-two-outsiders": (["mixed_state"], lambda odd, all_, _: [odd, all_, 0, 1]),
    "attribute-bits-one-call": (
        [],
        lambda odd, all_, ends: [] if (all_, ends) == (2, 1) else [all_],
    ),
    "home-node-read-modify-write": (["lost_update"], lambda odd, all_, _: [odd, all_]),
}
"""What goes wrong in each race, and the numbers told of: (odd, all schedules, ends)."""


def told_numbers(name: str, language: str) -> set[str]:
    return set(NUMBER.findall(ENTRIES[name].look_for.said(words_of(language))))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", [name for name in NAMES if ENTRIES[name].race is None])
def test_a_paragraph_tells_what_the_simulator_gives(name: str, language: str) -> None:
    experiment = wanted(ENTRIES[name], CATALOG).experiment
    claimed = CLAIMS[name](experiment, simulate(experiment), words_of(language))
    assert told_numbers(name, language) == set(claimed)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("piece", RACES)
def test_a_paragraph_of_a_race_tells_how_it_ends(piece: str, language: str) -> None:
    report = explored_piece(piece)
    rules, told = RACES[piece]
    assert sorted({odd.rule for end in report.outcomes for odd in end.anomalies}) == rules
    wrong = sum(end.schedules for end in report.outcomes if end.anomalies)
    claimed = map(str, told(wrong, report.schedules, len(report.outcomes)))
    assert told_numbers(f"race-{piece}", language) == set(claimed)


def test_every_race_hangs_there() -> None:
    assert [entry.race for entry in ENTRIES.values() if entry.race] == list(RACES)


def test_each_end_of_three_writes_can_come_with_half_made_pages() -> None:
    report = explored_piece("three-sysfs-writes")
    assert all(end.anomalies for end in report.outcomes)


@pytest.mark.parametrize("name", [name for name in NAMES if ENTRIES[name].race is None])
def test_an_experiment_of_the_gallery_has_no_problems_and_takes_no_time(name: str) -> None:
    experiment = wanted(ENTRIES[name], CATALOG).experiment
    start = time.perf_counter()
    result = simulate(experiment)
    assert time.perf_counter() - start < 0.5
    assert [event.check for event in result.events if event.errno is not None] == []
