import assert from "node:assert/strict";
import test from "node:test";
import { previewer } from "../../static/js/api.js";
import { themed } from "../../static/js/figures.js";
import { fromFragment, toFragment } from "../../static/js/link.js";
import { createStore } from "../../static/js/store.js";

test("a reply that comes after a newer one was shown is dropped", async () => {
  const waiting = {};
  const shown = [];
  const preview = previewer((draft) => new Promise((done) => { waiting[draft] = done; }), (answer) => shown.push(answer), assert.fail);
  const both = [preview("old"), preview("new")];
  waiting.new("answer to new");
  waiting.old("answer to old");
  await Promise.all(both);
  assert.deepEqual(shown, ["answer to new"]);
});

test("a late refusal does not cover a newer answer", async () => {
  const ends = {};
  const told = [];
  const preview = previewer((draft) => new Promise((done, fail) => { ends[draft] = { done, fail }; }), (answer) => told.push(answer), (error) => told.push(error));
  const both = [preview("bad"), preview("good")];
  ends.good.done("fine");
  ends.bad.fail("refused");
  await Promise.all(both);
  assert.deepEqual(told, ["fine"]);
});

test("undo and redo walk through drafts and a new edit ends the redo", () => {
  const store = createStore("a");
  store.edit("b");
  store.edit("c");
  store.undo();
  assert.equal(store.draft, "b");
  store.redo();
  assert.equal(store.draft, "c");
  store.undo();
  store.edit("d");
  assert.equal(store.canRedo, false);
});

test("one drag is one step back", () => {
  const store = createStore(1);
  for (const weight of [2, 3, 4]) store.edit(weight, "weight0", 1000 + weight);
  store.edit(5, "weight0", 9000);
  store.undo();
  assert.equal(store.draft, 4);
  store.undo();
  assert.equal(store.draft, 1);
});

test("a fragment gives back the draft that made it", async () => {
  const draft = { machine: { nodes: [{ id: 0, note: "é漢" }] }, events: Array.from({ length: 50 }, (_, i) => ({ op: "touch", i })) };
  const fragment = await toFragment(draft);
  assert.match(fragment, /^#s=1\.[A-Za-z0-9_-]+$/);
  assert.deepEqual(await fromFragment(fragment), draft);
});

test("a fragment that inflates beyond its limit is refused and other fragments are none", async () => {
  await assert.rejects(toFragment({ text: "a".repeat(70000) }).then(fromFragment), /64 KiB/);
  assert.equal(await fromFragment("#share"), null);
});

test("neutral colours are exchanged everywhere and data stay", () => {
  const figure = { data: [{ x: [1, 2], line: { color: "#16191d" } }], layout: { font: { color: "#5b6570" } } };
  const dark = themed(figure, { "#16191d": "#fff" });
  assert.deepEqual(dark, { data: [{ x: [1, 2], line: { color: "#fff" } }], layout: { font: { color: "#5b6570" } } });
});
