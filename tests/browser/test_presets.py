"""A preset is chosen while answers are late, cross one another or do not come."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.conftest import Open, let_go

pytestmark = pytest.mark.browser


def held_back(page: Page, preset: str) -> list[Route]:
    """Requests for a preset, kept until somebody lets them go."""
    held: list[Route] = []
    page.route(f"**/api/v1/presets/{preset}", lambda route: held.append(route))  # noqa: PLW0108
    return held


def choose(page: Page, preset: str) -> None:
    page.locator("#preset").select_option(preset)


def test_the_preset_that_was_chosen_last_stays_whichever_answer_comes_last(visit: Open) -> None:
    page = visit("/")
    held = held_back(page, "two-sockets")
    choose(page, "two-sockets")
    choose(page, "two-sockets-two-cxl")
    expect(page.locator("[data-nodes] .weight")).to_have_count(4)

    with page.expect_response("**/api/v1/presets/two-sockets"):
        let_go(page, held)

    page.wait_for_timeout(100)
    expect(page.locator("#preset")).to_have_value("two-sockets-two-cxl")
    expect(page.locator("[data-nodes] .weight")).to_have_count(4)


def test_an_edit_that_is_made_while_a_preset_loads_stays(visit: Open) -> None:
    page = visit("/")
    held = held_back(page, "two-sockets-two-cxl")
    choose(page, "two-sockets-two-cxl")
    page.locator("[data-node='0'] .amount").fill("17")

    with page.expect_response("**/api/v1/presets/two-sockets-two-cxl"):
        let_go(page, held)

    page.wait_for_timeout(100)
    expect(page.locator("#preset")).to_have_value("dram-cxl")
    expect(page.locator("[data-node='0'] .amount")).to_have_value("17")


def test_this_machine_stays_when_it_is_chosen_after_a_preset(visit: Open) -> None:
    page = visit("/")
    held = held_back(page, "two-sockets-two-cxl")
    choose(page, "two-sockets-two-cxl")
    choose(page, "")

    with page.expect_response("**/api/v1/presets/two-sockets-two-cxl"):
        let_go(page, held)

    page.wait_for_timeout(100)
    expect(page.locator("[data-nodes] .weight")).to_have_count(2)


def test_a_preset_that_does_not_come_can_be_chosen_again(visit: Open) -> None:
    page = visit("/", refusals=True)
    page.context.set_offline(True)
    choose(page, "hbm-flat")
    expect(page.locator("#problems")).to_contain_text("The server does not answer")
    expect(page.locator("#preset")).to_have_value("dram-cxl")
    page.context.set_offline(False)

    choose(page, "hbm-flat")

    expect(page.locator("[data-table=nodes] tbody")).to_contain_text("HBM")
    expect(page.locator("#preset")).to_have_value("hbm-flat")
