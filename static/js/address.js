/**
 * The address bar is always shareable: an experiment as it was opened has the address it was
 * opened by, a draft has its fragment. Pasted fragments are taken over, and so is Back from them.
 */

import { linked, readDocument } from "./document.js";
import { find, findAll, on } from "./dom.js";
import { LONG, TooLarge, fromFragment, toFragment } from "./link.js";
import { OPENED } from "./store.js";
import { t } from "./words.js";

const SETTLED_MS = 300;

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

/** Keep the address in step with the store, and the store with fragments that are pasted. */
export async function bindAddress({ store, tell }) {
  const start = location.pathname + location.search;
  const home = homeOf(location.search);
  const hint = find("#long-link");
  let settling;

  async function write(draft) {
    const bar = draft === store.initial ? start : home + await toFragment(linked(draft));
    if (draft !== store.draft) return;
    history.replaceState(history.state, "", bar);
    hint.hidden = location.href.length <= LONG;
    hint.textContent = hint.hidden ? "" : t("state.long_link", { n: location.href.length });
  }

  async function read() {
    try {
      const value = await fromFragment(location.hash);
      const draft = value === null ? store.initial : readDocument(value);
      if (!draft) tell(new Error(t("state.no_experiment")));
      else if (JSON.stringify(linked(draft)) !== JSON.stringify(linked(store.draft))) store.edit(draft, OPENED);
    } catch (error) {
      tell(new Error(t(error instanceof TooLarge ? "state.link_too_large" : "state.link_damaged")));
    }
  }

  store.follow((draft) => {
    clearTimeout(settling);
    settling = setTimeout(() => write(draft), SETTLED_MS);
  });
  on(globalThis, "popstate", read);
  for (const link of findAll(".languages a")) on(link, "click", () => { link.hash = location.hash; }); // the draft goes along
  await read();
}
