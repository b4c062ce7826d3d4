"""A kernel developer changes an intent and sees the calls answer, then walks a race."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Open

pytestmark = pytest.mark.browser


def test_an_intent_is_changed_and_every_call_answers(visit: Open) -> None:
    page = visit("/interfaces")
    page.locator("[name=weights]").fill("9,1")
    expect(page.locator(".bytes")).to_contain_text("MPOL_WEIGHTED_INTERLEAVE")
    expect(page.locator(".arrays")).to_contain_text("09 01")

    page.locator("[name=scope]").select_option("range")
    expect(page.locator("#call-mbind2")).to_be_visible()
    page.locator("[name=home]").fill("9")
    expect(page.locator(".verdict.refused").first).to_contain_text("check 4 of 14")
    page.wait_for_url("**home=9*")
    page.reload()
    expect(page.locator(".verdict.refused").first).to_contain_text("check 4 of 14")


def test_what_was_chosen_stays_when_the_page_is_loaded_again_at_once(visit: Open) -> None:
    page = visit("/interfaces")
    page.locator("[name=mode]").select_option("interleave")
    page.reload()
    expect(page.locator("[name=mode]")).to_have_value("interleave")
    expect(page.locator(".bytes").first).to_contain_text("MPOL_INTERLEAVE")


def test_a_complaint_comes_and_goes_at_its_field(visit: Open) -> None:
    page = visit("/interfaces")
    page.locator("[name=weights]").fill("7,300")
    expect(page.locator("#told-weights")).to_have_text("“300” is no weight from 0 to 255.")
    expect(page.locator("[name=weights]")).to_have_attribute("aria-invalid", "true")
    expect(page.locator(".call")).to_have_count(0)

    page.locator("[name=weights]").fill("7,30")
    expect(page.locator("#told-weights")).to_be_empty()
    expect(page.locator("[name=weights]")).to_have_attribute("aria-invalid", "false")
    expect(page.locator(".call")).to_have_count(2)


def test_while_the_server_is_away_the_page_says_so_and_asks_again(visit: Open) -> None:
    page = visit("/interfaces", refusals=True)
    page.context.set_offline(True)
    page.locator("[name=mode]").select_option("interleave")

    expect(page.locator("#offline")).to_contain_text("The server does not answer")
    expect(page.locator("[data-part=calls]")).to_have_css("opacity", "0.45")
    expect(page).to_have_url(re.compile("mode=interleave"))
    page.context.set_offline(False)
    expect(page.locator(".bytes").first).to_contain_text("MPOL_INTERLEAVE")
    expect(page.locator("#offline")).to_be_hidden()
    expect(page.locator("[data-part=calls]")).to_have_css("opacity", "1")


def test_what_the_server_refuses_is_told_in_its_words(visit: Open) -> None:
    page = visit("/interfaces", refusals=True)
    refusal = {"status": 422, "json": {"detail": "It has no such nodes."}}
    page.route("**/interfaces?*", lambda route: route.fulfill(**refusal))
    page.locator("[name=nodes]").fill("7")
    expect(page.locator("#problems")).to_have_text("It has no such nodes.")
    page.unroute_all()
    page.locator("[name=nodes]").fill("0")
    expect(page.locator("#problems")).to_be_hidden()


def test_a_race_is_walked_by_keyboard(visit: Open) -> None:
    page = visit("/interfaces")
    page.locator("#races .pieces a", has_text="Two outsiders and the attribute").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#races tbody tr")).to_have_count(4)
    expect(page.locator("#races")).to_contain_text("Mixed state")
    page.locator("#step").focus()
    page.keyboard.press("Home")
    expect(page.locator(".moment.now")).to_have_count(1)
    expect(page.locator(".moment.now")).to_have_attribute("data-step", "1")
    expect(page.locator(".moment.later")).to_have_count(3)
    page.keyboard.press("ArrowRight")
    expect(page.locator(".moment.now")).to_have_attribute("data-step", "2")
    page.locator("#races tbody tr").nth(0).get_by_role("link").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#races tr.chosen td").first).to_have_text("1")


@pytest.mark.parametrize("width", [320, 768])
def test_the_page_fits_on_narrow_screens(visit: Open, width: int) -> None:
    page = visit(
        "/interfaces?weights=9,1&race=three-sysfs-writes", viewport={"width": width, "height": 800}
    )
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_what_an_interface_has_no_word_for_looks_switched_off_and_says_why(visit: Open) -> None:
    page = visit("/")
    ranges = page.locator("#ranges-part")
    expect(ranges).to_have_css("opacity", "1")

    page.locator("#interfaces-part > summary").click()

    expect(ranges).to_have_css("opacity", "0.45")
    expect(page.locator("[data-limited=ranges]")).to_contain_text("Said by other interfaces")
    expect(page.locator("#interface-panel .lines")).to_contain_text("node1")
    page.locator("#interfaces-part > summary").click()
    expect(ranges).to_have_css("opacity", "1")
