/** Undo and redo, without bound: two buttons and their keys. */

import { allow, find, findAll, on } from "./dom.js";
import { writes } from "./keys.js";
import { complain } from "./numbers.js";
import { t } from "./words.js";

const said = new WeakMap();

/** Remember what was said of the edit that led to a draft: undo says it again. */
export const remember = (draft, words) => said.set(draft, words);

/**
 * Whether a field may undo something of its own: text that people write, or a number that is not
 * in the draft because it is none yet. Sliders and whole numbers are in the draft with each key.
 */
export function undoesItself(target) {
  return writes(target) ? !target.matches("select") : Boolean(target.matches?.("input[type=number]") && (target.validity.badInput || target.value === ""));
}

/** Numbers that were refused where they stand: they are no step of the draft. */
const refused = () => findAll('input[type="number"][aria-invalid="true"]');

/** Refused numbers give way to those that hold, and their messages go. */
function takeBack(store) {
  for (const input of refused()) complain(input);
  store.again();
  find("#problems").hidden = true;
}

/** Go a step back or forth, and say which one it was. */
function step(store, name) {
  if (name === "undo" && refused().length) return takeBack(store);
  const before = store.draft;
  store[name]();
  const words = said.get(name === "undo" ? before : store.draft);
  if (store.draft !== before) find("#status").textContent = t(`state.${name}_done`, { words: words ?? t("state.a_step") });
}

/** Tie the buttons, those of the page and those of the large drawing, and the keys to the store. */
export function bindHistory(store) {
  const buttons = (name) => findAll(`#${name}, [data-step=${name}]`);
  for (const name of ["undo", "redo"]) for (const button of buttons(name)) on(button, "click", () => step(store, name));
  on(document, "keydown", (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.altKey) return;
    if (document.querySelector("dialog[open]:not(#editor-dialog)") || undoesItself(event.target)) return;
    const name = { z: event.shiftKey ? "redo" : "undo", y: "redo" }[event.key.toLowerCase()];
    if (!name) return;
    step(store, name);
    event.preventDefault();
  });
  on(document, "pointerdown", ({ target }) => store.hold(target.matches?.("input[type=range]")));
  for (const end of ["pointerup", "pointercancel"]) on(document, end, () => store.hold(false));
  store.follow(() => {
    for (const button of buttons("undo")) allow(button, store.canUndo);
    for (const button of buttons("redo")) allow(button, store.canRedo);
  });
}
