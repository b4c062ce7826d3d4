/** Whatever is edited, the machine stays one that the server takes. */

import assert from "node:assert/strict";
import test from "node:test";

import { detached, renamed } from "../../static/js/consequences.js";
import { withKind } from "../../static/js/editor/kinds.js";
import { keyed, placed } from "../../static/js/sources.js";
import { duplicated } from "../../static/js/editor/duplicate.js";
import * as edits from "../../static/js/topology.js";
import { nodesIn } from "../../static/js/draft.js";
import { defaults, draft, randomEdits } from "./machines.mjs";

const topology = { ...edits, duplicated };

/** The rules of the server that an edit could break. */
function check({ machine, tasks, sysfs }) {
  const ids = machine.nodes.map((node) => node.id);
  assert.deepEqual(ids, [...new Set(ids)].sort((a, b) => a - b));
  assert.equal(machine.distance.length, ids.length);
  machine.distance.forEach((row, i) => {
    assert.equal(row.length, ids.length);
    row.forEach((value, j) => assert.ok(i === j ? value === 10 : value >= 10));
  });
  const places = new Set([...machine.sockets.map(({ id }) => `socket${id}`), ...machine.switches.map(({ id }) => `switch${id}`), ...ids.map((id) => `node${id}`)]);
  for (const link of machine.links) assert.ok(link.ends.every((end) => places.has(end)) && link.ends[0] !== link.ends[1], link.id);
  assert.equal(new Set(machine.links.map((link) => link.id)).size, machine.links.length);
  const cpus = machine.nodes.flatMap((node) => nodesIn(node.cpus));
  assert.equal(new Set(cpus).size, cpus.length);
  for (const task of tasks) assert.ok(cpus.includes(task.cpu));
  for (const id of Object.keys(sysfs.weights)) assert.ok(ids.includes(Number(id)));
  for (const pointer of Object.keys(machine.sources)) {
    const [, group, place] = pointer.split("/");
    assert.ok(Number(place) < (machine[group] ?? []).length, pointer);
  }
}

test("two hundred random edits leave a machine without a fault", () => {
  for (let seed = 1; seed <= 20; seed += 1) {
    for (const made of randomEdits(topology, seed, 10)) check(made);
  }
});

test("a deleted node takes its link, its distances and its weight along", () => {
  const made = topology.removed(draft(), "node1");
  assert.deepEqual(made.machine.nodes.map((node) => node.id), [0]);
  assert.deepEqual(made.machine.links, []);
  assert.deepEqual(made.machine.distance, [[10]]);
  assert.deepEqual(made.sysfs.weights, { 0: 9 });
  assert.deepEqual(made.machine.sources, { "/nodes/0/idle_ns": "assumed" });
});

test("the last memory and the last CPUs stay", () => {
  assert.equal(topology.whyKept(draft(), "node0"), "last_cpus");
  assert.equal(topology.whyKept(draft(), "socket0"), "last_memory");
  assert.equal(topology.whyKept(draft(), "node1"), null);
});

test("a new CXL node brings a link, and what is assumed is marked", () => {
  const { machine } = topology.addNode(draft(), "cxl", 0, defaults);
  assert.deepEqual(machine.nodes.map((node) => node.id), [0, 1, 2]);
  assert.deepEqual(machine.links.map((link) => link.ends), [["node2", "socket0"], ["node1", "socket0"]]);
  assert.equal(machine.sources["/nodes/2/read_mib_per_s"], "assumed");
  assert.deepEqual(machine.distance[2], [14, 14, 10]);
});

test("a task that might use all memory may use a new node, another one may not", () => {
  const start = draft();
  const both = { ...start, tasks: [...start.tasks, { name: "fenced", cpu: 0, mems_allowed: "0", caps: [] }] };
  const allowed = (made) => made.tasks.map((task) => task.mems_allowed);
  assert.deepEqual(allowed(topology.addNode(both, "hbm", 0, defaults)), ["0-2", "0"]);
  assert.deepEqual(allowed(topology.addSocket(both, defaults)), ["0-2", "0"]);
  assert.deepEqual(allowed(topology.duplicated(both, "node1")), ["0-2", "0"]);
});

test("a socket that is doubled comes with fresh CPUs, its memory and its links", () => {
  const { machine } = topology.duplicated(draft(), "socket0");
  assert.deepEqual(machine.sockets.map(({ id }) => id), [0, 1]);
  assert.deepEqual(machine.nodes.map((node) => [node.kind, node.socket, node.cpus]), [["dram", 0, "0-3"], ["cxl", 0, ""], ["dram", 1, "4-7"], ["cxl", 1, ""]]);
  assert.deepEqual(machine.links.map((link) => link.ends).sort(), [["node1", "socket0"], ["node3", "socket1"]]);
});

test("a number that somebody types is theirs from then on", () => {
  const made = topology.withField(draft(), "node1", "idle_ns", 300);
  assert.equal(made.machine.nodes[1].idle_ns, 300);
  assert.deepEqual(Object.keys(made.machine.sources), ["/nodes/0/idle_ns"]);
});

test("memory that is linked elsewhere leaves its former place, and only what is still there is told", () => {
  const start = topology.addSwitch(topology.addNode(draft(), "hbm", 0, defaults), 0, defaults);
  for (const [name, place] of [["node1", "switch0"], ["node2", "switch0"]]) {
    const made = topology.addLink(start, place, name, defaults);
    assert.deepEqual(made.machine.links.filter((link) => link.ends.includes(name)).map((link) => link.ends), [[name, place]]);
    assert.deepEqual(detached(start.machine, made.machine), [[name, "socket0", place]]);
  }
  assert.deepEqual(detached(start.machine, topology.removed(start, "switch0").machine), []);
});

test("memory without CPUs goes over to the socket that it is linked to", () => {
  const start = topology.addSocket(draft(), defaults);
  const socketOf = (name) => topology.elementOf(topology.addLink(start, name, "socket1", defaults).machine, name).socket;
  assert.deepEqual(["node0", "node1"].map(socketOf), [0, 1]);
});

test("policies name a deleted node no more, but for masks that are relative or would be empty", () => {
  const policy = (nodes, flags = []) => ({ op: "set_mempolicy", mode: "interleave", nodes, flags });
  const events = [policy("0-1"), policy("1"), policy("0-1", ["relative_nodes"]), policy("bad"), { op: "touch", pages: "0-1" }];
  const before = { ...draft(), events };
  const after = topology.removed(before, "node1");
  assert.deepEqual(after.events, [policy("0"), ...events.slice(1)]);
  assert.deepEqual(renamed(before, after), ["interleave 0"]);
});

test("another kind takes its own assumptions, and what was typed stays", () => {
  const rates = { ...defaults, nodes: { ...defaults.nodes, hbm: { ...defaults.nodes.hbm, read_mib_per_s: 7000, total_mib_per_s: 8000 } }, links: { ...defaults.links, on_package: { mib_per_s: 9000, add_ns: 1 } } };
  const start = topology.withField(topology.addNode(draft(), "cxl", 0, defaults), "node2", "idle_ns", 300);
  const { draft: made, name } = withKind(start, "node2", "hbm", rates);
  const { read_mib_per_s: read, total_mib_per_s: total, idle_ns: idle } = made.machine.nodes[2];
  assert.deepEqual([name, read, total, idle], ["node2", 7000, 8000, 300]);
  const link = made.machine.links.find(({ ends }) => ends.includes("node2"));
  assert.deepEqual([link.id, link.kind, link.read_mib_per_s, link.add_ns], ["on_package-node2-socket0", "on_package", 9000, 1]);
  assert.deepEqual(Object.keys(made.machine.sources).filter((key) => key.startsWith("/links")), ["read_mib_per_s", "write_mib_per_s", "add_ns"].map((field) => `/links/0/${field}`));
  assert.equal(made.machine.sources["/nodes/2/total_mib_per_s"], "assumed");
  assert.equal(made.machine.sources["/nodes/2/idle_ns"], undefined);
});

test("a link of another kind is renamed where its name only tells the kind", () => {
  assert.equal(withKind(topology.addNode(draft(), "cxl", 0, defaults), "link:cxl-node2-socket0", "nvlink", defaults).name, "link:nvlink-node2-socket0");
  assert.equal(withKind(draft(), "link:port", "nvlink", defaults).name, "link:port");
});

test("sources follow their elements when places move", () => {
  const { machine } = draft();
  const sources = keyed(machine);
  const moved = { ...machine, nodes: machine.nodes.slice(1), distance: [[10]] };
  assert.deepEqual(placed(moved, sources), { "/nodes/0/idle_ns": "assumed" });
});
