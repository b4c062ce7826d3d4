/**
 * What visits left in the autosave: a tab goes on with its own after a reload, all else is offered.
 * A slot that was opened stays until its draft is saved or forgotten.
 */

import { linked, readDocument } from "../document.js";
import { find, make, on } from "../dom.js";
import { OPENED } from "../store.js";
import { t } from "../words.js";
import { free, hold } from "./claims.js";
import { fillWords } from "./share.js";

const same = (a, b) => JSON.stringify(a) === JSON.stringify(b);

function when(at) {
  const date = new Date(at);
  const today = date.toDateString() === new Date().toDateString();
  const time = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" };
  return date.toLocaleString(document.documentElement.lang, today ? time : { day: "numeric", month: "long", ...time });
}

/** After a reload the tab is where it was; only the words are not in the address. */
async function goOnHere(store, { read, goOn, tab }) {
  const slot = read().find(({ id }) => id === tab);
  const here = !document.body.dataset.draft && slot && same(slot.document, linked(store.base)); // somebody may be editing already
  if (!here || !await hold(slot.id)) return;
  fillWords(slot.words);
  goOn(slot.id);
}

function offerOf(slot, store, { read, put, save, goOn }, done) {
  const open = make("button", { type: "button", textContent: t("state.open_draft") });
  const forget = make("button", { type: "button", className: "quiet", textContent: t("state.forget_draft") });
  const row = make("div", { className: "offer" }, make("span", { textContent: t("state.left", { when: when(slot.at) }) }), " ", open, forget);
  on(open, "click", async () => {
    done(row);
    const mine = await hold(slot.id);
    const { document: left, words } = read().find(({ id }) => id === slot.id) ?? slot;
    save(); // what was here has a slot of its own
    store.edit(readDocument(left), OPENED);
    fillWords(words);
    if (mine) goOn(slot.id);
  });
  on(forget, "click", async () => {
    done(row);
    if (await free(slot.id)) put({ id: slot.id });
  });
  return row;
}

/** Go on with the slot of this tab, and offer those that no page has open. */
export async function offer(store, keeping) {
  await goOnHere(store, keeping);
  const { document: present, words } = keeping.content();
  const left = keeping.read().filter((slot) => readDocument(slot.document) && !same([slot.document, slot.words], [present, words]));
  const open = await Promise.all(left.map(({ id }) => free(id)));
  const slots = left.filter((_, place) => open[place]);
  if (!slots.length) return;
  const place = find("#offer");
  const done = (row) => {
    row.remove();
    if (!place.querySelector(".offer")) place.hidden = true;
  };
  const [first, ...older] = slots.map((slot) => offerOf(slot, store, keeping, done));
  place.replaceChildren(first);
  if (older.length) {
    place.append(make("details", {}, make("summary", { textContent: t("state.older", { n: older.length }) }), ...older));
  }
  place.hidden = false;
}
