"""What the workbench remembers: address, parent, drafts, colours, and a server that is gone."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Open, Site
from tests.browser.test_share import save
from tests.browser.test_workbench import set_weight, until

pytestmark = pytest.mark.browser


def test_a_saved_experiment_keeps_its_address_until_it_is_edited(visit: Open, site: Site) -> None:
    page = visit("/")
    set_weight(page, 0, 3)
    link = save(page, "Parent")
    path = link.removeprefix(site.url)
    other = visit(path)
    expect(other).to_have_url(link)
    set_weight(other, 0, 6)
    until(other, "location.hash.startsWith('#s=1.')")
    fragment = other.evaluate("location.hash")
    other.locator("#undo").click()
    other.wait_for_url(link)

    third = visit(f"/{fragment}")
    expect(third.locator("[data-node='0'] .amount")).to_have_value("6")
    fork = third.request.get(save(third, "Fork") + ".json").json()
    assert fork["parent"] == path.removeprefix("/x/")


def test_a_link_that_holds_too_much_is_refused_with_words(visit: Open) -> None:
    page = visit("/")
    fragment = page.evaluate(
        """async () => {
          const bytes = new Blob([JSON.stringify({ text: "a".repeat(300000) })]);
          const packed = bytes.stream().pipeThrough(new CompressionStream("deflate-raw"));
          const made = new Uint8Array(await new Response(packed).arrayBuffer());
          return "#s=1." + btoa(String.fromCharCode(...made)).replaceAll("+", "-")
            .replaceAll("/", "_").replace(/=+$/, "");
        }"""
    )
    page.evaluate(f"location.hash = '{fragment}'")
    expect(page.locator("#problems")).to_contain_text("more than 256 KiB")


def left_behind(page: Page) -> Page:
    """Edit, wait until the draft is kept, leave, and come back to the start."""
    set_weight(page, 0, 5)
    until(page, "localStorage.getItem('ilx.drafts')?.includes('weights')")
    context, start = page.context, page.url.split("#")[0]
    page.close()
    again = context.new_page()
    again.goto(start)
    again.mouse.move(1, 1)
    again.wait_for_selector("body[data-shown]")
    return again


def test_a_draft_is_offered_and_not_opened_by_itself(visit: Open) -> None:
    page = left_behind(visit("/"))
    expect(page.locator("#offer")).to_contain_text("You left an unsaved experiment from")
    expect(page.locator("[data-advice=verdict]")).to_have_text("9:1 is a good choice.")
    page.get_by_role("button", name="Open it").click()
    expect(page.locator("[data-node='0'] .amount")).to_have_value("5")
    expect(page.locator("#offer")).to_be_hidden()


def test_a_draft_is_forgotten_when_asked(visit: Open) -> None:
    page = left_behind(visit("/"))
    page.get_by_role("button", name="Forget it").click()
    expect(page.locator("#offer")).to_be_hidden()
    until(page, "localStorage.getItem('ilx.drafts') === '[]'")


def test_everything_works_where_storage_is_denied(visit: Open, site: Site) -> None:
    page = visit("/")
    page.add_init_script(
        "Object.defineProperty(window, 'localStorage', { get() { throw new Error('denied'); } });"
    )
    page.goto(f"{site.url}/?denied", wait_until="load")
    page.mouse.move(1, 1)
    page.wait_for_selector("body[data-shown]")
    set_weight(page, 0, 5)
    page.locator("#theme").select_option("dark")
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    expect(page.locator("[data-advice=verdict]")).to_contain_text("than 5:1")


def test_colours_are_chosen_kept_and_followed_by_the_figures(visit: Open) -> None:
    page = visit("/", color_scheme="light")
    ink = (
        "document.querySelector('[data-figure=bandwidth]').data"
        ".find((each) => each.name === 'expected').line.color"
    )
    page.locator("#theme").select_option("dark")
    expect(page.locator("body")).to_have_css("background-color", "rgb(16, 19, 22)")
    until(page, f"{ink} === '#e8ecf0'")
    page.reload()
    page.mouse.move(1, 1)
    page.wait_for_selector("body[data-shown]")
    expect(page.locator("body")).to_have_css("background-color", "rgb(16, 19, 22)")
    expect(page.locator("#theme")).to_have_value("dark")


def test_a_server_that_is_gone_is_told_and_the_newest_draft_follows(
    visit: Open, site: Site
) -> None:
    page = visit("/", refusals=True)
    site.stop()
    weight = page.locator("[data-node='0'] .amount")
    weight.fill("6")
    expect(page.locator("#offline")).to_contain_text("The server does not answer")
    expect(page.locator("[data-advice=verdict]")).to_have_text("9:1 is a good choice.")
    weight.fill("7")
    site.start()
    expect(page.locator("[data-advice=verdict]")).to_contain_text("than 7:1", timeout=20_000)
    expect(page.locator("#offline")).to_be_hidden()


def test_shortcuts_are_listed_and_undo_works_from_a_slider(visit: Open) -> None:
    page = visit("/")
    page.keyboard.press("?")
    expect(page.locator("#keys")).to_contain_text("Undo the last step")
    page.keyboard.press("Escape")
    expect(page.locator("#keys")).to_have_count(0)
    set_weight(page, 0, 6)
    page.locator("[data-node='0'] .amount").focus()
    page.keyboard.press("ControlOrMeta+z")
    expect(page.locator("[data-node='0'] .amount")).to_have_value("9")
    page.locator("#show-keys").click()
    expect(page.locator("#keys")).to_be_visible()


def test_advice_that_cannot_be_asked_for_says_so_in_words(visit: Open) -> None:
    page = visit("/", refusals=True)
    page.context.set_offline(True)
    page.locator("#find-best").click()
    expect(page.locator("#problems")).to_have_text(
        "The server does not answer; nothing is lost. Try again later."
    )
    page.context.set_offline(False)
