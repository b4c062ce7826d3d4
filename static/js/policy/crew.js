/** Pure edits of tasks and of the streams of the workload. */

import { freshName, mapped, taskNames, withEvents } from "../events/edits.js";

const streamsOf = (draft) => draft.workload?.streams ?? [];
const withStreams = (draft, streams) => ({ ...draft, workload: { ...draft.workload, streams } });

/** Set fields of task number `place`; undefined takes one away. */
export function withTask(draft, place, edit) {
  const tasks = draft.tasks.map((task, at) => (at === place ? clean({ ...task, ...edit }) : task));
  return { ...draft, tasks };
}

const clean = (value) => Object.fromEntries(Object.entries(value).filter(([, each]) => each !== undefined));

/** One more task, on the CPU of the first and allowed the same nodes. */
export function addedTask(draft) {
  const task = { ...draft.tasks[0], name: freshName("task", taskNames(draft)), caps: [] };
  return { ...draft, tasks: [...draft.tasks, task] };
}

/** Another name for a task; its events and streams follow. */
export function renamedTask(draft, place, name) {
  const old = draft.tasks[place].name;
  const follow = (each) => (each.task === old ? { ...each, task: name } : each);
  const next = mapped(draft, follow);
  return withTask(withStreams(next, streamsOf(next).map(follow)), place, { name });
}

/** How many events and streams belong to a task. */
export function belongings(draft, place) {
  const name = draft.tasks[place].name;
  const own = (each) => (each.task ?? draft.tasks[0].name) === name;
  return draft.events.filter((event) => event.task === name).length + streamsOf(draft).filter(own).length;
}

/** A task goes, with its events and streams; the last one stays. */
export function withoutTask(draft, place) {
  if (draft.tasks.length === 1) return draft;
  const name = draft.tasks[place].name;
  const others = (each) => each.task !== name;
  const next = withEvents(draft, draft.events.filter(others));
  return withStreams({ ...next, tasks: draft.tasks.toSpliced(place, 1) }, streamsOf(next).filter(others));
}

/** Set fields of stream number `place`; undefined takes one away. */
export function withStreamAt(draft, place, edit) {
  return withStreams(draft, streamsOf(draft).map((stream, at) => (at === place ? clean({ ...stream, ...edit }) : stream)));
}

/** One more stream, like the last one, or a plain one of the first region. */
export function addedStream(draft) {
  const region = draft.events.find((event) => event.op === "mmap" && !event.off);
  const last = streamsOf(draft).at(-1) ?? { task: draft.tasks[0].name, threads: 1, pattern: "stream", read_permille: 667, regions: { [region?.id ?? "heap"]: 1000 } };
  return withStreams(draft, [...streamsOf(draft), { ...last }]);
}

/** A stream goes. */
export const withoutStream = (draft, place) => withStreams(draft, streamsOf(draft).toSpliced(place, 1));

/** The shares of a stream with `region` at `permille`; the others shrink or grow in proportion. */
export function withShare(regions, region, permille) {
  const names = Object.keys(regions).filter((name) => name !== region);
  if (names.length === 0) return { [region]: 1000 };
  const rest = 1000 - permille;
  const before = names.reduce((sum, name) => sum + regions[name], 0);
  const shares = names.map((name) => Math.floor(before ? (regions[name] * rest) / before : rest / names.length));
  shares[0] += rest - shares.reduce((sum, share) => sum + share, 0);
  const all = [[region, permille], ...names.map((name, at) => [name, shares[at]])];
  return Object.fromEntries(all.filter(([, share]) => share > 0));
}
