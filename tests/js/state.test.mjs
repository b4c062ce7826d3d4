/** Autosave, waiting for a lost server, and whose undo a key is. */

import assert from "node:assert/strict";
import test from "node:test";
import { fresh, withSlot } from "../../static/js/autosave.js";
import { asSpoken } from "../../static/js/address.js";
import { createBeats } from "../../static/js/kept/beats.js";
import { linked, opened, parted, readDocument } from "../../static/js/document.js";
import { pause } from "../../static/js/offline.js";
import { OPENED, createStore } from "../../static/js/store.js";

const DAY = 86_400_000;
const experiment = { machine: { nodes: [{ id: 0 }] }, events: [{ op: "mmap" }] };

test("the newest five drafts of the last fourteen days are kept", () => {
  const slots = Array.from({ length: 9 }, (_, i) => ({ id: `${i}`, at: i * DAY, document: {} }));
  assert.deepEqual(fresh(slots, 8 * DAY).map((slot) => slot.id), ["8", "7", "6", "5", "4"]);
  assert.deepEqual(fresh(slots, 21 * DAY).map((slot) => slot.id), ["8"]);
  assert.deepEqual(fresh([null, { id: "x" }], 0), []);
});

test("a page has one slot, and none when there is nothing to keep", () => {
  const once = withSlot([], { id: "a", at: 5, document: { n: 1 } }, 6);
  const twice = withSlot(once, { id: "a", at: 6, document: { n: 2 } }, 6);
  assert.deepEqual(twice, [{ id: "a", at: 6, document: { n: 2 } }]);
  assert.deepEqual(withSlot(twice, { id: "a" }, 6), []);
});

test("a draft that is too long leaves its last version where it is", () => {
  const once = withSlot([], { id: "a", at: 5, document: { n: 1 } }, 6);
  assert.equal(withSlot(once, { id: "a", at: 6, document: { text: "x".repeat(200_000) } }, 6), once);
});

test("without locks a slot is a page's own until the page ends, or has been silent for a while", () => {
  const kept = new Map();
  const storage = { getItem: (name) => kept.get(name) ?? null, setItem: (name, value) => kept.set(name, value), removeItem: (name) => kept.delete(name) };
  let now = 1_000_000;
  const [mine, other] = [createBeats(storage, () => now), createBeats(storage, () => now)];
  assert.equal(mine.hold("a"), true);
  now += 60_000;
  mine.beat();
  now += 60_000;
  assert.deepEqual([other.free("a"), other.hold("a"), other.free("b")], [false, false, true]);
  now += 30_000;
  assert.equal(other.free("a"), true);
  mine.beat();
  mine.end();
  assert.deepEqual([other.free("a"), other.hold("a")], [true, true]);
});

test("attempts come later and later, but never rarer than every half minute", () => {
  assert.deepEqual([0, 1, 2, 3, 4, 9].map(pause), [2, 4, 8, 16, 30, 30]);
});

test("a draft keeps its parent for links and not for what runs", () => {
  const draft = opened(experiment, { page: 1 }, "bcdfghjkmnp");
  assert.deepEqual(linked(draft), { experiment, view: { page: 1 }, parent: "bcdfghjkmnp" });
  assert.deepEqual(parted(draft), { experiment, view: { page: 1 } });
  assert.deepEqual(readDocument(linked(draft)), draft);
  assert.equal("parent" in opened(experiment, {}, "no sid"), false);
});

test("drafts live on the workbench in the language of the address", () => {
  assert.equal(asSpoken("/", "?lang=de&w=1"), "/?lang=de");
  assert.equal(asSpoken("/d/x#t", "?lang=de"), "/d/x?lang=de#t");
  assert.equal(asSpoken("/", "?w=1"), "/");
});

test("what a draft is compared with is what was opened last", () => {
  const store = createStore("opened");
  assert.equal(store.base, "opened");
  store.look("looked at");
  store.edit("edited");
  assert.equal(store.base, "looked at");
  store.edit("preset", OPENED);
  assert.equal(store.base, "preset");
  store.edit("edited again");
  assert.equal(store.base, "preset");
  store.undo();
  store.undo();
  assert.equal(store.base, "looked at");
});
