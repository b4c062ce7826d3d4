"""axe-core on every page: both themes, three widths, both languages, and nothing to complain of."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Site
from tests.build import default_experiment

pytestmark = pytest.mark.browser

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
PATHS = [
    "/",
    "/x/{sid}",
    "/x/{sid}/lineage",
    "/d/{draft}",
    "/e/{sid}?panels=answer,machine,weights,bandwidth,strip,distribution,nodes&predict=1&x=y&theme=z",
    "/e/{sid}",
    "/compare?x=dram-cxl&x=hbm-flat",
    "/gallery",
    "/import",
    "/interfaces?weights=9,1&size=40&tail=nonzero",
    "/model",
    "/api/docs",
    "/no-such-page",
]
WIDTHS = (320, 768, 1440)
SCHEMES = ("light", "dark")


@cache
def axe() -> str:
    """The checker's source, from its installed package."""
    package = find_spec("axe_playwright_python")
    assert package is not None
    assert package.origin is not None
    return (Path(package.origin).parent / "axe.min.js").read_text("utf-8")


def violations(page: Page) -> list[str]:
    """What the checker finds on a page that holds it: rule, help, and the first places."""
    options = json.dumps({"runOnly": RULES, "resultTypes": ["violations"]})
    found: dict[str, Any] = page.evaluate(f"axe.run(document, {options})")
    return [
        f"{each['id']}: {each['help']}: {[node['target'] for node in each['nodes']][:3]}"
        for each in found["violations"]
    ]


@pytest.fixture(scope="module")
def saved(site: Site, chromium: Browser) -> Iterator[dict[str, str]]:
    """Names of what is kept: a stored experiment that has a parent, a draft with its token."""
    context = chromium.new_context()

    def post(path: str, **body: Any) -> Any:
        data = {"experiment": default_experiment(), **body}
        return context.request.post(f"{site.url}/api/v1/{path}", data=data).json()

    parent = post("experiments", title="One")["sid"]
    child = post("experiments", title="Two", parent=parent, listed=True)["sid"]
    yield {"sid": child, "draft": post("drafts")["url"].removeprefix("/d/")}
    context.close()


def looks(page: Page, language: str) -> Iterator[str]:
    """English at every width in both themes; German, whose words are longer, on the narrowest."""
    for width in WIDTHS if language == "en" else WIDTHS[:1]:
        page.set_viewport_size({"width": width, "height": 900})
        for scheme in SCHEMES if language == "en" else SCHEMES[1:]:
            page.emulate_media(color_scheme=scheme)
            yield f"{width} {scheme}"


@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize("path", PATHS)
def test_axe_finds_nothing(
    path: str, language: str, site: Site, saved: dict[str, str], chromium: Browser
) -> None:
    context = chromium.new_context(locale=language)
    page = context.new_page()
    page.goto(site.url + path.format(**saved))
    expect(page.locator("html")).to_have_attribute("lang", language)
    if path in ("/", "/x/{sid}", "/d/{draft}"):
        page.mouse.move(1, 1)
        page.wait_for_selector("body[data-shown]")
    page.evaluate(axe())
    found = {look: told for look in looks(page, language) if (told := violations(page))}
    context.close()
    assert found == {}
