"""Markup in every text that somebody may write: it is shown, and nothing of it ever runs.

The pages are opened without their content policy, so that what got through would run.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Site
from tests.browser.test_files import drop
from tests.build import default_experiment

pytestmark = pytest.mark.browser

RUNS = "window.__pwned=1"
WORDS = (
    f'"><script>{RUNS}</script><img src=x onerror="{RUNS}"><svg onload={RUNS}>'
    f"' onfocus={RUNS} autofocus ]]> --> &lt; javascript:{RUNS} \u202egnp.\u202c"
)
NAME = '"><script>__pwned=1;]]>\u202e&lt;'
"""A name may hold neither blanks nor slashes."""
EVERYWHERE = "panels=answer,machine,weights,bandwidth,strip,distribution,nodes"


def document() -> dict[str, Any]:
    """An experiment whose task, region and link have names of markup."""
    text = json.dumps(default_experiment())
    for name in ('"main"', '"heap"', '"pcie0"'):
        text = text.replace(name, json.dumps(NAME))
    read: dict[str, Any] = json.loads(text)
    return read


VIEW = {
    "preset": NAME,
    "window": {"region": NAME, "first": 0, "count": 64},
    "measured": {"name": WORDS[:80], "pages": {"0": 5}},
    "off": [{"before": 0, "event": {"op": WORDS, "task": WORDS}}],
    WORDS: WORDS,
}


@pytest.fixture(scope="module")
def sid(site: Site, chromium: Browser) -> str:
    context = chromium.new_context()
    body = {"experiment": document(), "title": WORDS[:200], "notes": WORDS, "view": VIEW}
    answer = context.request.post(f"{site.url}/api/v1/experiments", data=body)
    assert answer.status == 201, answer.text()
    found: str = answer.json()["sid"]
    context.close()
    return found


def visited(chromium: Browser, url: str) -> Page:
    page = chromium.new_context(bypass_csp=True).new_page()
    page.on("dialog", lambda dialog: dialog.dismiss())
    page.goto(url)
    if page.locator("body[data-page=workbench]").count():
        page.mouse.move(1, 1)
    if page.locator("body[data-page=workbench], body[data-page=embed]").count():
        page.wait_for_selector("body[data-shown]")
    return page


def nothing_ran(page: Page) -> None:
    """No marker in any frame, and no element that the words tried to make."""
    for frame in page.frames:
        assert frame.evaluate("window.__pwned") is None, frame.url
        made = "img[src=x], [onerror], [onload], [onfocus], script:not([src]):not([type])"
        assert frame.locator(made).count() == 0, frame.url
        links = "a[href^='javascript:' i], iframe[src^='javascript:' i]"
        assert frame.locator(links).count() == 0, frame.url


def test_the_words_would_run_where_they_were_taken_for_markup(
    site: Site, chromium: Browser
) -> None:
    page = visited(chromium, f"{site.url}/no-such-page")
    page.evaluate("html => { document.querySelector('main').innerHTML = html; }", WORDS)
    page.wait_for_function("window.__pwned === 1")
    page.context.close()


@pytest.mark.parametrize(
    "path",
    [
        "/x/{sid}",
        "/x/{sid}?lang={words}",
        "/e/{sid}?" + EVERYWHERE,
        "/e/{sid}?" + EVERYWHERE + "&predict=1&lang=de",
        "/e/{sid}?panels={words}&controls={words}&theme={words}&predict={words}&lang={words}",
        "/e/{words}",
        "/compare?x={sid}&x=dram-cxl",
        "/compare?x={words}",
        "/oembed?url={words}",
        "/oembed?format={words}&url={words}",
    ],
)
def test_markup_in_words_never_runs(path: str, site: Site, chromium: Browser, sid: str) -> None:
    page = visited(chromium, site.url + path.format(sid=sid, words=quote(WORDS)))
    nothing_ran(page)
    page.context.close()


def test_the_words_are_shown_as_they_were_written(site: Site, chromium: Browser, sid: str) -> None:
    page = visited(chromium, f"{site.url}/x/{sid}")
    shown = " ".join(WORDS[:200].split())
    expect(page.locator("h1")).to_have_text(shown)
    expect(page).to_have_title(shown)
    page.context.close()


def test_an_edit_in_a_frame_shows_names_as_text(site: Site, chromium: Browser, sid: str) -> None:
    page = visited(chromium, f"{site.url}/e/{sid}?{EVERYWHERE}")
    page.locator("[data-node='0'] .amount").fill("5")
    page.wait_for_selector("body[data-shown='1']")
    page.locator("#explore").focus()
    nothing_ran(page)
    page.context.close()


def test_what_oembed_gives_is_one_frame(site: Site, chromium: Browser, sid: str) -> None:
    page = visited(chromium, f"{site.url}/model")
    for address in (f"{site.url}/x/{sid}", f"{site.url}/e/{sid}?theme={quote(WORDS)}&lang=de"):
        html = page.request.get(f"{site.url}/oembed", params={"url": address}).json()["html"]
        page.evaluate("html => { document.querySelector('main').innerHTML = html; }", html)
        page.frame_locator("iframe").locator("body[data-shown]").wait_for()
        expect(page.locator("main *")).to_have_count(1)
        nothing_ran(page)
    page.context.close()


@pytest.mark.parametrize("kind", ["svg", "png"])
def test_a_picture_with_such_an_experiment_runs_nothing(
    site: Site, chromium: Browser, sid: str, tmp_path: Path, kind: str
) -> None:
    page = visited(chromium, f"{site.url}/x/{sid}")
    with page.expect_download() as download:
        page.locator(f"[data-takes=machine] [data-take={kind}]").click()
    path = tmp_path / f"taken.{kind}"
    download.value.save_as(path)
    other = visited(chromium, f"{site.url}/")
    drop(other, WORDS, path.read_bytes())
    other.locator("#said:not([hidden])").wait_for()
    assert NAME in (other.locator("[data-event-list]").text_content() or "")
    nothing_ran(other)
    other.goto(path.as_uri())  # the picture as a page of its own
    assert other.evaluate("window.__pwned") is None
    for each in (page, other):
        each.context.close()


def test_the_preview_picture_opens_with_its_words(site: Site, chromium: Browser, sid: str) -> None:
    page = visited(chromium, f"{site.url}/")
    drop(page, f"{sid}.png", page.request.get(f"{site.url}/x/{sid}.png").body())
    page.locator("#said:not([hidden])").wait_for()
    nothing_ran(page)
    page.context.close()
