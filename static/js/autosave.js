/**
 * Drafts are kept in the browser while they are edited, and offered on the next visit; nothing is
 * ever opened unasked. Each page that was open has a slot, the last five are kept for 14 days.
 * Where storage is denied the page works without.
 */

import { linked, readDocument } from "./document.js";
import { find, make, on } from "./dom.js";
import { OPENED } from "./store.js";
import { t } from "./words.js";

const KEY = "ilx.drafts";
const SLOTS = 5;
const DAYS = 14;
const LONGEST = 200_000;
const SETTLED_MS = 800;

/** The slots that are worth keeping at a time: the newest five of the last 14 days. */
export function fresh(slots, now) {
  const young = slots.filter((slot) => slot && Number.isFinite(slot.at) && now - slot.at < DAYS * 86_400_000);
  return young.sort((a, b) => b.at - a.at).slice(0, SLOTS);
}

/** The slots with one of them put, or taken away when it has no document. */
export function withSlot(slots, slot, now) {
  const others = slots.filter((each) => each?.id !== slot.id);
  return fresh(slot.document ? [slot, ...others] : others, now);
}

function read() {
  try {
    const slots = JSON.parse(localStorage.getItem(KEY) ?? "[]");
    return fresh(Array.isArray(slots) ? slots : [], Date.now());
  } catch {
    return []; // storage is denied, or holds something else
  }
}

function put(slot) {
  try {
    localStorage.setItem(KEY, JSON.stringify(withSlot(read(), slot, Date.now())));
  } catch {
    return; // storage is denied or full: the draft lives in the address bar, too
  }
}

/** Ids of pages that are open now; their drafts are nobody else's to offer. */
async function openPages() {
  const state = await navigator.locks?.query();
  return new Set((state?.held ?? []).map((lock) => lock.name));
}

function when(at) {
  const date = new Date(at);
  const today = date.toDateString() === new Date().toDateString();
  const time = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" };
  return date.toLocaleString(document.documentElement.lang, today ? time : { day: "numeric", month: "long", ...time });
}

function offerOf(slot, bench, done) {
  const open = make("button", { type: "button", textContent: t("state.open_draft") });
  const forget = make("button", { type: "button", className: "quiet", textContent: t("state.forget_draft") });
  const row = make("div", { className: "offer" }, make("span", { textContent: t("state.left", { when: when(slot.at) }) }), " ", open, forget);
  on(open, "click", () => {
    bench.store.edit(readDocument(slot.document), OPENED);
    put({ id: slot.id });
    done(row);
  });
  on(forget, "click", () => {
    put({ id: slot.id });
    done(row);
  });
  return row;
}

async function offer(bench) {
  const held = await openPages();
  const present = JSON.stringify(linked(bench.store.draft));
  const slots = read().filter((slot) => !held.has(lockOf(slot.id)) && readDocument(slot.document)
    && JSON.stringify(slot.document) !== present);
  if (!slots.length) return;
  const place = find("#offer");
  const done = (row) => {
    row.remove();
    if (!place.querySelector(".offer")) place.hidden = true;
  };
  const [first, ...older] = slots.map((slot) => offerOf(slot, bench, done));
  place.replaceChildren(first);
  if (older.length) {
    place.append(make("details", {}, make("summary", { textContent: t("state.older", { n: older.length }) }), ...older));
  }
  place.hidden = false;
}

const lockOf = (id) => `ilx.draft.${id}`;

/** Keep the draft of this page, and offer those that other visits left. */
export async function bindAutosave(bench) {
  const { store } = bench;
  const id = `${Date.now().toString(36)}${Math.random().toString(36).slice(2, 8)}`;
  navigator.locks?.request(lockOf(id), () => new Promise(() => {})).catch(() => {});
  let waiting;
  const opening = store.draft;

  function save() {
    clearTimeout(waiting);
    waiting = undefined;
    const document = linked(store.draft);
    const worth = store.canUndo && store.draft !== opening && store.draft !== store.initial;
    put(worth && JSON.stringify(document).length < LONGEST ? { id, at: Date.now(), document } : { id });
  }
  store.follow(() => {
    clearTimeout(waiting);
    waiting = setTimeout(save, SETTLED_MS);
  });
  on(globalThis, "pagehide", () => waiting !== undefined && save());
  on(document, "ilx:saved", () => put({ id }));
  await offer(bench);
}
