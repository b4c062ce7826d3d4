/**
 * Moments of an experiment: after an event that happens, or after some pages of a touch. Numbers
 * count only events that are on, as the server does; no moment at all is the end. Pure.
 */

import { pageCount, rangesIn } from "../events/pages.js";

/** The events that happen. */
export const happening = (draft) => draft.events.filter((event) => !event.off);

/** How many pages an event touches; 0 for one that is no touch. */
export const touchedBy = (event) => (event?.op === "touch" ? pageCount(event.pages ?? "") : 0);

/** The moment that is looked at: {event, pages}; `pages` is null where all of the event happened. */
export function momentOf(draft) {
  const events = happening(draft);
  const end = { event: events.length - 1, pages: null };
  const { event, pages = null } = draft.view?.moment ?? end;
  if (event >= events.length) return end;
  const total = touchedBy(events[event]);
  return { event, pages: pages !== null && total > 0 && pages < total ? Math.max(pages, 1) : null };
}

/** The moment to put into the view: undefined at the end, and all pages are no pages. */
export function momentAt(draft, event, pages = null) {
  const events = happening(draft);
  const at = Math.min(Math.max(event, -1), events.length - 1);
  const inside = pages !== null && pages < touchedBy(events[at]);
  if (inside) return { event: at, pages: Math.max(pages, 1) };
  return at === events.length - 1 ? undefined : { event: at };
}

/** Whether the draft is seen as it ends. */
export const atEnd = (draft) => momentAt(draft, ...Object.values(momentOf(draft))) === undefined;

/** The page that a list touches as number `order`, counted from 0; null behind its end. */
export function pageAt(text, order) {
  let left = order;
  for (const { first, last, step } of rangesIn(text) ?? []) {
    const count = Math.floor((last - first) / step) + 1;
    if (left < count) return first + left * step;
    left -= count;
  }
  return null;
}

/** When a list touches a page first, counted from 0; -1 if never. */
export function orderOf(text, page) {
  let before = 0;
  for (const { first, last, step } of rangesIn(text) ?? []) {
    const at = (page - first) / step;
    const count = Math.floor((last - first) / step) + 1;
    if (Number.isInteger(at) && at >= 0 && at < count) return before + at;
    before += count;
  }
  return -1;
}

const PARTS = 8;

/** The moments that a film shows, from before the first event; `still` leaves out inner pages. */
export function film(draft, still) {
  return [{ event: -1, pages: null }, ...happening(draft).flatMap((each, event) => {
    const total = touchedBy(each);
    const parts = still || total < PARTS ? 1 : PARTS;
    const inner = Array.from({ length: parts - 1 }, (_, part) => ({ event, pages: Math.round((total * (part + 1)) / parts) }));
    return [...inner, { event, pages: null }];
  })];
}

const isLater = (a, b) => a.event > b.event || (a.event === b.event && (a.pages ?? Infinity) > (b.pages ?? Infinity));

/** The first moment of a film that comes after `moment`; undefined at its end. */
export const nextOf = (frames, moment) => frames.find((frame) => isLater(frame, moment));
