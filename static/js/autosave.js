/**
 * Drafts are kept in the browser while they are edited, with the words of their share, and offered
 * on the next visit; nothing is ever opened unasked. Each piece of work has a slot, in which a
 * reload goes on, and so does who opens what was offered. The last five are kept for 14 days. Where
 * storage is denied the page works without.
 */

import { isLasting } from "./address.js";
import { linked, parted } from "./document.js";
import { find, on } from "./dom.js";
import { INPUTS, typedWords } from "./share.js";

const KEY = "ilx.drafts";
const TAB = "ilx.slot";
const SLOTS = 5;
const DAYS = 14;
const LONGEST = 200_000;
const SETTLED_MS = 800;

/** The slots that are worth keeping at a time: the newest five of the last 14 days. */
export function fresh(slots, now) {
  const young = slots.filter((slot) => slot && Number.isFinite(slot.at) && now - slot.at < DAYS * 86_400_000);
  return young.sort((a, b) => b.at - a.at).slice(0, SLOTS);
}

/** The slots with one of them put, or taken away when it has no document. One that is too long leaves its last version. */
export function withSlot(slots, slot, now) {
  if (JSON.stringify(slot).length > LONGEST) return slots;
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

function put(slot, mine) {
  try {
    localStorage.setItem(KEY, JSON.stringify(withSlot(read(), slot, Date.now())));
    if (mine) sessionStorage.setItem(TAB, slot.id);
  } catch {
    return; // storage is denied or full: the draft lives in the address bar, too
  }
}

const runs = (draft) => JSON.stringify(parted(draft).experiment);

/** Keep the draft of this page, and look after those that other visits left. */
export async function bindAutosave({ store, tell }) {
  const own = `${Date.now().toString(36)}${Math.random().toString(36).slice(2, 8)}`;
  const slots = new Map(); // what was opened from a slot, and which
  const content = (draft = store.draft) => {
    const words = typedWords();
    return { document: linked(draft), ...(Object.values(words).some(Boolean) && { words }) };
  };
  const lasting = isLasting();
  const begun = (lasting ? [store.draft, store.initial] : []).map((draft) => JSON.stringify(content(draft)));
  const said = JSON.stringify(typedWords());
  let safe;
  let claimed;
  let waiting;

  function save() {
    clearTimeout(waiting);
    waiting = undefined;
    const id = slots.get(runs(store.base)) ?? own;
    const text = JSON.stringify(content());
    const edited = (!lasting || store.canUndo || JSON.stringify(typedWords()) !== said) && !begun.includes(text);
    const worth = text !== safe && (edited || id !== own);
    put(worth ? { id, at: Date.now(), ...content() } : { id }, true);
  }

  function soon() {
    claimed ??= import("./kept/claims.js").then(({ hold }) => hold(own)).catch(() => { claimed = undefined; });
    clearTimeout(waiting);
    waiting = setTimeout(() => arranged.then(save), SETTLED_MS); // which slot it goes on in is known by then
  }

  const goOn = (id) => slots.set(runs(store.base), id);
  const arranged = read().length
    ? import("./kept/offer.js").then(({ offer }) => offer(store, { read, put, save, content, goOn, tab: sessionStorage.getItem(TAB) })).catch(tell)
    : Promise.resolve();
  store.follow(soon);
  if (!lasting) soon(); // the answer to a form, such as a machine that was taken in, is nowhere else
  for (const name of INPUTS) on(find(name), "input", soon);
  on(globalThis, "pagehide", () => waiting !== undefined && save());
  on(document, "ilx:saved", () => {
    safe = JSON.stringify(content());
    save();
  });
  await arranged;
}
