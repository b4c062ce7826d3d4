/**
 * The address bar: it holds what the page holds, soon after an edit, and before the page is left
 * in any case. The links to other languages lead to the same, in the other language.
 */

import { handOver } from "./compare/column.js";
import { findAll, on } from "./dom.js";
import { plainFragment, toFragment } from "./link.js";

const PAUSE_MS = 300; // browsers refuse to write it much more often

/** The links to other languages lead to what the bar holds; `settle` sees that it does. */
export function bindLanguages(settle = () => {}) {
  for (const link of findAll(".languages a")) {
    for (const name of ["pointerdown", "focus"]) on(link, name, () => {
      settle();
      const to = new URL(location.href);
      to.searchParams.set("lang", link.hreflang);
      link.href = to.href;
    });
    on(link, "click", () => { if (history.state?.compared) handOver(history.state, link.href); });
  }
}

/**
 * A writer of the bar. `now()` gives the path and the documents of its fragment, or none; and whether
 * it `leaves` what was opened, to which Back shall lead. `wrote()` is told.
 */
export function createBar(now, wrote = () => {}) {
  let edits = 0;
  let written = 0;
  let timer;
  let next = 0;

  function put(address, leaves) {
    written = edits;
    if (leaves && !history.state?.left) history.pushState({ ...history.state, left: true }, "", address);
    else history.replaceState(history.state, "", address);
    wrote();
  }

  async function write() {
    next = Date.now() + PAUSE_MS;
    const mine = edits;
    const { path, documents, leaves } = now();
    const address = documents.length ? path + await toFragment(...documents) : path;
    if (mine === edits) put(address, leaves);
  }

  /** Write it at once, if it is not what the page holds. */
  function settle() {
    clearTimeout(timer);
    if (written === edits) return;
    const { path, documents, leaves } = now();
    put(documents.length ? path + plainFragment(...documents) : path, leaves);
  }

  // Before the page is left: a reload keeps the address that it begins with.
  on(globalThis, "beforeunload", settle);
  on(document.documentElement, "mouseleave", settle);
  on(globalThis, "keydown", (event) => { if (event.key === "F5" || event.ctrlKey || event.metaKey) settle(); });
  bindLanguages(settle);
  return {
    settle,
    /** What the page holds is not of this address: it was gone back to. */
    forget() {
      clearTimeout(timer);
      edits += 1;
      written = edits;
    },
    /** The page holds something else now. */
    edited() {
      edits += 1;
      clearTimeout(timer);
      timer = setTimeout(write, Math.max(next - Date.now(), 0));
    },
  };
}
