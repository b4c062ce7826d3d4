"""The address bar opens what the page shows, whenever and however the page is left."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Open, Site
from tests.browser.test_workbench import set_weight, until

pytestmark = pytest.mark.browser

HARDWARE = """available: 2 nodes (0-1)
node 0 cpus: 0 1 2 3
node 0 size: 32000 MB
node 0 free: 30000 MB
node 1 cpus:
node 1 size: 64000 MB
node 1 free: 64000 MB
node distances:
node   0   1
  0:  10  14
  1:  14  10
"""


def amount(page: Page) -> str:
    return page.locator("[data-node='0'] .amount").input_value()


def ready(page: Page) -> Page:
    page.mouse.move(1, 1)
    page.wait_for_selector("body[data-shown]")
    return page


LEAVE_AT_ONCE = """async (leaving) => {
  const field = document.querySelector("[data-node='0'] .amount");
  const set = (weight) => {
    field.value = weight;
    for (const name of ["input", "change"]) field.dispatchEvent(new Event(name, { bubbles: true }));
  };
  set(7);
  await new Promise((later) => setTimeout(later, 100));
  set(6);
  const link = document.querySelector(leaving);
  link.dispatchEvent(new Event("pointerdown"));
  link.click();
}"""
"""An edit that is written, one that would be written later, and a click with no time in between."""


def test_an_edit_is_in_the_address_although_a_link_is_followed_at_once(visit: Open) -> None:
    page = visit("/")
    page.evaluate(LEAVE_AT_ONCE, "nav a[href='/gallery']")
    page.wait_for_url("**/gallery")
    page.go_back()
    assert amount(ready(page)) == "6"


def test_an_edit_goes_along_although_another_language_is_asked_for_at_once(visit: Open) -> None:
    page = visit("/")
    page.evaluate(LEAVE_AT_ONCE, ".languages a[hreflang=de]")
    page.wait_for_url("**/?lang=de#s=*")
    assert amount(ready(page)) == "6"


def test_another_language_shows_the_same_draft_in_this_tab_and_in_another(visit: Open) -> None:
    page = visit("/")
    page.locator("[data-node='0'] .amount").fill("7")
    german = page.locator(".languages a[hreflang=de]")
    with page.context.expect_page() as opened:
        german.click(button="middle")
    other = opened.value
    assert amount(ready(other)) == "7"
    expect(other.locator("html")).to_have_attribute("lang", "de")
    german.click()
    page.wait_for_url("**/?lang=de#s=*")
    assert amount(ready(page)) == "7"


def taken_in(visit: Open, site: Site) -> Page:
    """The workbench as the answer to the form of a machine."""
    page = visit("/")
    page.goto(f"{site.url}/import")
    page.locator("textarea[name=text-1]").fill(HARDWARE)
    page.locator("form.asks button.strong").click()
    for select in page.locator("select[name^=kind-]").all():
        select.select_option("cxl" if "1" in str(select.get_attribute("name")) else "dram")
    page.locator("form.asks button[type=submit]").first.click()
    if page.locator("button[name=use]").count():
        page.locator("button[name=use]").click()
    return ready(page)


def test_a_machine_that_was_taken_in_is_offered_after_another_page(visit: Open, site: Site) -> None:
    page = taken_in(visit, site)
    page.locator("nav a", has_text="Compare").click()
    page.wait_for_url("**/compare#s=*")
    page.locator("nav a", has_text="Explore").click()
    page.locator("#offer").get_by_role("button", name="Open it").click()
    expect(page.locator("[data-machine]")).to_contain_text("31.3 GiB")


def test_the_answer_to_a_form_gets_an_address_of_its_own(visit: Open, site: Site) -> None:
    page = taken_in(visit, site)
    until(page, "location.pathname === '/' && location.hash.startsWith('#s=1.')")
    there = visit(page.evaluate("location.pathname + location.hash"))
    expect(there.locator("[data-machine]")).to_contain_text("31.3 GiB")


@pytest.mark.parametrize(
    "change",
    [
        "h => h.replace('=', '%3D')",
        "h => h + '.'",
        "h => h + ')'",
        "h => h + '%20'",
    ],
)
def test_a_link_is_read_although_a_letter_was_put_around_it(visit: Open, change: str) -> None:
    page = visit("/")
    set_weight(page, 0, 4)
    until(page, "location.hash.startsWith('#s=1.')")
    changed = page.evaluate(f"({change})(location.hash)")
    other = visit(f"/{changed}")
    assert amount(other) == "4"
    expect(other.locator("#problems")).to_be_hidden()


@pytest.mark.parametrize("fragment", ["#s=", "#s=1.", "#s=2.abc", "#S=1.abc", "#s=1.abc"])
def test_what_begins_like_an_experiment_and_is_none_is_told(visit: Open, fragment: str) -> None:
    page = visit(f"/{fragment}")
    told = "damaged and is not opened. This is the experiment without it."
    expect(page.locator("#problems")).to_contain_text(told)


@pytest.mark.parametrize("pasted", ["#s=1.abc", "#answer"])
def test_a_draft_stays_in_the_address_when_what_is_pasted_is_none(visit: Open, pasted: str) -> None:
    page = visit("/")
    set_weight(page, 0, 4)
    until(page, "location.hash.startsWith('#s=1.')")
    address = page.url
    page.evaluate(f"location.hash = '{pasted}'")
    page.wait_for_url(address)
    assert amount(page) == "4"
    if "s=" in pasted:
        expect(page.locator("#problems")).to_contain_text("Your draft stays.")


def test_a_comparison_keeps_its_edits_in_another_language(visit: Open) -> None:
    page = visit("/compare?x=dram-cxl&x=dram-cxl~w=4,1")
    page.locator(".column select").first.select_option("bind")
    page.locator(".languages a[hreflang=de]").click()
    page.wait_for_url("**/compare?lang=de#s=*")
    expect(ready(page).locator(".column select").first).to_have_value("bind")


def test_back_brings_a_removed_column_again(visit: Open) -> None:
    page = visit("/compare?x=dram-cxl&x=dram-cxl~w=4,1&x=hbm-flat")
    page.locator(".column select").nth(1).select_option("bind")
    page.get_by_role("button", name="Remove B").click()
    expect(page.locator(".column")).to_have_count(2)
    page.go_back()
    expect(page.locator(".column")).to_have_count(3)
    expect(page.locator(".column select").nth(1)).to_have_value("bind")


def test_more_than_four_in_a_link_are_counted(visit: Open) -> None:
    page = visit("/compare?x=dram-cxl&x=hbm-flat")
    page.locator(".column select").first.select_option("bind")
    until(page, "location.hash.startsWith('#s=1.')")
    page.evaluate("location.hash = [...Array(3)].map(() => location.hash.slice(1)).join('&')")
    expect(page.locator(".column")).to_have_count(4)
    expect(page.locator("#problems")).to_contain_text("The link holds 6 experiments")


def test_a_name_that_is_being_typed_stays_while_a_column_is_changed(visit: Open) -> None:
    page = visit("/compare?x=dram-cxl&x=hbm-flat")
    names = page.locator("form.choose [name=x]")
    names.nth(2).fill("two-sockets")
    page.locator(".column select").first.select_option("bind")
    expect(names.nth(0)).to_have_value("")
    expect(names.nth(2)).to_have_value("two-sockets")


def test_a_column_keeps_its_comparison_in_another_language(visit: Open) -> None:
    page = visit("/compare?x=dram-cxl&x=dram-cxl~w=4,1&x=hbm-flat")
    page.get_by_role("button", name="Open B").click()
    page.wait_for_url("**/#s=*")
    ready(page).locator(".languages a[hreflang=de]").click()
    page.wait_for_url("**/?lang=de#s=*")
    expect(ready(page).locator("#said")).to_contain_text("Spalte B eines Vergleichs")


def test_what_is_edited_after_an_undo_is_a_step_of_its_own(visit: Open) -> None:
    page = visit("/")
    field = page.locator("[data-node='0'] .amount")
    field.fill("3")
    page.wait_for_timeout(850)  # a new step
    field.fill("4")
    page.locator("#undo").click()
    expect(field).to_have_value("3")
    field.fill("5")
    page.locator("#undo").click()
    expect(field).to_have_value("3")


def test_back_leads_from_an_edited_link_to_the_link(visit: Open, site: Site) -> None:
    page = visit("/")
    page.goto(f"{site.url}/gallery")
    page.locator("a[href^='/x/']").first.click()
    page.wait_for_url("**/x/*")
    opened, before = page.url, amount(page)
    for weight in (7, 8):
        set_weight(page, 0, weight)
    page.wait_for_url("**/#s=*")
    page.locator("html").dispatch_event("mouseleave")  # on the way to the button

    page.go_back()
    expect(page).to_have_url(opened)
    expect(page.locator("[data-node='0'] .amount")).to_have_value(before)
    page.go_forward()
    page.wait_for_url("**/#s=*")
    expect(page.locator("[data-node='0'] .amount")).to_have_value("8")

    page.go_back()
    expect(page).to_have_url(opened)
    page.go_back()
    page.wait_for_url("**/gallery")
