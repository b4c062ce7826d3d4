"""Drafts in a browser: kept, shared by their edit link, never overwritten, published, withdrawn."""

from __future__ import annotations

import re

from playwright.sync_api import Page, Route, expect

from tests.browser.conftest import Open
from tests.browser.test_workbench import set_weight

KEPT = "#kept"


def keep(page: Page) -> str:
    """Make a draft of what the page shows; its edit link."""
    page.locator("#keep-draft").click()
    page.wait_for_url(re.compile(r"/d/[a-z0-9]{11}#k=[\w-]{43}$"))
    expect(page.locator(KEPT)).to_contain_text("A draft, last written")
    return page.url


def button(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def test_a_draft_is_kept_and_saved_as_one_edits(visit: Open) -> None:
    page = visit("/")
    set_weight(page, 0, 3)
    link = keep(page)
    expect(page.locator("[data-node='0'] .amount")).to_have_value("3")

    set_weight(page, 0, 5)
    expect(page.locator(KEPT)).to_contain_text("Saved as version 2.")
    assert page.url == link
    page.locator("#share-name").fill("Five")
    expect(page.locator(KEPT)).to_contain_text("Saved as version 3.")

    page.reload()
    expect(page.locator("[data-node='0'] .amount")).to_have_value("5")
    expect(page.locator("#share-name")).to_have_value("Five")
    expect(page.locator("#undo")).to_be_disabled()


def test_nobodys_edit_is_overwritten_and_both_can_be_seen(visit: Open) -> None:
    mine = visit("/", refusals=True)
    link = keep(mine)
    theirs = mine.context.new_page()
    theirs.goto(link)
    expect(theirs.locator(KEPT)).to_contain_text("A draft, last written")
    set_weight(theirs, 0, 2)
    expect(theirs.locator(KEPT)).to_contain_text("Saved as version 2.")

    set_weight(mine, 0, 7)
    expect(mine.locator(KEPT)).to_contain_text("Nothing was overwritten")
    with mine.context.expect_page() as opened:
        mine.get_by_role("link", name="See both").click()
    expect(opened.value.locator("main")).to_contain_text("Mine")
    expect(opened.value.locator("main")).to_contain_text("sysfs weight of node 0: 7 → 2")
    set_weight(mine, 0, 8)
    mine.wait_for_timeout(1200)
    expect(mine.locator(KEPT)).to_contain_text("Nothing was overwritten")

    button(mine, "Go on with mine")
    expect(mine.locator(KEPT)).to_contain_text("Saved as version 3.")
    set_weight(theirs, 0, 4)
    expect(theirs.locator(KEPT)).to_contain_text("Nothing was overwritten")
    button(theirs, "Go on with theirs")
    expect(theirs.locator("[data-node='0'] .amount")).to_have_value("8")


def test_a_draft_is_published_withdrawn_and_discarded(visit: Open) -> None:
    page = visit("/", refusals=True)
    keep(page)
    page.on("dialog", lambda dialog: dialog.accept())
    page.locator("#share-name").fill("To be withdrawn")
    button(page, "Make a link")
    field = page.get_by_label("The link")
    expect(field).to_have_value(re.compile(r"/x/[a-z0-9]{11}$"))
    link = field.input_value()
    assert "To be withdrawn" in page.request.get(link).text()

    button(page, "Withdraw this link")
    expect(page.locator("#share-result")).to_contain_text("withdrawn")
    assert page.request.get(link).status == 410

    button(page, "Discard the draft")
    expect(page.locator(KEPT)).to_contain_text("The draft is discarded.")
    assert page.goto(page.url.partition("#")[0] + "?again") is not None
    expect(page.locator("h1")).to_have_text("Gone")


def test_an_address_without_its_token_opens_nothing(visit: Open) -> None:
    page = visit("/", refusals=True)
    link = keep(page)

    page.goto("about:blank")
    page.goto(link.partition("#")[0])
    expect(page.locator("#problems")).to_contain_text("lacks the edit token")
    page.goto("about:blank")
    page.goto(link[:-3] + "xyz")
    expect(page.locator("#problems")).to_contain_text("not the edit token")


def test_an_edit_during_a_slow_save_is_no_conflict_with_oneself(visit: Open) -> None:
    page = visit("/", refusals=True)
    keep(page)

    def slowly(route: Route) -> None:
        if route.request.method == "PUT":
            page.wait_for_timeout(1500)
        route.continue_()

    page.route("**/api/v1/drafts/*", slowly)
    set_weight(page, 0, 3)
    page.wait_for_timeout(1000)  # its save is on the way
    set_weight(page, 0, 4)
    expect(page.locator(KEPT)).to_contain_text("Saved as version 3.", timeout=15_000)
    page.unroute("**/api/v1/drafts/*")
    page.reload()
    expect(page.locator("[data-node='0'] .amount")).to_have_value("4")


def test_while_the_server_is_gone_nothing_is_lost_and_it_is_saved_later(visit: Open) -> None:
    page = visit("/", refusals=True)
    keep(page)
    page.context.set_offline(True)
    page.locator("#share-name").fill("Written without a server")
    expect(page.locator(KEPT)).to_contain_text("Not saved yet")

    page.context.set_offline(False)
    expect(page.locator(KEPT)).to_contain_text("Saved as version 2.", timeout=15_000)
    page.reload()
    expect(page.locator("#share-name")).to_have_value("Written without a server")
