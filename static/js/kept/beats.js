/**
 * Signs of life: each page writes into the storage, again and again, that it has a slot. A page
 * that has been silent for a while is gone; a browser lets one in the background act once a minute.
 */

export const BEAT_MS = 20_000;
const SILENT_MS = 90_000;

const nameOf = (id) => `ilx.alive.${id}`;

/** The claims of one page on slots, in a storage that all pages see. */
export function createBeats(storage, now = Date.now) {
  const mine = new Set();
  const alive = (id) => now() - Number(storage.getItem(nameOf(id))) < SILENT_MS;
  const write = (id) => storage.setItem(nameOf(id), String(now()));
  return {
    free: (id) => !alive(id),
    hold(id) {
      if (alive(id)) return false;
      mine.add(id);
      write(id);
      return true;
    },
    beat: () => mine.forEach(write),
    end: () => mine.forEach((id) => storage.removeItem(nameOf(id))),
  };
}
