/** "Compare" in the bar: where it leads is looked up when somebody is about to go there. */

import { find, on } from "../dom.js";
import { whenNeeded } from "../unfold.js";
import { takeOver } from "./column.js";

/** Tie the link to the bench. */
export function bindCompare({ store, tell }) {
  const link = find("#open-compare");
  const leaving = whenNeeded(() => import("./leave.js"), (module) => module);
  for (const name of ["pointerenter", "focus"]) on(link, name, () => import("./aim.js").then(({ aim }) => aim(store, link), () => {}));
  on(link, "click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    leaving().then(({ leave }) => leave(store, link)).catch(tell);
  });
  const column = takeOver();
  if (column) leaving().then(({ tellColumn }) => tellColumn(column)).catch(tell);
}
