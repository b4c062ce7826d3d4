/**
 * The address bar is always shareable: an experiment as it was opened has the address it was
 * opened by, where that opens it again; a draft has its fragment. Pasted fragments are taken over,
 * and so is Back from them.
 */

import { createBar } from "./bar.js";
import { linked, readDocument } from "./document.js";
import { find, on } from "./dom.js";
import { LONG, TooLarge, fromFragment } from "./link.js";
import { OPENED } from "./store.js";
import { t } from "./words.js";

/** An address of ours, `path` with or without a fragment, in the language that `search` asks for. */
export function asSpoken(path, search = location.search) {
  const language = new URLSearchParams(search).get("lang");
  return language ? path.replace(/(?=#|$)/, `?lang=${encodeURIComponent(language)}`) : path;
}

/** Skip to the answer without a step in the address, which holds the experiment. */
export function bindSkip() {
  on(find(".skip"), "click", (event) => {
    event.preventDefault();
    find("#answer").focus();
  });
}

/** Whether what the page was opened with comes again by its address: the answer to a form does not. */
export const isLasting = () => Boolean(document.body.dataset.sid || document.querySelector('#controls [name="of"]'));

/** The draft in a fragment, null without one. Throws an Error that says why what is there is none. */
export async function draftIn(fragment) {
  const value = await fromFragment(fragment).catch((error) => {
    throw new Error(t(error instanceof TooLarge ? "state.link_too_large" : "state.link_damaged"));
  });
  const draft = value && readDocument(value);
  if (value && !draft) throw new Error(t("state.no_experiment"));
  return draft;
}

/** Keep the address in step with the store, and the store with fragments that are pasted. */
export async function bindAddress({ store, tell }) {
  const start = location.pathname + location.search;
  const home = asSpoken("/");
  const hint = find("#long-link");
  const same = (draft, other) => draft === other || JSON.stringify(linked(draft)) === JSON.stringify(linked(other));

  const bar = createBar(() => {
    const opened = isLasting() && same(store.draft, store.initial);
    if (opened) return { path: start, documents: [] };
    return { path: home, documents: [linked(store.draft)], leaves: isLasting() && start !== home && !location.hash };
  }, () => {
    hint.hidden = location.href.length <= LONG;
    hint.textContent = hint.hidden ? "" : t("state.long_link", { n: location.href.length });
  });

  /** What cannot be opened gives way in the bar to a draft that stays. */
  function refuse({ message }) {
    tell(new Error(`${message} ${t(store.canUndo ? "state.draft_stays" : "state.without_link")}`));
    if (store.canUndo) bar.edited();
  }

  async function read() {
    const draft = await draftIn(location.hash).catch(refuse);
    if (draft === undefined) return;
    if (!draft && location.hash) bar.edited(); // a place on the page is no address of its own
    else if (!same(draft ?? store.initial, store.draft)) store.edit(draft ?? store.initial, OPENED);
  }

  store.follow(bar.edited);
  on(globalThis, "popstate", read);
  if (!isLasting()) bar.edited();
  await read();
}
