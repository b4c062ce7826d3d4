"""The list of events in a real browser, by keyboard and by mouse."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Open
from tests.build import default_experiment

pytestmark = pytest.mark.browser


def event(page: Page, place: int) -> Locator:
    return page.locator(f"[data-event-list] > [data-place='{place}']")


def button(page: Page, place: int, act: str = "open") -> Locator:
    return event(page, place).locator(f"[data-act={act}]")


def ops(page: Page) -> list[str]:
    return page.locator("[data-event-list] .event-open code").all_inner_texts()


def answered(page: Page, step: Any) -> dict[str, Any]:
    """What the server answers to the edit that ``step`` makes."""
    with page.expect_response("**/api/v1/preview*") as caught:
        step()
    answer: dict[str, Any] = caught.value.json()
    return answer


def bars(page: Page, wanted: list[int]) -> None:
    """Wait until the browser's own figure shows these pages by node."""
    read = "document.querySelector('[data-figure=distribution]').data[0].x.map(Number)"
    for _ in range(200):
        if page.evaluate(read) == wanted:
            return
        page.wait_for_timeout(25)
    raise AssertionError(f"{page.evaluate(read)} never became {wanted}")


def test_every_event_stands_in_the_list_with_its_answer(visit: Open) -> None:
    page = visit("/")
    assert ops(page) == ["set_mempolicy", "mmap", "touch"]
    expect(event(page, 0)).to_contain_text("weighted_interleave 0-1")
    expect(event(page, 0)).to_contain_text("default → weighted_interleave:0-1")
    expect(event(page, 2).locator(".event-answer")).to_have_text("ok")


def test_a_row_is_dragged_by_its_grip(visit: Open) -> None:
    page = visit("/")
    grip = event(page, 0).locator(".grip")

    def drag() -> None:
        grip.hover()
        page.mouse.down()
        below = event(page, 1).locator(".event-row").bounding_box()
        assert below is not None
        page.mouse.move(below["x"] + 20, below["y"] + below["height"] - 4, steps=4)

    drag()
    expect(event(page, 1)).to_have_class(re.compile("comes-after"))
    page.keyboard.press("Escape")
    page.mouse.up()
    assert ops(page) == ["set_mempolicy", "mmap", "touch"]

    drag()
    page.mouse.up()
    expect(page.locator("[data-event-list] .event-open code")).to_have_text(
        ["mmap", "set_mempolicy", "touch"]
    )
    expect(page.locator("#status")).to_have_text("set_mempolicy is now 2 of 3.")
    expect(button(page, 1)).to_be_focused()
    page.keyboard.press("Control+z")
    assert ops(page) == ["set_mempolicy", "mmap", "touch"]


def test_an_event_that_the_kernel_refuses_says_so_in_its_row(visit: Open) -> None:
    page = visit("/")
    page.locator("#mode").select_option("bind")
    for node in (0, 1):
        page.locator(f"[data-nodes] [data-node='{node}'] input[type=checkbox]").uncheck()
    expect(event(page, 0).locator(".event-answer")).to_contain_text("EINVAL: bind needs")


def test_an_event_is_added_after_the_open_one_with_sensible_defaults(visit: Open) -> None:
    page = visit("/")
    button(page, 1).click()
    page.locator("#event-to-add").select_option("mbind")
    expect(page.locator("#event-to-add-means")).to_contain_text("pages of a range")
    page.locator("#add-event").click()
    assert ops(page) == ["set_mempolicy", "mmap", "mbind", "touch"]
    expect(button(page, 2)).to_be_focused()
    expect(button(page, 2)).to_have_attribute("aria-expanded", "true")
    expect(event(page, 2)).to_contain_text("heap: bind 0")
    expect(page.locator("#status")).to_have_text("mbind added.")
    bars(page, [1048576, 0])
    hint = event(page, 2).get_by_text("pages that are there stay where they are")
    expect(hint).to_be_visible()
    event(page, 2).get_by_label("move_all").check()
    expect(hint).to_be_hidden()


def test_every_op_can_be_added_and_runs_as_it_comes(visit: Open) -> None:
    page = visit("/")
    names = page.locator("#event-to-add option").evaluate_all("all => all.map(one => one.value)")
    assert len(names) == 24
    for name in names:
        button(page, 2).click()
        page.locator("#event-to-add").select_option(name)
        answer = answered(page, page.locator("#add-event").click)
        assert "signal" not in answer["result"]["events"][3], name
        expect(button(page, 3)).to_contain_text(name)
        expect(event(page, 3).locator(".refusal")).to_have_count(0)
        assert event(page, 3).locator(".event-form [data-field], .event-form fieldset").count()
        answered(page, page.locator("#undo").click)


def test_a_form_edits_its_event_and_the_result_follows(visit: Open) -> None:
    page = visit("/")
    button(page, 2).click()
    pages = event(page, 2).locator("[data-field=pages]")
    pages.fill("0-99")
    pages.press("Enter")
    bars(page, [90, 10])
    expect(event(page, 2).locator(".summary")).to_have_text("heap 0-99")
    expect(pages).to_be_focused()


def test_a_refusal_names_the_event_and_the_field(visit: Open) -> None:
    page = visit("/", refusals=True)
    button(page, 2).click()
    pages = event(page, 2).locator("[data-field=pages]")
    pages.fill("0-99999999")
    pages.press("Enter")
    problems = page.locator("#problems")
    expect(problems).to_contain_text("event 2, touch, pages: page 99999999 lies beyond")
    expect(problems).not_to_contain_text("/events/")


def test_events_are_reordered_by_keyboard_and_the_refusal_stands_beside_its_event(
    visit: Open,
) -> None:
    page = visit("/", refusals=True)
    button(page, 2).focus()
    button(page, 2).press("Alt+ArrowUp")
    assert ops(page) == ["set_mempolicy", "touch", "mmap"]
    expect(button(page, 1)).to_be_focused()
    expect(page.locator("#status")).to_have_text("touch is now 2 of 3.")
    expect(event(page, 1).locator(".refusal")).to_contain_text("no region heap is mapped")
    expect(event(page, 1).locator(".event-answer")).to_have_text("cannot be run")
    # What the last run said of the events before they were moved is not said of these.
    expect(event(page, 2).locator(".event-answer")).to_have_text("not run")
    expect(event(page, 2).locator(".event-changes")).to_be_hidden()
    button(page, 1).press("Alt+ArrowDown")
    assert ops(page) == ["set_mempolicy", "mmap", "touch"]
    expect(event(page, 2).locator(".refusal")).to_have_count(0)
    expect(button(page, 2)).to_be_focused()


def test_the_arrows_move_an_event_and_keep_the_focus(visit: Open) -> None:
    page = visit("/", refusals=True)
    button(page, 0, "down").click()
    assert ops(page) == ["mmap", "set_mempolicy", "touch"]
    expect(button(page, 1, "down")).to_be_focused()
    button(page, 1, "down").press("Enter")
    assert ops(page) == ["mmap", "touch", "set_mempolicy"]
    expect(button(page, 2)).to_be_focused()  # there is no way further down


def test_a_switched_off_event_does_not_happen_and_comes_back(visit: Open) -> None:
    page = visit("/")
    bars(page, [943718, 104858])
    button(page, 0, "switch").focus()
    button(page, 0, "switch").press("Space")
    bars(page, [1048576])
    expect(event(page, 0).locator(".event-answer")).to_have_text("switched off")
    expect(event(page, 1).locator(".number")).to_have_text("0")
    button(page, 0, "switch").press("Space")
    bars(page, [943718, 104858])
    expect(event(page, 1).locator(".number")).to_have_text("1")


def test_after_5000_pages_the_weight_of_node_0_becomes_1(visit: Open) -> None:
    page = visit("/")
    button(page, 2).click()
    event(page, 2).locator(".split > summary").click()
    event(page, 2).locator("#split2").fill("5000")
    answer = answered(page, event(page, 2).locator("[data-act=split]").click)
    assert ops(page) == ["set_mempolicy", "mmap", "touch", "weights", "touch"]
    expect(button(page, 3)).to_be_focused()
    expect(event(page, 3).locator("[data-field='set/0']")).to_have_value("1")
    segments = answer["result"]["regions"]["heap"]["segments"]
    assert [(first, count, turn) for first, count, turn, _ in segments] == [
        (0, 5000, "0x9 1"),
        (5000, 1043576, "0 1"),
    ]
    on = answer["result"]["regions"]["heap"]["pages_on"]
    assert on == {"0": 4500 + 521788, "1": 500 + 521788}
    bars(page, [on["0"], on["1"]])


def test_typing_another_size_keeps_a_split_touch_split(visit: Open) -> None:
    page = visit("/")
    button(page, 2).click()
    event(page, 2).locator(".split > summary").click()
    event(page, 2).locator("[data-act=split]").click()
    size = page.locator("#pages")
    size.focus()
    size.press("Control+a")
    size.press_sequentially("20000")
    expect(event(page, 2).locator(".summary")).to_have_text("heap 0-4999")
    expect(event(page, 4).locator(".summary")).to_have_text("heap 5000-19999")
    bars(page, [4500 + 7500, 500 + 7500])


def test_delete_and_duplicate_leave_the_focus_in_the_list(visit: Open) -> None:
    page = visit("/", refusals=True)
    button(page, 1).click()
    button(page, 1, "copy").click()
    assert ops(page) == ["set_mempolicy", "mmap", "mmap", "touch"]
    expect(event(page, 2)).to_contain_text("heap2")
    expect(button(page, 2)).to_be_focused()
    button(page, 2).press("Delete")
    assert ops(page) == ["set_mempolicy", "mmap", "touch"]
    expect(button(page, 2)).to_be_focused()
    expect(page.locator("#status")).to_have_text("mmap deleted.")


def test_undo_brings_a_deleted_event_back(visit: Open) -> None:
    page = visit("/")
    button(page, 0).focus()
    button(page, 0).press("Delete")
    bars(page, [1048576])
    page.locator("#undo").click()
    assert ops(page) == ["set_mempolicy", "mmap", "touch"]
    bars(page, [943718, 104858])


def test_undo_and_redo_keep_the_focus_in_the_list(visit: Open) -> None:
    page = visit("/", refusals=True)
    button(page, 2).focus()
    button(page, 2).press("Delete")
    expect(button(page, 1)).to_be_focused()
    page.keyboard.press("Control+z")
    assert ops(page) == ["set_mempolicy", "mmap", "touch"]
    expect(button(page, 2)).to_be_focused()  # it came back
    page.keyboard.press("Control+y")
    expect(button(page, 1)).to_be_focused()  # the nearest
    page.keyboard.press("Control+z")
    button(page, 2).press("Alt+ArrowUp")
    page.keyboard.press("Control+z")
    expect(button(page, 2)).to_be_focused()  # the same event, where it was
    page.keyboard.press("Delete")
    page.locator("#undo").click()
    expect(page.locator("#undo")).to_be_focused()  # who is elsewhere stays there


def test_the_page_speaks_german(visit: Open) -> None:
    page = visit("/?lang=de")
    button(page, 2).click()
    expect(event(page, 2)).to_contain_text("Greift der Reihe nach auf Seiten zu")
    expect(page.locator("#add-event")).to_have_text("Nach dem offenen touch hinzufügen")


def open_everything(page: Page) -> None:
    button(page, 2).click()
    for part in ("#flags-part", "#ranges-part", "#tasks-part", "#streams-part"):
        page.locator(f"{part} > summary").click()
    for add in ("#add-range", "#add-task", "#add-stream"):
        page.locator(add).click()


@pytest.mark.parametrize("width", [320, 768])
def test_open_forms_fit_the_screen(visit: Open, width: int) -> None:
    page = visit("/?lang=de", viewport={"width": width, "height": 800})
    open_everything(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_in_open_forms(visit: Open, scheme: str) -> None:
    page = visit("/", color_scheme=scheme)
    open_everything(page)
    button(page, 0, "switch").click()
    found = Axe().run(page).response["violations"]
    assert [(each["id"], [node["target"] for node in each["nodes"]]) for each in found] == []


def test_a_long_list_shows_its_beginning_until_all_is_asked_for(visit: Open) -> None:
    page = visit("/")
    document = default_experiment()
    document["events"] += [{"op": "get_mempolicy"}] * 300
    page.locator("#as-json > summary").click()
    page.locator("#json").fill(json.dumps(document))
    expect(page.locator("[data-event-list] > li")).to_have_count(200)
    page.get_by_role("button", name="Show all 303 events").click()
    expect(page.locator("[data-event-list] > li")).to_have_count(303)


def test_without_scripts_the_events_are_a_table_and_the_kernel_can_be_chosen(visit: Open) -> None:
    page = visit("/", java_script_enabled=False)
    expect(page.locator("[data-table=events] tbody tr")).to_have_count(3)
    page.locator("#kernel").select_option("linux-6.12")
    page.get_by_role("button", name="Show").click()
    expect(page.locator("#kernel")).to_have_value("linux-6.12")
    expect(page.locator("[data-event-list]")).to_be_hidden()


def test_calls_that_the_kernel_lacks_say_so_in_the_menu(visit: Open) -> None:
    page = visit("/")
    option = page.locator("#event-to-add option[value=mbind2]")
    expect(option).to_contain_text("(mbind2, not in this kernel)")
    expect(page.locator("#event-to-add option[value=pwrite]")).to_contain_text("(pwrite)")

    page.locator("#kernel").select_option("mempolicy2-v6")

    expect(option).to_contain_text("(mbind2)")
