/** An event in one line, in the kernel's own words. Pure but for the catalogue. */

import { grouped, t } from "../words.js";

const short = (text) => (text.length > 40 ? `${text.slice(0, 37)}…` : text);

function policy({ mode, flags = [], nodes = "" }) {
  const borne = [flags].flat().map((flag) => `=${flag.replace("_nodes", "")}`).join("");
  return `${mode}${borne}${nodes ? ` ${nodes}` : ""}`;
}

/** A policy from a struct, with what only the struct can say. */
const ownPolicy = (event) => [
  policy(event),
  ...(event.home_node === undefined ? [] : [`home ${event.home_node}`]),
  ...(Array.isArray(event.il_weights) ? [`weights ${event.il_weights.join(":")}`] : []),
].join(", ");

/** The pages that an event on a range names: `heap`, `heap 0–4095`. */
export function range({ id, first, pages, addr }) {
  if (id === undefined) return addr ?? "";
  if (first === undefined && pages === undefined) return id;
  const from = first ?? 0;
  return `${id} ${from}–${pages === undefined ? "" : Math.max(from + pages - 1, from)}`;
}

/** The policy of a range: `heap 0–4095: bind 0`. */
export const rangePolicy = (event) => `${range(event)}: ${policy(event)}`;

const SUMMARIES = {
  mmap: (event) => `${event.id}, ${t("events.pages", { n: event.pages, pages: grouped(event.pages) })}, ${event.kind ?? "anon"}`,
  touch: (event) => `${event.id} ${short(event.pages ?? "")}${event.access ? `, ${event.access}` : ""}`,
  pwrite: range,
  madvise: (event) => `${range(event)}: ${event.advice}`,
  mremap: (event) => `${event.id} → ${event.addr}`,
  munmap: range,
  fork: (event) => event.child,
  set_mempolicy: policy,
  mbind: (event) => [rangePolicy(event), ...[event.mf ?? []].flat()].join(", "),
  set_mempolicy_home_node: (event) => `${range(event)}: node ${event.node}`,
  get_mempolicy: (event) => (event.id === undefined ? "" : `${event.id} ${event.page ?? 0}`),
  weights: (event) => Object.entries(event.set ?? {}).map(([node, weight]) => `node${node} = ${weight}`).join(", "),
  sysfs_write: (event) => `${event.file} ← ${short(event.value ?? "")}`,
  cpuset: (event) => [event.group, event.mems === undefined ? undefined : `mems = ${event.mems}`].filter(Boolean).join(": "),
  sched_setaffinity: (event) => `CPU ${event.cpu}`,
  thp: (event) => ["enabled", "shmem_enabled", "defrag"].filter((name) => event[name]).map((name) => `${name} = ${event[name]}`).join(", "),
  migrate_pages: (event) => `${event.from} → ${event.to}`,
  set_mempolicy2: ownPolicy,
  mbind2: (event) => [`${range(event)}: ${ownPolicy(event)}`, ...[event.mf ?? []].flat()].join(", "),
  get_mempolicy2: (event) => (event.id === undefined ? "" : `${event.id} ${event.page ?? 0}`),
  process_set_mempolicy: (event) => `→ ${event.target}: ${ownPolicy(event)}`,
  process_mbind: (event) => `→ ${event.target}: ${range(event)}: ${ownPolicy(event)}`,
  node_attribute: (event) => Object.entries(event.set ?? {}).map(([node, bit]) => `node${node} = ${bit}`).join(", "),
  move_pages: (event) => `${event.id} ${event.page} → node ${event.node}`,
};

/** What an event asks for, in one line; its task is told where there are several. */
export function summary(event, several) {
  const asked = SUMMARIES[event.op]?.(event) ?? "";
  return several && event.task ? `${event.task}: ${asked}` : asked;
}
