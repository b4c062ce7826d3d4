"""Scripts that come when they are needed, on a server that was away when they were."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Open

pytestmark = pytest.mark.browser

AWAY = "The server does not answer; nothing is lost. Try again later."


def without(page: Page, *scripts: str) -> None:
    for script in scripts:
        page.route(f"**/static/*/js/{script}*", lambda route: route.abort())
        page.route(f"**/static/js/{script}*", lambda route: route.abort())


def test_compare_that_cannot_be_loaded_says_so_and_works_later(visit: Open) -> None:
    page = visit("/", refusals=True)
    without(page, "compare/leave.js")
    page.locator("[data-node='0'] .amount").fill("5")

    page.locator("#open-compare").click()

    expect(page.locator("#problems")).to_have_text(AWAY)
    page.unroute_all()
    page.locator("#open-compare").click()
    page.wait_for_url("**/compare#s=1.*")


@pytest.mark.parametrize(
    "part, script, ready",
    [
        ("#measured-paste", "measured.js", "#measured-compare"),
        ("#as-json", "json.js", "#json"),
        ("#interfaces-part", "policy/interfaces.js", "#interface-panel .lines"),
    ],
)
def test_a_panel_that_cannot_be_loaded_says_so_and_is_alive_when_opened_again(
    visit: Open, part: str, script: str, ready: str
) -> None:
    page = visit("/", refusals=True)
    without(page, script)
    summary = page.locator(f"{part} > summary")
    summary.click()
    expect(page.locator("#problems")).to_have_text(AWAY)
    page.unroute_all()

    summary.click()
    summary.click()

    expect(page.locator(ready)).to_be_enabled()
    expect(page.locator(ready)).to_be_visible()
