import assert from "node:assert/strict";
import test from "node:test";
import { createLine, faultIn, spoken, target } from "../../static/js/embed/protocol.js";

const nodes = [{ id: 0 }, { id: 1 }];

test("weights of known nodes from 1 to 255 can be set, and nothing else", () => {
  assert.equal(faultIn({ 0: 1, 1: 255 }, nodes), null);
  assert.equal(faultIn({}, nodes), null);
  for (const weights of [undefined, null, "9:1", [9, 1], { 2: 1 }, { 0: 0 }, { 0: 256 }, { 0: 1.5 }, { 0: "9" }, { 0: NaN }, { __proto__x: 1 }]) {
    assert.match(faultIn(weights, nodes), /must be|no node/);
  }
});

test("a result says rates and pages, and null where there is no rate", () => {
  const result = { streams: [{ task: "main", gb_per_s: 200.5, latency_ns: 90 }], nodes: [{ id: 0, pages: 9, free_pages: 1 }] };
  assert.deepEqual(spoken(result, { 0: 9 }), {
    weights: { 0: 9 },
    streams: [{ task: "main", gb_per_s: 200.5 }],
    nodes: [{ id: 0, pages: 9, gb_per_s: null }],
  });
});

/** A window with a parent that keeps what it is told; `hear` delivers a message. */
function room() {
  const told = [];
  const parent = { postMessage: (message, origin) => told.push({ ...message, origin }) };
  let listener;
  const window = { parent, addEventListener: (_, act) => { listener = act; } };
  const hear = (data, { source = parent, origin = "https://host" } = {}) => listener({ data, source, origin });
  return { window, parent, told, hear };
}

test("only the parent is heard, after its ping, and answered where it pinged from", () => {
  const { window, told, hear } = room();
  const line = createLine(window, { ping: () => ({ type: "ready" }), get: () => ({ type: "state" }) });
  line.say({ type: "resize", height: 1 });
  hear({ ilx: 1, type: "get" });
  hear({ ilx: 1, type: "ping" }, { source: {} });
  hear({ type: "ping" });
  hear(null);
  assert.deepEqual(told, []);
  hear({ ilx: 1, type: "ping" });
  hear({ ilx: 1, type: "get" }, { origin: "https://other" });
  hear({ ilx: 1, type: "get" });
  hear({ ilx: 1, type: "constructor" });
  assert.deepEqual(told.map(({ type, origin }) => [type, origin]), [["ready", "https://host"], ["state", "https://host"], ["error", "https://host"]]);
});

test("a page that is nobody's frame hears nothing, and an origin that is none cannot be named", () => {
  const { window, told, hear } = room();
  window.parent = window;
  window.postMessage = (message) => told.push(message);
  createLine(window, { ping: () => ({ type: "ready" }) });
  hear({ ilx: 1, type: "ping" }, { source: window });
  assert.deepEqual(told, []);
  assert.equal(target("null"), "*");
  assert.equal(target("https://host"), "https://host");
});
