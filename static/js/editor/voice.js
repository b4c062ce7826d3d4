/** What the editor says: to who listens, where it is seen, and once more when an edit is undone. */

import { detached, renamed } from "../consequences.js";
import { find } from "../dom.js";
import { remember } from "../history.js";
import { t } from "../words.js";
import { called } from "./drawing.js";

/** The editor's voice on the bench. */
export function createVoice({ store, tell: complain }) {
  const label = (name) => called(store.draft.machine, name);

  /** Say something to who listens, and show what else came of it. */
  function say(words, more = []) {
    const said = find("#editor-said");
    find("#status").textContent = [words, ...more].join(" ");
    said.textContent = more.join(" ");
    said.hidden = !more.length;
  }

  return {
    label,
    say,
    /** Say what an edit did, and what followed from it elsewhere; undo says it again. */
    tell(words, before) {
      const now = store.draft;
      const left = detached(before.machine, now.machine).map(([name, place, instead]) => (instead
        ? t("editor.hangs", { name: label(name), place: label(place), instead: label(instead) })
        : t("editor.left", { name: label(name), place: label(place) })));
      say(words, [...left, ...renamed(before, now).map((policy) => t("editor.policy_follows", { policy }))]);
      remember(now, words);
    },
    /** Why something is not done: where it is seen and where it is heard. */
    refuse(why) {
      const words = t(`editor.${why}`);
      say(words);
      complain(new Error(words));
    },
    /** What followed from an edit was of that edit. */
    hush() { find("#editor-said").hidden = true; },
  };
}
