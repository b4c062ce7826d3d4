/** "Compare" in the bar: where it leads is looked up when somebody goes there. */

import { find, on } from "../dom.js";
import { takeOver } from "./column.js";

const leaving = () => import("./leave.js");

/** Tie the link to the store. */
export function bindCompare({ store }) {
  const link = find("#open-compare");
  on(link, "click", (event) => {
    event.preventDefault();
    leaving().then(({ leave }) => leave(store, link));
  });
  const column = takeOver();
  if (column) leaving().then(({ tellColumn }) => tellColumn(column));
}
