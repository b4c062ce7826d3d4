"""On a phone: what one looks at, what goes on beyond the edge, and that nothing is cut."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Open

pytestmark = pytest.mark.browser


def phone(visit: Open, path: str, width: int = 390) -> Page:
    return visit(path, viewport={"width": width, "height": 844})


@pytest.mark.parametrize("width", [320, 390])
def test_an_earlier_moment_is_said_where_the_answer_stays(visit: Open, width: int) -> None:
    page = phone(visit, "/?preset=lesson-page-37", width)
    page.locator("#scrub-page").fill("37")
    chip = page.locator("#moment-chip")
    expect(chip).to_contain_text("earlier moment")
    page.locator("#strip-card").scroll_into_view_if_needed()
    expect(chip).to_be_in_viewport(ratio=0.9)
    expect(page.locator("#answer")).to_be_in_viewport(ratio=0.9)
    chip.get_by_role("button").click()
    expect(chip).to_be_hidden()


def test_the_notice_of_a_moment_has_no_bullet(visit: Open) -> None:
    page = visit("/?preset=lesson-page-37")
    page.locator("[data-scrub=back]").click()
    expect(page.locator("#moment-chip")).to_have_css("display", "flex")


def test_the_tables_of_nodes_and_of_advice_fit_and_others_hint_at_more(visit: Open) -> None:
    page = phone(visit, "/?preset=two-sockets-two-cxl&w=1,1,1,1")
    page.locator("#find-best").click()
    page.locator("#advice-card .advice").wait_for(timeout=30_000)
    for frame in ("[aria-labelledby=nodes-title] > .frame", "#advice-body > .frame"):
        wide = page.locator(frame).evaluate("each => each.scrollWidth - each.clientWidth")
        assert wide == 0, frame
    for frame in (".frame", ".home pre"):
        kinds = page.locator(frame).first.evaluate(
            "each => getComputedStyle(each).backgroundAttachment"
        )
        assert kinds == "local, local, scroll, scroll, scroll", frame


def test_nothing_is_cut_at_320_pixels(visit: Open) -> None:
    page = phone(visit, "/", 320)
    for link in page.locator(".bar nav a").all():
        expect(link).to_be_in_viewport(ratio=1)
    mode = page.locator("#mode").bounding_box()
    assert mode is not None
    assert mode["width"] > 200
    first, second = (page.locator(f"[data-node='{n}'] .amount").bounding_box() for n in (0, 1))
    assert first is not None
    assert second is not None
    ring = 4
    assert second["y"] - (first["y"] + first["height"]) >= ring
