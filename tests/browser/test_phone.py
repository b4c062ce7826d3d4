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
