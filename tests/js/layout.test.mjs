/** The browser puts everything where the server does: one golden file for both. */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";

import { layout } from "../../static/js/editor/layout.js";
import { nextName } from "../../static/js/editor/keys.js";
import { duplicated } from "../../static/js/editor/duplicate.js";
import * as edits from "../../static/js/topology.js";
import { randomEdits } from "./machines.mjs";

const topology = { ...edits, duplicated };

const cases = JSON.parse(readFileSync(new URL("../golden/layouts.json", import.meta.url)));
const tenth = (value) => (Array.isArray(value) ? value.map(tenth) : Math.round(value * 10) / 10);

for (const { name, machine, at, layout: expected } of cases) {
  test(`${name} is laid out as in the golden file`, () => {
    const made = layout(machine, at);
    assert.deepEqual(Object.fromEntries(Object.entries(made.boxes).map(([key, box]) => [key, tenth(box)])), expected.boxes);
    assert.deepEqual(made.lines.map((line) => ({ ...line, points: tenth(line.points), label: line.label && tenth(line.label) })), expected.lines);
    assert.deepEqual(tenth(made.view), expected.view);
  });
}

test("arrows go to the nearest element in their direction, and stay where there is none", () => {
  const made = layout(cases[0].machine, {});
  assert.equal(nextName(made, "node0", "ArrowDown"), "node1");
  assert.equal(nextName(made, "node1", "ArrowUp"), "node0");
  assert.equal(nextName(made, "socket0", "ArrowLeft"), "socket0");
});

/** Whether a segment goes through the inside of a box. */
function meets([x, y, width, height], [[a, b], [c, d]]) {
  const [mx, my, hx, hy] = [(a + c) / 2 - x - width / 2, (b + d) / 2 - y - height / 2, (c - a) / 2, (d - b) / 2];
  const [w, h] = [width / 2 - 1, height / 2 - 1];
  return Math.abs(mx) < w + Math.abs(hx) && Math.abs(my) < h + Math.abs(hy) && Math.abs(mx * hy - my * hx) < w * Math.abs(hy) + h * Math.abs(hx);
}

const segmentsOf = ({ points }) => points.slice(1).map((point, i) => [points[i], point]);
const within = ([x, y, width, height], [a, b]) => a >= x && a <= x + width && b >= y && b <= y + height;

function* arrangements() {
  for (const { name, machine, at } of cases) if (!Object.keys(at).length) yield [name, machine];
  for (let seed = 1; seed <= 30; seed += 1) {
    let step = 0;
    for (const { machine } of randomEdits(topology, seed, 15)) yield [`seed ${seed}, edit ${step += 1}`, machine];
  }
}

test("no line goes behind a box that it does not belong to", () => {
  for (const [name, machine] of arrangements()) {
    const { boxes, lines } = layout(machine);
    for (const line of lines) {
      const foreign = Object.entries(boxes).filter(([box]) => !line.ends.includes(box));
      const behind = foreign.filter(([, box]) => segmentsOf(line).some((each) => meets(box, each))).map(([box]) => box);
      assert.deepEqual(behind, [], `${name}: ${line.ends}`);
    }
  }
});

test("labels of a machine with room stand off boxes and lines, and everything is in view", () => {
  for (const [name, machine] of arrangements()) {
    const { boxes, lines, view } = layout(machine);
    for (const line of lines) for (const point of line.points) assert.ok(within(view, point), name);
    if (lines.length > 3 || lines.some(({ ends }) => ends.every((end) => end.startsWith("node")))) continue;
    for (const { label } of lines.filter((line) => line.label)) {
      const [x, y, width, height] = label;
      const through = [[[x, y + height / 2], [x + width, y + height / 2]]];
      assert.ok(!Object.values(boxes).some((box) => through.some((each) => meets(box, each))), name);
      assert.ok(!lines.some((line) => segmentsOf(line).some((each) => meets(label, each))), name);
    }
  }
});
