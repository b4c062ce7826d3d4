"""The import dialog: texts are scrubbed, read together, reviewed, corrected and taken over."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Open
from tests.browser.test_accessibility import axe, violations
from tests.browser.test_workbench import verdict

pytestmark = pytest.mark.browser

FORMATS = Path(__file__).parents[1] / "data" / "formats"
KINDS = ("dram", "dram", "hbm", "cxl")


def sample(name: str) -> str:
    return (FORMATS / name).read_text()


def dialog(page: Page) -> Locator:
    return page.locator("#import-dialog")


def button(page: Page, name: str) -> Locator:
    return dialog(page).get_by_role("button", name=name, exact=True)


def paste(page: Page, *texts: str) -> None:
    """Open the dialog and paste texts, each in a box of its own."""
    page.locator("#open-import").click()
    for place, text in enumerate(texts):
        if place:
            button(page, "Add another paste").click()
        page.locator("#import-text").fill(text)


def review(page: Page, *texts: str) -> None:
    paste(page, *texts)
    button(page, "Review").click()
    expect(dialog(page).get_by_role("heading", name="2. Review")).to_be_focused()


def answer_kinds(page: Page) -> None:
    for node, kind in enumerate(KINDS):
        select = dialog(page).get_by_label(f"Kind of memory of node {node}")
        select.select_option(kind)
        # Nodes 0 and 1 have CPUs: DRAM is proposed for them, so two questions are open at first.
        open_ones = ["2 questions are open.", "2 questions are open.", "1 question is open."]
        told = [*open_ones, "The machine is complete."][node]
        expect(dialog(page).locator(".import-status")).to_contain_text(told)


def test_dram_is_proposed_for_nodes_with_cpus_and_can_be_changed(visit: Open) -> None:
    page = visit("/")
    review(page, sample("numactl-H.txt"))
    status = dialog(page).locator(".import-status")
    expect(status).to_contain_text("DRAM is proposed for nodes with CPUs")
    selects = dialog(page).locator("select[data-pointer^='/kinds/']")
    assert [each.input_value() for each in selects.all()] == ["dram", "dram", "", ""]
    chips = dialog(page).locator(".node-card > .cell > .chip")
    expect(chips).to_have_text(["assumed", "assumed"])
    selects.first.select_option("")
    expect(status).to_contain_text("3 questions are open.")
    expect(selects.first).to_have_value("")
    selects.first.select_option("hbm")
    expect(status).to_contain_text("2 questions are open.")
    expect(selects.first).to_have_value("hbm")

    button(page, "Use this machine").click()

    expect(dialog(page).locator(".import-problems")).to_contain_text("2 questions are open.")
    expect(selects.nth(2)).to_be_focused()


def test_only_what_is_free_now_can_be_taken(visit: Open) -> None:
    page = visit("/")
    review(page, sample("numactl-H.txt"))
    answer_kinds(page)
    bodies = sent(page)
    dialog(page).get_by_label("Only what is free now").check()
    expect(dialog(page).locator(".import-status")).to_contain_text("The machine is complete.")
    expect(dialog(page).locator("[data-pointer=free_now]")).to_be_checked()
    assert bodies[-1]["free_now"] is True
    button(page, "Use this machine").click()
    expect(page.locator("#said")).to_contain_text("what is in use now stays so")


def test_doubts_and_the_choice_of_sockets_stand_before_the_values(visit: Open) -> None:
    page = visit("/")
    torn = sample("mlc-latency-matrix.txt").rstrip()[:-2]
    review(page, sample("numactl-H.txt"), torn)
    doubts = dialog(page).locator(".doubts")
    expect(doubts).to_have_text(re.compile("paste 2, line .*the latency matrix is cut off here"))
    answer_kinds(page)
    button(page, "Use this machine").click()
    said = page.locator("#said")
    expect(said).to_contain_text("Threads run on the CPUs of one node alone")
    expect(said).to_contain_text("cut off here")
    expect(said.locator("details")).not_to_have_attribute("open", "")

    page.locator("#open-import").click()
    dialog(page).get_by_label("Threads run on all CPUs").check()
    button(page, "Use this machine").click()
    expect(page.locator("#tasks-count")).to_have_text("2")
    expect(page.locator("#streams-count")).to_have_text("2")
    expect(said).not_to_contain_text("of one node alone")


def sent(page: Page) -> list[dict[str, Any]]:
    """The bodies of all imports that leave the page from now on."""
    bodies: list[dict[str, Any]] = []
    page.on(
        "request",
        lambda request: (
            request.url.endswith("/api/v1/import")
            and bodies.append(json.loads(request.post_data or "{}"))
        ),
    )
    return bodies


def cell(page: Page, name: str) -> Locator:
    return dialog(page).locator(".cell", has=page.get_by_label(name, exact=True))


def test_two_pastes_make_one_machine_and_each_cell_names_its_source(visit: Open) -> None:
    page = visit("/")
    review(page, sample("numactl-H.txt"), sample("hmat-sysfs.txt"))
    answer_kinds(page)

    local = cell(page, "idle latency of node 0, ns")
    expect(local.locator("input")).to_have_value("90")
    expect(local.locator(".chip")).to_have_text("HMAT")
    far = cell(page, "idle latency of node 0 to node 3, ns")
    expect(far.locator(".chip")).to_have_text("estimated")
    assert far.locator("input").evaluate("each => getComputedStyle(each).borderStyle") == "dashed"

    button(page, "Use this machine").click()
    expect(dialog(page)).to_be_hidden()
    expect(page.locator("[data-machine] g.kind-hbm")).to_have_count(1)
    expect(page.locator("[data-nodes] .weight")).to_have_count(4)
    expect(page.locator("#said")).to_contain_text("assumed:")
    page.locator("#undo").click()
    expect(page.locator("[data-nodes] .weight")).to_have_count(2)


def test_a_correction_is_sent_marked_typed_and_survives_another_paste(visit: Open) -> None:
    page = visit("/")
    review(page, sample("numactl-H.txt"))
    answer_kinds(page)
    field = dialog(page).get_by_label("idle latency of node 0, ns", exact=True)
    field.fill("97")
    field.press("Tab")
    expect(cell(page, "idle latency of node 0, ns").locator(".chip")).to_have_text("typed")

    dialog(page).locator("[data-more]").click()
    expect(page.locator("#import-text")).to_be_focused()
    page.locator("#import-text").fill(sample("hmat-sysfs.txt"))
    bodies = sent(page)
    button(page, "Review").click()
    typed = cell(page, "idle latency of node 0, ns")
    expect(typed.locator("input")).to_have_value("97")
    typed.locator("summary").click()
    expect(typed).to_contain_text("HMAT says 90 ns")
    assert bodies[-1]["typed"] == {"/nodes/0/idle_ns": 97}
    assert bodies[-1]["kinds"] == {"0": "dram", "1": "dram", "2": "hbm", "3": "cxl"}


def test_a_correction_that_fits_the_texts_no_more_is_dropped_and_told(visit: Open) -> None:
    page = visit("/", refusals=True)
    review(page, sample("numactl-H.txt"), sample("hmat-sysfs.txt"))
    answer_kinds(page)
    far = "idle latency of node 0 to node 3, ns"
    dialog(page).get_by_label(far, exact=True).fill("350")
    dialog(page).get_by_label(far, exact=True).press("Tab")
    expect(cell(page, far).locator(".chip")).to_have_text("typed")
    button(page, "Back to the pastes").click()
    button(page, "Remove Paste 2").click()
    button(page, "Review").click()
    status = dialog(page).locator(".import-status")
    expect(status).to_contain_text("1 correction has no place any more and was dropped.")
    expect(status).to_contain_text("The machine is complete.")


def test_a_refused_correction_leads_back_to_its_cell(visit: Open) -> None:
    page = visit("/", refusals=True)
    review(page, sample("numactl-H.txt"))
    name = "CPUs of node 0"
    field = dialog(page).get_by_label(name, exact=True)
    field.fill("zero")
    field.press("Tab")
    problems = dialog(page).locator(".import-problems")
    expect(problems).to_contain_text("/nodes/0/cpus")
    problems.get_by_role("button", name="correction").click()
    expect(field).to_be_focused()
    expect(field).to_have_value("zero")
    field.fill("0-1")
    field.press("Tab")
    expect(cell(page, name).locator(".chip")).to_have_text("typed")
    expect(problems).to_be_hidden()


def test_a_kind_that_a_text_told_can_be_chosen_anew(visit: Open) -> None:
    page = visit("/?lang=de")
    page.locator("#open-import").click()
    page.locator("#import-text").fill(sample("lstopo-tiers.xml"))
    button(page, "Prüfen").click()
    kind = dialog(page).get_by_label("Speicherart von Knoten 2")
    expect(kind).to_have_value("hbm")
    kind.focus()
    kind.select_option("dram")
    node = dialog(page).locator(".node-card", has_text="Knoten 2")
    expect(node.locator(".chip").first).to_have_text("eingegeben")
    expect(kind).to_be_focused()


def test_a_correction_that_is_no_number_is_not_sent(visit: Open) -> None:
    page = visit("/")
    review(page, sample("numactl-H.txt"))
    bodies = sent(page)
    field = dialog(page).get_by_label("memory of node 0, MiB", exact=True)
    field.fill("much")
    field.press("Tab")
    expect(dialog(page).locator(".import-status")).to_have_text("Enter a whole number.")
    expect(field).to_have_attribute("aria-invalid", "true")
    assert bodies == []


def test_the_experiment_can_be_kept_where_it_fits(visit: Open) -> None:
    page = visit("/?preset=two-sockets-two-cxl")
    mode = page.locator("#controls [name=mode]").first.input_value()
    review(page, sample("numactl-H.txt"), sample("hmat-sysfs.txt"))
    answer_kinds(page)
    keep = dialog(page).get_by_label("Keep my experiment, exchange the machine")
    expect(keep).to_be_enabled()
    keep.check()
    button(page, "Use this machine").click()
    expect(page.locator("[data-machine] g.kind-hbm")).to_have_count(1)
    assert page.locator("#controls [name=mode]").first.input_value() == mode


def test_everything_goes_by_keyboard(visit: Open) -> None:
    page = visit("/")
    page.locator("#open-import").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#import-text")).to_be_focused()
    page.keyboard.insert_text(sample("numactl-H.txt"))
    button(page, "Review").focus()
    page.keyboard.press("Enter")
    expect(dialog(page).get_by_role("heading", name="2. Review")).to_be_focused()
    for node, kind in enumerate(("DRAM", "DRAM", "HBM", "CXL")):
        page.keyboard.press("Tab")
        expect(dialog(page).get_by_label(f"Kind of memory of node {node}")).to_be_focused()
        page.keyboard.type(kind)
        expect(dialog(page).locator(".import-status")).not_to_have_text("Reading…")
    expect(dialog(page).locator(".import-status")).to_have_text("The machine is complete.")
    button(page, "Use this machine").focus()
    page.keyboard.press("Enter")
    expect(page.locator("[data-nodes] .weight")).to_have_count(4)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1440, 320])
def test_axe_finds_nothing_in_either_step(visit: Open, scheme: str, width: int) -> None:
    page = visit("/", color_scheme=scheme, viewport={"width": width, "height": 800})
    paste(page, sample("numactl-H.txt"), sample("lstopo.xml"))
    dialog(page).locator(".removed summary").click()
    page.evaluate(axe())
    assert violations(page) == []
    button(page, "Review").click()
    answer_kinds(page)
    for summary in dialog(page).locator("[data-review] > details > summary").all():
        summary.click()
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    sheet = dialog(page).evaluate("each => each.scrollWidth - each.clientWidth")
    assert sheet <= 0


def test_pages_of_a_real_run_alone_are_laid_over_the_results(visit: Open) -> None:
    page = visit("/")
    before = verdict(page)
    views: list[Any] = []
    page.on(
        "request",
        lambda request: (
            "/api/v1/preview" in request.url
            and views.append(json.loads(request.post_data or "{}")["view"])
        ),
    )
    review(page, sample("numa-maps-weighted.txt"))
    button(page, "Lay it over the results").click()
    expect(dialog(page)).to_be_hidden()
    expect(page.locator("#undo")).to_be_enabled()
    assert views[-1]["measured"]["pages"]
    expect(page.locator("[data-advice=verdict]")).to_have_text(before)


def test_a_rate_is_told_in_gb_too(visit: Open) -> None:
    page = visit("/")
    paste(page, sample("numactl-H.txt"))
    button(page, "Review").click()
    rate = dialog(page).locator(
        ".cell", has=page.locator("[data-pointer='/nodes/0/read_mib_per_s']")
    )
    expect(rate).to_contain_text("MiB/s = 200 GB/s")


def test_what_mlc_measured_goes_before_what_firmware_declares(visit: Open) -> None:
    page = visit("/")
    review(page, sample("numactl-H.txt"), sample("mlc-latency-matrix.txt"), sample("lstopo.xml"))
    answer_kinds(page)
    for name, value in (("node 0", "92"), ("node 0 to node 3", "323")):
        found = cell(page, f"idle latency of {name}, ns")
        expect(found.locator("input")).to_have_value(value)
        expect(found.locator(".chip")).to_have_text("MLC")
    local = cell(page, "idle latency of node 0, ns")
    local.locator("summary").click()
    expect(local).to_contain_text("HMAT says 90 ns")
    before = verdict(page)
    button(page, "Use this machine").click()
    expect(page.locator("[data-machine] g[class*=kind-]")).to_have_count(4)
    expect(page.locator("[data-advice=verdict]")).not_to_have_text(before)


def test_what_was_assumed_of_the_threads_is_told_until_they_are_others(visit: Open) -> None:
    """The notice of an import says where all threads run; a second task makes it untrue."""
    page = visit("/")
    review(page, sample("numactl-H.txt"), sample("hmat-sysfs.txt"))
    answer_kinds(page)
    button(page, "Use this machine").click()
    said = page.locator("#said")
    expect(said).to_contain_text("all threads run on node 0")

    page.locator(".weight[data-node='0'] .amount").fill("5")
    expect(page.locator(".weight[data-node='0'] .slider")).to_have_value("5")
    expect(said).to_be_visible()

    page.locator("#tasks-part summary").click()
    page.locator("#tasks-part").get_by_role("button", name="Add a task").click()
    expect(said).to_be_hidden()
