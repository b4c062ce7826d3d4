"""Paste a machine, save, send the link, open it elsewhere, also after a restart."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Open, Site
from tests.browser.test_workbench import cells, set_weight, until, verdict

pytestmark = pytest.mark.browser

NUMACTL = (Path(__file__).parents[1] / "data" / "numactl-hardware.txt").read_text()


def save(page: Page, title: str) -> str:
    page.locator("#share-name").fill(title)
    page.get_by_role("button", name="Make a link").click()
    link = page.locator("#share-result input")
    expect(link).to_be_visible()
    return link.input_value()


def test_a_saved_link_shows_the_same_numbers_without_scripts(visit: Open, site: Site) -> None:
    page = visit("/")
    set_weight(page, 0, 5)
    expect(page.locator("[data-advice=verdict]")).to_contain_text("than 5:1")
    said, numbers = verdict(page), cells(page, "nodes")
    link = save(page, "Five to one")

    other = visit(link.removeprefix(site.url), java_script_enabled=False)

    expect(other.locator("h1")).to_have_text("Five to one")
    expect(other.locator("[data-advice=verdict]")).to_have_text(said)
    assert cells(other, "nodes") == numbers


def test_a_saved_link_shows_the_page_that_was_looked_at(visit: Open, site: Site) -> None:
    page = visit("/")
    page.locator("#page-number").fill("37")
    expect(page.locator("#why-answer")).to_contain_text("Page 37 is on node 0")
    link = save(page, "Page 37")

    other = visit(link.removeprefix(site.url))

    expect(other.locator("[data-summary=strip]")).to_contain_text("Pages 0 to 255 of heap")
    expect(other.locator("#strip-scale span").nth(1)).to_have_text("32")
    expect(other.locator("#page-number")).to_have_value("37")
    expect(other.locator("#why-answer")).to_contain_text(
        "4\u202f294\u202f967\u202f296 + 37 = 4\u202f294\u202f967\u202f333"
    )


def test_a_saved_link_opens_after_a_restart(visit: Open, site: Site) -> None:
    page = visit("/")
    set_weight(page, 0, 7)
    expect(page.locator("[data-advice=verdict]")).to_contain_text("than 7:1")
    numbers = cells(page, "nodes")
    link = save(page, "")
    page.close()
    site.stop()
    site.start()

    other = visit(link.removeprefix(site.url))

    assert cells(other, "nodes") == numbers
    expect(other.locator("[data-node='0'] .amount")).to_have_value("7")


def test_saving_works_without_scripts(visit: Open, site: Site) -> None:
    page = visit("/?w=6,1", java_script_enabled=False)
    page.get_by_role("button", name="Make a link").click()
    page.wait_for_url(f"{site.url}/x/*")
    expect(page.locator("[data-advice=verdict]")).to_contain_text("6:1")


def test_the_import_works_without_scripts(visit: Open) -> None:
    page = visit("/import", java_script_enabled=False)
    page.locator("textarea[name=text-1]").fill(NUMACTL)
    page.get_by_role("button", name="Review").click()
    for node, kind in enumerate(("dram", "dram", "hbm", "cxl")):
        page.locator(f"select[name='kind-{node}']").select_option(kind)
    page.get_by_role("button", name="Review", exact=True).click()
    page.get_by_role("button", name="Use this machine").click()
    expect(page.locator("svg.machine g.kind-hbm")).to_have_count(1)
    expect(page.locator("[data-table=nodes] tbody tr")).to_have_count(4)


def test_sharing_and_skipping_keep_the_experiment_in_the_address(visit: Open) -> None:
    page = visit("/")
    set_weight(page, 0, 4)
    until(page, "location.hash.startsWith('#s=1.')")
    address = page.url
    page.locator("#open-share").click()
    page.locator(".skip").focus()
    page.locator(".skip").press("Enter")
    expect(page).to_have_url(address)


def test_a_private_link_pasted_into_an_open_page_is_taken_and_back_leads_out(visit: Open) -> None:
    page = visit("/")
    set_weight(page, 0, 4)
    until(page, "location.hash.startsWith('#s=1.')")
    fragment = page.evaluate("location.hash")
    other = visit("/?preset=dram-cxl&mode=interleave")
    other.evaluate(f"location.hash = '{fragment}'")
    expect(other.locator("[data-node='0'] .amount")).to_have_value("4")
    other.go_back()
    expect(other.locator("#mode")).to_have_value("interleave")
    until(other, "location.search === '?preset=dram-cxl&mode=interleave' && !location.hash")
    other.go_forward()
    expect(other.locator("#mode")).to_have_value("weighted_interleave")
    expect(other.locator("[data-node='0'] .amount")).to_have_value("4")


def test_a_link_that_is_edited_says_that_it_is_not_what_was_saved(visit: Open, site: Site) -> None:
    page = visit("/")
    link = save(page, "As it was")
    other = visit(link.removeprefix(site.url))
    told = other.locator("#edited")
    expect(told).to_be_hidden()

    set_weight(other, 0, 4)
    expect(told).to_contain_text("not what was saved")
    other.emulate_media(media="print")
    expect(other.locator(".on-paper")).to_be_hidden()
    other.emulate_media(media="screen")

    other.locator("#undo").click()
    expect(told).to_be_hidden()


def test_notes_keep_their_lines(visit: Open, site: Site) -> None:
    page = visit("/")
    page.locator("#share-notes").fill("one\ntwo")
    link = save(page, "Two lines")
    other = visit(link.removeprefix(site.url), java_script_enabled=False)
    expect(other.locator(".notes")).to_have_text("one\ntwo", use_inner_text=True)
