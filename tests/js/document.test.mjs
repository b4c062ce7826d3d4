/** A draft and the pair it is parted into say the same. */

import assert from "node:assert/strict";
import test from "node:test";

import { opened, parted, readDocument, withView } from "../../static/js/document.js";

const experiment = { machine: { nodes: [{ id: 0 }] }, events: [{ op: "mmap" }, { op: "touch" }] };

test("a plain experiment is parted into itself and an empty view", () => {
  assert.deepEqual(parted(opened(experiment)), { experiment, view: {} });
});

test("events that are off stand in the draft's list and not in the experiment", () => {
  const view = { at: { node0: [8, 8] }, off: [{ before: 0, event: { op: "thp" } }, { before: 2, event: { op: "munmap" } }] };
  const draft = opened(experiment, view);
  assert.deepEqual(draft.events.map((event) => event.op), ["thp", "mmap", "touch", "munmap"]);
  assert.deepEqual(draft.events.map((event) => Boolean(event.off)), [true, false, false, true]);
  assert.deepEqual(parted(draft), { experiment, view });
});

test("a part of the view can be exchanged and taken away", () => {
  const draft = withView(opened(experiment), { page: 3 });
  assert.equal(draft.view.page, 3);
  assert.deepEqual(withView(draft, { page: undefined }).view, {});
});

test("a document is an experiment, or one with its view; anything else is none", () => {
  assert.deepEqual(readDocument(experiment), opened(experiment));
  assert.deepEqual(readDocument({ experiment, view: { page: 1 } }).view, { page: 1 });
  for (const wrong of [null, 3, {}, { machine: {} }, { experiment: { machine: { nodes: [{}] }, events: [] } }]) {
    assert.equal(readDocument(wrong), null);
  }
});
