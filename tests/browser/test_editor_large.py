"""The drawing made large: what the page does, its dialog does, too."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Open
from tests.browser.test_editor import add, element, tool

pytestmark = pytest.mark.browser


def large(visit: Open, **options: object) -> Page:
    """The workbench with its machine drawn large."""
    page = visit("/", **{"viewport": {"width": 1440, "height": 900}, **options})
    tool(page, "large").click()
    expect(page.locator("#editor-dialog")).to_be_visible()
    return page


def test_steps_are_undone_and_redone_in_the_dialog(visit: Open) -> None:
    page = large(visit)
    undo, redo = (page.locator(f"#editor-dialog [data-step={name}]") for name in ("undo", "redo"))
    expect(undo).to_be_disabled()
    add(page, "cxl")
    undo.click()
    expect(element(page, "node2")).to_have_count(0)
    redo.click()
    expect(element(page, "node2")).to_have_count(1)
    page.keyboard.press("Control+z")
    expect(element(page, "node2")).to_have_count(0)
    page.keyboard.press("Control+Shift+z")
    expect(element(page, "node2")).to_have_count(1)
    expect(page.locator("#editor-dialog")).to_be_visible()


def test_what_is_refused_and_what_is_said_stand_in_the_dialog(visit: Open) -> None:
    page = large(visit)
    element(page, "node0").click()
    tool(page, "delete").click()
    expect(page.locator("#editor-dialog #problems")).to_contain_text("These are the last CPUs")
    expect(page.locator("#editor-dialog #status")).to_contain_text("These are the last CPUs")
    page.locator("#editor-dialog [data-close]").click()
    expect(page.locator("main > #problems")).to_have_count(1)
    expect(page.locator("#editor-dialog #status")).to_have_count(0)
    expect(tool(page, "large")).to_be_focused()


def test_undo_says_what_was_undone(visit: Open) -> None:
    page = visit("/")
    status = page.locator("#status")
    add(page, "cxl")
    tool(page, "delete").click()
    expect(status).to_have_text("node 2 CXL is deleted.")
    page.locator("#undo").click()
    expect(status).to_have_text("Undone: node 2 CXL is deleted.")
    page.locator("#undo").click()
    expect(status).to_have_text("Undone: node 2 CXL is added.")
    page.locator("#redo").click()
    expect(status).to_have_text("Redone: node 2 CXL is added.")
    page.locator("#preset").select_option("two-sockets")
    expect(element(page, "socket1")).to_have_count(1)
    page.locator("#undo").click()
    expect(status).to_have_text("Undone: a step.")
