"""The results in a real browser: the strip at any size, moments, what stands still."""

from __future__ import annotations

import json
import re

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.conftest import Open, let_go
from tests.browser.test_workbench import bars, cells, set_weight, until

pytestmark = pytest.mark.browser

THIN = "\u202f"
VAST = 2**48


def label(page: Page) -> str:
    return page.locator("#strip").get_attribute("aria-valuetext") or ""


def plain(text: str | None) -> str:
    return (text or "").replace(THIN, "")


def told(words: str, rest: str = "") -> re.Pattern[str]:
    """These words, whatever groups the digits of their numbers, and then the rest."""
    gaps = re.sub(r"(?<=\d)(?=(\d{3})+(?!\d))", f"{THIN}?", re.escape(words))
    return re.compile(f"^{gaps}{rest}$", re.DOTALL)


def test_one_page_is_called_one_page_and_both_sliders_count_alike(visit: Open) -> None:
    page = visit("/?pages=1")
    expect(page.locator("[data-summary=strip]")).to_contain_text("Page 0 of heap")
    page = visit("/")
    touched = page.locator("#scrub-pages")
    expect(touched).to_have_js_property("value", "1048575")
    expect(touched).to_have_attribute(
        "aria-valuetext", told("up to page 1048575: 1048576 of 1048576 pages")
    )
    expect(page.locator("#scrub-page")).to_have_value(told("1048575"))


def test_before_the_first_event_a_sentence_stands_in_place_of_empty_frames(visit: Open) -> None:
    page = visit("/")
    page.wait_for_selector("body[data-shown]")
    page.locator("[data-scrub=first]").click()
    for card, words in (
        ("#bandwidth-card", "No page of heap is present"),
        ("#strip-card", "No region is mapped"),
        ("#distribution-card", "No page is present"),
    ):
        expect(page.locator(f"{card} figcaption")).to_contain_text(words)
        expect(page.locator(f"{card} .plot")).to_have_css("height", "0px")
        expect(page.locator(f"{card} .take")).to_be_hidden()
    page.locator("[data-scrub=last]").click()
    expect(page.locator("#bandwidth-card svg").first).to_be_visible()


def test_the_strip_shows_any_window_of_two_to_the_48_pages(visit: Open) -> None:
    page = visit(f"/?pages={VAST}")
    page.get_by_role("button", name="All pages").click()
    expect(page.locator("[data-summary=strip]")).to_contain_text("stripes show the exact share")
    summary = page.locator("[data-summary=strip]")
    expect(summary).to_have_text(told(f"Pages 0 to {VAST - 1} of heap, {2**40} in each cell", ".*"))
    page.locator("#strip").press("End")
    expect(page.locator("#why-answer")).to_contain_text(
        "Page " + f"{VAST - 1:,}".replace(",", " ") + " is on"
    )
    for _ in range(24):
        page.locator("#strip").press("+")
    expect(page.locator("#strip")).to_have_attribute(
        "aria-valuetext", told(f"page {VAST - 1}: ", ".*")
    )
    expect(summary).to_have_text(told(f"Page {VAST - 1} of heap", ".*"))


def test_a_page_is_found_as_people_type_it(visit: Open) -> None:
    page = visit("/")
    for typed, found in (("37", 37), ("0x25", 37), ("1 000", 1000), ("5k", 5000)):
        page.locator("#page-number").fill(typed)
        expect(page.locator("#why-answer")).to_contain_text(
            "Page " + f"{found:,}".replace(",", " ") + " is on node"
        )
        assert plain(label(page)).startswith(f"page {found}: node")
    page.locator("#page-number").fill("2M")
    expect(page.locator("#strip-tools .wrong")).to_contain_text("heap has the pages 0 to")
    expect(page.locator("#page-number")).to_have_attribute("aria-invalid", "true")


def test_a_page_that_was_not_touched_is_told_at_its_field(visit: Open) -> None:
    page = visit("/")
    number = page.locator("#scrub-page")
    number.fill("2M")
    expect(page.locator("#scrub-touch .wrong")).to_contain_text("0-1048575")
    number.fill("37")
    expect(page.locator("#scrub-touch .wrong")).to_have_count(0)
    expect(page.locator("#moment-chip")).to_be_visible()


def test_the_strips_colours_have_names(visit: Open) -> None:
    page = visit("/?preset=lesson-page-37")
    legend = page.locator("#strip-legend span")
    page.get_by_role("button", name="Back to the end").click()
    expect(legend).to_have_text(["node 0", "node 1"])
    page.locator("#preset").select_option("two-sockets")
    mark = legend.nth(1).locator(".mark")
    expect(mark).to_have_class(re.compile("kind-dram rising"))
    expect(mark).to_have_css("background-image", re.compile("repeating-linear-gradient"))
    page.locator("#preset").select_option("lesson-page-37")
    page.locator("#scrub-page").fill("37")
    expect(legend).to_have_text(["node 0", "node 1", "not present"])


def test_the_strip_is_walked_and_zoomed_by_keyboard(visit: Open) -> None:
    page = visit("/")
    strip = page.locator("#strip")
    strip.focus()
    strip.press("ArrowDown")
    strip.press("ArrowRight")
    assert label(page) == "page 33: node 1"
    strip.press("PageDown")
    assert label(page) == "page 289: node 0"
    strip.press("-")
    assert label(page).startswith("pages 288 to 291: node 0 ")
    strip.press("Home")
    strip.press("Enter")
    expect(page.locator("#why-answer")).to_contain_text("Page 0 is on node 0.")


def test_the_runs_of_the_window_are_told_as_text_and_as_a_table(visit: Open) -> None:
    page = visit("/?w=3,1")
    expect(page.locator("#strip-runs")).to_have_text(
        re.compile(r"^\d × node [01], \d × node [01], .* and \d+ more runs$")
    )
    page.locator("#strip-card details > summary").click()
    page.get_by_role("button", name="All pages").click()
    expect(page.locator("[data-table=runs] tbody tr")).to_have_count(1)
    rows = cells(page, "runs")
    assert plain(rows[0][0]) == "0–1048575"
    assert re.match(r"in turn .*3 × node 0", rows[0][2])


def test_a_student_scrubs_to_page_37_and_asks_why(visit: Open) -> None:
    page = visit("/")
    page.locator("#scrub-page").fill("37")
    expect(page.locator("#moment-chip")).to_contain_text("up to page 37")
    expect(page.locator("#moment-chip")).to_contain_text("earlier moment")
    until(page, "document.querySelector('[data-figure=distribution]').data[0].x[0] < 38")
    assert sum(bars(page)) == 38
    page.locator("#strip").press("Enter")
    expect(page.locator("#why-answer")).to_contain_text("Page 37 is on node")
    expect(page.locator("#why-answer")).to_contain_text("leaves")

    page.get_by_role("button", name="One page forward").click()
    until(
        page,
        "document.querySelector('[data-figure=distribution]').data[0].x"
        ".reduce((a, b) => a + b) === 39",
    )
    page.get_by_role("button", name="Back to the end").click()
    expect(page.locator("#moment-chip")).to_be_hidden()
    until(page, "document.querySelector('[data-figure=distribution]').data[0].x[0] === 943718")


def test_events_are_scrubbed_forward_and_back(visit: Open) -> None:
    page = visit("/")
    node = page.locator("[data-table=nodes] tbody tr").nth(1).locator("td").nth(1)
    page.get_by_role("button", name="One event back").click()
    expect(node).to_have_text("0")
    expect(page.locator("#moment-label")).to_contain_text("after event 1: mmap heap")
    page.get_by_role("button", name="Before the first event").click()
    expect(page.locator("#moment-label")).to_have_text("before the first event")
    expect(page.locator("[data-summary=strip]")).to_have_text("No region is mapped.")
    slider = page.locator("#scrub-events")
    for _ in range(3):
        slider.press("ArrowRight")
    expect(node).to_have_text(f"104{THIN}858")
    expect(page.locator("#moment-chip")).to_be_hidden()


def test_an_edit_keeps_the_moment(visit: Open) -> None:
    page = visit("/")
    page.locator("#scrub-page").fill("99")
    set_weight(page, 0, 1)
    until(page, "document.querySelector('[data-figure=distribution]').data[0].x.join() === '50,50'")
    expect(page.locator("#moment-chip")).to_be_visible()


def test_the_film_plays_to_the_end_and_stops(visit: Open) -> None:
    page = visit("/", reduced_motion="reduce")
    page.get_by_role("button", name="One event back").click()
    play = page.locator("#scrub-play")
    play.click()
    expect(play).to_have_text("Pause")
    expect(play).to_have_text("Play")
    expect(page.locator("#moment-chip")).to_be_hidden()


"""What is said around a figure on the page, and in its file."""


def test_a_view_in_a_link_is_looked_at_again(visit: Open) -> None:
    page = visit("/")
    page.locator("#scrub-page").fill("300")
    page.locator("#strip").press("-")
    until(page, "location.hash.startsWith('#s=1.')")
    page.wait_for_timeout(400)
    other = visit(page.evaluate("location.pathname + location.hash"))
    expect(other.locator("#moment-chip")).to_contain_text("up to page 300")
    until(other, "document.querySelector('#strip').getAttribute('aria-valuenow') === '300'")
    assert label(other) == label(page)


@pytest.mark.parametrize("width", [320, 768])
def test_the_results_fit_on_narrow_screens(visit: Open, width: int) -> None:
    page = visit("/?lang=de", viewport={"width": width, "height": 800})
    page.locator("#scrub-page").fill("37")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    strip = page.locator("#strip canvas").bounding_box()
    card = page.locator("#strip-card").bounding_box()
    assert strip is not None
    assert card is not None
    assert strip["x"] + strip["width"] <= card["x"] + card["width"]


def test_an_answer_asks_only_for_figures_that_are_drawn(visit: Open) -> None:
    page = visit("/")
    with page.expect_response(lambda each: "/api/v1/preview" in each.url) as answered:
        set_weight(page, 0, 3)
    assert set(json.loads(answered.value.body())["figures"]) == {"bandwidth", "distribution"}
    page.get_by_text("Latency under load, ns").click()
    expect(page.locator("[data-figure=latency].js-plotly-plot")).to_have_count(1)


@pytest.mark.parametrize("width", [320, 390, 768, 1440])
def test_nothing_moves_when_plotly_takes_the_place_of_the_servers_pictures(
    visit: Open, width: int
) -> None:
    page = visit("/", viewport={"width": width, "height": 900})
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route(re.compile("plotly"), hold)
    page.reload()
    expect(page.locator("[data-figure=bandwidth] > svg.stretched")).to_be_visible()
    page.mouse.move(4, 4)
    until(page, "document.querySelector('script[src*=plotly]') !== null")
    tops = (
        "[...document.querySelectorAll('.chart-card, #timeline')]"
        ".map((each) => Math.round(each.getBoundingClientRect().top + scrollY))"
    )
    before = page.evaluate(tops)
    let_go(page, held)
    page.wait_for_selector("body[data-shown]")
    for figure in ("bandwidth", "distribution"):
        drawn = page.locator(f"[data-figure={figure}].js-plotly-plot .main-svg")
        expect(drawn.first).to_be_attached()
    assert page.evaluate(tops) == before
