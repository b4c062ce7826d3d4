import assert from "node:assert/strict";
import test from "node:test";
import { policyOf, withPolicy } from "../../static/js/draft.js";
import * as crew from "../../static/js/policy/crew.js";
import * as edits from "../../static/js/policy/edits.js";

const draft = () => ({
  kernel: "linux-7.2",
  machine: { nodes: [{ id: 0, kind: "dram", mib: 1024 }, { id: 1, kind: "cxl", mib: 2048 }] },
  sysfs: { auto: true, weights: { 0: 9, 1: 1 } },
  tasks: [{ name: "main", cpu: 0, mems_allowed: "0-1", caps: ["sys_nice"] }],
  events: [
    { op: "set_mempolicy", task: "main", mode: "weighted_interleave", flags: [], nodes: "0-1" },
    { op: "mmap", task: "main", id: "heap", pages: 100 },
    { op: "mbind", task: "main", id: "heap", first: 0, pages: 50, mode: "bind", nodes: "0" },
    { op: "set_mempolicy_home_node", task: "main", id: "heap", first: 0, pages: 50, node: 1 },
    { op: "touch", task: "main", id: "heap", pages: "0-99" },
  ],
  workload: { streams: [{ task: "main", threads: 4, regions: { heap: 1000 } }] },
});

test("the card edits the first task's last policy that happens", () => {
  const other = { op: "set_mempolicy", task: "helper", mode: "local", nodes: "" };
  const late = { op: "set_mempolicy", task: "main", mode: "bind", nodes: "1" };
  const three = { ...draft(), events: [...draft().events, late, other] };
  assert.equal(edits.policyPlace(three), 5);
  assert.equal(policyOf(three).mode, "bind");
  assert.equal(withPolicy(three, { nodes: "0" }).events[5].nodes, "0");
  const off = { ...three, events: three.events.with(5, { ...late, off: true }) };
  assert.equal(edits.policyPlace(off), 0);
  assert.equal(edits.policyCount(off), 2);
});

test("static and relative nodes exclude each other", () => {
  assert.deepEqual(edits.withFlag(["static_nodes"], "relative_nodes", true), ["relative_nodes"]);
  assert.deepEqual(edits.withFlag(["static_nodes"], "numa_balancing", true), ["numa_balancing", "static_nodes"]);
  assert.deepEqual(edits.withFlag(["static_nodes"], "static_nodes", false), []);
});

test("a flag that a mode cannot bear has a reason", () => {
  const why = (mode, flag, cannot = {}) => edits.flagReason(mode, flag, { cannot }, (key) => key);
  assert.equal(why({ flags: ["static_nodes"] }, "static_nodes"), "");
  assert.equal(why({ flags: ["static_nodes"] }, "numa_balancing"), "policy.no_balancing");
  assert.equal(why({ flags: [] }, "static_nodes"), "policy.no_node_flags");
  assert.equal(why(undefined, "static_nodes"), "");
});

test("a kernel on which only bind bears numa_balancing says so, whatever the table of modes holds", () => {
  const why = (mode, cannot) => edits.flagReason({ mode, flags: ["numa_balancing"] }, "numa_balancing", { cannot }, (key) => key);
  assert.equal(why("preferred_many", {}), "");
  assert.equal(why("preferred_many", { balancing_many: "only bind" }), "only bind");
  assert.equal(why("bind", { balancing_many: "only bind" }), "");
});

test("a kernel without automatic weights keeps those that were computed last", () => {
  const old = edits.withKernel(draft(), { kernel: "linux-6.12", cannot: { auto: "why" } }, { 0: 28, 1: 3 });
  assert.equal(old.kernel, "linux-6.12");
  assert.deepEqual(old.sysfs, { auto: false, weights: { 0: 28, 1: 3 } });
  const other = edits.withKernel(draft(), { kernel: "linux-7.3", cannot: {} }, { 0: 28, 1: 3 });
  assert.deepEqual(other.sysfs, draft().sysfs);
});

test("a range is its mbind event and the home node after it", () => {
  const [range] = edits.rangesOf(draft());
  assert.deepEqual([range.place, range.home], [2, 1]);
  assert.equal(edits.withHome(draft(), 2, 0).events[3].node, 0);
  assert.deepEqual(edits.withHome(draft(), 2, null).events.map((event) => event.op), ["set_mempolicy", "mmap", "mbind", "touch"]);
});

test("a home node that is new comes right after its range and covers the same pages", () => {
  const bare = edits.withHome(draft(), 2, null);
  assert.deepEqual(edits.withHome(bare, 2, 1).events, draft().events);
});

test("the home node moves along with its range and ends with the mode that had it", () => {
  const wider = edits.withRange(draft(), 2, { pages: 80 });
  assert.deepEqual(wider.events.slice(2, 4).map((event) => event.pages), [80, 80]);
  const spread = edits.withRange(draft(), 2, { mode: "interleave" });
  assert.deepEqual(edits.rangesOf(spread).map((range) => range.home), [null]);
  assert.equal(spread.events.length, 4);
});

test("a range goes with its home node and a new one comes in before the first touch", () => {
  const none = edits.withoutRange(draft(), 2);
  assert.deepEqual(none.events.map((event) => event.op), ["set_mempolicy", "mmap", "touch"]);
  assert.equal(edits.rangePlace(none, "heap"), 2);
  assert.equal(edits.rangePlace(draft(), "heap"), 4);
});

test("a second task comes with a free name and no privileges; the last one stays", () => {
  const two = crew.addedTask(draft());
  assert.deepEqual(two.tasks[1], { name: "task", cpu: 0, mems_allowed: "0-1", caps: [] });
  assert.deepEqual(crew.withoutTask(two, 1), draft());
  const one = draft();
  assert.equal(crew.withoutTask(one, 0), one);
});

test("a task's new name goes to its events and streams, and with it they go", () => {
  const renamed = crew.renamedTask(draft(), 0, "app");
  assert.ok(renamed.events.every((event) => event.task === "app"));
  assert.equal(renamed.workload.streams[0].task, "app");
  const two = crew.addedTask(renamed);
  assert.equal(crew.belongings(two, 0), 6);
  const left = crew.withoutTask(two, 0);
  assert.deepEqual([left.events, left.workload.streams], [[], []]);
});

test("shares of a stream always add up to all of its traffic", () => {
  assert.deepEqual(crew.withShare({ heap: 1000 }, "table", 300), { table: 300, heap: 700 });
  assert.deepEqual(crew.withShare({ a: 333, b: 333, c: 334 }, "a", 0), { b: 500, c: 500 });
  assert.deepEqual(crew.withShare({ a: 1000 }, "a", 10), { a: 1000 });
  for (let permille = 0; permille <= 1000; permille += 10) {
    const shares = crew.withShare({ a: 7, b: 400, c: 593 }, "b", permille);
    assert.equal(Object.values(shares).reduce((sum, share) => sum + share), 1000);
  }
});

test("streams are added like the last one, edited and deleted", () => {
  const two = crew.withStreamAt(crew.addedStream(draft()), 1, { pattern: "chase", mlp: undefined });
  assert.deepEqual(two.workload.streams.map((stream) => stream.pattern), [undefined, "chase"]);
  assert.deepEqual(crew.withoutStream(two, 1), draft());
  const first = crew.addedStream({ ...draft(), workload: { streams: [] } }).workload.streams[0];
  assert.deepEqual(first.regions, { heap: 1000 });
});
