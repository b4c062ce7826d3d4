/** Which slots of the autosave are open in pages: by locks of the browser, or without them (plain http) by signs of life. */

import { on } from "../dom.js";
import { BEAT_MS, createBeats } from "./beats.js";

/** Claims by locks, which end with their page. */
const createLocks = (locks) => ({
  free: async (id) => (await locks.query()).held.every(({ name }) => name !== `ilx.draft.${id}`),
  hold: (id) => new Promise((tell, fail) => {
    locks.request(`ilx.draft.${id}`, { ifAvailable: true }, (lock) => {
      tell(Boolean(lock));
      return lock && new Promise(() => {});
    }).catch(fail);
  }),
});

function beating() {
  const beats = createBeats(localStorage);
  setInterval(beats.beat, BEAT_MS);
  on(globalThis, "pagehide", beats.end);
  on(globalThis, "pageshow", beats.beat);
  return beats;
}

/** `free(id)` tells whether no page has a slot, `hold(id)` takes it for this one and tells whether it could. */
export const { free, hold } = navigator.locks ? createLocks(navigator.locks) : beating();
