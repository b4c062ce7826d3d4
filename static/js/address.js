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

/** Where drafts live: the workbench, in the language that the address asks for. */
export function homeOf(search) {
  const language = new URLSearchParams(search).get("lang");
  return language ? `/?lang=${encodeURIComponent(language)}` : "/";
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

/** Keep the address in step with the store, and the store with fragments that are pasted. */
export async function bindAddress({ store, tell }) {
  const start = location.pathname + location.search;
  const home = homeOf(location.search);
  const hint = find("#long-link");
  const same = (draft, other) => draft === other || JSON.stringify(linked(draft)) === JSON.stringify(linked(other));

  const bar = createBar(() => {
    const opened = isLasting() && same(store.draft, store.initial);
    return opened ? { path: start, documents: [] } : { path: home, documents: [linked(store.draft)] };
  }, () => {
    hint.hidden = location.href.length <= LONG;
    hint.textContent = hint.hidden ? "" : t("state.long_link", { n: location.href.length });
  });

  /** What cannot be opened gives way in the bar to a draft that stays. */
  function refuse(words) {
    tell(new Error(`${t(`state.${words}`)} ${t(store.canUndo ? "state.draft_stays" : "state.without_link")}`));
    if (store.canUndo) bar.edited();
  }

  async function read() {
    try {
      const value = await fromFragment(location.hash);
      if (value === null && location.hash) return bar.edited(); // a place on the page is no address of its own
      const draft = value === null ? store.initial : readDocument(value);
      if (!draft) refuse("no_experiment");
      else if (!same(draft, store.draft)) store.edit(draft, OPENED);
    } catch (error) {
      refuse(error instanceof TooLarge ? "link_too_large" : "link_damaged");
    }
  }

  store.follow(bar.edited);
  on(globalThis, "popstate", read);
  if (!isLasting()) bar.edited();
  await read();
}
