"""A real server in a process of its own and a real Chromium, shared by the browser tests."""

from __future__ import annotations

import contextlib
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route, sync_playwright

ROOT = Path(__file__).parents[2]
QUIET = [
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]


class Site:
    """The application as ``python -m app`` serves it; it can be stopped and started again."""

    def __init__(self, folder: Path, port: int) -> None:
        self.port = port
        self.url = f"http://127.0.0.1:{port}"
        self._folder = folder
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        environment = os.environ | {"ILX_PORT": str(self.port), "ILX_DATA_DIR": str(self._folder)}
        command = [sys.executable, "-m", "app"]
        with (self._folder / "server.log").open("ab") as log:
            self._process = subprocess.Popen(
                command, cwd=ROOT, env=environment, stdout=log, stderr=log
            )
        for _ in range(300):
            with contextlib.suppress(OSError):
                connection = HTTPConnection("127.0.0.1", self.port, timeout=5)
                connection.request("GET", "/healthz")
                if connection.getresponse().status == 200:
                    connection.close()
                    return
            time.sleep(0.05)
        raise RuntimeError((self._folder / "server.log").read_text())

    def stop(self) -> None:
        assert self._process is not None
        self._process.terminate()
        self._process.wait()


@pytest.fixture(scope="session")
def port() -> int:
    """One port for all sites of a worker, so that Chromium's cache of scripts serves them all."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="module")
def site(port: int, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    site = Site(tmp_path_factory.mktemp("data"), port)
    site.start()
    yield site
    site.stop()


@pytest.fixture(scope="session")
def profile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("chromium")


@pytest.fixture(scope="module")
def returning(profile: Path) -> Iterator[BrowserContext]:
    """The context of somebody who was here before: scripts are cached, compiled too.

    Plotly alone costs a new context more than a second, so most tests start here.
    """
    path = os.environ.get("ILX_CHROMIUM", shutil.which("chromium") or "")
    if not path or path == "none":
        pytest.skip("no Chromium on this machine")
    with sync_playwright() as playwright:
        context = playwright.chromium.launch_persistent_context(
            profile, executable_path=path, args=QUIET
        )
        context.grant_permissions(["clipboard-read", "clipboard-write"])
        yield context
        context.close()


@pytest.fixture(scope="module")
def chromium(returning: BrowserContext) -> Browser:
    assert returning.browser is not None
    return returning.browser


def forget(context: BrowserContext, origin: str) -> None:
    """Leave nothing of a test in the context but what was cached."""
    page = context.new_page()
    for other in context.pages:
        if other != page:
            other.close()
    kinds = "cookies,file_systems,indexeddb,local_storage,service_workers,cache_storage"
    context.new_cdp_session(page).send(
        "Storage.clearDataForOrigin", {"origin": origin, "storageTypes": kinds}
    )


def let_go(page: Page, held: list[Route]) -> None:
    """Let requests go that a route held back; a test hears of them a moment after the page asks."""
    while not held:
        page.wait_for_timeout(20)
    for route in held:
        route.continue_()


Open = Callable[..., Page]

ON_THE_PAGE = {"viewport", "color_scheme", "reduced_motion"}
"""Options that a page can take on itself; all others need a context of their own."""


def overhear(page: Page, origin: str, refusals: bool, complaints: list[str]) -> None:
    """Note errors and warnings of the console, exceptions, requests to other origins."""

    def hear(kind: str, words: str) -> None:
        # Chromium itself logs every 4xx answer; a test that provokes one says so.
        if not (refusals and "Failed to load resource" in words):
            complaints.append(f"{kind}: {words}")

    page.on(
        "console",
        lambda said: said.type in ("error", "warning") and hear("console", said.text),
    )
    page.on("pageerror", lambda error: hear("exception", str(error)))
    page.on(
        "request",
        lambda request: (
            request.url.startswith((origin, "data:", "blob:"))
            or hear("foreign request", request.url)
        ),
    )


@pytest.fixture
def visit(site: Site, chromium: Browser, returning: BrowserContext) -> Iterator[Open]:
    """Open a path of the site: first as somebody who was here before, then as somebody new.

    The test fails afterwards on anything that ``overhear`` noted.
    """
    strangers: list[BrowserContext] = []
    complaints: list[str] = []

    def new_page(options: dict[str, Any]) -> Page:
        if returning.pages[1:] or options.keys() - ON_THE_PAGE:
            strangers.append(chromium.new_context(**options))
            strangers[-1].grant_permissions(["clipboard-read", "clipboard-write"])
            return strangers[-1].new_page()
        page = returning.new_page()
        page.set_viewport_size(options.pop("viewport", {"width": 1280, "height": 720}))
        page.emulate_media(**options)
        return page

    def open_page(path: str = "/", *, refusals: bool = False, **options: Any) -> Page:
        page = new_page(options)
        overhear(page, site.url, refusals, complaints)
        page.goto(site.url + path)
        if options.get("java_script_enabled", True):
            page.mouse.move(1, 1)  # somebody is there, so Plotly comes
            page.wait_for_selector("body[data-shown]")
        return page

    yield open_page
    forget(returning, site.url)
    for context in strangers:
        context.close()
    assert complaints == []
