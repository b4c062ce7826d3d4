"""What follows from an edit of the drawing is done everywhere, and said."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Open, Site
from tests.browser.test_editor import add, element, names, tool
from tests.build import default_experiment, edited

pytestmark = pytest.mark.browser


def test_another_kind_brings_its_own_assumptions(visit: Open) -> None:
    page = visit("/")
    add(page, "cxl")
    page.locator("#inspect-idle_ns").fill("222")
    page.locator("#inspect-kind").focus()
    page.locator("#inspect-kind").select_option("hbm")
    expect(page.locator("#inspect-read_mib_per_s")).not_to_have_value("20981")
    expect(page.locator("#inspect-idle_ns")).to_have_value("222")
    expect(page.locator("[data-field=read_mib_per_s] .chip")).to_have_text("assumed")
    assert "link:on_package-node2-socket0" in names(page)


def test_a_link_of_another_kind_stays_chosen(visit: Open) -> None:
    page = visit("/")
    add(page, "cxl")
    element(page, "link:cxl-node2-socket0").focus()
    page.locator("#inspector").get_by_label("kind").select_option("nvlink")
    expect(element(page, "link:nvlink-node2-socket0")).to_have_attribute("aria-pressed", "true")
    expect(page.locator("#inspect-kind")).to_have_value("nvlink")


def test_a_link_elsewhere_takes_memory_along_and_says_so(visit: Open) -> None:
    page = visit("/")
    add(page, "switch")
    element(page, "node1").click()
    tool(page, "link").click()
    element(page, "switch0").click()
    said = "node 1 CXL is attached to switch 0 now, no longer to socket 0."
    expect(page.locator("#editor-said")).to_have_text(said)
    assert [name for name in names(page) if name.startswith("link:")] == [
        "link:cxl-node1-switch0",
        "link:cxl-socket0-switch0",
    ]


def test_memory_is_not_linked_to_memory(visit: Open) -> None:
    page = visit("/")
    add(page, "hbm")
    tool(page, "link").click()
    expect(page.locator("#link-end option")).to_have_text(["socket 0"])
    element(page, "node1").click()
    expect(page.locator("#problems")).to_contain_text("not to other memory")
    assert [name for name in names(page) if name.startswith("link:")] == ["link:pcie0"]


def test_policies_follow_a_node_that_goes_and_that_is_said(visit: Open) -> None:
    page = visit("/")
    element(page, "node1").click()
    tool(page, "delete").click()
    said = "The policy is now weighted_interleave 0."
    expect(page.locator("#editor-said")).to_have_text(said)
    expect(page.locator("#status")).to_have_text(f"node 1 CXL is deleted. {said}")
    expect(page.locator("[data-table=events] tbody tr").first).to_contain_text("=0")
    expect(page.locator("#home")).not_to_contain_text("0-1")
    page.locator("#undo").click()
    expect(page.locator("#editor-said")).to_be_hidden()


def test_a_rate_is_told_in_the_unit_of_the_drawing_too(visit: Open) -> None:
    page = visit("/")
    element(page, "node0").click()
    unit = page.locator("[data-field=read_mib_per_s] .unit")
    expect(unit).to_have_text("MiB/s = 214 GB/s")
    page.locator("#inspect-read_mib_per_s").fill("100000")
    expect(unit).to_have_text("MiB/s = 105 GB/s")
    expect(element(page, "node0")).to_contain_text("105 GB/s")
    page.locator("#inspect-read_mib_per_s").fill("")
    expect(unit).to_have_text("MiB/s")


def test_a_machine_is_drawn_from_the_least_that_runs(visit: Open) -> None:
    page = visit("/", refusals=True)
    page.locator("#preset").select_option("new-machine")
    expect(element(page, "link:pcie0")).to_have_count(0)
    assert names(page) == ["node0", "socket0"]
    add(page, "cxl")
    expect(page.locator("[data-table=nodes] tbody tr")).to_have_count(2)
    expect(page.locator("#problems")).to_be_hidden()


def test_a_number_that_is_typed_is_assumed_no_more(visit: Open) -> None:
    page = visit("/")
    add(page, "cxl")
    line = page.locator("[data-field=read_mib_per_s]")
    expect(line.locator(".chip")).to_have_text("assumed")
    line.locator("input").fill("5000")
    expect(line.locator(".chip")).to_have_count(0)
    expect(page.locator("[data-field=write_mib_per_s] .chip")).to_have_text("assumed")


def test_a_link_under_measured_ways_says_that_its_rates_do_not_count(
    visit: Open, site: Site
) -> None:
    way = {"initiator": 0, "target": 1, "read_mib_per_s": 18_000, "write_mib_per_s": 18_000}
    measured = edited(default_experiment(), "/machine/access", [way])
    page = visit("/")
    element(page, "link:pcie0").focus()
    expect(page.locator("#inspector")).to_contain_text("link")
    expect(page.locator("#inspector")).not_to_contain_text("the measurement counts")

    share = page.request.post(f"{site.url}/api/v1/experiments", data={"experiment": measured})
    page = visit(share.json()["url"])
    element(page, "link:pcie0").focus()
    expect(page.locator("#inspector")).to_contain_text("the measurement counts")
