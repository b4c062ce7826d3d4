"""The workbench in a real browser: edits, figures, links, keyboard, no scripts."""

from __future__ import annotations

import json

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Open, Site
from tests.build import default_experiment

pytestmark = pytest.mark.browser


def verdict(page: Page) -> str:
    return page.locator("[data-advice=verdict]").inner_text()


def cells(page: Page, table: str) -> list[list[str]]:
    rows = page.locator(f"[data-table={table}] tbody tr")
    return [row.locator("td").all_inner_texts() for row in rows.all()]


def bars(page: Page) -> list[int]:
    """Pages by node as the browser's own Plotly figure holds them."""
    found = page.evaluate("document.querySelector('[data-figure=distribution]').data[0].x")
    return [int(value) for value in found]


def until(page: Page, expression: str) -> None:
    """Wait until an expression holds (the page's policy forbids polling by eval)."""
    for _ in range(200):
        if page.evaluate(expression):
            return
        page.wait_for_timeout(25)
    raise AssertionError(f"never came true: {expression}")


def set_weight(page: Page, node: int, weight: int) -> None:
    amount = page.locator(f"[data-node='{node}'] .amount")
    amount.fill(str(weight))
    until(page, "Number(document.body.dataset.shown) > 0")


def test_the_page_opens_running_and_an_edit_redraws_it(visit: Open) -> None:
    page = visit("/")
    expect(page.locator("[data-advice=verdict]")).to_have_text("9:1 is a good choice.")
    assert bars(page) == [943718, 104858]

    set_weight(page, 0, 3)

    expect(page.locator("[data-advice=verdict]")).to_contain_text("faster than 3:1")
    until(page, "document.querySelector('[data-figure=distribution]').data[0].x[0] === 786432")
    assert bars(page) == [786432, 262144]
    expect(page.locator("[data-table=nodes] tbody tr").nth(1)).to_contain_text("262\u202f144")


def test_the_figures_are_plotlys_and_offer_no_upload(visit: Open) -> None:
    page = visit("/")
    until(page, "document.querySelectorAll('.js-plotly-plot').length === 2")
    expect(page.locator(".modebar-btn")).to_have_count(0)
    assert page.evaluate(
        "[...document.querySelectorAll('.js-plotly-plot')]"
        ".every((each) => each._context.showSendToCloud === false"
        " && each._context.plotlyServerURL === '')"
    )


def test_a_mode_that_the_kernel_refuses_is_told_in_words(visit: Open) -> None:
    page = visit("/")
    for node in (0, 1):
        page.locator(f"[data-nodes] [data-node='{node}'] input[type=checkbox]").uncheck()
    expect(page.locator("[data-advice=verdict]")).to_have_text(
        "The kernel refuses event 0: set_mempolicy answers EINVAL."
    )


def test_undo_brings_back_the_answer_and_the_address(visit: Open) -> None:
    page = visit("/")
    page.locator("#mode").select_option("bind")
    expect(page.locator("[data-advice=verdict]")).to_contain_text("Bind")
    until(page, "location.hash.startsWith('#s=1.')")
    page.locator("body").press("Control+z")
    expect(page.locator("[data-advice=verdict]")).to_have_text("9:1 is a good choice.")
    expect(page.locator("#mode")).to_have_value("weighted_interleave")
    until(page, "location.hash === ''")


def test_a_private_link_opens_the_edited_experiment(visit: Open, site: Site) -> None:
    page = visit("/")
    set_weight(page, 0, 4)
    until(page, "location.hash.startsWith('#s=1.')")
    path = page.evaluate("location.pathname + location.hash")

    other = visit(path)

    expect(other.locator("[data-node='0'] .amount")).to_have_value("4")
    until(other, "document.querySelector('[data-figure=distribution]').data[0].x[0] === 838861")


def test_bad_json_is_told_by_pointer_and_nothing_is_lost(visit: Open) -> None:
    page = visit("/", refusals=True)
    page.locator("#as-json > summary").click()
    document = default_experiment()
    document["sysfs"]["weights"]["0"] = 256
    page.locator("#json").fill(json.dumps(document))
    expect(page.locator("#problems")).to_contain_text("/sysfs/weights/0: must be at most 255")
    assert bars(page) == [943718, 104858]
    document["sysfs"]["weights"]["0"] = 4
    page.locator("#json").fill(json.dumps(document))
    expect(page.locator("#problems")).to_be_hidden()
    expect(page.locator("[data-node='0'] .amount")).to_have_value("4")


def test_a_weight_is_changed_by_keyboard_alone(visit: Open) -> None:
    page = visit("/")
    slider = page.locator("[data-node='0'] .slider")
    slider.focus()
    slider.press("ArrowRight")
    expect(page.locator("[data-node='0'] .amount")).to_have_value("10")
    until(page, "document.querySelector('[data-figure=distribution]').data[0].x[0] === 953251")


def test_a_preset_replaces_machine_and_controls(visit: Open) -> None:
    page = visit("/")
    page.locator("#preset").select_option("two-sockets-two-cxl")
    expect(page.locator("[data-nodes] .weight")).to_have_count(4)
    until(page, "document.querySelector('[data-figure=distribution]').data[0].x.length === 4")


def test_typed_rates_are_no_longer_assumed(visit: Open) -> None:
    page = visit("/")
    page.locator("#rates > summary").click()
    row = page.locator("[data-rates] [data-node='1']")
    expect(row.locator(".chip")).to_have_count(1)
    row.locator("[data-rate=idle_ns]").fill("180")
    expect(row.locator(".chip")).to_have_count(0)


def test_dark_pages_draw_dark_figures(visit: Open) -> None:
    page = visit("/", color_scheme="dark")
    colour = page.evaluate(
        "document.querySelector('[data-figure=bandwidth]').data"
        ".find((each) => each.name === 'expected').line.color"
    )
    assert colour == "#e8ecf0"


@pytest.mark.parametrize("width", [320, 390, 760, 1024, 1440])
def test_nothing_scrolls_sideways(visit: Open, width: int) -> None:
    page = visit("/", viewport={"width": width, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_without_scripts_the_page_is_complete_and_the_form_works(visit: Open) -> None:
    page = visit("/", java_script_enabled=False)
    expect(page.locator("svg.machine")).to_have_count(1)
    expect(page.locator("svg.chart")).to_have_count(3)
    page.locator("[data-node='0'] .amount").fill("3")
    page.get_by_role("button", name="Show").click()
    expect(page.locator("[data-advice=verdict]")).to_contain_text("faster than 3:1")
    expect(page.locator("[data-table=nodes] tbody tr").nth(1)).to_contain_text("262\u202f144")


def test_a_page_of_the_strip_tells_why_it_is_there(visit: Open) -> None:
    page = visit("/")
    strip = page.locator("#strip")
    strip.click(position={"x": strip.bounding_box()["width"] * 3.5 / 32, "y": 10})  # type: ignore[index]  # it is on the page
    expect(page.locator("#why-answer")).to_contain_text("Page 3 is on node 1.")
    expect(page.locator("#why-answer")).to_contain_text("weighted_interleave_nid()")
    strip.press("ArrowRight")
    expect(page.locator("#why-answer")).to_contain_text("Page 4 is on node 0.")


def test_a_page_far_away_brings_its_block_into_the_strip(visit: Open) -> None:
    page = visit("/")
    page.locator("#page-number").fill("1000000")
    expect(page.locator("#why-answer")).to_contain_text("Page 1 000 000 is on node")
    expect(page.locator("[data-summary=strip]")).to_contain_text("999")
    set_weight(page, 0, 2)
    expect(page.locator("#why-answer")).to_contain_text("Divided by 3 it leaves")


def test_the_best_weights_are_found_told_and_set(visit: Open) -> None:
    page = visit("/?w=3,1")
    page.locator("#find-best").click()
    expect(page.locator("#advice-body .advice")).to_contain_text("Set 9:1.")
    page.get_by_role("button", name="Set these weights").click()
    expect(page.locator("[data-advice=verdict]")).to_have_text("9:1 is a good choice.")


def test_the_best_weights_of_another_machine_cannot_be_set(visit: Open) -> None:
    page = visit("/")
    card = page.locator("#advice-card")
    page.locator("#find-best").click()
    expect(card).to_be_visible()
    set_weight(page, 0, 3)
    expect(page.locator("#advice-stale")).to_be_visible()
    page.locator("#preset").select_option("hbm-flat")
    expect(card).to_be_hidden()
    page.locator("#undo").click()
    expect(card).to_be_visible()


def test_the_button_brings_the_reason_into_view(visit: Open) -> None:
    page = visit("/", viewport={"width": 1440, "height": 700})
    button = page.get_by_role("button", name="Why this page?")
    button.scroll_into_view_if_needed()
    button.click()
    expect(page.locator("#why-answer ol")).to_be_in_viewport(ratio=1)


@pytest.mark.parametrize("width", [1440, 360])
def test_the_answer_of_the_search_is_not_below_the_header(visit: Open, width: int) -> None:
    page = visit("/?w=3,1")
    page.set_viewport_size({"width": width, "height": 640})
    page.locator("#find-best").click()
    expect(page.locator("#advice-body .advice")).to_be_visible()
    until(
        page,
        """(() => {
        const bar = document.querySelector(".bar").getBoundingClientRect();
        const at = document.querySelector("#advice-title").getBoundingClientRect().top;
        return at >= bar.bottom && at < innerHeight / 2;
    })()""",
    )


def test_what_the_scripts_show_later_is_german_too(visit: Open) -> None:
    page = visit("/?lang=de&w=3,1")
    page.locator("#find-best").click()
    expect(page.locator("#advice-body .advice")).to_contain_text("9:1 setzen.")
    page.get_by_role("button", name="Diese Gewichte setzen").click()
    expect(page.locator("[data-advice=verdict]")).to_have_text("9:1 ist eine gute Wahl.")


def test_the_kernels_words_are_marked_as_english_while_they_are_shown(visit: Open) -> None:
    page = visit("/?lang=de&nodes=0")
    sentence = page.locator("[data-advice=sentence]")
    page.locator("[data-nodes] [data-node='0'] input[type=checkbox]").uncheck()
    expect(page.locator("[data-advice=verdict]")).to_contain_text("Der Kernel lehnt Ereignis 0 ab")
    expect(sentence).to_have_attribute("lang", "en")
    page.locator("[data-nodes] [data-node='0'] input[type=checkbox]").check()
    expect(sentence).not_to_have_attribute("lang", "en")


@pytest.mark.parametrize("width", [390, 1024, 1280])
def test_the_rates_fit_into_their_card(visit: Open, width: int) -> None:
    page = visit("/", viewport={"width": width, "height": 800})
    page.locator("#rates > summary").click()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    ends = page.locator("#rates, #rates .frame:visible").evaluate_all(
        "all => all.map((each) => each.getBoundingClientRect().right)"
    )
    assert len(ends) == 2
    assert ends[1] <= ends[0] + 1


def test_text_that_is_no_json_is_told_by_line_and_column(visit: Open) -> None:
    page = visit("/")
    page.locator("#as-json summary").click()
    json = page.locator("#json")
    whole = json.input_value()
    json.fill('{\n "format" 1\n}')
    expect(page.locator("#problems")).to_contain_text("line 2, column 11")
    expect(json).to_have_attribute("aria-invalid", "true")
    json.fill('{"format": 1, "kern')
    expect(page.locator("#problems")).to_contain_text("line 1, column 15 cannot stand there")
    assert page.locator("#problems").inner_text().count("column") == 1
    json.fill(whole)
    expect(json).to_have_attribute("aria-invalid", "false")
    expect(page.locator("#problems")).to_be_hidden()


def test_a_document_that_is_no_experiment_leaves_the_controls_alive(visit: Open) -> None:
    page = visit("/")
    page.locator("#as-json > summary").click()
    page.locator("#json").fill("{}")
    expect(page.locator("#problems")).to_contain_text("This is no experiment")
    set_weight(page, 0, 4)
    expect(page.locator("#problems")).to_be_hidden()


@pytest.mark.parametrize("wrong", ["0", "256", ""])
def test_a_weight_that_is_none_is_told_in_a_sentence(visit: Open, wrong: str) -> None:
    page = visit("/")
    page.locator("[data-node='0'] .amount").fill(wrong)
    told = page.locator("[data-node='0'] .wrong")
    expect(told).to_have_text("Weight of node 0: a whole number from 1 to 255. 9 is in force.")
    assert bars(page) == [943718, 104858]
    set_weight(page, 0, 4)
    expect(told).to_have_count(0)


def test_an_answer_that_comes_meanwhile_leaves_a_refused_number_alone(visit: Open) -> None:
    page = visit("/")
    set_weight(page, 0, 5)
    amount = page.locator("[data-node='0'] .amount")
    amount.fill("300")
    page.wait_for_timeout(300)
    expect(amount).to_have_value("300")
    page.keyboard.press("ControlOrMeta+z")
    expect(amount).to_have_value("5")
    expect(page.locator(".wrong")).to_have_count(0)


def test_a_refused_number_is_taken_back_before_any_edit_is(visit: Open) -> None:
    page = visit("/")
    page.locator("#preset").select_option("two-sockets")
    until(page, "document.querySelector('#mode').value === 'interleave'")
    page.locator("#preset").select_option("dram-cxl")
    until(page, "document.querySelector('#mode').value === 'weighted_interleave'")
    amount = page.locator("[data-node='0'] .amount")
    amount.fill("300")
    expect(page.locator(".wrong")).to_contain_text("from 1 to 255")

    page.keyboard.press("ControlOrMeta+z")

    expect(amount).to_have_value("9")
    expect(page.locator(".wrong")).to_have_count(0)
    expect(page.locator("#preset")).to_have_value("dram-cxl")
    page.keyboard.press("ControlOrMeta+z")
    expect(page.locator("#mode")).to_have_value("interleave")
    expect(page.locator("#preset")).to_have_value("two-sockets")


def test_on_a_phone_the_answer_stays_in_sight_while_a_weight_is_set(visit: Open) -> None:
    page = visit("/", viewport={"width": 390, "height": 844})
    amount = page.locator("[data-node='0'] .amount")
    amount.scroll_into_view_if_needed()
    amount.fill("5")
    answer = page.locator("#answer")
    expect(answer).to_contain_text("5:1")
    box, field = page.locator(".stays").bounding_box(), amount.bounding_box()
    assert box is not None
    assert field is not None
    assert 0 <= box["y"] < 10
    assert box["y"] + box["height"] <= field["y"]


def test_take_it_home_comes_last_on_a_phone_and_below_the_workload_on_a_desk(visit: Open) -> None:
    page = visit("/", viewport={"width": 390, "height": 844})
    tops = """["#controls", "#timeline", "#strip-card", "#home"].map(
        (each) => document.querySelector(each).getBoundingClientRect().top)"""
    order = page.evaluate(tops)
    assert order == sorted(order)
    page.set_viewport_size({"width": 1440, "height": 900})
    controls = page.locator("#controls").bounding_box()
    home = page.locator("#home").bounding_box()
    assert controls is not None
    assert home is not None
    assert home["x"] == controls["x"]
    assert 0 <= home["y"] - (controls["y"] + controls["height"]) <= 24


def test_a_lesson_says_what_to_do(visit: Open) -> None:
    page = visit("/")
    page.locator("#preset").select_option("lesson-page-37")
    expect(page.locator("#preset-note")).to_contain_text("walk the timeline to page 37")
    until(page, "document.querySelector('#pages').value === '100'")
    expect(page.locator("#moment-chip")).to_contain_text("up to page 0")
    expect(page.locator("[data-advice=verdict]")).to_have_text("The 1 page so far lies 1:0.")
    expect(page.locator("[data-commands]")).to_contain_text("numactl --weighted-interleave=0-1")
    page.get_by_role("button", name="Back to the end").click()
    expect(page.locator("[data-advice=verdict]")).to_contain_text("faster than 3:1")


def test_a_click_on_the_curve_sets_the_weight_there_in_one_step(visit: Open) -> None:
    page = visit("/")
    amount = page.locator(".weight[data-node='0'] .amount")
    expect(amount).to_have_value("9")
    area = page.locator("[data-figure=bandwidth] .nsewdrag")
    box = area.bounding_box()
    assert box is not None
    area.click(position={"x": box["width"] * 4 / 23, "y": box["height"] / 2})
    expect(amount).to_have_value("5")
    page.locator("#undo").click()
    expect(amount).to_have_value("9")
