"""A machine is drawn in a real browser: by keyboard alone, by presses alone, by dragging."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Open, Site
from tests.browser.test_workbench import until

pytestmark = pytest.mark.browser

MACHINES = Path(__file__).parents[1] / "js" / "machines.mjs"


def names(page: Page) -> list[str]:
    """The elements of the drawing, sorted."""
    found = page.locator("svg.machine [data-name]").evaluate_all(
        "all => all.map((each) => each.dataset.name)"
    )
    return sorted(found)


def element(page: Page, name: str) -> Any:
    return page.locator(f"svg.machine [data-name='{name}']")


def tool(page: Page, name: str) -> Any:
    return page.locator(f"[data-tool={name}]")


def add(page: Page, kind: str) -> None:
    page.locator(".menu > summary").click()
    page.locator(f"[data-add={kind}]").click()


def test_a_four_node_machine_is_drawn_by_presses_alone(visit: Open) -> None:
    page = visit("/")
    add(page, "socket")
    element(page, "socket0").click()
    add(page, "hbm")
    assert [name for name in names(page) if name.startswith("node")] == [
        f"node{i}" for i in range(4)
    ]
    element(page, "node3").click()
    tool(page, "link").click()
    element(page, "socket1").click()
    assert "link:on_package-node3-socket1" in names(page)
    element(page, "node3").click()
    tool(page, "move").click()
    page.locator("svg.machine").click(position={"x": 8, "y": 8})
    until_at = "JSON.stringify(document.querySelector('[data-name=node3] polygon').points[0])"
    assert page.evaluate(until_at)
    expect(page.locator("#status")).to_have_text("node 3 HBM is moved.")
    expect(page.locator("[data-table=nodes] tbody tr")).to_have_count(4)


def test_a_four_node_machine_is_drawn_by_keyboard_alone(visit: Open) -> None:
    page = visit("/")
    page.locator(".menu > summary").focus()
    for _ in range(2):
        page.keyboard.press("Enter")  # open the menu
        for _ in range(3):  # socket, DRAM, HBM
            page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        expect(page.locator("#status")).to_contain_text("is added")
        page.locator(".menu > summary").focus()
    assert "node3" in names(page)
    element(page, "node3").focus()
    page.keyboard.press("d")
    expect(element(page, "node4")).to_be_focused()
    page.keyboard.press("Delete")
    assert "node4" not in names(page)
    element(page, "node3").focus()
    page.keyboard.press("ArrowUp")
    expect(element(page, "node2")).to_be_focused()
    page.keyboard.press("Shift+ArrowRight")
    expect(page.locator("#status")).to_have_text("node 2 HBM is moved.")
    page.keyboard.press("Enter")
    expect(page.locator("#inspect-kind")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Control+a")
    page.keyboard.type("32")
    expect(element(page, "node2")).to_contain_text("32\u202fGiB")


def test_undo_goes_back_to_the_start_and_its_address(visit: Open) -> None:
    page = visit("/")
    add(page, "cxl")
    tool(page, "delete").click()
    add(page, "pmem")
    element(page, "node0").focus()
    page.keyboard.press("Shift+ArrowDown")
    until(page, "location.hash.startsWith('#s=1.')")
    for _ in range(4):
        page.locator("#undo").click()
    assert names(page) == ["link:pcie0", "node0", "node1", "socket0"]
    until(page, "location.hash === ''")


def test_an_element_is_dragged_and_the_place_is_part_of_the_link(visit: Open) -> None:
    page = visit("/")
    box = element(page, "node1").bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 20, box["y"] + 20)
    page.mouse.down()
    page.mouse.move(box["x"] + 20, box["y"] + 90, steps=4)
    page.mouse.up()
    until(page, "location.hash.startsWith('#s=1.')")
    moved = page.evaluate("document.querySelector('[data-name=node1] rect').getAttribute('y')")
    assert float(moved) > 100
    other = visit(page.evaluate("location.pathname + location.hash"))
    again = other.evaluate("document.querySelector('[data-name=node1] rect').getAttribute('y')")
    assert again == moved
    tool(other, "arrange").click()
    back = other.evaluate("document.querySelector('[data-name=node1] rect').getAttribute('y')")
    assert float(back) == 90


def test_an_element_is_dragged_by_touch(visit: Open) -> None:
    page = visit("/", has_touch=True, viewport={"width": 390, "height": 844})
    page.locator("svg.machine").evaluate("svg => svg.scrollIntoView({ block: 'center' })")
    box = element(page, "node1").bounding_box()
    assert box is not None
    x, y = box["x"] + 30, box["y"] + 20
    client = page.context.new_cdp_session(page)
    for kind, dy in (("touchStart", 0), ("touchMove", 40), ("touchMove", 80), ("touchEnd", None)):
        points = [] if dy is None else [{"x": x, "y": y + dy}]
        client.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
    expect(page.locator("#status")).to_have_text("node 1 CXL is moved.")


def test_what_is_wrong_is_told_beside_its_field_and_the_last_result_stands(visit: Open) -> None:
    page = visit("/", refusals=True)
    verdict = page.locator("[data-advice=verdict]").inner_text()
    element(page, "node1").click()
    page.locator("#inspect-idle_ns").fill("-3")
    expect(page.locator("#inspect-idle_ns-rule")).to_have_text("A whole number from 1 up.")
    page.locator("#inspect-idle_ns").fill("240")
    expect(page.locator("#inspect-idle_ns-rule")).to_be_hidden()
    page.locator("#inspect-cpus").fill("0-3")
    expect(page.locator("#inspect-cpus-rule")).to_contain_text("belongs to another node too")
    expect(page.locator("[data-advice=verdict]")).to_have_text(verdict)
    page.locator("#inspect-cpus").fill("64-65")
    expect(page.locator("#inspect-cpus-rule")).to_be_hidden()


def test_the_last_memory_is_not_deleted_and_the_reason_is_told(visit: Open) -> None:
    page = visit("/")
    element(page, "socket0").click()
    tool(page, "delete").click()
    expect(page.locator("#problems")).to_contain_text("This is the last memory")
    assert "node0" in names(page)


def test_names_from_outside_are_text_and_nothing_else(visit: Open) -> None:
    page = visit("/")
    page.locator("#as-json > summary").click()
    document = json.loads(page.locator("#json").input_value())
    evil = "<img/src=x/onerror=alert(1)>"
    document["machine"]["links"][0]["id"] = evil.replace("/", "")
    page.on("dialog", lambda dialog: pytest.fail(dialog.message))
    page.locator("#json").fill(json.dumps(document))
    page.locator(".structure > summary").click()
    expect(page.locator("#structure")).to_contain_text("onerror")
    expect(page.locator("#editor img")).to_have_count(0)


def test_the_drawing_can_be_large_and_comes_back(visit: Open) -> None:
    page = visit("/", viewport={"width": 1440, "height": 900})
    tool(page, "large").click()
    expect(page.locator("#editor-dialog")).to_be_visible()
    element(page, "node1").click()
    tool(page, "duplicate").click()
    page.keyboard.press("Escape")
    expect(page.locator("#editor-dialog")).to_be_hidden()
    expect(page.locator(".controls #editor")).to_have_count(1)
    expect(element(page, "node2")).to_have_count(1)


def test_random_edits_always_make_a_machine_that_the_server_takes(visit: Open, site: Site) -> None:
    page = visit("/")
    machines = MACHINES.read_text("utf-8").replace("export ", "")
    made = page.evaluate(
        f"""async () => {{
        {machines}
        const module = document.querySelector('script[type=module]').src;
        const topology = {{
          ...await import(new URL('topology.js', module)),
          ...await import(new URL('editor/duplicate.js', module)),
        }};
        const documents = await import(new URL('document.js', module));
        const boot = JSON.parse(document.querySelector('#boot').textContent);
        const start = documents.opened(boot.experiment, boot.view);
        const answers = [];
        for (let seed = 1; seed <= 6; seed += 1) {{
          for (const draft of randomEdits(topology, seed, 12, start, boot.defaults)) {{
            const body = JSON.stringify(documents.parted(draft));
            const headers = {{ 'content-type': 'application/json' }};
            const sent = {{ method: 'POST', headers, body }};
            const answer = await fetch('/api/v1/preview', sent);
            answers.push(answer.status === 200 ? '' : await answer.text());
          }}
        }}
        return answers;
    }}"""
    )
    assert len(made) == 72
    assert [told for told in made if told] == []


def test_sixty_four_nodes_stay_usable(visit: Open) -> None:
    page = visit("/")
    page.evaluate(
        """async () => {
        const module = document.querySelector('script[type=module]').src;
        const topology = await import(new URL('topology.js', module));
        const link = await import(new URL('link.js', module));
        const documents = await import(new URL('document.js', module));
        const boot = JSON.parse(document.querySelector('#boot').textContent);
        let draft = documents.opened(boot.experiment, boot.view);
        while (draft.machine.nodes.length < 64) {
          draft = topology.addNode(draft, 'dram', 0, boot.defaults);
        }
        location.hash = await link.toFragment(documents.parted(draft));
    }"""
    )
    expect(element(page, "node63")).to_have_count(1)
    element(page, "node63").focus()
    page.keyboard.press("ArrowUp")
    assert page.evaluate("document.activeElement.dataset.name") != "node63"
