import assert from "node:assert/strict";
import test from "node:test";
import * as edits from "../../static/js/draft.js";

const draft = () => ({
  machine: {
    nodes: [{ id: 0, kind: "dram", mib: 1024, idle_ns: 95 }, { id: 1, kind: "cxl", mib: 2048, idle_ns: 250 }, { id: 4, kind: "dram", mib: 0 }],
    sources: { "/nodes/1/idle_ns": "assumed", "/nodes/0/idle_ns": "assumed" },
  },
  sysfs: { auto: true, weights: { 0: 9 } },
  events: [
    { op: "set_mempolicy", task: "main", mode: "weighted_interleave", flags: [], nodes: "0-1" },
    { op: "mmap", task: "main", id: "heap", pages: 100 },
    { op: "touch", task: "main", id: "heap", pages: "0-99" },
  ],
  workload: { streams: [{ threads: 4, regions: { heap: 1000 } }] },
});

test("an edit leaves the old draft as it was", () => {
  const old = draft();
  edits.withWeights(edits.withPages(old, 7), { 1: 3 });
  assert.deepEqual(old, draft());
});

test("node lists are written in shortest form and read back", () => {
  assert.equal(edits.nodesText([4, 1, 0, 6, 7]), "0-1,4,6-7");
  assert.deepEqual(edits.nodesIn("0-1,4,6-7"), [0, 1, 4, 6, 7]);
  assert.deepEqual(edits.nodesIn(""), []);
});

test("a mode that takes no nodes loses them and an interleave gets those with memory", () => {
  const local = edits.withMode(draft(), "local");
  assert.equal(edits.policyOf(local).nodes, "");
  assert.equal(edits.policyOf(edits.withMode(local, "interleave")).nodes, "0-1");
});

test("a draft without a policy gets one before everything else", () => {
  const bare = { ...draft(), events: draft().events.slice(1) };
  const policy = edits.withPolicy(bare, { mode: "bind", nodes: "1" }).events[0];
  assert.deepEqual(policy, { op: "set_mempolicy", mode: "bind", nodes: "1", flags: [] });
});

test("resizing a region touches all of it", () => {
  const [, mmap, touch] = edits.withPages(draft(), 2 ** 40).events;
  assert.equal(mmap.pages, 1099511627776);
  assert.equal(touch.pages, "0-1099511627775");
});

test("setting weights by hand switches the automatic ones off", () => {
  const { sysfs } = edits.withWeights(draft(), { 1: 2 });
  assert.deepEqual(sysfs, { auto: false, weights: { 0: 9, 1: 2 } });
});

test("a typed rate is no longer assumed and the others stay so", () => {
  const { machine } = edits.withRate(draft(), 1, "idle_ns", 180);
  assert.equal(machine.nodes[1].idle_ns, 180);
  assert.deepEqual(machine.sources, { "/nodes/0/idle_ns": "assumed" });
});
