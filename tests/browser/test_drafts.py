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


def test_a_draft_is_kept_in_the_language_that_the_address_asks_for(visit: Open) -> None:
    page = visit("/?lang=de")
    page.locator("#keep-draft").click()
    page.wait_for_url(re.compile(r"/d/[a-z0-9]{11}\?lang=de#k=[\w-]{43}$"))
    expect(page.locator(KEPT)).to_contain_text("Entwurf")
    expect(page.locator("html")).to_have_attribute("lang", "de")


def test_a_draft_is_kept_and_saved_as_one_edits(visit: Open) -> None:
    page = visit("/")
    set_weight(page, 0, 3)
    link = keep(page)
    expect(page.locator("[data-node='0'] .amount")).to_have_value("3")

    set_weight(page, 0, 5)
    expect(page.locator(KEPT)).to_contain_text("Saved as version 2.")
    expect(page).to_have_url(link)
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


def test_a_link_that_was_made_of_a_draft_can_be_withdrawn_any_day(visit: Open) -> None:
    page = visit("/", refusals=True)
    keep(page)
    page.on("dialog", lambda dialog: dialog.accept())
    page.locator("#share-name").fill("To be withdrawn")
    button(page, "Make a link")
    field = page.get_by_label("The link")
    expect(field).to_have_value(re.compile(r"/x/[a-z0-9]{11}$"))
    link = field.input_value()
    shown = page.request.get(link).text()
    assert "To be withdrawn" in shown
    assert "Its author can withdraw it." in shown
    expect(page.locator("#share")).to_contain_text("until you withdraw it here")
    expect(page.locator(KEPT)).to_contain_text("Saved as version 3.")

    page.reload()
    expect(page.locator("#kept-shares a")).to_have_text("To be withdrawn")
    button(page, "Withdraw this link")
    expect(page.locator("#share-result")).to_contain_text("withdrawn")
    expect(page.locator("#kept-shares a")).to_have_count(0)
    assert page.request.get(link).status == 410


def test_after_a_draft_is_discarded_the_address_holds_what_one_goes_on_with(visit: Open) -> None:
    page = visit("/", refusals=True)
    link = keep(page)
    page.on("dialog", lambda dialog: dialog.accept())
    button(page, "Discard the draft")
    expect(page.locator(KEPT)).to_contain_text("The draft is discarded.")
    page.wait_for_url(re.compile(r"/#s=1\."))
    before = page.url
    set_weight(page, 0, 6)
    page.wait_for_url(lambda url: url != before)
    page.reload()
    expect(page.locator("[data-node='0'] .amount")).to_have_value("6")

    page.goto(link)
    expect(page.locator("h1")).to_have_text("Gone")


def test_a_server_that_asks_for_patience_gets_it(visit: Open) -> None:
    page = visit("/", refusals=True)
    keep(page)
    told = []

    def busy(route: Route) -> None:
        if route.request.method == "PUT" and not told:
            told.append(429)
            route.fulfill(status=429, content_type="application/problem+json", body="{}")
        else:
            route.continue_()

    page.route("**/api/v1/drafts/*", busy)
    set_weight(page, 0, 3)
    expect(page.locator(KEPT)).to_contain_text("Not saved yet")
    expect(page.locator(KEPT)).to_contain_text("Saved as version 2.", timeout=15_000)


def test_an_address_without_its_token_opens_nothing(visit: Open) -> None:
    page = visit("/", refusals=True)
    link = keep(page)

    page.goto("about:blank")
    page.goto(link.partition("#")[0])
    expect(page.locator("#problems")).to_contain_text("lacks the edit token")
    expect(page.locator(".bench")).to_be_hidden()
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


def opened_again(page: Page, link: str) -> Page:
    """Another tab with the same draft."""
    tab = page.context.new_page()
    tab.goto(link)
    expect(tab.locator(KEPT)).to_contain_text("A draft, last written")
    return tab


def test_a_conflict_is_about_what_both_have_now(visit: Open) -> None:
    mine = visit("/", refusals=True)
    theirs = opened_again(mine, keep(mine))
    set_weight(theirs, 0, 2)
    expect(theirs.locator(KEPT)).to_contain_text("Saved as version 2.")
    mine.locator("#share-notes").fill("my notes")
    expect(mine.locator(KEPT)).to_contain_text("Nothing was overwritten")
    set_weight(mine, 0, 7)
    set_weight(theirs, 0, 4)
    expect(theirs.locator(KEPT)).to_contain_text("Saved as version 3.")

    button(mine, "Make a link")
    expect(mine.locator("#share-result")).to_contain_text("first choose")
    with mine.context.expect_page() as compared:
        mine.get_by_role("link", name="See both").click()
    expect(compared.value.locator("main")).to_contain_text("sysfs weight of node 0: 7 → 4")

    button(mine, "Go on with theirs")
    weight, notes = mine.locator("[data-node='0'] .amount"), mine.locator("#share-notes")
    expect(weight).to_have_value("4")
    expect(notes).to_have_value("")
    set_weight(mine, 0, 5)
    expect(mine.locator(KEPT)).to_contain_text("Saved as version 4.")
    mine.locator("#undo").click()
    mine.locator("#undo").click()
    expect(weight).to_have_value("7")
    expect(notes).to_have_value("my notes")
    mine.locator("#redo").click()
    expect(notes).to_have_value("")


def test_mine_goes_on_over_whatever_they_wrote_since(visit: Open) -> None:
    mine = visit("/", refusals=True)
    theirs = opened_again(mine, keep(mine))
    set_weight(theirs, 0, 2)
    expect(theirs.locator(KEPT)).to_contain_text("Saved as version 2.")
    set_weight(mine, 0, 7)
    expect(mine.locator(KEPT)).to_contain_text("Nothing was overwritten")
    mine.locator("#undo").click()
    set_weight(theirs, 0, 4)
    expect(theirs.locator(KEPT)).to_contain_text("Saved as version 3.")

    button(mine, "Go on with mine")
    expect(mine.locator(KEPT)).to_contain_text("Saved as version 4.")
    mine.reload()
    expect(mine.locator("[data-node='0'] .amount")).to_have_value("9")


def test_a_link_that_is_pasted_into_a_draft_is_a_step_of_it(visit: Open) -> None:
    page = visit("/")
    set_weight(page, 0, 4)
    page.wait_for_url(re.compile(r"#s=1\."))
    fragment = page.evaluate("location.hash")
    page.locator("#undo").click()
    link = keep(page)

    page.evaluate(f"location.hash = '{fragment}'")
    expect(page.locator("[data-node='0'] .amount")).to_have_value("4")
    expect(page).to_have_url(link)
    button(page, "Copy the edit link")
    assert page.evaluate("navigator.clipboard.readText()") == link
    expect(page.locator(KEPT)).to_contain_text("Saved as version 2.")
    page.evaluate("location.hash = '#s=1.nothing'")
    expect(page.locator("#problems")).to_contain_text("damaged")
    expect(page).to_have_url(link)

    page.locator(".languages a").first.click()
    page.wait_for_url(re.compile(r"lang=.*#k="))
    expect(page.locator("[data-node='0'] .amount")).to_have_value("4")


def test_a_token_that_is_put_into_the_address_opens_its_draft(visit: Open) -> None:
    page = visit("/", refusals=True)
    link = keep(page)
    page.goto("about:blank")
    page.goto(link.partition("#")[0])
    expect(page.locator("#problems")).to_contain_text("lacks the edit token")
    page.goto(link)
    expect(page.locator(KEPT)).to_contain_text("A draft, last written")
    expect(page.locator(".bench")).to_be_visible()


def test_a_draft_whose_server_is_away_is_asked_for_again(visit: Open) -> None:
    page = visit("/", refusals=True)
    link = keep(page)
    page.goto("about:blank")
    page.route("**/api/v1/drafts/*", lambda route: route.fulfill(status=503, body="{}"))
    page.goto(link)
    expect(page.locator(KEPT)).to_contain_text("The server does not answer")
    expect(page.locator(".bench")).to_be_hidden()
    page.unroute("**/api/v1/drafts/*")
    button(page, "Try now")
    expect(page.locator(KEPT)).to_contain_text("A draft, last written")
    expect(page.locator(KEPT)).not_to_contain_text("The server does not answer")

    page.goto("about:blank")
    page.route("**/api/v1/drafts/*", lambda route: route.abort(), times=1)
    page.goto(link)
    expect(page.locator(KEPT)).to_contain_text("A draft, last written", timeout=15_000)
