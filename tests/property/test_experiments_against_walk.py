"""Whole experiments against the page-by-page walk: answers, pages, free memory."""

from __future__ import annotations

from hypothesis import example, given
from hypothesis import strategies as st

from simcore.spec import decode
from simcore.system import System
from tests.build import Document, Ran, canonical, experiment, machine, mmap, run, touch, touched
from tests.oracle.slow import Answer, Walk
from tests.property.strategies import THOROUGH, experiments, machines


def answers(ran: Ran) -> list[Answer]:
    return [(got.ret, got.errno, got.signal, got.at_page) for got in ran.events]


@THOROUGH
@given(experiments())
@example(experiment(machine(1, 1), *touched(513, "bind", "0-1")))
@example(experiment(machine(1, 1), mmap(600), touch("599-0:7,0-599")))
def test_an_experiment_goes_as_the_page_walk_says(document: Document) -> None:
    ran, walk = run(document), Walk(canonical(document)).run()

    assert answers(ran) == walk.answers
    assert {region: ran.nodes(region) for region in ran.system.regions} == walk.pages
    assert ran.free == walk.free


@given(experiments())
def test_pages_and_free_pages_always_add_up(document: Document) -> None:
    ran, before = run(document), System.boot(decode(document)).free

    for node, capacity in before.items():
        placed = sum(ran.counts(region).get(node, 0) for region in ran.system.regions)
        assert placed + ran.free[node] == capacity
        assert ran.free[node] >= 0


@given(experiments())
def test_the_changes_that_are_told_lead_to_the_state_at_the_end(document: Document) -> None:
    ran = run(document)
    free = System.boot(decode(document)).free
    for answer in ran.events:
        for node in free:
            before, after = answer.changes.get(f"nodes/{node}/free_pages", (free[node],) * 2)
            assert before == free[node]
            free[node] = after
    assert free == ran.free


RATES = st.none() | st.integers(1, 400_000)
SOURCES = st.sampled_from(["typed", "hmat", "estimated", "assumed"])


@given(machines(), st.data())
def test_automatic_weights_trust_the_rates_that_the_walk_trusts(
    on: Document, data: st.DataObject
) -> None:
    sources = {}
    for place, node in enumerate(on["nodes"]):
        for rate in ("read_mib_per_s", "write_mib_per_s"):
            node[rate] = data.draw(RATES)
            sources[f"/nodes/{place}/{rate}"] = data.draw(SOURCES)
    document = experiment(on | {"sources": sources}, sysfs={"auto": True})

    assert run(document).system.weights == Walk(canonical(document)).weights
