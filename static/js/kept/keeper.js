/**
 * Keeps a draft on the server: one save after the other, each under the version that the last one
 * gave. While the server is gone, or asks for patience, a save is tried again. When somebody else was
 * quicker nothing is saved until the author chose. Knows nothing of the page.
 */

import { Unreachable } from "../api.js";

const SETTLED_MS = 800;
const AGAIN_MS = 3000;
const STALE = 412;
const PATIENCE = 429;

/**
 * A keeper. `put(body, version)` writes and gives the draft, `body()` is what there is now, `told` is
 * called with "saved" and the version, "waiting", "stale", or "refused" and the error.
 */
export function createKeeper({ put, body, told }) {
  let version = 0;
  let saved = "";
  let waiting;
  let stopped = false;
  let saving = Promise.resolve(true);

  const text = () => JSON.stringify(body());
  const unsaved = () => text() !== saved;

  function soon(pause = SETTLED_MS) {
    clearTimeout(waiting);
    waiting = setTimeout(save, pause);
  }

  /** Save what there is now, once every earlier save has its answer; whether all is saved then. */
  function save() {
    clearTimeout(waiting);
    saving = saving.then(write);
    return saving;
  }

  async function write() {
    if (stopped || !unsaved()) return !stopped;
    const sent = text();
    try {
      ({ version } = await put(JSON.parse(sent), version));
      saved = sent;
      told("saved", version);
      return true;
    } catch (error) {
      if (error.status === STALE) {
        stopped = true;
        told("stale");
      } else if (error instanceof Unreachable || error.status === PATIENCE) {
        told("waiting");
        soon(AGAIN_MS);
      } else told("refused", error);
      return false;
    }
  }

  return {
    save,
    soon,
    unsaved,
    get version() { return version; },
    /** What there is now is what the server has, in this version. */
    agree(now) {
      [version, saved, stopped] = [now, text(), false];
    },
    /** Go on from a version that somebody else wrote, over it. */
    goOn(now) {
      [version, saved, stopped] = [now, "", false];
      return save();
    },
    /** Save nothing any more; the draft has an end. */
    end() {
      [stopped, saved] = [true, text()];
    },
  };
}
