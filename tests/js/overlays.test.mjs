import assert from "node:assert/strict";
import test from "node:test";
import { candidates, isChoice, joined, ofNode, partsOf } from "../../static/js/overlays.js";

const pages = (name, count) => ({ name, pages: { 0: count }, curves: [] });
const mlc = (name, ns) => ({ name, pages: {}, curves: [{ node: null, points: [[10, ns]] }] });

test("a new measurement of a kind replaces the old one, its name too", () => {
  const both = joined(joined(undefined, pages("numa-maps", 7)), mlc("mlc", 90));
  const again = joined(joined(both, mlc("mlc", 91)), mlc("mlc", 92));
  assert.equal(both.name, "numa-maps, mlc");
  assert.equal(again.name, "numa-maps, mlc");
  assert.deepEqual(again.curves, mlc("mlc", 92).curves);
  assert.deepEqual(joined(again, pages("numa-maps", 8)), { ...again, pages: { 0: 8 } });
});

test("one text alone has its own name", () => {
  assert.equal(joined(undefined, mlc("mlc", 1)).name, "mlc");
  assert.equal(joined(mlc("mlc", 1), mlc("mlc", 2)).name, "mlc");
});

test("a latency is of a node with CPUs unless somebody says otherwise", () => {
  const nodes = [{ id: 0, mib: 0, cpus: "0" }, { id: 1, mib: 8, cpus: "" }, { id: 2, mib: 8, cpus: "1" }];
  assert.deepEqual(candidates({ nodes }).map((node) => node.id), [2, 1]);
  const said = ofNode(mlc("mlc", 5), 1);
  assert.equal(said.curves[0].node, 1);
  assert.ok(isChoice(said));
  assert.ok(!isChoice(undefined));
  assert.deepEqual(ofNode(said, "").curves, [{ points: [[10, 5]], node: null, together: true }]);
});

test("matrices lie beside pages and latencies", () => {
  const pairs = [{ initiator: 0, target: 1, idle_ns: 90, read_mib_per_s: null }];
  const both = joined(pages("numa-maps", 7), { name: "mlc", pages: {}, curves: [], pairs });
  assert.deepEqual(partsOf(both), [["pairs", "mlc"], ["pages", "numa-maps"]]);
  assert.deepEqual(joined(both, mlc("mlc", 90)).pairs, pairs);
});

test("each part that lies over the figures is named with what it is of", () => {
  const both = joined(joined(undefined, pages("numa-maps", 7)), mlc("mlc", 90));
  assert.deepEqual(partsOf(both), [["curves", "mlc"], ["pages", "numa-maps"]]);
  assert.deepEqual(partsOf(undefined), []);
});

test("policies go with the pages that they are of", () => {
  const mixed = { ...pages("numa-maps", 7), policies: ["bind:0", "bind:1"] };
  assert.deepEqual(joined(mixed, mlc("mlc", 90)).policies, mixed.policies);
  assert.ok(!("policies" in joined(mixed, pages("numa-maps", 8))));
});
