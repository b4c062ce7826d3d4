"""A share in a frame: alone, in a host page of another origin, and in a sandbox without any."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from playwright.sync_api import Browser, FrameLocator, Page, expect

from tests.browser.conftest import Open, Site
from tests.build import default_experiment

pytestmark = pytest.mark.browser

HOST = """<!doctype html><title>An article</title><h1>Before</h1>
<iframe id="ilx" width="700" height="200" {sandbox} src="{frame}"></iframe>
<iframe id="other" srcdoc="<p>A neighbour"></iframe>
<script>
const heard = [];
const frame = document.querySelector("#ilx");
addEventListener("message", (event) => {{
  if (event.source !== frame.contentWindow) return;
  heard.push({{...event.data, origin: event.origin}});
  if (event.data.type === "resize") frame.height = event.data.height;
}});
const send = (message) => frame.contentWindow.postMessage({{ilx: 1, ...message}}, "*");
const ping = () => send({{type: "ping"}});
frame.addEventListener("load", () => {{ document.body.dataset.loaded = 1; }});
</script>"""


@pytest.fixture(scope="module")
def shared(site: Site, chromium: Browser) -> str:
    """The name of a saved experiment."""
    context = chromium.new_context()
    body = {"experiment": default_experiment(), "title": "Nine to one"}
    answer = context.request.post(f"{site.url}/api/v1/experiments", data=body).json()
    context.close()
    sid: str = answer["sid"]
    return sid


Host = Callable[[str], str]


@pytest.fixture
def host() -> Iterator[Host]:
    """Serve one page from an origin of its own; gives its address."""
    pages: dict[str, str] = {}

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(pages.get(self.path, "").encode())

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  # its name there
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()

    def serve(html: str) -> str:
        pages["/"] = html
        return f"http://127.0.0.1:{server.server_port}/"

    yield serve
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def framed(host: Host, site: Site, shared: str, chromium: Browser) -> Iterator[Callable[..., Page]]:
    """Open a host page around a frame; the test fails on any error in either of them."""
    complaints: list[str] = []
    contexts = []

    def open_host(query: str = "", sandbox: str = "") -> Page:
        context = chromium.new_context()
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda said: said.type == "error" and complaints.append(said.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(host(HOST.format(frame=f"{site.url}/e/{shared}{query}", sandbox=sandbox)))
        page.wait_for_selector("body[data-loaded]")
        return page

    yield open_host
    for context in contexts:
        context.close()
    assert complaints == []


def heard(page: Page, kind: str, count: int = 1) -> list[dict[str, Any]]:
    """The messages of a kind, once there are so many."""
    page.wait_for_function(
        "([kind, count]) => heard.filter(({type}) => type === kind).length >= count",
        arg=[kind, count],
    )
    found: list[dict[str, Any]] = page.evaluate(
        "kind => heard.filter((m) => m.type === kind)", kind
    )
    return found


def inside(page: Page) -> FrameLocator:
    return page.frame_locator("#ilx")


def test_a_host_of_another_origin_drives_the_frame(
    framed: Callable[..., Page], site: Site, shared: str
) -> None:
    page = framed()
    page.evaluate("ping()")
    [ready] = heard(page, "ready")
    assert (ready["ilx"], ready["version"], ready["sid"]) == (1, 1, shared)
    assert ready["origin"] == site.url

    page.evaluate("send({type: 'set', weights: {0: 3}})")
    [result] = heard(page, "result")
    assert result["weights"] == {"0": 3, "1": 1}
    assert [node["pages"] for node in result["nodes"]] == [786432, 262144]
    assert result["streams"][0]["gb_per_s"] > 50
    expect(inside(page).locator("[data-node='0'] .amount")).to_have_value("3")
    answer = inside(page).locator("[data-picture=bandwidth] .from-540 .here-label")
    expect(answer).to_contain_text("3:1")

    page.evaluate("send({type: 'get'})")
    [state] = heard(page, "state")
    assert state["experiment"]["sysfs"]["weights"] == {"0": 3, "1": 1}


def test_the_frame_tells_its_height_when_it_changes(framed: Callable[..., Page]) -> None:
    page = framed("?panels=answer")
    page.evaluate("ping()")
    wide = heard(page, "resize")[-1]["height"]
    assert 100 < wide < 600

    page.evaluate("frame.width = 300")

    page.wait_for_function(f"heard.at(-1).type === 'resize' && heard.at(-1).height > {wide}")
    inner = inside(page).locator("html")
    assert inner.evaluate("root => root.scrollHeight <= root.clientHeight + 1")
    assert inner.evaluate("root => root.scrollWidth <= root.clientWidth")


@pytest.mark.parametrize(
    "message, told",
    [
        ("{type: 'set'}", "must be an object"),
        ("{type: 'set', weights: [1]}", "must be an object"),
        ("{type: 'set', weights: {7: 1}}", "no node 7"),
        ("{type: 'set', weights: {0: 256}}", "from 1 to 255"),
        ("{type: 'set', weights: {0: '<img src=x onerror=top.__pwned=1>'}}", "from 1 to 255"),
        ("{type: 'toString'}", "no such message"),
    ],
)
def test_what_cannot_be_done_is_told_to_the_host(
    framed: Callable[..., Page], message: str, told: str
) -> None:
    page = framed()
    page.evaluate("ping()")
    heard(page, "ready")
    page.evaluate(f"send({message})")
    [error] = heard(page, "error")
    assert told in error["detail"]


def test_only_the_parent_is_heard_and_only_after_its_ping(framed: Callable[..., Page]) -> None:
    page = framed()
    page.evaluate("send({type: 'set', weights: {0: 2}})")  # no ping came before
    speak = """(document, message) => {
      const script = document.createElement("script");
      script.textContent = `parent.frames[0].postMessage(${message}, "*")`;
      document.body.append(script);
    }"""
    other = page.frame_locator("#other").locator("body")
    neighbour = f"(body, message) => ({speak})(body.ownerDocument, message)"
    other.evaluate(neighbour, '{ilx: 1, type: "ping"}')
    page.evaluate("ping()")
    heard(page, "ready")
    other.evaluate(neighbour, '{ilx: 1, type: "set", weights: {0: 4}}')
    page.evaluate("frame.contentWindow.postMessage({type: 'set', weights: {0: 5}}, '*')")
    page.evaluate("send({type: 'get'})")

    [state] = heard(page, "state")
    assert state["experiment"]["sysfs"]["weights"] == {"0": 9, "1": 1}
    assert page.evaluate("heard.filter(({type}) => type === 'ready').length") == 1


def test_a_sandboxed_frame_without_an_origin_works(framed: Callable[..., Page]) -> None:
    page = framed(sandbox='sandbox="allow-scripts allow-popups allow-popups-to-escape-sandbox"')
    page.evaluate("ping()")
    [ready] = heard(page, "ready")
    assert ready["origin"] == "null"

    inside(page).locator("[data-node='0'] .amount").fill("5")

    [result] = heard(page, "result")
    assert result["weights"] == {"0": 5, "1": 1}
    with page.context.expect_page() as opening:
        inside(page).locator("#explore").click()
    explorer = opening.value
    explorer.wait_for_selector("body[data-page=workbench]")
    expect(explorer.locator("[data-node='0'] .amount")).to_have_value("5")
    assert explorer.evaluate("opener") is None


def test_nothing_but_the_frame_lets_itself_be_framed(
    host: Host, site: Site, shared: str, chromium: Browser
) -> None:
    page = chromium.new_page()
    page.goto(host(f'<iframe src="{site.url}/x/{shared}"></iframe>'))
    assert page.frames[1].url == "chrome-error://chromewebdata/"
    page.close()


def test_the_link_holds_what_is_shown_and_the_address_stays(
    visit: Open, shared: str, site: Site
) -> None:
    page = visit(f"/e/{shared}?lang=de")
    link = page.locator("#explore")
    expect(link).to_have_attribute("href", f"/x/{shared}?lang=de")

    page.locator("[data-node='0'] .amount").fill("5")
    expect(link).to_have_attribute("href", re.compile(r"^/\?lang=de#s=1\."))
    page.wait_for_selector("body[data-shown]")
    expect(page).to_have_url(f"{site.url}/e/{shared}?lang=de")
    expect(page.locator("[data-advice=verdict]")).to_contain_text("5:1")

    page.locator("[data-node='0'] .amount").fill("9")
    expect(link).to_have_attribute("href", f"{site.url}/x/{shared}?lang=de")


def test_a_guess_comes_before_the_results(framed: Callable[..., Page]) -> None:
    page = framed("?predict=1")
    results, beside = inside(page).locator("#panel-answer"), inside(page).locator("#beside")
    expect(results).to_be_hidden()
    inside(page).locator("#compare").click()
    expect(beside).to_contain_text("Type a guess first")
    expect(results).to_be_hidden()

    inside(page).locator("#guess-rate").fill("150")
    inside(page).locator("#guess-node").fill("0")
    inside(page).locator("#guess-node").press("Enter")

    expect(results).to_be_visible()
    expect(beside).to_contain_text("Your guess: 150 GB/s. The model: 2")
    expect(beside).to_contain_text("Your guess: node 0. Page 3 is on node 1.")


def test_who_does_not_guess_may_see_the_results(framed: Callable[..., Page]) -> None:
    page = framed("?predict=1&controls=none", sandbox='sandbox="allow-scripts"')
    expect(inside(page).locator("#panel-answer")).to_be_hidden()
    expect(inside(page).locator(".weight")).to_have_count(0)
    inside(page).locator("#show").click()
    expect(inside(page).locator("#panel-answer")).to_be_visible()


def test_a_frame_is_complete_without_scripts(visit: Open, shared: str) -> None:
    page = visit(f"/e/{shared}?predict=1&panels=machine,nodes", java_script_enabled=False)

    expect(page.locator("#set-weights")).to_be_hidden()
    expect(page.locator("#compare")).to_be_hidden()
    expect(page.locator("svg.machine")).to_be_hidden()
    page.locator("#results summary").click()
    expect(page.locator("svg.machine")).to_be_visible()
    expect(page.locator("[data-table=nodes] tbody tr")).to_have_count(2)


def test_a_weight_that_cannot_be_says_what_is_in_force(visit: Open, shared: str) -> None:
    page = visit(f"/e/{shared}")
    page.locator("[data-node='0'] .amount").fill("999")
    expect(page.locator("[data-node='0'] .wrong")).to_contain_text("9 is in force")


def test_a_comparison_that_was_told_follows_the_weights(visit: Open, shared: str) -> None:
    page = visit(f"/e/{shared}?predict=1")
    page.locator("#guess-rate").fill("150")
    page.locator("#compare").click()
    expect(page.locator("#beside")).to_contain_text("The model: 204 GB/s.")

    page.locator("[data-node='0'] .amount").fill("1")

    expect(page.locator("#beside")).to_contain_text("Your guess: 150 GB/s. The model: 48.")
