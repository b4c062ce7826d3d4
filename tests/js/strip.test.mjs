import assert from "node:assert/strict";
import test from "node:test";
import { ABSENT, cellsOf, countsIn, nodeOf, readRegion, runCount, runsOf } from "../../static/js/strip/cells.js";
import { linesOf } from "../../static/js/strip/canvas.js";
import { placesOf } from "../../static/js/strip/legend.js";
import { around, clamped, moved, typedPage, windowOf, zoomed } from "../../static/js/strip/window.js";

const heap = readRegion({
  pages: 400,
  segments: [[0, 100, "0x9 1", 6], [100, 50, "1", 0], [180, 90, "0 1x2 2x3 0", 4], [270, 77, "-14", 0], [347, 20, "2 0x2", 1]],
});

/** Every page's node by walking over the segments, page by page. */
function walked({ pages, segments }) {
  const nodes = Array(pages).fill(ABSENT);
  for (const { first, end, turn, phase } of segments) {
    const cells = turn.runs.flatMap(({ node, length }) => Array(length).fill(node));
    for (let page = first; page < end; page++) nodes[page] = cells[(phase + page - first) % cells.length];
  }
  return nodes;
}

function counted(nodes) {
  const total = {};
  for (const node of nodes) total[node] = (total[node] ?? 0) + 1;
  return total;
}

const nodes = walked(heap);
const windows = [];
for (let first = 0; first < 400; first += 7) for (const count of [1, 2, 31, 64, 255, 400]) windows.push(clamped({ first, count }, 400));

test("a page has the node that a walk over the segments finds", () => {
  assert.deepEqual(nodes.map((_, page) => nodeOf(heap, page)), nodes);
});

test("cells hold exactly the pages that a walk counts in them", () => {
  for (const window of windows) {
    for (const most of [1, 8, 256]) {
      const cells = cellsOf(heap, window, most);
      assert.ok(cells.length <= most);
      assert.equal(cells.reduce((sum, cell) => sum + cell.count, 0), window.count);
      for (const { first, count, shares } of cells) {
        assert.deepEqual(Object.fromEntries(shares), counted(nodes.slice(first, first + count)));
      }
    }
  }
});

test("runs are those of the walk, and their number is told without walking", () => {
  for (const window of windows) {
    const runs = runsOf(heap, window, Infinity);
    assert.deepEqual(runs.flatMap(({ first, last, node }) => Array(last - first + 1).fill(node)), nodes.slice(window.first, window.first + window.count));
    assert.ok(runs.every((run, place) => run.node !== runs[place - 1]?.node));
    assert.equal(runCount(heap, window), runs.length);
    assert.deepEqual(runsOf(heap, window, 3), runs.slice(0, 3));
  }
});

test("2^48 pages are counted as fast and as exactly as a thousand", () => {
  const vast = readRegion({ pages: 2 ** 48, segments: [[0, 2 ** 48, "0x9 1", 0]] });
  const started = performance.now();
  const cells = cellsOf(vast, { first: 0, count: 2 ** 48 }, 256);
  assert.ok(performance.now() - started < 100);
  assert.equal(cells.length, 256);
  assert.deepEqual(cells[0].shares, [[0, 989560464999], [1, 109951162777]]);
  assert.equal(nodeOf(vast, 2 ** 48 - 1), 0);
  assert.equal(runCount(vast, { first: 0, count: 2 ** 48 }), 2 * Math.floor(2 ** 48 / 10) + 1);
});

test("the most common node of a cell comes first, the lower one among equals", () => {
  assert.deepEqual(countsIn(readRegion({ pages: 6, segments: [[0, 6, "2 1 0x2 1x2", 0]] }), 0, 6), [[1, 3], [0, 2], [2, 1]]);
  assert.deepEqual(countsIn(readRegion({ pages: 2, segments: [[0, 2, "1 0", 0]] }), 0, 2), [[0, 1], [1, 1]]);
});

test("page numbers are read as people type them", () => {
  const read = { 37: 37, "0x25": 37, "1 000": 1000, "1\u202f048\u202f576": 1048576, "5k": 5000, "4Ki": 4096, "1.5M": 1500000, "5 K": 5000, " 12'345 ": 12345 };
  for (const [text, page] of Object.entries(read)) assert.equal(typedPage(text), page, text);
  for (const text of ["", "-1", "1.5", "9 9", "1 0000", "1000 000", "0x2 5", "page 3", "0x", "1e3", "99999999999999999"]) assert.equal(typedPage(text), null, text);
});

test("a window is the chosen one, or the block of the page", () => {
  assert.deepEqual(windowOf({}, "heap", 1000), { first: 0, count: 256 });
  assert.deepEqual(windowOf({ window: { region: "heap", count: 64 } }, "heap", 1000), { first: 0, count: 64 });
  assert.deepEqual(windowOf({ page: 300 }, "heap", 1000), { first: 256, count: 256 });
  assert.deepEqual(windowOf({ page: 999 }, "heap", 1000), { first: 744, count: 256 });
  assert.deepEqual(windowOf({ window: { region: "heap", first: 5, count: 7 } }, "heap", 1000), { first: 5, count: 7 });
  assert.deepEqual(windowOf({ window: { region: "stack", first: 5, count: 7 } }, "heap", 10), { first: 0, count: 10 });
});

test("zooming in ends at one page, zooming out at all, and the page stays in sight", () => {
  const pages = 2 ** 48;
  let window = { first: 0, count: 256 };
  const page = 37;
  while (window.count < pages) {
    window = zoomed(window, 4, page, pages);
    assert.ok(page >= window.first && page < window.first + window.count);
  }
  assert.deepEqual(window, { first: 0, count: pages });
  while (window.count > 1) {
    window = zoomed(window, 1 / 4, page, pages);
    assert.ok(page >= window.first && page < window.first + window.count);
  }
  assert.deepEqual(window, { first: 37, count: 1 });
});

test("a page out of sight brings a window of the same size", () => {
  assert.deepEqual(around({ first: 3, count: 10 }, 12, 100), { first: 3, count: 10 });
  assert.deepEqual(around({ first: 3, count: 10 }, 13, 100), { first: 10, count: 10 });
  assert.deepEqual(around({ first: 0, count: 10 }, 99, 95), { first: 85, count: 10 });
});

test("keys walk by cells and rows, jump to both ends, and stop there", () => {
  const strip = { columns: 32, per: 1, window: { first: 0, count: 256 }, pages: 1000 };
  assert.equal(moved(5, "ArrowRight", strip), 6);
  assert.equal(moved(5, "ArrowDown", strip), 37);
  assert.equal(moved(5, "ArrowUp", strip), 0);
  assert.equal(moved(5, "PageDown", strip), 261);
  assert.equal(moved(999, "ArrowRight", strip), 999);
  assert.equal(moved(5, "ArrowRight", { ...strip, per: 4 }), 9);
  assert.equal(moved(5, "Home", strip), 0);
  assert.equal(moved(5, "End", strip), 999);
  assert.equal(moved(5, "a", strip), null);
});

test("a legend names each place once, nodes in order and nowhere last", () => {
  const marks = [[-2, "absent"], [1, "cxl"], [0, "dram"], [1, "cxl"], [-14, "zero"]].map(([node, kind]) => ({ node, kind }));
  assert.deepEqual(placesOf(marks), [[0, "dram"], [1, "cxl"], [-14, "zero"], [-2, "absent"]]);
});

test("the lines of a texture end at the edges of their mark", () => {
  for (const texture of ["rising", "falling", "level"]) {
    for (const [width, height] of [[14, 20], [40, 6], [3, 3]]) {
      const lines = [...linesOf({ x: 10, y: 50, width, height, texture })];
      assert.ok(lines.length > 0);
      for (const [x1, y1, x2, y2] of lines) {
        for (const x of [x1, x2]) assert.ok(x >= 10 && x <= 10 + width);
        for (const y of [y1, y2]) assert.ok(y >= 50 && y <= 50 + height);
      }
    }
  }
});
