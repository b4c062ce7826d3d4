"""From an edit to the redrawn plots, in a real browser."""

from __future__ import annotations

import os
import shutil
import statistics
from collections.abc import Iterator

from playwright.sync_api import sync_playwright

from tests.bench.figure import Figure
from tests.bench.server import serving

_EDITS = 60

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
    await new Promise((done) => setTimeout(done, 30));
  }
  return taken;
}
"""


def figures() -> Iterator[Figure]:
    """The median over many weight edits; skipped where there is no Chromium."""
    chromium = os.environ.get("ILX_CHROMIUM") or shutil.which("chromium")
    if not chromium:
        print("edit_to_redraw_ms skipped: no chromium")
        return
    with serving() as port, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1440, "height": 900})
        page.goto(f"http://127.0.0.1:{port}/")
        page.wait_for_selector("body[data-shown]")
        taken = page.evaluate(_MEASURE, _EDITS)
        browser.close()
    yield Figure("edit_to_redraw_ms", statistics.median(taken[5:]), 60)
