/**
 * Two wrote the same draft: both can be seen, and the author says which one goes on. What the other
 * one has is asked for at each press, for they may have gone on meanwhile.
 */

import { toFragment } from "../link.js";
import { shared, typedWords } from "../share.js";
import { t } from "../words.js";
import { fillWords } from "./share.js";

/** The choices of a conflict: [word, what it does, properties of its button]. `read` gives theirs, `take` takes it over, `goOn` writes over it. */
export function bindConflict({ store, tell }, { read, take, goOn }) {
  let last = store.draft;
  let other; // the draft on the other side of the step that took theirs, and its words

  async function seeBoth() {
    const tab = open("", "_blank"); // at once, for later a browser takes it for unasked
    try {
      const theirs = await read();
      const both = await toFragment({ ...shared(store), title: t("kept.mine") }, { ...theirs, title: t("kept.theirs") });
      tab.opener = null;
      tab.location.replace(new URL(`/compare${both}`, location.href));
    } catch (error) {
      tab?.close();
      throw error;
    }
  }

  async function takeTheirs() {
    const theirs = await read();
    const mine = { draft: store.draft, words: typedWords() };
    take(theirs);
    other = mine;
  }

  // The words of the share go with the step that took theirs: undo brings mine back, redo theirs.
  store.follow((draft) => {
    if (draft === other?.draft) {
      const left = { draft: last, words: typedWords() };
      fillWords(other.words);
      other = left;
    }
    last = draft;
  });

  const told = (act) => () => act().catch(tell);
  return [
    ["kept.see_both", told(seeBoth), { role: "link" }],
    ["kept.take_theirs", told(takeTheirs)],
    ["kept.keep_mine", told(async () => goOn((await read()).version))],
  ];
}
