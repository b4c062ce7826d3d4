/** A new event of each op, with defaults that make sense at its place in the list. Pure. */

import { memoryNodes, nodesText } from "../draft.js";
import { freshName, regionsOf, taskNames } from "./edits.js";

const FAR_ADDRESS = "0x700000000000";

/** The last region that is mapped before `place`, or the last of all. */
function nearest(draft, place) {
  const known = draft.events.filter((event) => event.op === "mmap");
  return draft.events.slice(0, place).findLast((event) => event.op === "mmap") ?? known.at(-1) ?? { id: "", pages: 1 };
}

function facts(draft, place) {
  const nodes = memoryNodes(draft);
  const region = nearest(draft, place);
  const elsewhere = draft.machine.nodes.filter((node) => node.cpus);
  return {
    draft, region, nodes, first: nodes[0] ?? 0, other: nodes[1] ?? nodes[0] ?? 0,
    cpu: Number.parseInt((elsewhere[1] ?? elsewhere[0])?.cpus ?? "0", 10) || 0,
  };
}

/** A weight for every node up to the last, 3 for the first of the mask. */
const ilWeights = (nodes) => Array.from({ length: Math.max(0, ...nodes) + 1 }, (_, node) => (node === nodes[0] ? 3 : Number(nodes.includes(node))));

const DEFAULTS = {
  mmap: ({ draft }) => ({ id: freshName("region", regionsOf(draft).map((each) => each.id)), kind: "anon", pages: 1024 }),
  touch: ({ region }) => ({ id: region.id, pages: region.pages > 1 ? `0-${region.pages - 1}` : "0" }),
  pwrite: ({ draft, region }) => ({ id: (draft.events.findLast(({ op, kind = "anon" }) => op === "mmap" && kind !== "anon") ?? region).id, pages: 1 }),
  madvise: ({ region }) => ({ id: region.id, advice: "hugepage" }),
  mremap: ({ region }) => ({ id: region.id, addr: FAR_ADDRESS }),
  munmap: ({ region }) => ({ id: region.id }),
  fork: ({ draft }) => ({ child: freshName("child", taskNames(draft)) }),
  set_mempolicy: ({ nodes }) => ({ mode: "interleave", flags: [], nodes: nodesText(nodes) }),
  mbind: ({ region, first }) => ({ id: region.id, mode: "bind", flags: [], nodes: `${first}` }),
  set_mempolicy_home_node: ({ region, first }) => ({ id: region.id, node: first }),
  get_mempolicy: () => ({}),
  weights: ({ first }) => ({ set: { [first]: 1 } }),
  sysfs_write: ({ first }) => ({ file: `node${first}`, value: "1" }),
  cpuset: ({ nodes }) => ({ mems: nodesText(nodes) }),
  sched_setaffinity: ({ cpu }) => ({ cpu }),
  thp: () => ({ enabled: "always" }),
  migrate_pages: ({ first, other }) => ({ from: `${first}`, to: `${other}` }),
  set_mempolicy2: ({ nodes }) => ({ mode: "weighted_interleave", flags: [], nodes: nodesText(nodes), il_weights: ilWeights(nodes) }),
  mbind2: ({ region, first }) => ({ id: region.id, mode: "bind", flags: [], nodes: `${first}`, home_node: first, mf: ["home_node"] }),
  get_mempolicy2: () => ({}),
  process_set_mempolicy: ({ draft, nodes }) => ({ target: taskNames(draft).at(-1) ?? "", mode: "interleave", flags: [], nodes: nodesText(nodes) }),
  process_mbind: ({ draft, region, first }) => ({ target: taskNames(draft).at(-1) ?? "", id: region.id, mode: "bind", flags: [], nodes: `${first}` }),
  node_attribute: ({ first }) => ({ set: { [first]: 1 } }),
  move_pages: ({ region, other }) => ({ id: region.id, page: 0, node: other }),
};

/** A new event of the op that `spec` describes, to come in before `place`. */
export function blankEvent(draft, spec, place) {
  const before = draft.events.slice(0, place).findLast((event) => event.task);
  const task = spec.has_task ? { task: before?.task ?? draft.tasks[0].name } : {};
  return { op: spec.op, ...task, ...DEFAULTS[spec.op](facts(draft, place)) };
}
