"""The focus stays where people work, or goes to what they asked for; it is never lost."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Open
from tests.browser.test_workbench import set_weight

pytestmark = pytest.mark.browser


def press(page: Page, name: str, key: str = "Enter") -> None:
    page.locator(name).focus()
    page.keyboard.press(key)


def test_the_best_weights_take_the_focus_to_their_heading(visit: Open) -> None:
    page = visit("/?w=3,1")
    press(page, "#find-best")
    expect(page.locator("#advice-title")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Set these weights")).to_be_focused()


def test_buttons_with_nothing_left_to_do_keep_the_focus_and_do_nothing(visit: Open) -> None:
    page = visit("/?preset=lesson-page-37")
    set_weight(page, 0, 4)
    undo = page.locator("#undo")
    press(page, "#undo")
    expect(page.locator("[data-node='0'] .amount")).to_have_value("3")
    expect(undo).to_be_focused()
    expect(undo).to_have_attribute("aria-disabled", "true")
    back = page.locator("[data-scrub=back]")
    for _ in range(6):
        press(page, "[data-scrub=back]")
    expect(back).to_be_focused()
    expect(back).to_have_attribute("aria-disabled", "true")
    expect(page.locator("#moment-label")).to_have_text("before the first event")


def test_without_a_region_why_says_that_there_is_none(visit: Open) -> None:
    page = visit("/?preset=lesson-page-37")
    page.locator("[data-scrub=first]").click()
    page.get_by_role("button", name="Why this page?").click()
    why = page.locator("#why-answer")
    expect(why).to_have_text("No region is mapped.")
    page.locator("[data-scrub=last]").click()
    expect(why).to_contain_text("Page 0 is on node")
