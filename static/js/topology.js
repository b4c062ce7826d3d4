/**
 * Pure edits of a draft's machine: a draft in, a new draft out. Whatever hangs on an element goes
 * and comes with it, so that every edit leaves a machine that the server takes: distances stay
 * square, sources stay with what they speak of, tasks stay on CPUs that exist.
 *
 * An element is named as the ends of links are, "socket0", "switch0", "node3", or "link:upi0-1".
 */

import { unhung, withoutNodes } from "./consequences.js";
import { nodesIn, nodesText } from "./draft.js";
import { keyed, placed } from "./sources.js";

/** Distances to another socket, and within one. */
export const FAR = 20;
export const SAME_SOCKET = 14;
const GROUPS = { socket: "sockets", switch: "switches", node: "nodes", link: "links" };
const RATES = ["read_mib_per_s", "write_mib_per_s", "total_mib_per_s", "idle_ns"];
const LINK_RATES = ["read_mib_per_s", "write_mib_per_s", "add_ns"];

/** The group of an element and its id: "node3" is { group: "nodes", id: 3 }. */
export function partsOf(name) {
  if (name.startsWith("link:")) return { group: "links", id: name.slice(5) };
  const [, kind, id] = /^(socket|switch|node)(\d+)$/.exec(name) ?? [];
  return kind ? { group: GROUPS[kind], id: Number(id) } : null;
}

/** The element that a name means, or null. */
export function elementOf(machine, name) {
  const parts = partsOf(name);
  return (parts && machine[parts.group].find((each) => each.id === parts.id)) ?? null;
}

/** All names, in the order in which they are read: each socket with its nodes, switches, links. */
export function namesOf(machine) {
  const hanging = (socket) => machine.nodes.filter((node) => (node.socket ?? null) === socket).map((node) => `node${node.id}`);
  return [
    ...machine.sockets.flatMap(({ id }) => [`socket${id}`, ...hanging(id)]),
    ...hanging(null),
    ...machine.switches.map(({ id }) => `switch${id}`),
    ...machine.links.map(({ id }) => `link:${id}`),
  ];
}

/** The first id that nothing in a list has. */
export const free = (list) => {
  const taken = new Set(list.map((each) => each.id));
  let id = 0;
  while (taken.has(id)) id += 1;
  return id;
};

/** A name for a link that no other one has: `base`, or `base.2`. */
export function freeLink(machine, base) {
  const taken = new Set(machine.links.map((each) => each.id));
  let id = base;
  for (let n = 2; taken.has(id); n += 1) id = `${base}.${n}`;
  return id;
}

const byId = (a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);

/** The draft with its machine rebuilt by `edit(machine, sources)`, which may change both. */
export function rebuilt(draft, edit) {
  const sources = keyed(draft.machine);
  const machine = edit({ ...draft.machine }, sources);
  for (const group of Object.values(GROUPS)) machine[group] = [...machine[group]].sort(byId);
  return { ...draft, machine: { ...machine, sources: placed(machine, sources) } };
}

/** Distances with a row and a column more for node `id`; `from(other)` says how far it is. */
function widened(machine, id, from) {
  const ids = machine.nodes.map((node) => node.id);
  const value = (a, b) => (a === b ? 10 : a === id ? from(b) : b === id ? from(a) : machine.distance[ids.indexOf(a)][ids.indexOf(b)]);
  const all = [...ids, id].sort((a, b) => a - b);
  return all.map((a) => all.map((b) => value(a, b)));
}

/** The machine with a node more; `from(other)` says how far it is from another one. */
export function withNode(machine, node, from) {
  return { ...machine, distance: widened(machine, node.id, from), nodes: [...machine.nodes, node].sort(byId) };
}

/** CPUs that no node has yet, as many as `count`. */
export function freshCpus(machine, count) {
  const last = Math.max(-1, ...machine.nodes.flatMap((node) => nodesIn(node.cpus)));
  return count ? nodesText(Array.from({ length: count }, (_, i) => last + 1 + i)) : "";
}

/** How many CPUs a node has. */
export const cpuCount = (node) => nodesIn(node.cpus).length;

function assume(sources, group, id, fields) {
  for (const field of fields) sources.set(`${group}/${id}/${field}`, "assumed");
}

function newNode(machine, kind, { socket, cpus = "", mib, rates }) {
  return { id: free(machine.nodes), kind, mib, reserve_mib: 0, cpus, socket, ...rates };
}

const distanceWithin = (machine, socket) => (other) => (machine.nodes.find((node) => node.id === other).socket === socket ? SAME_SOCKET : FAR);

function linked(machine, sources, kind, ends, rates) {
  const sorted = [...ends].sort();
  const id = freeLink(machine, `${kind}-${sorted.join("-")}`);
  const { mib_per_s: rate, add_ns } = rates;
  assume(sources, "links", id, LINK_RATES);
  return { ...machine, links: [...machine.links, { id, kind, ends: sorted, read_mib_per_s: rate, write_mib_per_s: rate, total_mib_per_s: null, add_ns }] };
}

/** The kind of link that two places are usually joined by. */
export function linkKind(machine, a, b) {
  if (a.startsWith("socket") && b.startsWith("socket")) return "upi";
  const nodes = [a, b].filter((name) => name.startsWith("node")).map((name) => elementOf(machine, name));
  if (nodes.some((node) => node?.kind === "hbm" || node?.kind === "dram")) return "on_package";
  return "cxl";
}

/**
 * A memory node of a kind at a socket; a CXL node comes with its link. `defaults` says what is
 * assumed of each kind: {nodes: {kind: {…rates, mib}}, links: {kind: {mib_per_s, add_ns}}}.
 */
export function addNode(draft, kind, socket, defaults) {
  return welcomed(rebuilt(draft, (machine, sources) => {
    const { mib, ...rates } = defaults.nodes[kind];
    const node = newNode(machine, kind, { socket, mib, rates });
    const wider = withNode(machine, node, distanceWithin(machine, socket));
    assume(sources, "nodes", node.id, RATES.filter((field) => rates[field] !== null));
    if (kind !== "cxl" || socket === null) return wider;
    return linked(wider, sources, "cxl", [`node${node.id}`, `socket${socket}`], defaults.links.cxl);
  }), draft);
}

/** A socket with a DRAM node of its own, joined to every other socket. */
export function addSocket(draft, defaults) {
  return welcomed(rebuilt(draft, (machine, sources) => {
    const id = free(machine.sockets);
    const first = machine.nodes.find((node) => node.cpus);
    const { mib, ...rates } = defaults.nodes.dram;
    const node = newNode(machine, "dram", { socket: id, mib, rates, cpus: freshCpus(machine, first ? cpuCount(first) : 8) });
    assume(sources, "nodes", node.id, RATES.filter((field) => rates[field] !== null));
    const wider = withNode({ ...machine, sockets: [...machine.sockets, { id }] }, node, distanceWithin(machine, id));
    return machine.sockets.reduce((made, other) => linked(made, sources, "upi", [`socket${other.id}`, `socket${id}`], defaults.links.upi), wider);
  }), draft);
}

/** A switch, joined to a socket. */
export function addSwitch(draft, socket, defaults) {
  return rebuilt(draft, (machine, sources) => {
    const id = free(machine.switches);
    const made = { ...machine, switches: [...machine.switches, { id }] };
    return socket === null ? made : linked(made, sources, "cxl", [`socket${socket}`, `switch${id}`], defaults.links.cxl);
  });
}

/** A link between two places; memory leaves its former place for it. */
export function addLink(draft, a, b, defaults) {
  return rebuilt(draft, (machine, sources) => {
    const kind = linkKind(machine, a, b);
    return linked(unhung(machine, a, b), sources, kind, [a, b], defaults.links[kind]);
  });
}

/** Tasks that might use all memory there was may use what has come, too. */
export function welcomed(draft, before) {
  const memory = (machine) => machine.nodes.filter((node) => node.mib > (node.reserve_mib ?? 0)).map((node) => node.id);
  const there = memory(before.machine);
  const fresh = memory(draft.machine).filter((id) => !there.includes(id));
  const tasks = draft.tasks.map((task) => {
    const allowed = nodesIn(task.mems_allowed ?? "");
    const all = task.mems_allowed && there.every((id) => allowed.includes(id));
    return all ? { ...task, mems_allowed: nodesText([...allowed, ...fresh]) } : task;
  });
  return fresh.length ? { ...draft, tasks } : draft;
}

/** Why two places cannot be linked, as the name of a word; null when they can. */
export const whyApart = (a, b) => ([a, b].every((name) => name.startsWith("node")) ? "no_memory_chain" : null);

/** Why an element cannot be deleted, as the name of a word; null when it can. */
export function whyKept(draft, name) {
  const gone = new Set(fallen(draft.machine, name));
  const left = draft.machine.nodes.filter((node) => !gone.has(`node${node.id}`));
  if (!left.some((node) => node.mib > (node.reserve_mib ?? 0))) return "last_memory";
  if (!left.some((node) => node.cpus)) return "last_cpus";
  return null;
}

/** The element and all that hangs on it: a socket's nodes, every link that ends there. */
function fallen(machine, name) {
  const { group, id } = partsOf(name);
  const nodes = group === "sockets" ? machine.nodes.filter((node) => node.socket === id).map((node) => `node${node.id}`) : [];
  const gone = [name, ...nodes];
  const links = machine.links.filter((link) => link.ends.some((end) => gone.includes(end)));
  return [...gone, ...links.map((link) => `link:${link.id}`)];
}

/** The draft without an element and without what hangs on it. */
export function removed(draft, name) {
  const gone = new Set(fallen(draft.machine, name));
  const there = (prefix) => (each) => !gone.has(`${prefix}${each.id}`);
  const kept = draft.machine.nodes.map(there("node"));
  const next = rebuilt(draft, (machine) => ({
    ...withoutRecorded(machine),
    sockets: machine.sockets.filter(there("socket")),
    switches: machine.switches.filter(there("switch")),
    nodes: machine.nodes.filter(there("node")),
    links: machine.links.filter(there("link:")),
    distance: machine.distance.filter((_, i) => kept[i]).map((row) => row.filter((_, j) => kept[j])),
    ...(machine.access ? { access: machine.access.filter((each) => !gone.has(`node${each.initiator}`) && !gone.has(`node${each.target}`)) } : {}),
  }));
  return onlyThere(forgotten(next, gone));
}

/** What a recorded run knew of the whole machine does not hold for another one. */
function withoutRecorded({ zonelists: _, free_kib: __, possible: ___, ...machine }) {
  return machine;
}

/** Positions and weights of what is gone, forgotten; policies name it no more. */
function forgotten(draft, gone) {
  const at = Object.fromEntries(Object.entries(draft.view?.at ?? {}).filter(([name]) => !gone.has(name)));
  const weights = Object.fromEntries(Object.entries(draft.sysfs?.weights ?? {}).filter(([id]) => !gone.has(`node${id}`)));
  return { ...draft, events: withoutNodes(draft.events, gone), view: { ...draft.view, at }, sysfs: { ...draft.sysfs, weights } };
}

/** Tasks on CPUs and nodes that exist. */
function onlyThere(draft) {
  const nodes = draft.machine.nodes;
  const cpus = new Set(nodes.flatMap((node) => nodesIn(node.cpus)));
  const memory = nodes.filter((node) => node.mib > (node.reserve_mib ?? 0)).map((node) => node.id);
  const ids = new Set(nodes.map((node) => node.id));
  const tasks = draft.tasks.map((task) => {
    const named = task.mems_allowed === null || task.mems_allowed === undefined ? null : nodesIn(task.mems_allowed).filter((id) => ids.has(id));
    const allowed = named === null ? null : nodesText(named.some((id) => memory.includes(id)) ? named : memory);
    return { ...task, cpu: cpus.has(task.cpu) ? task.cpu : Math.min(...cpus), mems_allowed: allowed };
  });
  return { ...draft, tasks };
}

/** Set a field of an element; the value is the user's own from now on. */
export function withField(draft, name, field, value) {
  const { group, id } = partsOf(name);
  const next = rebuilt(draft, (machine, sources) => {
    sources.delete(`${group}/${id}/${field}`);
    return { ...machine, [group]: machine[group].map((each) => (each.id === id ? { ...each, [field]: value } : each)) };
  });
  return field === "cpus" || field === "mib" ? onlyThere(next) : next;
}

/** Set the distance from node `a` to node `b`. */
export function withDistance(draft, a, b, value) {
  return rebuilt(draft, (machine, sources) => {
    const [i, j] = [a, b].map((id) => machine.nodes.findIndex((node) => node.id === id));
    sources.delete(`distance/${a}`);
    sources.delete(`distance/${a}/${b}`);
    return { ...machine, distance: machine.distance.map((row, r) => (r === i ? row.map((old, c) => (c === j ? value : old)) : row)) };
  });
}
