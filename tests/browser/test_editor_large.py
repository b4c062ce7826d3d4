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


def test_the_whole_white_area_takes_what_is_moved(visit: Open) -> None:
    page = large(visit)
    board = page.locator("#editor-dialog .canvas").bounding_box()
    drawing = element(page, "socket0").bounding_box()
    assert board is not None
    assert drawing is not None
    for zoom in ("fit", "out"):
        tool(page, zoom).click()
        element(page, "node1").click()
        tool(page, "move").click()
        page.mouse.click(board["x"] + 40, board["y"] + board["height"] - 12)
        expect(page.locator("#status")).to_have_text("node 1 CXL is moved.")
        expect(element(page, "node1")).to_be_focused()
        page.keyboard.press("Control+z")
        expect(page.locator("#status")).to_contain_text("Undone")
    assert board["y"] + board["height"] > drawing["y"] + drawing["height"] + 40


@pytest.mark.parametrize("wide", [390, 320])
def test_a_phone_sees_all_of_the_drawing_before_it_is_made_larger(visit: Open, wide: int) -> None:
    page = visit("/", viewport={"width": wide, "height": 844})
    tool(page, "large").click()
    expect(page.locator("#editor-dialog")).to_be_visible()
    for name in ("socket0", "node0", "node1"):
        box = element(page, name).bounding_box()
        assert box is not None
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= wide


def test_a_phone_draws_larger_in_the_dialog(visit: Open) -> None:
    page = visit("/", viewport={"width": 390, "height": 844})
    small = element(page, "socket0").bounding_box()
    tool(page, "large").click()
    expect(page.locator("#editor-dialog")).to_be_visible()
    tool(page, "in").click()
    wide = element(page, "socket0").bounding_box()
    assert small is not None
    assert wide is not None
    assert wide["width"] > 1.4 * small["width"]
    page.locator("#editor-dialog [data-close]").click()
    expect(page.locator("#editor-dialog")).to_be_hidden()
    again = element(page, "socket0").bounding_box()
    assert again is not None
    assert again["width"] == pytest.approx(small["width"], abs=1)


def test_a_touch_leaves_no_ring_around_the_drawing(visit: Open) -> None:
    page = visit("/", has_touch=True, viewport={"width": 390, "height": 844})
    element(page, "node1").tap()
    tool(page, "move").tap()
    page.locator("svg.machine").tap(position={"x": 150, "y": 6})
    expect(page.locator("#status")).to_have_text("node 1 CXL is moved.")
    expect(page.locator("svg.machine")).not_to_be_focused()
    page.locator("svg.machine").tap(position={"x": 6, "y": 6})
    expect(page.locator("svg.machine")).not_to_be_focused()


SEVEN = "1234567"


@pytest.mark.parametrize(
    "viewport, in_dialog", [((1366, 850), True), ((1366, 850), False), ((320, 850), False)]
)
def test_the_numbers_of_what_was_added_are_seen_whole(
    visit: Open, viewport: tuple[int, int], in_dialog: bool
) -> None:
    page = visit("/", viewport={"width": viewport[0], "height": viewport[1]})
    add(page, "cxl")
    if in_dialog:
        tool(page, "large").click()
    for field in ("read_mib_per_s", "write_mib_per_s", "total_mib_per_s", "idle_ns"):
        number = page.locator(f"#inspect-{field}")
        number.fill(SEVEN)
        room, needed = number.evaluate("it => [it.clientWidth, it.scrollWidth]")
        assert room >= 70, field
        assert needed <= room, field


def test_beside_the_large_drawing_nothing_is_printed_over_anything(visit: Open) -> None:
    page = large(visit)
    element(page, "node0").click()
    parts = page.locator("#editor-dialog .side > *, #editor-dialog #inspector .line > *")
    boxes = [
        box
        for box in parts.evaluate_all(
            "all => all.filter((it) => it.checkVisibility() && it.id !== 'inspector')"
            ".map((it) => it.getBoundingClientRect().toJSON())"
        )
        if box["width"]
    ]
    assert len(boxes) > 8
    for place, one in enumerate(boxes):
        for other in boxes[place + 1 :]:
            apart = (
                one["right"] <= other["left"] + 1
                or other["right"] <= one["left"] + 1
                or one["bottom"] <= other["top"] + 1
                or other["bottom"] <= one["top"] + 1
            )
            assert apart, (one, other)
