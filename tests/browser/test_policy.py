"""The policy card and the workload in a real browser: kernel, flags, ranges, tasks, streams."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Open
from tests.browser.test_events import answered, bars, button, event, ops

pytestmark = pytest.mark.browser


def test_linux_6_12_has_no_automatic_weights_and_says_why(visit: Open) -> None:
    page = visit("/")
    auto = page.locator("#auto-weights")
    auto.check()
    expect(page.locator("[data-node='0'] .amount")).to_have_js_property("readOnly", True)
    expect(page.locator("[data-node='0'] .amount")).to_have_value("28")
    page.locator("#kernel").select_option("linux-6.12")
    expect(auto).not_to_be_checked()
    expect(auto).to_have_attribute("aria-disabled", "true")
    expect(auto).to_have_accessible_description(
        "This kernel has no automatic weights; they came with 6.16."
    )
    auto.focus()
    auto.press("Space")
    expect(auto).not_to_be_checked()
    expect(page.locator("[data-node='0'] .amount")).to_have_value("28")
    as_kernel = page.locator("[data-suggest='kernel']")
    expect(as_kernel).to_have_attribute("aria-disabled", "true")
    expect(as_kernel).to_have_accessible_description(
        "This kernel has no automatic weights; they came with 6.16."
    )
    page.locator("[data-node='0'] .amount").fill("3")
    as_kernel.click(force=True)
    expect(page.locator("[data-node='0'] .amount")).to_have_value("3")


def test_a_flag_that_the_mode_cannot_bear_is_disabled_with_the_reason(visit: Open) -> None:
    page = visit("/")
    page.locator("#flags-part > summary").click()
    balancing = page.locator("#mode-flags input[value=numa_balancing]")
    expect(balancing).to_have_accessible_description(
        "weighted_interleave does not accept it (EINVAL): only bind and preferred_many can."
    )
    page.locator("#mode").select_option("bind")
    expect(balancing).to_have_attribute("aria-disabled", "false")
    balancing.check()
    expect(event(page, 0).locator(".summary")).to_contain_text("bind=numa_balancing 0-1")


def test_the_reason_of_a_flag_is_that_of_the_kernel_at_hand(visit: Open) -> None:
    page = visit("/")
    page.locator("#kernel").select_option("mempolicy2-v6")
    page.locator("#mode").select_option("preferred_many")
    page.locator("#flags-part > summary").click()
    balancing = page.locator("#mode-flags input[value=numa_balancing]")
    expect(balancing).to_have_accessible_description(
        re.compile("This kernel refuses it .* all modes but bind")
    )
    page.locator("#kernel").select_option("linux-7.2")
    expect(balancing).to_have_attribute("aria-disabled", "false")


def test_from_bandwidth_tells_how_the_ratio_came_about(visit: Open) -> None:
    page = visit("/?w=3,1")
    page.get_by_role("button", name="From bandwidth").click()
    expect(page.locator("#suggestion-note")).to_contain_text("→ 9 : 1 → 9:1")
    expect(page.locator("[data-node='0'] .amount")).to_have_value("9")


def test_a_range_gets_a_policy_and_a_home_node_of_its_own(visit: Open) -> None:
    page = visit("/")
    page.locator("#ranges-part > summary").click()
    page.locator("#add-range").click()
    ranges = page.locator("[data-ranges] li")
    expect(ranges.locator("[data-act=edit]")).to_be_focused()
    ranges.locator("[data-field=pages]").fill("4096")
    expect(ranges.locator(".range-words")).to_have_text("heap 0–4095: bind 0")
    ranges.get_by_label("Home node").select_option("1")
    expect(ranges.locator(".range-words")).to_have_text("heap 0–4095: bind 0, home node 1")
    assert ops(page) == ["set_mempolicy", "mmap", "mbind", "set_mempolicy_home_node", "touch"]
    bars(page, [943718 + 410, 104858 - 410])
    ranges.locator("[data-act=delete]").click()
    expect(page.locator("#add-range")).to_be_focused()
    assert ops(page) == ["set_mempolicy", "mmap", "touch"]


def test_a_second_task_touches_by_its_own_policy(visit: Open) -> None:
    page = visit("/")
    page.locator("#tasks-part > summary").click()
    page.locator("#add-task").click()
    name = page.locator("[data-tasks] [data-place='1'] [data-part=name]")
    expect(name).to_be_focused()
    name.fill("helper")
    name.press("Enter")
    button(page, 2).click()
    event(page, 2).locator("[data-field=task]").select_option("helper")
    expect(event(page, 2).locator(".summary")).to_have_text("helper: heap 0-1048575")
    bars(page, [1048576, 0])
    page.locator("[data-tasks] [data-place='1'] [data-act=delete]").click()
    assert ops(page) == ["set_mempolicy", "mmap"]
    expect(page.locator("#status")).to_contain_text("helper is gone")


def test_the_card_says_which_policy_it_edits(visit: Open) -> None:
    page = visit("/")
    expect(page.locator("#policy-of")).to_be_hidden()
    page.locator("#event-to-add").select_option("set_mempolicy")
    page.locator("#add-event").click()
    expect(page.locator("#policy-of")).to_have_text("of event 3")
    expect(page.locator("#mode")).to_have_value("interleave")


def test_a_stream_sees_the_pages_as_they_were_after_an_event(visit: Open) -> None:
    page = visit("/")
    page.locator("#streams-part > summary").click()
    after = page.get_by_label("Pages as after event")
    expect(after).to_have_attribute("placeholder", "end")

    after.fill("1")
    details = page.locator("[data-advice=details]")
    expect(details).to_contain_text("No page of heap is present")
    after.fill("3")
    expect(page.locator("#streams-part .wrong")).to_contain_text("a whole number from 0 to 2")
    after.fill("")
    expect(page.locator("#answer")).to_contain_text("9:1 is a good choice")


def test_a_second_stream_shares_the_machine(visit: Open) -> None:
    page = visit("/")
    page.locator("#streams-part > summary").click()
    page.locator("#add-stream").click()
    second = page.locator("[data-streams] [data-place='1']")
    expect(second.locator("[data-part=pattern]")).to_be_focused()
    answer = answered(page, lambda: second.locator("[data-part=pattern]").select_option("chase"))
    assert len(answer["result"]["streams"]) == 2
    second.locator("[data-act=delete]").click()
    expect(page.locator("[data-streams] [data-place]")).to_have_count(1)
