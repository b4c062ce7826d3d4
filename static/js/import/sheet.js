/**
 * The answer of an import as the review shows it: nodes with their cells, one table of CPUs by
 * memory for each kind of number, and corrections that follow their cell when pointers move.
 */

/** Kinds of numbers that have a table of CPUs by memory. */
export const TABLES = [
  { field: "idle_ns", unit: "ns" },
  { field: "read_mib_per_s", unit: "MiB/s" },
  { field: "write_mib_per_s", unit: "MiB/s" },
];

const OF_NODE = ["mib", "cpus", "total_mib_per_s"];
const last = (pointer) => pointer.slice(pointer.lastIndexOf("/") + 1);
const numbers = (text) => (text.match(/\d+/g) ?? []).map(Number);

/** What a cell is of, whatever its pointer is at present. */
export const identity = (cell) => `${cell.subject} ${cell.pointer.split("/")[1]} ${last(cell.pointer).replace(/^\d+$/, "")}`;

const byPointer = (answer) => new Map(answer.cells.map((cell) => [cell.pointer, cell]));

/** Nodes in their order, each with the cells that are its own. */
export function nodesOf(answer) {
  const cells = byPointer(answer);
  return answer.facts.nodes.map((node, place) => ({
    ...node,
    kind: cells.get(`/nodes/${place}/kind`),
    cells: OF_NODE.map((field) => cells.get(`/nodes/${place}/${field}`)
      ?? (field === "mib" ? absent(`/nodes/${place}/mib`, node, "MiB") : undefined)).filter(Boolean),
  }));
}

const absent = (pointer, node, unit) => ({
  pointer, subject: `node ${node.id}`, field: last(pointer), unit, value: "", source: "hole", others: [], doubt: "", from: null,
});

/** The node whose CPUs a memory is nearest to; itself where it has some. */
function homeOf(node, place, { nodes, distance }) {
  if (node.cpus) return node.id;
  const near = nodes.map((other, from) => ({ id: other.id, cpus: other.cpus, far: distance?.[from]?.[place] ?? 20 }))
    .filter((other) => other.cpus)
    .sort((a, b) => a.far - b.far);
  return near[0]?.id ?? node.id;
}

/**
 * A table of CPUs by memory: for each pair a cell, or null where links stand for it. A pair
 * without an entry of its own is the local one when all others of its column have theirs.
 */
export function tableOf(answer, field) {
  const { nodes } = answer.facts;
  const cells = byPointer(answer);
  const pairs = new Map(answer.cells
    .filter((cell) => cell.pointer.startsWith("/access/") && last(cell.pointer) === field)
    .map((cell) => [numbers(cell.subject).slice(0, 2).join("-"), cell]));
  const targets = nodes.filter((node) => node.mib !== 0);
  const initiators = nodes.some((node) => node.cpus) ? nodes.filter((node) => node.cpus) : [];
  const homes = new Map(nodes.map((node, place) => [node.id, homeOf(node, place, answer.facts)]));
  const home = (target) => {
    const bare = initiators.filter((from) => !pairs.has(`${from.id}-${target.id}`));
    return bare.length === 1 ? bare[0].id : homes.get(target.id);
  };
  const own = (target) => cells.get(`/nodes/${nodes.indexOf(target)}/${field}`) ?? null;
  return {
    targets: targets.map((target) => target.id),
    rows: initiators.map((from) => ({
      initiator: from.id,
      cells: targets.map((to) => pairs.get(`${from.id}-${to.id}`) ?? (home(to) === from.id ? own(to) : null)),
    })),
  };
}

/** Cells of links, one list for each link. */
export function linksOf(answer) {
  const links = new Map();
  for (const cell of answer.cells.filter((each) => each.pointer.startsWith("/links/"))) {
    links.set(cell.subject, [...(links.get(cell.subject) ?? []), cell]);
  }
  return [...links].map(([subject, cells]) => ({ subject, cells }));
}

/**
 * Corrections as {pointer: {value, of}} moved to where their cells are now. `moved` tells
 * whether any changed place; one whose cell is gone is left out and named in `lost`.
 */
export function realigned(typed, cells) {
  const places = new Map(cells.map((cell) => [identity(cell), cell.pointer]));
  const next = {};
  const lost = [];
  for (const { value, of } of Object.values(typed)) {
    if (places.has(of)) next[places.get(of)] = { value, of };
    else lost.push(of);
  }
  const moved = lost.length > 0 || Object.keys(next).some((pointer) => typed[pointer]?.of !== next[pointer].of);
  return { typed: next, moved, lost };
}

/** So many pairs of CPUs and memory a view holds. */
const MOST_PAIRS = 256;

/** What was measured, in the shape of a view; null where nothing was. */
export function measuredView(measured, name) {
  if (!measured) return null;
  const curves = (measured.curves ?? []).map(({ node, points }) => ({
    node, points: points.map(([mibPerS, ns]) => [Math.round(mibPerS), Math.max(1, Math.round(ns))]),
  }));
  const pages = measured.pages ?? {};
  const pairs = (measured.pairs ?? []).slice(0, MOST_PAIRS);
  if (!Object.keys(pages).length && !curves.length && !pairs.length) return null;
  const policies = [...new Set((measured.regions ?? []).map(({ policy }) => policy).filter(Boolean))];
  const mixed = policies.length > 1 ? { policies: policies.slice(0, 16).map((each) => each.slice(0, 160)) } : {};
  return { name: name.slice(0, 80), ...mixed, pages, curves, ...(pairs.length ? { pairs } : {}) };
}
