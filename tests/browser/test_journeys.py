"""Three people use the page from the door to what they came for; each of them by keyboard, too.

The kernel developer's way lies in test_compare.py, by hand and by keyboard; drawing a machine by
presses alone and by keyboard alone lies in test_editor.py.
"""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Open
from tests.conftest import DATA

pytestmark = pytest.mark.browser

FORMATS = DATA / "formats"
KINDS = {0: "dram", 1: "dram", 2: "hbm", 3: "cxl"}


def sample(name: str) -> str:
    return (FORMATS / name).read_text()


def tab_to(page: Page, selector: str, most: int = 80) -> None:
    """Press Tab until the element that ``selector`` names has the focus."""
    for _ in range(most):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    raise AssertionError(f"Tab never came to {selector}")


def why(page: Page) -> str:
    expect(page.locator("#why-answer")).to_contain_text("position")
    return page.locator("#why-answer").inner_text()


def test_a_student_opens_a_preset_predicts_scrubs_and_asks_why(visit: Open) -> None:
    page = visit("/?preset=dram-cxl&w=3,1&pages=64")
    expect(page.locator("#moment-label")).to_contain_text("touch heap 0-63")
    # The prediction: of every four pages the last one lies on node 1, so page 37 is on node 0.
    page.locator("#scrub-page").fill("37")
    page.locator("#scrub-page").press("Enter")
    expect(page.locator("#moment-label")).to_contain_text("37")
    page.locator("#page-number").fill("37")
    page.locator("#page-number").press("Enter")
    told = why(page)
    assert "Page 37 is on node 0" in told
    assert "weighted_interleave_nid" in told
    page.locator("[data-scrub=last]").click()
    expect(page.locator("[data-table=nodes] tbody tr").first).to_contain_text("48")


def test_a_student_does_it_by_keyboard_alone(visit: Open) -> None:
    page = visit("/?preset=dram-cxl&w=3,1&pages=64")
    tab_to(page, "#scrub-page", most=120)
    page.keyboard.press("Control+a")
    page.keyboard.type("37")
    page.keyboard.press("Enter")
    expect(page.locator("#moment-label")).to_contain_text("37")
    tab_to(page, "#strip")
    page.keyboard.press("End")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Enter")
    expect(page.locator("#why-answer")).to_contain_text("Page 62")
    page.keyboard.press("Home")
    page.keyboard.press("Enter")
    assert "Page 0 is on node 0" in why(page)


def test_an_engineer_brings_the_machine_reads_the_advice_and_takes_commands(visit: Open) -> None:
    page = visit("/")
    page.locator("#open-import").click()
    page.locator("#import-text").fill(sample("numactl-H.txt"))
    page.get_by_role("button", name="Add another paste").click()
    page.locator("#import-text").fill(sample("mlc-all.txt"))
    page.get_by_role("button", name="Review", exact=True).click()
    for node, kind in KINDS.items():
        page.get_by_label(f"Kind of memory of node {node}").select_option(kind)
    page.get_by_role("button", name="Use this machine").click()
    expect(page.locator("#import-dialog")).to_be_hidden()
    expect(page.locator("svg.machine [data-name^=node]")).to_have_count(4)
    page.locator("#find-best").click()
    expect(page.locator("#advice-card")).to_be_visible(timeout=30_000)
    page.get_by_role("button", name="Set these weights").click()
    # Four threads cannot fill the DRAM of their own socket: other nodes only add latency.
    expect(page.locator("#advice-body")).to_contain_text("Bind to node 0")
    commands = page.locator("[data-commands]")
    expect(commands).to_contain_text("taskset -c 0-3 numactl --weighted-interleave=0 ./app")
    page.locator("#copy-commands").click()
    expect(page.locator("#copy-commands")).to_have_text("Copied")
    assert page.evaluate("navigator.clipboard.readText()") == commands.inner_text()


def test_an_engineer_does_it_by_keyboard_alone(visit: Open) -> None:
    page = visit("/")
    tab_to(page, "#open-import")
    page.keyboard.press("Enter")
    expect(page.locator("#import-text")).to_be_focused()
    page.keyboard.insert_text(sample("numactl-H.txt"))
    tab_to(page, "#import-dialog [data-read]")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="2. Review")).to_be_focused()
    for node, kind in KINDS.items():
        page.keyboard.press("Tab")
        expect(page.get_by_label(f"Kind of memory of node {node}")).to_be_focused()
        page.keyboard.type(kind.upper())
        expect(page.locator("#import-dialog .import-status")).not_to_have_text("Reading…")
    tab_to(page, "#import-dialog [data-use]", most=200)
    page.keyboard.press("Enter")
    expect(page.locator("#import-dialog")).to_be_hidden()
    tab_to(page, "#find-best", most=200)
    page.keyboard.press("Enter")
    expect(page.locator("#advice-card")).to_be_visible(timeout=30_000)
    tab_to(page, "#advice-body button", most=200)
    page.keyboard.press("Enter")
    expect(page.locator("[data-commands]")).to_contain_text("--weighted-interleave=0 ./app")
    tab_to(page, "#copy-commands", most=200)
    page.keyboard.press("Enter")
    expect(page.locator("#copy-commands")).to_have_text("Copied")
