"""A server that may only be read, as people meet it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Open, Site
from tests.browser.test_workbench import set_weight

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def site(port: int, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    site = Site(tmp_path_factory.mktemp("data"), port)
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("ILX_READ_ONLY", "1")
        site.start()
    yield site
    site.stop()


def test_everything_can_be_tried_and_the_share_button_explains(visit: Open) -> None:
    page = visit("/")

    set_weight(page, 0, 5)
    expect(page.locator("[data-advice=verdict]")).to_contain_text("than 5:1")
    page.locator("#open-share").click()

    expect(page.get_by_text("This server is in read-only mode")).to_be_visible()
    expect(page.get_by_text("No link can be made here now")).to_be_in_viewport()
    expect(page.get_by_role("button", name="Make a link")).to_be_disabled()


def test_a_save_that_is_refused_is_told_and_the_draft_stays(visit: Open) -> None:
    """As when a store turns out to be full or not writable after the page was opened."""
    page = visit("/", refusals=True)
    set_weight(page, 0, 5)
    button = page.get_by_role("button", name="Make a link")

    button.evaluate("button => { button.disabled = false; }")
    button.click()

    expect(page.locator("#problems")).to_contain_text("Nothing was stored")
    expect(page.locator("[data-node='0'] .amount")).to_have_value("5")
