"""Where things stand: the first screen, what stays in sight, and that no page scrolls sideways."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Open, Site

pytestmark = pytest.mark.browser
DESK = {"width": 1440, "height": 900}


def unfold(page: Page) -> None:
    page.evaluate(
        "document.querySelectorAll('details:not(.menu)').forEach((each) => each.open = true)"
    )


def edges(place: Locator) -> tuple[float, float, float, float]:
    """Left, top, right and bottom."""
    box = place.bounding_box()
    assert box is not None
    return box["x"], box["y"], box["x"] + box["width"], box["y"] + box["height"]


@pytest.mark.parametrize(
    "path,width",
    [("/", 320), ("/?lang=de", 390), ("/api/docs", 320), ("/model", 320), ("/interfaces", 320)],
)
def test_no_page_scrolls_sideways_with_all_unfolded(
    visit: Open, site: Site, path: str, width: int
) -> None:
    page = visit("/", viewport={"width": width, "height": 844})
    page.goto(site.url + path)
    unfold(page)
    assert page.evaluate("document.documentElement.scrollWidth") == width


def test_mode_and_weights_are_on_the_first_screen(visit: Open) -> None:
    page = visit("/", viewport=DESK)
    for place in ("#mode", ".weight[data-node='0'] .slider", ".weight[data-node='1'] .slider"):
        expect(page.locator(place)).to_be_in_viewport(ratio=1)


def test_the_answer_stays_while_the_sliders_are_moved(visit: Open) -> None:
    page = visit("/", viewport=DESK)
    page.evaluate("scrollTo(0, 320)")
    expect(page.locator("#answer")).to_be_in_viewport(ratio=1)
    expect(page.locator(".weight[data-node='1'] .slider")).to_be_in_viewport(ratio=1)


def test_no_column_ends_long_before_the_other(visit: Open) -> None:
    page = visit("/", viewport=DESK)
    left, right = (edges(page.locator(each))[3] for each in ("#home", "#strip-card"))
    assert abs(left - right) < 400


def test_undo_and_redo_stand_by_the_thumb_once_there_is_something_to_take_back(
    visit: Open,
) -> None:
    page = visit("/", viewport={"width": 390, "height": 844})
    undo = page.locator("#undo")
    expect(undo).to_be_hidden()
    page.locator(".weight[data-node='0'] .amount").fill("4")
    page.locator("#events-card").scroll_into_view_if_needed()
    expect(undo).to_be_in_viewport(ratio=1)
    undo.click()
    expect(page.locator(".weight[data-node='0'] .amount")).to_have_value("9")


def test_tools_for_an_element_show_while_one_is_chosen_and_the_drawing_stays(visit: Open) -> None:
    page = visit("/", viewport=DESK)
    node, tool = page.locator("svg [data-name=node0]"), page.locator("[data-tool=duplicate]")
    expect(tool).to_be_hidden()
    before = edges(node)
    node.click()
    expect(tool).to_be_visible()
    assert abs(edges(node)[1] - before[1]) < 4  # the outline is thicker


def test_the_focus_can_be_seen_on_the_drawing(visit: Open) -> None:
    page = visit("/", viewport=DESK)
    node = page.locator("svg [data-name=node0]")
    node.focus()
    page.keyboard.press("Shift")
    expect(node).to_have_css("outline-style", "solid")
    assert node.evaluate("(each) => parseFloat(getComputedStyle(each).outlineOffset)") >= 3


def test_a_drawing_of_few_parts_does_not_grow_beyond_its_letters(visit: Open) -> None:
    page = visit("/", viewport={"width": 768, "height": 900})
    scale = "(each) => each.getBoundingClientRect().width / each.viewBox.baseVal.width"
    expect(page.locator("svg.machine [data-name=node0]")).to_be_visible()
    assert page.locator(".canvas svg").evaluate(scale) <= 1.41
    page.locator("[data-tool=large]").click()
    expect(page.locator("#editor-dialog")).to_be_visible()
    assert page.locator(".canvas svg").evaluate(scale) > 1.5


@pytest.mark.parametrize("width", [320, 1440])
def test_the_buttons_of_a_share_touch_nothing(visit: Open, width: int) -> None:
    page = visit("/", viewport={"width": width, "height": 900})
    make, keep = (page.locator(each) for each in ("#share-form .strong", "#keep-draft"))
    listed = edges(page.locator(".pick", has=page.locator("#share-listed")))
    assert edges(make)[1] >= listed[3] + 8
    assert edges(keep)[0] >= edges(make)[2] + 8 or edges(keep)[1] >= edges(make)[3] + 8


def test_a_long_table_ends_within_a_row(visit: Open) -> None:
    page = visit("/", viewport=DESK)
    unfold(page)
    frame = page.locator("#bandwidth-card details .frame")
    expect(frame.locator("tr")).not_to_have_count(0)
    bottom = edges(frame)[3]
    assert not any(abs(edges(row)[3] - bottom) < 4 for row in frame.locator("tr").all())


def test_without_scripts_it_is_said_what_cannot_be_set(visit: Open) -> None:
    page = visit("/", java_script_enabled=False)
    expect(page.get_by_text(re.compile("can be set with scripts only"))).to_be_visible()
    legend = page.locator("#strip-card noscript .strip-legend")
    expect(legend).to_be_visible()
    expect(legend).to_contain_text("32 pages in each row")


def test_without_scripts_few_pages_leave_no_empty_block_and_bear_their_nodes(visit: Open) -> None:
    page = visit("/?preset=lesson-page-37&moment=end", java_script_enabled=False)

    place, drawn = page.locator("#strip"), page.locator("#strip svg")
    room, needed = place.bounding_box(), drawn.bounding_box()
    assert room is not None
    assert needed is not None
    assert room["height"] - needed["height"] < 8
    expect(drawn.locator(".on-cell").first).to_be_visible()
