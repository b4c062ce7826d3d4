"""A kernel developer puts policies side by side and finds the first page that differs."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Open, Site
from tests.browser.test_workbench import set_weight, until

pytestmark = pytest.mark.browser


def sentence(page: Page) -> str:
    return page.locator("[data-compare=sentence]").inner_text()


def test_two_policies_and_the_first_page_that_differs(visit: Open) -> None:
    page = visit("/")
    set_weight(page, 0, 4)
    page.locator("#open-compare").click()
    page.wait_for_url("**/compare#s=*")
    page.mouse.move(1, 1)
    page.wait_for_selector("body[data-shown]")
    expect(page.locator(".column")).to_have_count(2)
    expect(page.locator(".column").nth(1)).to_contain_text("sysfs weight of node 0: 9 → 4")
    expect(page.locator("[data-compare=sentence]")).to_contain_text("is the first that lands")

    page.locator(".column").nth(1).locator("select").select_option("interleave")

    expect(page.locator(".column").nth(1)).to_contain_text("mode weighted_interleave → interleave")
    found = int("".join(filter(str.isdigit, sentence(page).split(" of ")[0])))
    expect(page.locator(".strips .tick.strong", has_text=str(found))).to_have_count(1)
    page.locator("[data-compare=reasons] summary").first.click()
    expect(page.locator("[data-compare=reasons] li li").nth(1)).to_contain_text("task's applied")
    expect(page.locator("[data-table=compared] tbody tr").first).to_contain_text("best")

    page.locator(".column").nth(1).get_by_role("button", name="Open").click()
    page.wait_for_url("**/#s=*")
    expect(page.locator("#mode")).to_have_value("interleave")


@pytest.mark.parametrize("figure", ["strips", "curves"])
def test_figures_have_table_twins_and_are_taken_along(
    visit: Open, tmp_path: Path, figure: str
) -> None:
    page = visit("/compare")
    until(page, "document.querySelectorAll('.js-plotly-plot').length === 1")
    page.locator(".column").nth(1).locator("select").select_option("bind")
    expect(page.locator(".column").nth(1)).to_contain_text("weighted_interleave → bind")
    table = page.locator(f"[data-table={figure}]")
    page.locator("details", has=table).locator("summary").click()
    expect(table).to_be_visible()

    def taken(kind: str) -> bytes:
        with page.expect_download() as download:
            page.locator(f"[data-takes={figure}] [data-take={kind}]").click()
        assert download.value.suggested_filename == f"ilx-compare-{figure}.{kind}"
        download.value.save_as(tmp_path / kind)
        return (tmp_path / kind).read_bytes()

    rows = list(csv.reader(io.StringIO(taken("csv").decode())))
    assert rows == table.evaluate("t => [...t.rows].map(r => [...r.cells].map(c => c.textContent))")
    title = table.locator("xpath=ancestor::section").locator("h2").inner_text()
    picture = " ".join(ElementTree.fromstring(taken("svg")).itertext())
    assert title in picture
    assert {"strips": sentence(page), "curves": "A dot stands at"}[figure] in picture
    assert taken("png").startswith(b"\x89PNG\r\n\x1a\n")
    buttons = page.get_by_role("button", name=f"PNG: {title}", exact=True)
    expect(buttons).to_have_count(1)


def test_the_same_by_keyboard_only(visit: Open) -> None:
    page = visit("/")
    page.locator("#open-compare").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/compare?x=dram-cxl")
    page.mouse.move(1, 1)
    page.wait_for_selector("body[data-shown]")
    weight = page.locator(".column").nth(0).locator("input[type=number]").first
    weight.focus()
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type("2")
    until(page, "location.hash.includes('&s=1.')")
    expect(page.locator(".column").nth(0)).to_contain_text("weights 2:1")
    add = page.locator("#add")
    add.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".column")).to_have_count(3)
    remove = page.get_by_role("button", name="Remove C")
    remove.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".column")).to_have_count(2)
    page.reload()
    page.mouse.move(1, 1)
    page.wait_for_selector("body[data-shown]")
    expect(page.locator(".column").nth(0)).to_contain_text("weights 2:1")


def test_it_works_without_scripts(visit: Open) -> None:
    page = visit("/compare?x=dram-cxl&x=dram-cxl~mode=bind~nodes=1", java_script_enabled=False)
    expect(page.locator("[data-compare=sentence]")).to_have_text(
        "Page 0 of heap is the first that lands on another node."
    )
    assert page.locator("svg.strips .cell").count() > 40
    assert page.locator("[data-table=compared] tbody tr").count() >= 5
    page.locator("input[name=x]").nth(2).fill("hbm-flat")
    page.get_by_role("button", name="Compare", exact=True).click()
    expect(page.locator(".column")).to_have_count(3)
    expect(page.get_by_text("The machines differ.").first).to_be_attached()


def test_the_text_for_a_post_is_copied(visit: Open) -> None:
    page = visit("/compare")
    page.locator("#copy-markdown").click()
    expect(page.locator("#copy-markdown")).to_have_text("Copied")
    assert page.evaluate("navigator.clipboard.readText()").startswith("## Compare experiments")


@pytest.mark.parametrize("width", [320, 768, 1440])
def test_nothing_scrolls_sideways(visit: Open, width: int) -> None:
    page = visit("/compare", viewport={"width": width, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") <= width


BESIDE = [("bind", "0"), ("interleave", "0-1")]


def fragment_of(page: Page, *policies: tuple[str, str], parent: str | None = None) -> str:
    """The fragment of the default experiment under some policies, made by the page's own script."""
    return str(
        page.evaluate(
            """async ([policies, parent]) => {
              const boot = JSON.parse(document.querySelector("#boot").textContent);
              const { toFragment } = await import(document.querySelector("script[type=module]")
                .src.replace("compare/main.js", "link.js"));
              return toFragment(...policies.map(([mode, nodes]) => {
                const experiment = structuredClone(boot.experiments[0].experiment);
                Object.assign(experiment.events[0], { mode, nodes });
                return { experiment, view: {}, title: mode, parent };
              }));
            }""",
            [[list(policy) for policy in policies], parent],
        )
    )


def test_a_link_shows_its_own_curves_before_anybody_moves(visit: Open, site: Site) -> None:
    page = visit("/compare")
    fragment = fragment_of(page, *BESIDE)
    page.goto("about:blank")
    page.goto(f"{site.url}/compare{fragment}")
    picture = page.locator("[data-figure=compared] svg.stretched")
    expect(picture).to_contain_text("A 190 GB/s")
    expect(page.locator("[data-table=compared] tbody tr").first).to_contain_text("190 best")
    expect(page.locator("[data-stale]")).to_have_count(0)
    assert page.evaluate("globalThis.Plotly") is None
    card = page.locator("section[aria-labelledby=curves-title]")
    before = card.evaluate("card => card.offsetHeight")
    page.mouse.move(1, 1)
    page.wait_for_selector("body[data-shown]")
    assert card.evaluate("card => card.offsetHeight") == before


def test_another_address_is_another_comparison_and_the_skip_link_is_none(visit: Open) -> None:
    page = visit("/compare?x=dram-cxl&x=hbm-flat")
    fragment = fragment_of(page, *BESIDE)
    page.evaluate(f"location.hash = '{fragment}'")
    expect(page.locator(".column")).to_have_count(len(BESIDE))
    address = page.url
    page.locator(".skip").focus()
    page.locator(".skip").press("Enter")
    expect(page.locator("#answer")).to_be_focused()
    expect(page).to_have_url(address)
    page.evaluate("location.hash = '#s=1.broken'")
    expect(page.locator(".strips")).to_be_hidden()
    page.go_back()
    expect(page.locator(".strips")).to_be_visible()
    page.go_back()
    expect(page.locator(".column").nth(1).locator("h3")).to_contain_text("HBM")


def test_back_takes_back_one_thing_at_a_time(visit: Open) -> None:
    page = visit("/compare?x=dram-cxl")
    columns, mode = page.locator(".column"), page.locator(".column select")
    page.get_by_role("button", name="Add a copy of A").click()
    expect(columns).to_have_count(3)
    for _ in range(2):
        mode.nth(1).select_option("bind")
        mode.nth(1).select_option("preferred_many")
        expect(columns.nth(1)).to_contain_text("preferred_many")
        page.go_back()
        expect(mode.nth(1)).to_have_value("interleave")
        expect(columns).to_have_count(3)
    page.go_back()
    expect(columns).to_have_count(2)
    page.go_forward()
    expect(columns).to_have_count(3)


def test_what_was_drawn_of_others_does_not_stand_while_a_link_is_read(
    visit: Open, site: Site
) -> None:
    page = visit("/compare")
    fragment = fragment_of(page, *BESIDE)
    page.goto("about:blank")
    page.route("**/api/v1/compare", lambda route: None)  # no answer, for as long as we look
    page.goto(f"{site.url}/compare{fragment}")
    expect(page.locator(".column").first).to_contain_text("bind")
    for place in ("[data-figure=compared]", "[data-table=compared]", "[data-compare=sentence]"):
        expect(page.locator(place)).to_be_hidden()


def test_what_the_address_said_goes_with_the_first_edit(visit: Open) -> None:
    page = visit("/compare?x=dram-cxl")
    expect(page.get_by_text("names one experiment only")).to_be_visible()
    fields = page.locator("form.choose [name=x]")
    expect(fields.nth(1)).to_have_value("dram-cxl~mode=interleave")

    page.locator(".column").nth(1).locator("select").select_option("bind")

    expect(page.get_by_text("names one experiment only")).to_have_count(0)
    expect(fields.nth(0)).to_have_value("dram-cxl")
    expect(fields.nth(1)).to_have_value("")


@pytest.mark.parametrize("press", [{"modifiers": ["ControlOrMeta"]}, {"button": "middle"}])
def test_a_tab_of_its_own_compares_the_draft_and_this_one_stays(
    visit: Open, press: dict[str, Any]
) -> None:
    page = visit("/")
    set_weight(page, 0, 5)
    link = page.locator("#open-compare")
    link.hover()
    expect(link).to_have_attribute("href", re.compile("#s=1"))

    with page.context.expect_page() as opening:
        link.click(**press)

    other = opening.value
    weights = other.locator("[data-compare=columns] input[type=number]")
    expect(weights).to_have_count(4)
    assert [weights.nth(place).input_value() for place in range(4)] == ["9", "1", "5", "1"]
    expect(other.locator("[data-compare=columns]")).to_contain_text("My draft")
    expect(page.locator("[data-node='0'] .amount")).to_have_value("5")
    page.locator("#undo").click()
    page.mouse.move(1, 400)
    link.hover()
    expect(link).to_have_attribute("href", re.compile("x=dram-cxl$"))


def test_a_draft_stands_after_what_was_chosen_last(visit: Open) -> None:
    page = visit("/")
    page.locator("#preset").select_option("two-sockets-two-cxl")
    expect(page.locator("[data-rates] [data-node]")).to_have_count(4)
    page.locator("#mode").select_option("interleave")
    page.locator("#open-compare").click()
    page.wait_for_url("**/compare#s=*")
    columns = page.locator(".column")
    expect(columns.nth(0).locator("h3")).to_contain_text("As it was opened")
    expect(columns.nth(1).locator("h3")).to_contain_text("My draft")
    expect(columns.nth(1).locator("li")).to_have_text(
        ["event 0 set_mempolicy: mode weighted_interleave → interleave"]
    )


def test_a_column_is_changed_in_the_workbench_and_comes_back(visit: Open) -> None:
    page = visit("/compare?x=dram-cxl&x=dram-cxl~mode=bind~nodes=0&x=hbm-flat")
    page.get_by_role("button", name="Open B").click()
    page.wait_for_url("**/#s=*")
    expect(page.locator("#said")).to_contain_text("column B of a comparison")
    expect(page.locator("#mode")).to_have_value("bind")
    as_opened = page.evaluate("location.hash")
    page.locator("#mode").select_option("preferred_many")
    until(page, f"location.hash !== '{as_opened}'")
    page.reload()
    expect(page.locator("#said")).to_contain_text("column B of a comparison")
    expect(page.locator("#mode")).to_have_value("preferred_many")
    page.locator("#open-compare").click()
    page.wait_for_url("**/compare#s=*")
    columns = page.locator(".column")
    expect(columns).to_have_count(3)
    expect(columns.nth(1).locator("h3")).to_contain_text("mode=bind, nodes=0 (changed)")
    expect(columns.nth(1).locator("select")).to_have_value("preferred_many")
    expect(columns.nth(2).locator("h3")).to_contain_text("HBM")
    expect(columns.nth(2).locator("h3")).not_to_contain_text("(changed)")
    page.go_back()
    page.wait_for_url("**/#s=*")
    expect(page.locator("#said")).to_contain_text("column B of a comparison")


def test_back_from_a_column_leads_to_the_comparison(visit: Open) -> None:
    page = visit("/compare?x=dram-cxl&x=dram-cxl~mode=bind~nodes=0&x=hbm-flat")
    page.get_by_role("button", name="Open B").click()
    page.wait_for_url("**/#s=*")
    expect(page.locator("#said")).to_contain_text("column B of a comparison")
    page.locator("#mode").select_option("preferred_many")
    page.go_back()
    page.wait_for_url("**/compare?x=*")
    expect(page.locator(".column")).to_have_count(3)
    expect(page.locator(".column").nth(1).locator("select")).to_have_value("bind")
    page.go_forward()
    page.wait_for_url("**/#s=*")
    expect(page.locator("#said")).to_contain_text("column B of a comparison")


def test_the_way_back_ends_where_another_page_begins(visit: Open) -> None:
    page = visit("/compare?x=dram-cxl&x=hbm-flat")
    page.get_by_role("button", name="Open B").click()
    page.wait_for_url("**/#s=*")
    page.get_by_role("link", name="Explore", exact=True).click()
    page.wait_for_url(lambda url: "#" not in url)
    expect(page.locator("#said")).to_be_hidden()
    page.locator("#open-compare").click()
    page.wait_for_url("**/compare?x=dram-cxl")


def test_a_telephone_shows_every_column_of_the_results(visit: Open) -> None:
    asked = "x=dram-cxl&x=dram-cxl~w=4,1&x=dram-cxl~mode=interleave&x=hbm-flat"
    page = visit(f"/compare?{asked}", viewport={"width": 390, "height": 800})
    table = page.locator("[data-table=compared]")
    assert table.evaluate("table => table.scrollWidth <= table.parentElement.clientWidth")
    boxes = page.locator(".column input[type=checkbox]")
    assert boxes.evaluate_all("all => Math.min(...all.map((box) => box.offsetWidth))") >= 24
    above = page.locator(".strips .tick.strong").evaluate_all(
        """all => all.map((word) => word.getBoundingClientRect().top
          - word.ownerSVGElement.getBoundingClientRect().top)"""
    )
    assert min(above) >= -1


def test_a_lone_draft_stands_after_the_saved_one_it_came_from(visit: Open, site: Site) -> None:
    page = visit("/compare")
    preset = page.request.get(f"{site.url}/api/v1/presets/dram-cxl").json()
    kept = {"experiment": preset, "title": "The original"}
    parent = page.request.post(f"{site.url}/api/v1/experiments", data=kept).json()["sid"]
    fragment = fragment_of(page, ("bind", "0"), parent=parent)
    page.goto("about:blank")
    page.goto(f"{site.url}/compare{fragment}")
    titles = page.locator(".column h3")
    expect(titles.nth(0)).to_contain_text("The original")
    expect(titles.nth(1)).to_contain_text("bind")
    expect(page.locator("form.choose [name=x]").nth(0)).to_have_value(parent)
