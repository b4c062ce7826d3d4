"""Pictures that carry their experiment: taken from the page, dropped onto it again, or forged."""

from __future__ import annotations

import base64
import json
import re
from io import BytesIO
from pathlib import Path
from xml.etree import ElementTree

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from simcore.spec import canonical_text, content_hash, decode
from tests.browser.conftest import Open, Site
from tests.browser.test_taken import taken
from tests.browser.test_workbench import set_weight, until, verdict
from tests.build import default_experiment, edited

pytestmark = pytest.mark.browser

SLOW = 20_000
"""Milliseconds for the first file of a page: what opens it is loaded then."""


def drop(page: Page, name: str, content: bytes) -> None:
    """Let a file fall onto the page."""
    carried = page.evaluate_handle(
        """([name, packed]) => {
          const bytes = Uint8Array.from(atob(packed), (letter) => letter.charCodeAt(0));
          const carried = new DataTransfer();
          carried.items.add(new File([bytes], name));
          return carried;
        }""",
        [name, base64.b64encode(content).decode()],
    )
    page.dispatch_event("body", "drop", {"dataTransfer": carried})


def carried_in(kind: str, content: bytes) -> dict[str, object]:
    """What a picture carries, read by other programs."""
    if kind == "png":
        image = Image.open(BytesIO(content))
        image.load()
        read: dict[str, object] = json.loads(image.info["ilx-experiment"])
        return read
    found = ElementTree.fromstring(content).find("{http://www.w3.org/2000/svg}metadata")
    assert found is not None
    assert found.get("id") == "ilx-experiment"
    said: dict[str, object] = json.loads(found.text or "")
    return said


@pytest.mark.parametrize(
    "figure, kind",
    [("bandwidth", "svg"), ("bandwidth", "png"), ("strip", "svg"), ("machine", "svg")],
)
def test_a_picture_opens_the_experiment_that_it_shows(
    visit: Open, tmp_path: Path, figure: str, kind: str
) -> None:
    page = visit("/")
    until(page, "document.querySelectorAll('.js-plotly-plot').length === 2")
    set_weight(page, 0, 5)
    until(page, "document.querySelector('[data-advice=verdict]').textContent.includes('5:1')")
    picture = taken(page, figure, kind, tmp_path)

    carried = carried_in(kind, picture)
    experiment = decode(carried["experiment"])
    assert carried["experiment"] == json.loads(canonical_text(experiment))
    assert carried["content"] == content_hash(experiment)

    other = visit("/")
    drop(other, f"a.{kind}", picture)
    expect(other.locator("[data-node='0'] .amount")).to_have_value("5", timeout=SLOW)
    expect(other.locator("#said")).to_have_text(f"Opened the experiment in a.{kind}.")
    expect(other.locator("[data-advice=verdict]")).to_have_text(verdict(page))
    other.locator("#undo").click()
    expect(other.locator("[data-node='0'] .amount")).to_have_value("9")


def test_the_preview_of_a_link_and_its_twin_open_the_share(visit: Open, site: Site) -> None:
    page = visit("/")
    document = edited(default_experiment(), "/sysfs/weights/0", 7)
    body = {"experiment": document, "title": "Seven", "view": {"page": 37}}
    sid = page.request.post(f"{site.url}/api/v1/experiments", data=body).json()["sid"]
    for name in (f"{sid}.png", f"{sid}.json"):
        drop(page, name, page.request.get(f"{site.url}/x/{name}").body())
        expect(page.locator("#said")).to_contain_text(name, timeout=SLOW)
        expect(page.locator("[data-node='0'] .amount")).to_have_value("7")
        expect(page.locator("#page-number")).to_have_value("37")
        page.locator("#undo").click()
        expect(page.locator("[data-node='0'] .amount")).to_have_value("9")


def test_a_file_can_be_chosen_without_dragging(visit: Open, tmp_path: Path) -> None:
    path = tmp_path / "five.json"
    path.write_text(json.dumps(edited(default_experiment(), "/sysfs/weights/0", 5)))
    page = visit("/")
    page.locator("#open-import").click()
    expect(page.locator("#import-dialog")).to_be_visible()
    page.locator("#import-dialog input[type=file]").set_input_files(path)
    expect(page.locator("[data-node='0'] .amount")).to_have_value("5", timeout=SLOW)
    expect(page.locator("#import-dialog")).to_be_hidden()


def svg(inside: str, before: str = "", root: str = "") -> bytes:
    return f'{before}<svg xmlns="http://www.w3.org/2000/svg" {root}>{inside}</svg>'.encode()


def metadata(text: str) -> str:
    escaped = text.replace("&", "&amp;").replace("<", "&lt;")
    return f'<metadata id="ilx-experiment">{escaped}</metadata>'


GOOD = json.dumps({"experiment": edited(default_experiment(), "/sysfs/weights/0", 5)})
FORGED = json.dumps({"experiment": default_experiment(), "content": "0" * 64})
BOMB = '<!DOCTYPE svg [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'
OUTSIDE = '<!doctype svg [<!ENTITY x SYSTEM "file:///etc/passwd">]>'


BARE_PNG = b"\x89PNG\r\n\x1a\n" + bytes(4) + b"IEND" + bytes.fromhex("ae426082")

HOSTILE = [
    (svg('<metadata id="ilx-experiment">&b;</metadata>', BOMB), "declares a document type"),
    (svg('<metadata id="ilx-experiment">&x;</metadata>', OUTSIDE), "declares a document type"),
    (svg(metadata(FORGED)), "was changed"),
    (svg(metadata("{}")), "what it holds is none"),
    (svg(metadata("no json")), "what it holds is none"),
    (svg(metadata(GOOD) + metadata(GOOD)), "is damaged"),
    (svg('<metadata id="ilx-experiment"><script>1</script></metadata>'), "is damaged"),
    (svg('<metadata id="ilx-experiment">'), "is damaged"),
    (svg(metadata('{"a": "' + "x" * 2**20 + '"}')), "more than 1 MiB"),
    (b"\x89PNG\r\n\x1a\n\xff\xff\xff\xfftEXt" + bytes(20), "is damaged"),
    (BARE_PNG, "holds no experiment"),
    (b'{"format": 1, "kernel": "linux-9"}', "lacks its machine (machine.nodes)"),
    (b'{"experiment": {"machine": {"nodes": []}}}', "lacks its machine"),
    (json.dumps(default_experiment()).encode()[:-40], "no JSON text"),
]


def test_hostile_files_are_refused_with_a_sentence(visit: Open) -> None:
    page = visit("/")
    before = page.url
    for place, (content, told) in enumerate(HOSTILE):
        drop(page, f"<b>evil {place}</b>", content)
        expect(page.locator("#problems")).to_contain_text(f"<b>evil {place}</b>", timeout=SLOW)
        expect(page.locator("#problems")).to_contain_text(told)
    expect(page.locator("[data-node='0'] .amount")).to_have_value("9")
    expect(page).to_have_url(before)


def test_what_runs_in_a_picture_does_not_run_here(visit: Open) -> None:
    attack = (
        "<script>window.__pwned = 1</script>"
        '<image href="x" onerror="window.__pwned = 1"/>'
        '<foreignObject><img xmlns="http://www.w3.org/1999/xhtml" src="x"'
        ' onerror="window.__pwned = 1"/></foreignObject>'
    )
    page = visit("/", bypass_csp=True)
    drop(page, "a.svg", svg(attack + metadata(GOOD), root='onload="window.__pwned = 1"'))
    expect(page.locator("[data-node='0'] .amount")).to_have_value("5", timeout=SLOW)
    assert page.evaluate("window.__pwned") is None


def test_an_experiment_that_the_server_refuses_is_told_as_any_other(visit: Open) -> None:
    page = visit("/", refusals=True)
    odd = edited(default_experiment(), "/sysfs/weights/0", 999)
    drop(page, "odd.json", json.dumps({"experiment": odd}).encode())
    expect(page.locator("#problems")).to_contain_text(re.compile("/sysfs/weights/0"), timeout=SLOW)
