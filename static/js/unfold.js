/** Scripts that are loaded when somebody needs them: what cannot be seen costs nothing. */

import { Unreachable } from "./api.js";
import { on } from "./dom.js";
import { t } from "./words.js";

/** A function that gives what `use` makes of a script, made once; throws Unreachable while `load` does not bring it. */
export function whenNeeded(load, use) {
  let loading;
  return () => (loading ??= load().catch(() => {
    loading = undefined;
    throw new Unreachable(t("state.unanswered"));
  }).then(use));
}

/** When `part` is opened, its script is brought and bound, once; gives a function that does the same. */
export function whenOpened(part, load, bind, fail) {
  const bound = whenNeeded(load, bind);
  const need = () => bound().catch(fail);
  on(part, "toggle", () => { if (part.open) need(); });
  if (part.open) need();
  return need;
}
