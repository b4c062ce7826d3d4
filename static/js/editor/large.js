/**
 * The drawing in a dialog of its own. The editor moves there and back, and with it the places
 * where something is said or refused: behind a dialog nobody would see or hear them.
 */

import { find, make, on } from "../dom.js";

const dialog = find("#editor-dialog");

on(find("[data-close]", dialog), "click", () => dialog.close());

/** Show the editor, and what speaks for it, until the dialog closes; then `closed` is called. */
export function openLarge(editor, voices, closed) {
  if (dialog.open) return;
  const guests = [editor, ...voices];
  const homes = guests.map(() => make("div", { hidden: true }));
  guests.forEach((guest, i) => guest.replaceWith(homes[i]));
  find(".voices", dialog).append(...voices);
  find(".sheet", dialog).append(editor);
  dialog.showModal();
  dialog.addEventListener("close", () => {
    guests.forEach((guest, i) => homes[i].replaceWith(guest));
    closed();
  }, { once: true });
}
