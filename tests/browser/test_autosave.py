"""What the browser keeps of a visit: nothing promised is lost, nothing that is safe offered."""

from __future__ import annotations

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.conftest import Open, Site
from tests.browser.test_share import save
from tests.browser.test_workbench import set_weight, until

pytestmark = pytest.mark.browser

OFFER = "#offer .offer"
NO_LOCKS = "Object.defineProperty(Navigator.prototype, 'locks', { get: () => undefined });"


def kept(page: Page) -> list[int]:
    """The weight of node 0 in every slot, the newest first."""
    return page.evaluate(
        """() => JSON.parse(localStorage.getItem('ilx.drafts') ?? '[]')
          .map((slot) => slot.document.experiment.sysfs?.weights?.[0])"""
    )


def settled(page: Page, *weights: int) -> None:
    """Wait until the slots hold these weights."""
    for _ in range(50):
        if kept(page) == list(weights):
            return
        page.wait_for_timeout(100)
    assert kept(page) == list(weights)


def come(context: BrowserContext, address: str, script: str = "") -> Page:
    """Another page, of somebody who is there."""
    page = context.new_page()
    page.add_init_script(script)
    page.goto(address)
    return shown(page)


def shown(page: Page) -> Page:
    page.mouse.move(1, 1)
    page.wait_for_selector("body[data-shown]")
    return page


def left_with(page: Page, weight: int) -> BrowserContext:
    """Edit, wait until the draft is kept, and leave."""
    set_weight(page, 0, weight)
    settled(page, weight)
    context = page.context
    page.close()
    return context


def test_a_draft_that_was_opened_and_undone_is_offered_again(visit: Open, site: Site) -> None:
    page = come(left_with(visit("/"), 5), site.url)
    page.get_by_role("button", name="Open it").click()
    expect(page.locator("[data-node='0'] .amount")).to_have_value("5")
    page.locator("#undo").click()
    expect(page.locator("[data-node='0'] .amount")).to_have_value("9")
    page.wait_for_timeout(1000)
    context = page.context
    page.close()

    again = come(context, site.url)
    expect(again.locator(OFFER)).to_have_count(1)
    again.get_by_role("button", name="Open it").click()
    expect(again.locator("[data-node='0'] .amount")).to_have_value("5")
    set_weight(again, 0, 6)
    settled(again, 6)  # whoever opened it goes on in its slot
    save(again, "Six")
    settled(again)


def test_a_reload_goes_on_in_its_slot(visit: Open, site: Site) -> None:
    page = come(left_with(visit("/"), 2), site.url)
    for weight in (3, 4, 5, 6, 7):
        set_weight(page, 0, weight)
        settled(page, weight, 2)
        until(page, "location.hash.startsWith('#s=1.')")
        page.wait_for_timeout(400)  # the address has the edit
        page.reload()
        shown(page)
    expect(page.locator(OFFER)).to_have_count(1)


def test_what_is_shared_at_once_is_not_offered_as_unsaved(visit: Open) -> None:
    page = visit("/")
    set_weight(page, 0, 4)
    save(page, "Four")
    page.wait_for_timeout(1200)
    assert kept(page) == []
    set_weight(page, 0, 5)
    settled(page, 5)
    page.locator("#undo").click()
    settled(page)


def test_an_edit_while_a_share_is_on_its_way_is_kept(visit: Open) -> None:
    page = visit("/")
    set_weight(page, 0, 4)
    settled(page, 4)
    page.route("**/api/v1/experiments", lambda route: (set_weight(page, 0, 5), route.continue_()))
    save(page, "Four")
    settled(page, 5)


def test_a_draft_that_is_open_elsewhere_is_not_offered_without_locks_either(
    visit: Open, site: Site
) -> None:
    context = visit("/").context
    first = come(context, site.url, NO_LOCKS)
    assert first.evaluate("navigator.locks === undefined")
    set_weight(first, 0, 5)
    settled(first, 5)
    second = come(context, site.url, NO_LOCKS)
    expect(second.locator("#offer")).to_be_hidden()
    first.close(run_before_unload=True)
    second.wait_for_timeout(300)
    second.reload()
    expect(shown(second).locator(OFFER)).to_have_count(1)


def test_the_words_of_a_share_come_back_with_a_reload_and_with_the_draft(
    visit: Open, site: Site
) -> None:
    page = visit("/")
    page.locator("#share-name").fill("A name")
    page.locator("#share-notes").fill("some notes")
    page.locator("#share-listed").check()
    page.wait_for_timeout(100)
    page.reload()
    expect(page.locator("#share-name")).to_have_value("A name")
    expect(page.locator("#share-notes")).to_have_value("some notes")
    page.get_by_role("link", name="Gallery").first.click()
    page.go_back()
    expect(shown(page).locator("#share-name")).to_have_value("A name")
    set_weight(page, 0, 5)
    settled(page, 5)
    context = page.context
    page.close()

    other = come(context, site.url)
    expect(other.locator("#share-name")).to_have_value("")
    other.get_by_role("button", name="Open it").click()
    expect(other.locator("#share-name")).to_have_value("A name")
    expect(other.locator("#share-listed")).to_be_checked()
