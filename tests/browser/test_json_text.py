"""The experiment as JSON: typed, left in a hurry, and not finished yet."""

from __future__ import annotations

import json

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Open
from tests.browser.test_workbench import set_weight, until
from tests.build import default_experiment, edited

pytestmark = pytest.mark.browser

FIVE = json.dumps(edited(default_experiment(), "/sysfs/weights/0", 5))


def opened(page: Page) -> Locator:
    page.locator("#as-json > summary").click()
    return page.locator("#json")


def test_a_text_that_is_left_is_the_draft_at_once(visit: Open) -> None:
    page = visit("/")
    text = opened(page)
    expect(text).to_be_editable()
    page.evaluate(
        """(typed) => {
          const text = document.querySelector("#json");
          text.focus();
          text.value = typed;
          text.dispatchEvent(new Event("input", { bubbles: true }));
          text.blur();
          document.body.dataset.amount = document.querySelector("[data-node='0'] .amount").value;
        }""",
        FIVE,
    )
    assert page.evaluate("document.body.dataset.amount") == "5"


def test_a_text_that_is_typed_when_the_page_is_left_is_offered_again(visit: Open) -> None:
    page = visit("/")
    text = opened(page)
    text.fill(FIVE)

    page.reload()

    expect(page.locator("#offer")).to_contain_text("You left an unsaved experiment from")
    page.get_by_role("button", name="Open it").click()
    expect(page.locator("[data-node='0'] .amount")).to_have_value("5")


@pytest.mark.parametrize("unfinished", ['{"format": 1,', "{}"])
def test_an_unfinished_text_stays_while_the_draft_changes(visit: Open, unfinished: str) -> None:
    page = visit("/")
    text = opened(page)
    text.fill(unfinished)
    expect(text).to_have_attribute("aria-invalid", "true")

    set_weight(page, 0, 7)
    page.locator("#as-json > summary").click()
    page.locator("#as-json > summary").click()

    expect(text).to_have_value(unfinished)
    text.fill("")
    text.blur()
    until(page, "document.querySelector('#json').value.includes('\"0\": 7')")
    expect(text).to_have_attribute("aria-invalid", "false")
    expect(page.locator("#problems")).to_be_hidden()


def test_events_that_are_switched_off_stay_beside_the_text(visit: Open) -> None:
    page = visit("/")
    page.locator("#events-card .event").first.get_by_role("checkbox").uncheck()
    text = opened(page)
    expect(text).to_be_editable()
    text.fill(text.input_value().replace('"0": 9', '"0": 5'))

    expect(page.locator("[data-node='0'] .amount")).to_have_value("5")
    expect(page.locator("#events-card .event")).to_have_count(3)
