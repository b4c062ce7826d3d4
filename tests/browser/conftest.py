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

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

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

    def __init__(self, folder: Path) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = int(probe.getsockname()[1])
        self.url = f"http://127.0.0.1:{self.port}"
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


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    site = Site(tmp_path_factory.mktemp("data"))
    site.start()
    yield site
    site.stop()


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    path = os.environ.get("ILX_CHROMIUM", shutil.which("chromium") or "")
    if not path or path == "none":
        pytest.skip("no Chromium on this machine")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=QUIET)
        yield browser
        browser.close()


Open = Callable[..., Page]


@pytest.fixture
def visit(site: Site, chromium: Browser) -> Iterator[Open]:
    """Open a path of the site in a context of its own.

    The test fails afterwards on an error or a warning in the console, an uncaught exception, or
    any request to another origin.
    """
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def open_page(path: str = "/", *, refusals: bool = False, **options: object) -> Page:
        context = chromium.new_context(**options)  # type: ignore[arg-type]  # passed through
        context.grant_permissions(["clipboard-read", "clipboard-write"])
        contexts.append(context)
        page = context.new_page()

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
                request.url.startswith((site.url, "data:", "blob:"))
                or hear("foreign request", request.url)
            ),
        )
        page.goto(site.url + path)
        if options.get("java_script_enabled", True):
            page.mouse.move(1, 1)  # somebody is there, so Plotly comes
            page.wait_for_selector("body[data-shown]")
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert complaints == []
