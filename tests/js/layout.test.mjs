/** The browser puts everything where the server does: one golden file for both. */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";

import { layout } from "../../static/js/editor/layout.js";
import { nextName } from "../../static/js/editor/keys.js";

const cases = JSON.parse(readFileSync(new URL("../golden/layouts.json", import.meta.url)));
const tenth = (value) => (Array.isArray(value) ? value.map(tenth) : Math.round(value * 10) / 10);

for (const { name, machine, at, layout: expected } of cases) {
  test(`${name} is laid out as in the golden file`, () => {
    const made = layout(machine, at);
    assert.deepEqual(Object.fromEntries(Object.entries(made.boxes).map(([key, box]) => [key, tenth(box)])), expected.boxes);
    assert.deepEqual(made.lines.map((line) => ({ ...line, points: tenth(line.points) })), expected.lines);
    assert.deepEqual(tenth(made.view), expected.view);
  });
}

test("arrows go to the nearest element in their direction, and stay where there is none", () => {
  const made = layout(cases[0].machine, {});
  assert.equal(nextName(made, "node0", "ArrowDown"), "node1");
  assert.equal(nextName(made, "node1", "ArrowUp"), "node0");
  assert.equal(nextName(made, "socket0", "ArrowLeft"), "socket0");
});
