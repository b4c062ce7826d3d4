"""An exported site in a real browser: from a plain file server, and from the disk alone."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from playwright.sync_api import Browser, Page, Request, expect

from app.console.commands import run
from app.main import create_app
from app.services.gallery import Exhibits
from app.settings import Settings
from tests.browser.test_accessibility import WIDTHS, axe, violations
from tests.build import default_experiment

pytestmark = pytest.mark.browser


class Silent(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: Any) -> None: ...  # noqa: A002 - its own name


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site of two shares, a parent and its child."""
    work = tmp_path_factory.mktemp("export")
    body: dict[str, Any] = {"experiment": default_experiment(), "title": "<b>Nine</b> to one"}
    with TestClient(create_app(Settings(data_dir=work / "data"), exhibits=Exhibits())) as client:
        parent = client.post("/api/v1/experiments", json=body).json()["sid"]
        child = {**body, "title": "A child", "parent": parent, "notes": "first\nsecond"}
        assert client.post("/api/v1/experiments", json=child).status_code == 201
    assert run(["export-site", str(work / "site"), "--data-dir", str(work / "data")]) == 0
    return work / "site"


@pytest.fixture(scope="module")
def served(folder: Path) -> Iterator[str]:
    handler = partial(Silent, directory=str(folder))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/index.html"
        server.shutdown()


def left(request: Request) -> bool:
    """Whether the page was left before the answer came, which is nobody's fault."""
    return request.failure == "net::ERR_ABORTED"


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    """A page; the test fails on anything in the console and on a file that is missing."""
    complaints: list[str] = []
    context = chromium.new_context()
    page = context.new_page()
    page.on("console", lambda said: complaints.append(said.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("requestfailed", lambda request: left(request) or complaints.append(request.url))
    page.on("response", lambda answer: answer.status < 400 or complaints.append(answer.url))
    yield page
    context.close()
    assert complaints == []


@pytest.mark.parametrize("where", ["server", "disk"])
def test_a_visitor_walks_from_the_list_to_a_share_to_its_parent_and_back(
    where: str, folder: Path, served: str, page: Page
) -> None:
    page.goto(served if where == "server" else (folder / "index.html").as_uri())
    expect(page.locator(".shelf > li")).to_have_count(2)
    assert page.locator(".shelf svg").first.bounding_box()["width"] > 200  # type: ignore[index]

    page.get_by_role("link", name="A child").click()
    expect(page).to_have_title("A child")
    card = page.locator(".card").first
    assert card.evaluate("card => getComputedStyle(card).borderRadius") == "12px"  # styles came
    expect(page.locator("svg[role=img]")).to_have_count(4)
    page.get_by_text("The same as a table").first.click()
    page.get_by_role("link", name="made from another one").click()
    expect(page).to_have_title("<b>Nine</b> to one")
    page.get_by_role("link", name="all experiments").click()
    expect(page.locator(".shelf > li")).to_have_count(2)


def test_the_file_beside_a_page_is_the_twin(served: str, page: Page) -> None:
    page.goto(served)
    page.get_by_role("link", name="A child").click()

    with page.expect_download() as came:
        page.get_by_role("link", name="JSON").click()

    assert json.loads(came.value.path().read_text("utf-8"))["title"] == "A child"


def test_the_checker_finds_nothing(served: str, page: Page) -> None:
    page.goto(served)
    addresses = [served, page.get_by_role("link", name="A child").evaluate("link => link.href")]
    for address in addresses:
        page.goto(address)
        page.evaluate(axe())
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
            for scheme in ("light", "dark"):
                page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]  # one of two
                assert violations(page) == []
