"""Entries that are refused: what is in force is told; what was there before comes back."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.conftest import Open

pytestmark = pytest.mark.browser


def typed(field: Locator, text: str) -> None:
    """Type as people do, key by key, over what stands there."""
    field.press("ControlOrMeta+a")
    field.press_sequentially(text)


@pytest.mark.parametrize("entry, in_force", [("999", "99"), ("1.5", "1"), ("1e3", "1")])
def test_a_refused_weight_says_which_one_counts_and_gives_way_to_the_one_before(
    visit: Open, entry: str, in_force: str
) -> None:
    page = visit("/")
    weight = page.locator("[data-node='0'] .amount")
    typed(weight, entry)
    told = page.locator("[data-node='0'] .wrong")
    expect(told).to_contain_text(f"from 1 to 255. {in_force} is in force.")
    weight.press("Tab")
    expect(weight).to_have_value("9")
    expect(told).to_contain_text("was not taken; 9 is back.")
    expect(told).to_contain_text("from 1 to 255.")
    expect(weight).to_have_attribute("aria-invalid", "false")
    expect(page.locator("#answer")).to_contain_text("9:1 is a good choice")
    weight.fill("8")
    expect(told).to_have_count(0)


@pytest.mark.parametrize("name", ["#scrub-page", "#page-number"])
@pytest.mark.parametrize("entry, in_force", [("1.5", "1"), ("999", "99")])
def test_a_refused_page_says_which_one_is_shown_and_gives_way_to_the_one_before(
    visit: Open, name: str, entry: str, in_force: str
) -> None:
    page = visit("/?preset=lesson-page-37")
    field = page.locator(name)
    before = "99" if name == "#page-number" else field.input_value()
    if name == "#page-number":
        typed(field, "99")
        field.blur()
    typed(field, entry)
    told = page.locator(".wrong")
    expect(told).to_contain_text(f"{in_force} is in force.")
    field.blur()
    expect(field).to_have_value(before)
    expect(told).to_contain_text(f"was not taken; {before} is back.")


def test_an_empty_page_field_shows_its_page_again(visit: Open) -> None:
    page = visit("/?preset=lesson-page-37")
    field = page.locator("#page-number")
    typed(field, "37")
    field.fill("")
    field.blur()
    expect(field).to_have_value("37")


def test_a_weight_of_a_comparison_is_refused_with_a_sentence(visit: Open) -> None:
    page = visit("/compare?x=dram-cxl")
    weight = page.locator(".column").nth(0).locator("input[type=number]").first
    typed(weight, "999")
    told = page.locator(".column .wrong")
    expect(told).to_contain_text("from 1 to 255. 99 is in force.")
    weight.blur()
    expect(weight).to_have_value("9")
    expect(told).to_contain_text("999 was not taken; 9 is back.")
