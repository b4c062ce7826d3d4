/** Panels whose scripts are loaded when somebody opens them: what cannot be seen costs nothing. */

import { on } from "./dom.js";

/** When `part` is opened, `load` is called, once; gives a function that does the same. */
export function whenOpened(part, load) {
  let loading;
  const need = () => { loading ??= load(); };
  on(part, "toggle", () => { if (part.open) need(); });
  if (part.open) need();
  return need;
}
