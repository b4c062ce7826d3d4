/**
 * Pure edits of policies: of the first task, of ranges, of the weight table. One truth: a
 * range's policy is its mbind event, its home node the event after that.
 */

import { changed, inserted, removed } from "../events/edits.js";

const SETTERS = ["set_mempolicy", "set_mempolicy2"];
const isPolicy = (draft) => ({ op, off, task }) => SETTERS.includes(op) && !off && [undefined, draft.tasks?.[0]?.name].includes(task);

/** The place of the event that the policy card edits, the first task's last policy; -1 if none. */
export const policyPlace = (draft) => draft.events.findLastIndex(isPolicy(draft));

/** How many events set a task policy. */
export const policyCount = (draft) => draft.events.filter((event) => SETTERS.includes(event.op) && !event.off).length;

/** The flags with `flag` on or off; static and relative exclude each other. */
export function withFlag(flags, flag, on) {
  const rival = { static_nodes: "relative_nodes", relative_nodes: "static_nodes" }[flag];
  const kept = flags.filter((each) => each !== flag && !(on && each === rival));
  return (on ? [...kept, flag] : kept).sort();
}

/** Whether a flag is one of the attribute proposal, which only one kernel knows. */
export const isAttribute = (flag) => flag.startsWith("attribute_");

/** Why a mode cannot bear a flag, in words of `t`, or "". `mode` and `kernel` are the vocabulary's. */
export function flagReason(mode, flag, { cannot }, t) {
  const key = flagKey(mode, flag);
  const early = flag === "numa_balancing" && mode && mode.mode !== "bind" && cannot.balancing_many;
  return early || (key && t(key, { mode: mode.mode }));
}

function flagKey(mode, flag) {
  if (mode?.flags.includes(flag) ?? true) return "";
  if (isAttribute(flag)) return "policy.no_attribute_flags";
  return flag === "numa_balancing" ? "policy.no_balancing" : "policy.no_node_flags";
}

/** What the vocabulary says of the kernel that a draft runs on. */
export const kernelOf = (vocabulary, draft) => vocabulary.kernels.find((each) => each.kernel === (draft.kernel ?? "linux-7.2")) ?? { cannot: {} };

/** The kernel computes the weights, or `weights`, what they were last, stand as typed. */
export function withAuto(draft, auto, weights) {
  const kept = auto ? draft.sysfs?.weights ?? {} : { ...draft.sysfs?.weights, ...weights };
  return { ...draft, sysfs: { ...draft.sysfs, auto, weights: kept } };
}

/** Another kernel; what it cannot express ends, with the weights as they were last. */
export function withKernel(draft, kernel, weights) {
  const next = { ...draft, kernel: kernel.kernel };
  return kernel.cannot.auto && draft.sysfs?.auto ? withAuto(next, false, weights) : next;
}

const sameRange = (one, two) => ["id", "first", "pages"].every((field) => (one[field] ?? null) === (two[field] ?? null));

/** The place of the event that gives the range of the mbind at `place` its home node; -1 if none. */
export function homePlace(draft, place) {
  const range = draft.events[place];
  const end = draft.events.findIndex((event, at) => at > place && event.op === "mbind" && !event.off && sameRange(event, range));
  return draft.events.findIndex((event, at) => at > place && (end < 0 || at < end)
    && event.op === "set_mempolicy_home_node" && !event.off && sameRange(event, range));
}

/** Policies of ranges: {place, event, home}, in the order of their events. */
export function rangesOf(draft) {
  return draft.events.flatMap((event, place) => {
    if (event.op !== "mbind" || event.off || event.id === undefined) return [];
    const home = homePlace(draft, place);
    return [{ place, event, home: home < 0 ? null : draft.events[home].node }];
  });
}

/** Where the policy of a new range goes in: after the region's mapping and its other policies. */
export function rangePlace(draft, id) {
  const own = (event) => event.id === id && ["mmap", "mbind", "set_mempolicy_home_node"].includes(event.op);
  const before = draft.events.findIndex((event) => event.op === "touch" && event.id === id);
  const head = before < 0 ? draft.events : draft.events.slice(0, before);
  return head.findLastIndex(own) + 1;
}

/** Set fields of the range at `place`; its home node moves along, and goes where no mode has one. */
export function withRange(draft, place, edit) {
  const home = homePlace(draft, place);
  const next = changed(draft, place, edit);
  if (home < 0) return next;
  const { id, first, pages, mode } = next.events[place];
  return ["bind", "preferred_many"].includes(mode) ? changed(next, home, { id, first, pages }) : removed(next, home);
}

/** Give the range at `place` a home node, or take it away (null). */
export function withHome(draft, place, node) {
  const home = homePlace(draft, place);
  if (node === null) return home < 0 ? draft : removed(draft, home);
  if (home >= 0) return changed(draft, home, { node });
  const { task, id, first, pages } = draft.events[place];
  const range = Object.fromEntries(Object.entries({ task, id, first, pages }).filter(([, value]) => value !== undefined));
  return inserted(draft, place + 1, { op: "set_mempolicy_home_node", ...range, node });
}

/** The range at `place` has no policy of its own any more. */
export function withoutRange(draft, place) {
  return removed(withHome(draft, place, null), place);
}
