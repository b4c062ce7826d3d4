/** Undo and redo, without bound: two buttons and their keys. */

import { allow, find, findAll, on } from "./dom.js";
import { writes } from "./keys.js";
import { complain } from "./numbers.js";

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

/** Tie the buttons and keys to the store. */
export function bindHistory(store) {
  const [undo, redo] = [find("#undo"), find("#redo")];
  on(undo, "click", () => (refused().length ? takeBack(store) : store.undo()));
  on(redo, "click", () => store.redo());
  on(document, "keydown", (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.altKey) return;
    if (document.querySelector("dialog[open]") || undoesItself(event.target)) return;
    const key = event.key.toLowerCase();
    if (key === "z" && !event.shiftKey && refused().length) takeBack(store);
    else if (key === "z" && !event.shiftKey) store.undo();
    else if (key === "y" || (key === "z" && event.shiftKey)) store.redo();
    else return;
    event.preventDefault();
  });
  on(document, "pointerdown", ({ target }) => store.hold(target.matches?.("input[type=range]")));
  for (const end of ["pointerup", "pointercancel"]) on(document, end, () => store.hold(false));
  store.follow(() => {
    allow(undo, store.canUndo);
    allow(redo, store.canRedo);
  });
}
