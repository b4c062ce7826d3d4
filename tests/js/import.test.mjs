// Texts before they are sent, and the answer as the review shows it.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { lineSpan, linesOf, placeOf, readFile, textIn } from "../../static/js/import/pastes.js";
import { identity, measuredView, nodesOf, realigned, tableOf } from "../../static/js/import/sheet.js";

const utf8 = (text) => new TextEncoder().encode(text);
const catalogue = (language) => JSON.parse(readFileSync(new URL(`../../app/lang/${language}/browser/import.json`, import.meta.url)));

test("bytes are text in UTF-8 or, with its mark, UTF-16", () => {
  assert.equal(textIn(utf8("node 0 µ")), "node 0 µ");
  assert.equal(textIn(new Uint8Array([0xff, 0xfe, 0x6e, 0, 0x30, 0])), "n0");
  assert.equal(textIn(new Uint8Array([0x7f, 0x45, 0x4c, 0x46, 0])), null);
  assert.equal(textIn(new Uint8Array([0x6e, 0xff])), null);
});

test("a file that cannot be taken is told by its name", async () => {
  const refusal = async (bytes) => readFile(new File([bytes], "x")).catch((error) => [error.word, error.file]);
  assert.deepEqual(await refusal(new Uint8Array([0, 1])), ["import.no_text", "x"]);
  assert.deepEqual(await refusal(utf8(" \n")), ["import.empty_file", "x"]);
  assert.deepEqual(await refusal(new Uint8Array(4 * 1024 * 1024 + 1)), ["import.too_big", "x"]);
  assert.equal((await refusal(utf8("node 0"))).text, "node 0");
});

test("a line is found by its number, the last one where there are fewer", () => {
  const text = "one\ntwo\nthree";
  assert.deepEqual([1, 2, 3, 9].map((line) => text.slice(...lineSpan(text, line))), ["one", "two", "three", "three"]);
  assert.deepEqual(["", "a", "a\n", "a\nb"].map(linesOf), [0, 1, 1, 2]);
});

test("a problem tells its text and its line", () => {
  assert.deepEqual(placeOf({ pointer: "/texts/2/text", detail: "line 14: cut off" }), { text: 2, line: 14 });
  assert.deepEqual(placeOf({ pointer: "/typed/~1nodes", detail: "no" }), { text: null, line: null });
});

const cell = (pointer, subject, value = 1) => ({ pointer, subject, value, others: [], source: "told" });
const facts = {
  nodes: [{ id: 0, cpus: "0-3", mib: 8 }, { id: 2, cpus: "4-7", mib: 8 }, { id: 5, cpus: "", mib: 4 }],
  distance: [[10, 21, 30], [21, 10, 15], [30, 15, 10]],
};

test("a table puts entries of pairs and local values where they belong", () => {
  const cells = [
    ...[0, 1, 2].map((place) => cell(`/nodes/${place}/idle_ns`, `node ${facts.nodes[place].id}`, place)),
    cell("/access/0/idle_ns", "node 0 to node 2", 90), cell("/access/1/idle_ns", "node 0 to node 5", 95),
  ];
  const { targets, rows } = tableOf({ facts, cells }, "idle_ns");
  assert.deepEqual(targets, [0, 2, 5]);
  assert.deepEqual(rows.map((row) => row.cells.map((each) => each?.value ?? null)), [[0, 90, 95], [null, 1, 2]]);
});

test("without entries a memory is local to the nearest CPUs, links stand for the others", () => {
  const cells = [cell("/nodes/2/idle_ns", "node 5", 7)];
  const { rows } = tableOf({ facts, cells }, "idle_ns");
  assert.deepEqual(rows.map((row) => row.cells[2]?.value ?? null), [null, 7]);
});

test("a size that nobody told is a hole to be filled", () => {
  const [first] = nodesOf({ facts, cells: [] });
  assert.deepEqual([first.cells[0].pointer, first.cells[0].source], ["/nodes/0/mib", "hole"]);
});

test("corrections follow their cell, and those without one are named", () => {
  const before = cell("/access/0/idle_ns", "node 0 to node 2");
  const typed = { [before.pointer]: { value: 99, of: identity(before) } };
  assert.equal(realigned(typed, [before]).moved, false);
  const after = { ...before, pointer: "/access/3/idle_ns" };
  assert.deepEqual(realigned(typed, [after]), { typed: { "/access/3/idle_ns": { value: 99, of: identity(before) } }, moved: true, lost: [] });
  assert.deepEqual(realigned(typed, []), { typed: {}, moved: true, lost: [identity(before)] });
});

test("what was measured has the shape of a view, in whole numbers", () => {
  const regions = [{ policy: "bind:0" }, { policy: "interleave:0-1" }, { policy: "bind:0" }];
  assert.deepEqual(measuredView({ pages: { 0: 7 }, regions }, "x").policies, ["bind:0", "interleave:0-1"]);
  assert.ok(!("policies" in measuredView({ pages: { 0: 7 }, regions: regions.slice(2) }, "x")));
  assert.equal(measuredView(null, ""), null);
  assert.equal(measuredView({ pages: {}, curves: [], counters: { numa_hit: { 0: 4 } } }, "x"), null);
  assert.deepEqual(measuredView({ pages: { 0: 7 }, curves: [{ node: null, points: [[10.4, 92.6]] }] }, "n".repeat(99)),
    { name: "n".repeat(80), pages: { 0: 7 }, curves: [{ node: null, points: [[10, 93]] }] });
});

test("everything that can be removed has a word in each language", () => {
  const { rules } = JSON.parse(readFileSync(new URL("../../static/scrub-rules.json", import.meta.url)));
  for (const language of ["en", "de"]) {
    for (const { name } of rules) assert.ok(`removed_${name.replaceAll(" ", "_")}` in catalogue(language), name);
  }
});
