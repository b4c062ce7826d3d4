/**
 * Pure edits of the list of events: a draft in, a new draft out. Places count all events of
 * the list, numbers only those that happen, as the server does.
 */

import { splitPages } from "./pages.js";

const running = (events) => events.filter((event) => !event.off);

/** The number of the event at `place` among those that happen; null for one that is off. */
export function numberOf(draft, place) {
  return draft.events[place].off ? null : running(draft.events.slice(0, place)).length;
}

/** The place in the list of event number `number`; -1 if there is none. */
export function placeOf(draft, number) {
  return draft.events.indexOf(running(draft.events)[number] ?? null);
}

/**
 * The draft with another list of events. What points at an event by number follows it:
 * streams that are looked at after one, and the moment that is shown. `successor` tells by
 * which event an old one was replaced.
 */
export function withEvents(draft, events, successor = (event) => event) {
  const [before, after] = [running(draft.events), running(events)];
  const follow = (number) => {
    const found = after.indexOf(successor(before[number]));
    return found < 0 ? undefined : found;
  };
  const next = { ...draft, events };
  if (draft.workload?.streams?.some((stream) => Number.isInteger(stream.after_event))) {
    const streams = draft.workload.streams.map(({ after_event: seen, ...stream }) => {
      const now = Number.isInteger(seen) ? follow(seen) : undefined;
      return now === undefined ? stream : { ...stream, after_event: now };
    });
    next.workload = { ...draft.workload, streams };
  }
  const moment = draft.view?.moment;
  if (moment?.event >= 0) {
    const { moment: _, ...view } = draft.view;
    const now = follow(moment.event);
    next.view = now === undefined ? view : { ...view, moment: { ...moment, event: now } };
  }
  return next;
}

/** The draft with each event exchanged by what `edit` makes of it. */
export function mapped(draft, edit) {
  const events = draft.events.map(edit);
  return withEvents(draft, events, (event) => events[draft.events.indexOf(event)]);
}

/** The draft with other events at `place` in the place of the one there, which `heir` follows. */
function replaced(draft, place, events, heir = events.at(-1)) {
  const old = draft.events[place];
  return withEvents(draft, draft.events.toSpliced(place, 1, ...events), (event) => (event === old ? heir : event));
}

/** An event comes in before the one at `place`. */
export const inserted = (draft, place, event) => withEvents(draft, draft.events.toSpliced(place, 0, event));

/** The event at `place` goes. */
export const removed = (draft, place) => withEvents(draft, draft.events.toSpliced(place, 1));

/** The event at `from` goes to `to`; the same draft when it is there or that is no place. */
export function moved(draft, from, to) {
  if (to < 0 || to >= draft.events.length || to === from) return draft;
  const events = draft.events.toSpliced(from, 1);
  return withEvents(draft, events.toSpliced(to, 0, draft.events[from]));
}

/** The event at `place` does not happen, or happens again. */
export function switched(draft, place) {
  const { off, ...event } = draft.events[place];
  return replaced(draft, place, [off ? event : { ...event, off: true }]);
}

/** Fields of the event at `place` are set; undefined takes a field away. */
export function changed(draft, place, edit) {
  const entries = Object.entries({ ...draft.events[place], ...edit });
  return replaced(draft, place, [Object.fromEntries(entries.filter(([, value]) => value !== undefined))]);
}

/** A name like `stem` that is not among `taken`. */
export function freshName(stem, taken) {
  const names = new Set(taken);
  if (!names.has(stem)) return stem;
  let number = 2;
  while (names.has(`${stem}${number}`)) number += 1;
  return `${stem}${number}`;
}

const mappings = (draft) => draft.events.filter((event) => event.op === "mmap");
const forks = (draft) => draft.events.filter((event) => event.op === "fork");

/** All regions of the list, {id, pages}: those that are mapped, and the copies of children. */
export function regionsOf(draft) {
  const own = mappings(draft).map(({ id, pages }) => ({ id, pages }));
  return [...own, ...forks(draft).flatMap(({ child }) => own.map(({ id, pages }) => ({ id: `${child}:${id}`, pages })))];
}

/** The names of all tasks, forked children among them. */
export const taskNames = (draft) => [...(draft.tasks ?? []).map((task) => task.name), ...forks(draft).map((event) => event.child)];

/** A copy of the event at `place` after it; what must be unique gets a new name. */
export function duplicated(draft, place) {
  const { addr, ...copy } = draft.events[place];
  const fresh = {
    mmap: () => ({ ...copy, id: freshName(copy.id, regionsOf(draft).map((region) => region.id)) }),
    fork: () => ({ ...copy, child: freshName(copy.child, taskNames(draft)) }),
  }[copy.op];
  return inserted(draft, place + 1, fresh ? fresh() : { ...draft.events[place] });
}

/** Another name for the region that the event at `place` maps; everything that names it follows. */
export function renamedRegion(draft, place, id) {
  const old = draft.events[place].id;
  const next = mapped(draft, (event) => (event.id === old ? { ...event, id } : event));
  const streams = next.workload?.streams?.map((stream) => ({
    ...stream,
    regions: Object.fromEntries(Object.entries(stream.regions).map(([name, share]) => [name === old ? id : name, share])),
  }));
  return streams ? { ...next, workload: { ...next.workload, streams } } : next;
}

/**
 * `event` happens after the first `pages` pages of the touch at `place`: the touch becomes two
 * with the event between them. Null when the touch has no such inner page.
 */
export function splitTouch(draft, place, pages, event) {
  const touch = draft.events[place];
  const sides = splitPages(touch.pages, pages);
  if (!sides) return null;
  const [before, after] = sides.map((text) => ({ ...touch, pages: text }));
  return replaced(draft, place, [before, event, after]);
}

/** A problem in words of `t`: of an event by number, op and field, elsewhere by its pointer. */
export function problemText(problem, events, t) {
  const [found] = eventProblems({ problems: [problem] });
  const event = running(events)[found?.number];
  const named = /\/access\/\d+\/idle_ns$/.test(problem.pointer); // by its nodes, in words
  if (!event) return named ? problem.detail : `${problem.pointer || "/"}: ${problem.detail}`;
  const field = found.field && `, ${found.field.replaceAll("/", " ")}`;
  return `${t("events.event", { number: found.number, op: event.op })}${field}: ${found.detail}`;
}

/** Problems of events, {number, field, detail}, out of the server's refusal. */
export function eventProblems(error) {
  return (error?.problems ?? []).flatMap(({ pointer, detail }) => {
    const [, number, field = ""] = /^(?:\/experiment)?\/events\/(\d+)(?:\/(.*))?$/.exec(pointer) ?? [];
    return number === undefined ? [] : [{ number: Number(number), field, detail }];
  });
}
