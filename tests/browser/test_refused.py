"""A draft that cannot be run: what is shown beside it, and how it is mended."""

from __future__ import annotations

import json
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from simcore.spec import decode
from tests.browser.conftest import Open
from tests.browser.test_workbench import until, verdict

pytestmark = pytest.mark.browser

FRAGMENT = """async (experiment) => {
  const { toFragment } = await import("/static/js/link.js");
  return toFragment(JSON.parse(experiment));
}"""


def measured_ways() -> dict[str, Any]:
    """Two sockets whose latencies from node to node were measured."""
    nodes = [
        {"id": node, "mib": 4096, "cpus": cpus, "socket": node, "read_mib_per_s": 100_000}
        | {"write_mib_per_s": 90_000, "idle_ns": 110}
        for node, cpus in enumerate(["0-7", "8-15"])
    ]
    access = [
        {"initiator": a, "target": b, "idle_ns": 189, "read_mib_per_s": 60_000} for a, b in PAIRS
    ]
    whole = {
        "machine": {
            "sockets": [{"id": 0}, {"id": 1}],
            "nodes": nodes,
            "distance": [[10, 21], [21, 10]],
            "access": access,
        },
        "tasks": [{"name": "main", "cpu": 0}],
        "events": [
            {"op": "set_mempolicy", "mode": "interleave", "nodes": "0-1"},
            {"op": "mmap", "id": "heap", "pages": 1000},
            {"op": "touch", "id": "heap", "pages": "0-999"},
        ],
        "workload": {"streams": [{"threads": 8, "regions": {"heap": 1000}}]},
    }
    return decode(whole).model_dump(mode="json")


PAIRS = ((0, 1), (1, 0))


def opened(visit: Open, experiment: dict[str, Any]) -> Page:
    page = visit("/", refusals=True)
    fragment = page.evaluate(FRAGMENT, json.dumps(experiment))
    page.evaluate("(fragment) => { location.hash = fragment; }", fragment)
    expect(page.locator("[data-tag='machine']")).to_contain_text("2 sockets, 2 nodes")
    page.locator("#rates > summary").click()
    return page


def test_a_latency_that_a_measured_way_forbids_is_mended_where_it_was_typed(visit: Open) -> None:
    page = opened(visit, measured_ways())
    before = verdict(page)
    page.locator("[data-rates] [data-node='1'] [data-rate='idle_ns']").fill("400")
    problems = page.locator("#problems")
    expect(problems).to_contain_text("node 0 to node 1 takes 189 ns")
    expect(problems).to_contain_text("400 ns that its own socket takes")
    assert "/experiment" not in problems.inner_text()
    assert "The last result still stands" in problems.inner_text()
    assert verdict(page) == before

    page.get_by_label("idle latency, node 0 to node 1").fill("450")
    expect(problems).to_be_hidden()
    page.get_by_role("button", name="Remove node 0 to node 1").click()
    expect(page.locator("[data-way]")).to_have_count(1)
    expect(page.get_by_role("button", name="Remove node 1 to node 0")).to_be_focused()
    page.locator("#undo").click()
    expect(page.get_by_label("idle latency, node 0 to node 1")).to_have_value("450")


def test_beside_a_draft_without_a_result_no_other_result_is_shown(visit: Open) -> None:
    page = opened(visit, measured_ways())
    before = page.evaluate("location.hash")
    page.locator("[data-rates] [data-node='1'] [data-rate='idle_ns']").fill("400")
    expect(page.locator("#problems")).to_be_visible()
    expect(page.locator("#answer")).to_be_visible()
    until(page, f"location.hash !== '{before}'")
    page.reload()
    page.mouse.move(1, 1)
    expect(page.locator("#problems")).to_contain_text("It has no result yet")
    for foreign in ("#answer", "#strip", "[data-figure='bandwidth']", "[data-commands]"):
        expect(page.locator(foreign).first).to_be_hidden()

    page.locator("#rates > summary").click()
    page.locator("[data-rates] [data-node='1'] [data-rate='idle_ns']").fill("150")
    expect(page.locator("#answer")).to_be_visible()
    expect(page.locator("#problems")).to_be_hidden()
