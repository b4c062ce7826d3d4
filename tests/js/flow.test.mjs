import assert from "node:assert/strict";
import test from "node:test";
import { call, previewer, Refusal, Unreachable } from "../../static/js/api.js";
import { fitting, themed } from "../../static/js/figures.js";
import { TooLarge, allFromFragment, fromFragment, plainFragment, toFragment } from "../../static/js/link.js";
import { OPENED, createStore } from "../../static/js/store.js";

/** A server that answers when it is told to. */
function slow() {
  const asked = [];
  const ask = (draft) => new Promise((done, fail) => asked.push({ draft, done, fail }));
  return { asked, ask };
}

const turn = () => new Promise((done) => setImmediate(done));

test("one request runs at a time, and the newest draft is the next", async () => {
  const { asked, ask } = slow();
  const shown = [];
  const preview = previewer(ask, (answer, number) => shown.push([answer, number]), assert.fail);
  const all = ["a", "b", "c"].map(preview);
  assert.deepEqual(asked.map((each) => each.draft), ["a"]);
  asked[0].done("to a");
  await turn();
  assert.deepEqual(asked.map((each) => each.draft), ["a", "c"]);
  asked[1].done("to c");
  await Promise.all(all);
  assert.deepEqual(shown, [["to a", 1], ["to c", 3]]);
});

/** Previews of which the first answer is drawn only when `painted` is called. */
function drawnSlowly() {
  const { asked, ask } = slow();
  const drawn = [];
  let paint;
  const preview = previewer(ask, async (answer) => {
    if (answer === "first") await new Promise((done) => { paint = done; });
    drawn.push(answer);
  }, assert.fail);
  return { asked, drawn, preview, painted: () => paint() };
}

test("the next request runs while the last answer is drawn, and drawing keeps its order", async () => {
  const { asked, drawn, preview, painted } = drawnSlowly();
  const all = [preview(1), preview(2)];
  asked[0].done("first");
  await turn();
  asked[1].done("second");
  await turn();
  assert.deepEqual(drawn, []);
  painted();
  await Promise.all(all);
  assert.deepEqual(drawn, ["first", "second"]);
});

test("what is wanted while the last answer is drawn is asked for at once", async () => {
  const { asked, drawn, preview, painted } = drawnSlowly();
  const first = preview(1);
  asked[0].done("first");
  await turn();
  const second = preview(2);
  await turn();
  assert.deepEqual(asked.map((each) => each.draft), [1, 2]);
  asked[1].done("second");
  painted();
  await Promise.all([first, second]);
  assert.deepEqual(drawn, ["first", "second"]);
});

test("a refusal is not told when something newer waits, and the next answer is shown", async () => {
  const { asked, ask } = slow();
  const told = [];
  const preview = previewer(ask, (answer) => told.push(answer), (error) => told.push(error));
  const all = [preview("bad"), preview("good")];
  asked[0].fail("refused");
  await turn();
  asked[1].done("fine");
  await Promise.all(all);
  assert.deepEqual(told, ["fine"]);
  const last = preview("bad again");
  asked[2].fail("refused");
  await last;
  assert.deepEqual(told, ["fine", "refused"]);
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

test("two experiments that are opened in quick succession are two steps", () => {
  const store = createStore("a");
  store.edit("b", OPENED, 0);
  store.edit("c", OPENED, 10);
  assert.equal(store.base, "c");
  store.undo();
  assert.equal(store.draft, "b");
});

test("what a slider does while it is held is one step back, however slow it is", () => {
  const store = createStore(9);
  store.edit(8, "w", 0);
  store.hold(true);
  store.edit(7, "w", 100);
  store.edit(6, "w", 5_000);
  store.hold(false);
  store.edit(5, "w", 9_000);
  const seen = [];
  while (store.canUndo) { store.undo(); seen.push(store.draft); }
  assert.deepEqual(seen, [6, 8, 9]);
});

test("a fragment gives back the draft that made it", async () => {
  const draft = { machine: { nodes: [{ id: 0, note: "é漢" }] }, events: Array.from({ length: 50 }, (_, i) => ({ op: "touch", i })) };
  const fragment = await toFragment(draft);
  assert.match(fragment, /^#s=1\.[A-Za-z0-9_-]+$/);
  assert.deepEqual(await fromFragment(fragment), draft);
});

test("a fragment that inflates beyond its limit is refused and other fragments are none", async () => {
  await assert.rejects(toFragment({ text: "a".repeat(300000) }).then(fromFragment), /256 KiB/);
  assert.equal(await fromFragment("#share"), null);
});

test("a fragment that was written in haste is read as well", async () => {
  const drafts = [{ a: "é漢" }, { b: [2] }];
  assert.match(plainFragment(...drafts), /^#s=0\.[\w-]+&s=0\.[\w-]+$/);
  assert.deepEqual(await allFromFragment(plainFragment(...drafts)), drafts);
  await assert.rejects(async () => fromFragment(plainFragment({ text: "a".repeat(300000) })), TooLarge);
});

test("what stands around a fragment is no part of it, and what begins like one has to be one", async () => {
  const fragment = await toFragment({ a: 1 });
  for (const changed of [`${fragment}.`, `${fragment})`, `${fragment}%20`, fragment.replace("=", "%3D"), `${fragment}&s%3D1.${fragment.slice(5)}`]) {
    assert.deepEqual((await allFromFragment(changed))[0], { a: 1 }, changed);
  }
  for (const none of ["#s=", "#s", "#s=2.abc", "#S=1.abc", "#s=1.abc", "#s=0.abc"]) {
    await assert.rejects(async () => allFromFragment(none), none);
  }
  for (const other of ["", "#answer", "#share", "#k=abc"]) assert.deepEqual(await allFromFragment(other), []);
});

test("neutral colours are exchanged everywhere and data stay", () => {
  const figure = { data: [{ x: [1, 2], line: { color: "#16191d" } }], layout: { font: { color: "#5b6570" } } };
  const dark = themed(figure, { "#16191d": "#fff" });
  assert.deepEqual(dark, { data: [{ x: [1, 2], line: { color: "#fff" } }], layout: { font: { color: "#5b6570" } } });
});

test("several drafts share a fragment and come back in order", async () => {
  const drafts = [{ a: 1 }, { b: [2] }];
  const fragment = await toFragment(...drafts);
  assert.deepEqual(await allFromFragment(fragment), drafts);
  assert.deepEqual(await fromFragment(fragment), drafts[0]);
});

test("a server that says not now is asked again later, one that refuses is not", async () => {
  const fetched = globalThis.fetch;
  const document_ = globalThis.document;
  globalThis.document = { documentElement: { lang: "en" } };
  const answers = (status) => {
    globalThis.fetch = async () => new Response(JSON.stringify({ detail: "why" }), { status });
    return call("/api/v1/preview", {});
  };
  for (const status of [429, 503]) {
    await assert.rejects(answers(status), (error) => error instanceof Unreachable && error.message === "why");
  }
  await assert.rejects(answers(422), (error) => error instanceof Refusal && error.message === "why");
  globalThis.fetch = fetched;
  globalThis.document = document_;
});

test("of texts for wide and for narrow places only those that fit are drawn", () => {
  const data = [{ name: "line" }, { name: "long", visible: true, meta: { from: 540 } }, { name: "short", visible: false, meta: { below: 540 } }];
  const drawn = (width) => fitting(data, width).map(({ name, visible }) => [name, visible]);
  assert.deepEqual(drawn(540), [["line", undefined], ["long", true]]);
  assert.deepEqual(drawn(539), [["line", undefined], ["short", true]]);
});
