/**
 * The door of the import: its scripts are loaded when somebody comes, by a press on "My machine"
 * or with files over the page. Without a server a press leads to the page /import.
 */

import { find, on } from "../dom.js";
import { whenNeeded } from "../unfold.js";
import { bindDrop } from "./drop.js";

/** Tie the button and the page to the import of the bench. */
export function bindImportDoor(bench) {
  const button = find("#open-import");
  const load = whenNeeded(() => import("./dialog.js"), ({ bindImport }) => bindImport(bench));

  on(button, "click", (event) => {
    event.preventDefault();
    load().then((dialog) => dialog.open(), () => location.assign(button.href));
  });
  bindDrop(find("#drop-hint"), (files) => load().then((dialog) => dialog.take(files), bench.tell));
}
