/** Plays the events like a film, one moment after the other, until the end or a pause. */

import { on } from "../dom.js";
import { t } from "../words.js";
import { atEnd, film, momentOf, nextOf } from "./moments.js";

const MOMENT_MS = 350;
const STILL_MS = 1500;

/** A player on a button; `go` shows a moment of the draft. With less motion it shows whole events. */
export function createPlayer(button, { draft, go }) {
  const still = matchMedia("(prefers-reduced-motion: reduce)");
  let timer;

  function stop() {
    clearTimeout(timer);
    timer = undefined;
    button.textContent = t("results.play");
  }

  function step() {
    const next = nextOf(film(draft(), still.matches), momentOf(draft()));
    if (!next) return stop();
    go(next.event, next.pages);
    if (atEnd(draft())) return stop();
    timer = setTimeout(step, still.matches ? STILL_MS : MOMENT_MS);
    return undefined;
  }

  on(button, "click", () => {
    if (timer) return stop();
    button.textContent = t("results.pause");
    if (atEnd(draft())) go(-1);
    timer = setTimeout(step, still.matches ? STILL_MS : MOMENT_MS);
    return undefined;
  });
  return { stop };
}
