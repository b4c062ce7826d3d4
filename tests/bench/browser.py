"""From an edit to the redrawn plots, in a real browser: eight nodes, a region of 1 TiB."""

from __future__ import annotations

import json
import os
import shutil
import statistics
from collections.abc import Iterator
from http.client import HTTPConnection
from typing import Any

from playwright.sync_api import sync_playwright

from tests.bench.figure import Figure
from tests.bench.server import serving

_EDITS = 100
_UNCOUNTED = 10
"""Edits at the start, while the browser still compiles."""
_TIB_PAGES = 2**28

_MEASURE = """
async (edits) => {
  const amount = document.querySelector('[data-node="0"] .amount');
  const taken = [];
  for (let i = 0; i < edits; i++) {
    const redrawn = new Promise((done) => {
      new MutationObserver((_, observer) => { observer.disconnect(); done(); })
        .observe(document.body, { attributes: true, attributeFilter: ["data-shown"] });
    });
    const start = performance.now();
    amount.value = String(2 + (i % 20));
    amount.dispatchEvent(new Event("input", { bubbles: true }));
    await redrawn;
    taken.push(performance.now() - start);
    await new Promise((done) => setTimeout(done, 150));
  }
  return taken;
}
"""

_FRAMES = """
async (seconds) => {
  const slider = document.querySelector('[data-node="0"] .slider');
  const start = performance.now();
  let frames = 0;
  while (performance.now() - start < seconds * 1000) {
    slider.value = String(1 + (frames % 31));
    slider.dispatchEvent(new Event("input", { bubbles: true }));
    await new Promise((done) => requestAnimationFrame(done));
    frames += 1;
  }
  return frames / ((performance.now() - start) / 1000);
}
"""


def figures() -> Iterator[Figure]:
    """Median and 95th percentile over many weight edits, and frames a second of a drag."""
    chromium = os.environ.get("ILX_CHROMIUM") or shutil.which("chromium")
    if not chromium:
        print("edit_to_redraw_ms skipped: no chromium")
        return
    with serving() as port, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1440, "height": 900})
        page.goto(f"http://127.0.0.1:{port}{_stored(port)}")
        page.mouse.move(1, 1)
        page.wait_for_selector("body[data-shown]")
        # Bandwidth, strip and distribution are all on the screen.
        page.evaluate("document.querySelector('#bandwidth-card').scrollIntoView()")
        page.wait_for_timeout(300)
        taken = sorted(page.evaluate(_MEASURE, _EDITS)[_UNCOUNTED:])
        rate = page.evaluate(_FRAMES, 4)
        browser.close()
    yield Figure("edit_to_redraw_ms", statistics.median(taken), 40)
    yield Figure("edit_to_redraw_p95_ms", taken[int(len(taken) * 0.95)], 80)
    yield Figure("frames_per_s_of_a_drag", rate, 30, at_least=True)


def _stored(port: int) -> str:
    """The address of the experiment, stored."""
    connection = HTTPConnection("127.0.0.1", port)
    body = json.dumps(eight_nodes())
    connection.request("POST", "/api/v1/experiments", body, {"content-type": "application/json"})
    answer = json.loads(connection.getresponse().read())
    connection.close()
    return str(answer["url"])


def eight_nodes() -> dict[str, Any]:
    """Two sockets with two DRAM nodes and two CXL expanders each, weighted over a TiB."""
    dram = {"kind": "dram", "mib": 262144, "read_mib_per_s": 204000, "write_mib_per_s": 190000}
    cxl = {"kind": "cxl", "mib": 131072, "read_mib_per_s": 21000, "write_mib_per_s": 21000}
    nodes: list[dict[str, Any]] = [
        {"id": node, "socket": node // 2, "cpus": f"{node * 16}-{node * 16 + 15}"}
        | {**dram, "idle_ns": 95}
        for node in range(4)
    ]
    nodes += [
        {"id": node, "socket": node // 2 - 2, "cpus": ""} | {**cxl, "idle_ns": 250}
        for node in range(4, 8)
    ]
    links = [
        {"id": f"pcie{node}", "kind": "cxl", "ends": [f"node{node}", f"socket{node // 2 - 2}"]}
        | {"read_mib_per_s": 60082, "write_mib_per_s": 60082, "add_ns": 0}
        for node in range(4, 8)
    ]
    upi = {"id": "upi0", "kind": "upi", "ends": ["socket0", "socket1"], "add_ns": 70}
    links.append(upi | {"read_mib_per_s": 64000, "write_mib_per_s": 64000})
    return {
        "kernel": "linux-7.2",
        "machine": {
            "sockets": [{"id": 0}, {"id": 1}],
            "nodes": nodes,
            "links": links,
            "distance": [[10 if a == b else 20 for a in range(8)] for b in range(8)],
        },
        "sysfs": {"auto": False, "weights": {str(n): 9 if n < 4 else 1 for n in range(8)}},
        "tasks": [{"name": "main", "cpu": 0, "mems_allowed": "0-7"}],
        "events": [
            {"op": "set_mempolicy", "mode": "weighted_interleave", "nodes": "0-7"},
            {"op": "mmap", "id": "heap", "pages": _TIB_PAGES},
            {"op": "touch", "id": "heap", "pages": f"0-{_TIB_PAGES - 1}"},
        ],
        "workload": {"streams": [{"task": "main", "threads": 64, "regions": {"heap": 1000}}]},
    }
