/**
 * The experiment as JSON: what is typed becomes the draft a little after, and at once when the
 * text or the page is left. A text that is none yet stays as it is until it is mended or emptied.
 */

import { parted, readDocument } from "./document.js";
import { find, on } from "./dom.js";
import { faultIn, placeIn, reasonIn } from "./syntax.js";
import { t } from "./words.js";

const TYPED_MS = 250;

/** Tie the text to the bench. */
export function bindJson({ store, tell }) {
  const [panel, json] = [find("#as-json"), find("#json")];
  let typing;

  const unfinished = () => json.getAttribute("aria-invalid") === "true" && json.value.trim();

  function mark(error) {
    json.setAttribute("aria-invalid", String(Boolean(error)));
    if (error) tell(error);
    else find("#problems").hidden = true;
  }

  function write() {
    if (!panel.open || document.activeElement === json || unfinished()) return;
    if (json.getAttribute("aria-invalid") === "true") mark();
    json.value = JSON.stringify(parted(store.draft).experiment, null, 1);
  }

  function parsed() {
    try {
      return JSON.parse(json.value);
    } catch ({ message }) {
      const place = placeIn(json.value, faultIn(json.value));
      throw new Error(t("state.no_json", { ...place, reason: reasonIn(message) }));
    }
  }

  /** The draft that the text holds, looked at as the present one unless it says itself how. */
  function read() {
    const value = parsed();
    const { view } = parted(store.draft);
    const draft = readDocument(value?.machine ? { experiment: value, view, parent: store.draft.parent } : value);
    if (!draft) throw new Error(t("state.no_experiment"));
    return draft;
  }

  function flush() {
    if (typing === undefined) return;
    clearTimeout(typing);
    typing = undefined;
    try {
      const draft = read();
      mark();
      store.edit(draft, "json");
    } catch (error) {
      mark(error);
    }
  }

  on(json, "input", () => {
    clearTimeout(typing);
    typing = setTimeout(flush, TYPED_MS);
  });
  on(json, "blur", () => {
    flush();
    write();
  });
  on(panel, "toggle", write);
  store.follow(write);
  json.readOnly = false;
  write();
}
