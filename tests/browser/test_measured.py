"""What was measured on a real machine, laid over the results in a real browser."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Open
from tests.browser.test_results import plain
from tests.browser.test_workbench import bars, until

pytestmark = pytest.mark.browser

NUMA_MAPS = """\
7f3a40000000 weighted interleave:0-1 anon=1048576 N0=943000 N1=105576
"""
MATRIX = """Measuring idle latencies for random access (in ns)...
\t\tNuma node
Numa node\t     0\t     1\t
       0\t  97.4\t 260.8\t
"""
LOADED = """\
Intel(R) Memory Latency Checker - v3.11
Measuring Loaded Latencies for the system
Using all the threads from each core if Hyper-threading is enabled
Using Read-only traffic type
Inject	Latency	Bandwidth
Delay	(ns)	MB/sec
==========================
 00000	 240.00	 180000.0
 00100	 130.00	 150000.0
 05000	  97.00	  10000.0
"""


def paste(page: Page, text: str) -> None:
    if not page.locator("#measured-text").is_visible():
        page.locator("#measured-paste > summary").click()
    page.locator("#measured-text").fill(text)
    with page.expect_response("**/api/v1/import"):
        page.locator("#measured-compare").click()


def test_measured_pages_and_latencies_lie_over_the_figures(visit: Open) -> None:
    page = visit("/")
    paste(page, NUMA_MAPS)
    expect(page.locator("[data-residuals=measured_pages] tbody tr")).to_have_count(2)
    row = page.locator("[data-residuals=measured_pages] tbody tr").nth(1).locator("td")
    assert [plain(cell) for cell in row.all_inner_texts()] == [
        *("node 1 (CXL)", "104858", "105576", "+718", "+0.7%")
    ]
    until(page, "document.querySelector('[data-figure=distribution]').data[2]?.x[0] === 943000")

    expect(page.locator("[data-summary=measured_pages]")).to_contain_text("look like 9:1")

    paste(page, LOADED)
    expect(page.locator("[data-residuals=measured_latency] tbody tr")).to_have_count(3)
    paste(page, LOADED)
    expect(page.locator("#measured-shown")).to_contain_text(
        "mlc (latency) and numa-maps (pages) lie over"
    )
    page.get_by_label("Measured latency is of").select_option("1")
    latency = page.locator("[data-residuals=measured_latency] tbody")
    expect(latency).to_contain_text("node 1")
    expect(latency).not_to_contain_text("node 0")
    expect(page.locator("[data-residuals=measured_pages] tbody tr")).to_have_count(2)

    page.get_by_role("button", name="Remove the measurement").click()
    expect(page.locator("[data-residuals=measured_pages]")).to_be_hidden()
    until(page, "document.querySelector('[data-figure=distribution]').data.length === 4")


def test_a_text_without_a_measurement_is_told(visit: Open) -> None:
    page = visit("/", refusals=True)
    paste(page, "hello\n")
    said = page.locator("#measured-said")
    expect(said).to_contain_text("The text shows no output that is known here")
    expect(said).not_to_contain_text("/text")
    assert bars(page) == [943718, 104858]


def test_what_a_measurement_is_of_is_said_where_it_is_compared(visit: Open) -> None:
    page = visit("/")
    mappings = ("7f3a40000000 weighted interleave:0,3 N0=80 N3=20", "7f3a50000000 bind:0 N0=9")
    paste(page, "\n".join(mappings))
    told = page.locator("[data-summary=measured_pages]")
    expect(told).to_contain_text("Node 3 was measured and does not exist on this machine.")
    expect(told).to_contain_text("added up: weighted interleave:0,3; bind:0.")
    expect(told).to_contain_text("shares are compared, not pages")
    paste(page, LOADED.replace("180000.0", "380000.0"))
    beyond = page.locator("[data-summary=measured_latency]")
    expect(beyond).to_contain_text("reach 380 GB/s, more than the 210 GB/s that are compared")
    expect(page.locator("#measured-shown")).to_contain_text("mlc (latency) and numa-maps (pages)")


def test_matrices_of_mlc_lie_beside_the_model(visit: Open) -> None:
    page = visit("/")
    paste(page, MATRIX)
    rows = page.locator("[data-residuals=measured_pairs] tbody tr")
    expect(rows).to_have_count(2)
    expect(rows.nth(1)).to_contain_text("node 1 (CXL)")
    expect(page.locator("[data-summary=measured_pairs]")).to_contain_text("latency without load")
    expect(page.locator("#measured-shown")).to_contain_text("(matrices)")
    page.get_by_role("button", name="Remove the measurement").click()
    expect(page.locator("[data-residuals=measured_pairs]")).to_be_hidden()


def test_a_latency_can_be_of_all_nodes_together(visit: Open) -> None:
    page = visit("/?preset=two-sockets")
    paste(page, LOADED)
    page.get_by_label("Measured latency is of").select_option("")
    expect(page.locator("[data-summary=measured_latency]")).to_contain_text("together")


def test_paths_of_files_do_not_leave_the_page_with_a_measurement(visit: Open) -> None:
    page = visit("/")
    with page.expect_request("**/api/v1/import") as asked:
        paste(page, "bigbox-17:~ # cat maps\n7f00 bind:0 file=/opt/ACMECorp/x N0=5 bigbox-17\n")
    sent = asked.value.post_data or ""
    assert "N0=5" in sent
    assert not any(secret in sent for secret in ("ACME", "bigbox"))
