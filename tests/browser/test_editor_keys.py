"""The drawing without a mouse: the focus stays where it was, and links are made by arrows."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Open
from tests.browser.test_editor import add, element, names, tool

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("name", ["node1", "link:pcie0"])
def test_the_kind_keeps_the_focus_while_arrows_change_it(visit: Open, name: str) -> None:
    page = visit("/")
    element(page, name).click()
    kind = page.locator("#inspect-kind")
    kind.focus()
    for key in ("ArrowDown", "ArrowDown", "ArrowUp"):
        before = kind.input_value()
        page.keyboard.press(key)
        expect(kind).not_to_have_value(before)
        expect(kind).to_be_focused()


def test_enter_goes_to_the_numbers_and_escape_comes_back(visit: Open) -> None:
    page = visit("/", viewport={"width": 1440, "height": 900})
    tool(page, "large").click()
    expect(page.locator("#editor-dialog")).to_be_visible()
    element(page, "node1").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#inspect-kind")).to_be_focused()
    page.keyboard.press("Escape")
    expect(element(page, "node1")).to_be_focused()
    expect(page.locator("#editor-dialog")).to_be_visible()


def test_a_link_is_made_by_keys_alone(visit: Open) -> None:
    page = visit("/")
    status = page.locator("#status")
    add(page, "socket")
    element(page, "node1").focus()
    page.keyboard.press("l")
    expect(status).to_contain_text("node 1 CXL is one end.")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowDown")
    expect(element(page, "socket1")).to_be_focused()
    expect(element(page, "node1")).to_have_attribute("aria-pressed", "true")
    page.keyboard.press("Enter")
    assert "link:cxl-node1-socket1" in names(page)
    expect(status).to_contain_text("node 1 CXL is attached to socket 1 now, no longer to socket 0.")


def test_escape_leaves_a_link_and_goes_back_to_its_end(visit: Open) -> None:
    page = visit("/")
    element(page, "node1").focus()
    page.keyboard.press("l")
    page.keyboard.press("ArrowLeft")
    expect(element(page, "socket0")).to_be_focused()
    page.keyboard.press("Escape")
    expect(element(page, "node1")).to_be_focused()
    expect(page.locator("#editor-hint")).to_be_hidden()
    assert names(page) == ["link:pcie0", "node0", "node1", "socket0"]


def test_arrows_move_what_is_to_be_moved_until_enter(visit: Open) -> None:
    page = visit("/")
    element(page, "node1").focus()
    page.keyboard.press("m")
    page.keyboard.press("ArrowRight")
    expect(page.locator("#status")).to_have_text("node 1 CXL is moved.")
    expect(page.locator("#editor-hint")).to_be_visible()
    page.keyboard.press("Enter")
    expect(page.locator("#editor-hint")).to_be_hidden()
    expect(element(page, "node1")).to_be_focused()
