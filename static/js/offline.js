/** The server is gone: say so, keep the draft, ask again after a while, and fall silent after. */

import { Unreachable } from "./api.js";
import { make, on } from "./dom.js";
import { t } from "./words.js";

const FIRST_S = 2;
const LONGEST_S = 30;

/** Seconds before the n-th attempt, counted from 0. */
export const pause = (attempt) => Math.min(FIRST_S * 2 ** attempt, LONGEST_S);

/**
 * Watch what becomes of requests. `lost(error)` tells whether the server was gone, and then sees
 * to another attempt by `again()`; `found()` is called with every answer.
 */
export function createWatch(place, again) {
  const line = make("span");
  const now = make("button", { type: "button", className: "quiet", textContent: t("state.try_now") });
  let attempt = 0;
  let timer;
  place.append(line, " ", now);

  function retry() {
    clearTimeout(timer);
    again();
  }
  on(now, "click", retry);
  on(globalThis, "online", () => !place.hidden && retry());

  return {
    lost(error) {
      if (!(error instanceof Unreachable)) return false;
      const seconds = pause(attempt++);
      line.textContent = t("state.gone", { seconds });
      place.hidden = false;
      clearTimeout(timer);
      timer = setTimeout(again, seconds * 1000);
      return true;
    },
    found() {
      clearTimeout(timer);
      attempt = 0;
      place.hidden = true;
    },
  };
}
