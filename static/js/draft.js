/**
 * Pure edits of a draft: an experiment in, a new experiment out, nothing else touched.
 * A draft is the JSON document of an experiment; the server alone knows what follows from it.
 */

import { changed, inserted, mapped } from "./events/edits.js";
import { resizedPages } from "./events/pages.js";
import { policyPlace } from "./policy/edits.js";

const isMapping = (event) => event.op === "mmap" && !event.off;

/** The policy that the first task asks for last, or a default one. */
export function policyOf(draft) {
  return draft.events[policyPlace(draft)] ?? { mode: "default", nodes: "", flags: [] };
}

/** Set fields of that policy; a draft without one gets one before everything else. */
export function withPolicy(draft, edit) {
  const place = policyPlace(draft);
  if (place >= 0) return changed(draft, place, edit);
  return inserted(draft, 0, { op: "set_mempolicy", mode: "default", nodes: "", flags: [], ...edit });
}

/** Another mode; modes that take no nodes lose them, others get all if they have none. */
export function withMode(draft, mode) {
  if (mode === "default" || mode === "local") return withPolicy(draft, { mode, nodes: "" });
  const nodes = policyOf(draft).nodes || nodesText(memoryNodes(draft));
  return withPolicy(draft, { mode, nodes });
}

/** Ids of the nodes that have memory. */
export function memoryNodes(draft) {
  return draft.machine.nodes.filter((node) => node.mib > (node.reserve_mib ?? 0)).map((node) => node.id);
}

/** Node list text such as 0-1,4. */
export function nodesText(ids) {
  const runs = [];
  for (const id of [...ids].sort((a, b) => a - b)) {
    const run = runs.at(-1);
    if (run && run[1] === id - 1) run[1] = id;
    else runs.push([id, id]);
  }
  return runs.map(([a, b]) => (a === b ? `${a}` : `${a}-${b}`)).join(",");
}

/** Ids in node list text. */
export function nodesIn(text) {
  return text.split(",").filter(Boolean).flatMap((part) => {
    const [first, end = first] = part.split("-").map(Number);
    return Array.from({ length: end - first + 1 }, (_, i) => first + i);
  });
}

/** The weights that a policy of its own carries (set_mempolicy2), or null: sysfs's count. */
const ownWeights = (draft) => {
  const policy = policyOf(draft);
  return policy.op === "set_mempolicy2" && Array.isArray(policy.il_weights) ? policy.il_weights : null;
};

/** Set weights where the policy takes them from, its own or those in sysfs; the others stay. */
export function withWeights(draft, weights) {
  const own = ownWeights(draft);
  if (own) {
    const length = Math.max(own.length, ...Object.keys(weights).map((node) => Number(node) + 1));
    return withPolicy(draft, { il_weights: Array.from({ length }, (_, node) => weights[node] ?? own[node] ?? 0) });
  }
  const sysfs = { ...draft.sysfs, auto: false, weights: { ...draft.sysfs?.weights, ...weights } };
  return { ...draft, sysfs };
}

/** The weight of a node: the policy's own, or that in sysfs, 1 where nothing is written. */
export const weightOf = (draft, node) => ownWeights(draft)?.[node] || (draft.sysfs?.weights?.[node] ?? 1);

/** How many pages the first region has. */
export function pagesOf(draft) {
  return draft.events.find(isMapping)?.pages ?? 0;
}

/** Resize the first region; what is touched up to its end still is. */
export function withPages(draft, pages) {
  const region = draft.events.find(isMapping);
  if (!region) return draft;
  return mapped(draft, (event) => {
    if (event === region) return { ...event, pages };
    const touches = event.op === "touch" && event.id === region.id;
    return touches ? { ...event, pages: resizedPages(event.pages, region.pages, pages) } : event;
  });
}

/** Set fields of the first stream. */
export function withStream(draft, edit) {
  const [first, ...rest] = draft.workload?.streams ?? [];
  return first ? { ...draft, workload: { ...draft.workload, streams: [{ ...first, ...edit }, ...rest] } } : draft;
}

/** Set a rate or latency of a node; the value is the user's own from now on. */
export function withRate(draft, node, field, value) {
  const place = draft.machine.nodes.findIndex((each) => each.id === node);
  const nodes = draft.machine.nodes.map((each) => (each.id === node ? { ...each, [field]: value } : each));
  const { [`/nodes/${place}/${field}`]: _, ...sources } = draft.machine.sources ?? {};
  return { ...draft, machine: { ...draft.machine, nodes, sources } };
}
