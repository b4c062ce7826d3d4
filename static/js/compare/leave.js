/**
 * From the workbench to a comparison: back into the one that the draft is a column of, or to a
 * new one with what it was made from. `history.state` holds the columns of the former: see column.js.
 */

import { asSpoken } from "../address.js";
import { linked, readDocument } from "../document.js";
import { find } from "../dom.js";
import { toFragment } from "../link.js";
import { sameExperiment } from "../shared.js";
import { t } from "../words.js";
import { LETTERS, changedTitle } from "./titles.js";

/** The documents with the draft in its place; one that was changed is told so. */
export function broughtBack(draft, { compared, place }) {
  return compared.map((document, i) => {
    if (i !== place || sameExperiment(draft, readDocument(document))) return document;
    return { ...linked(draft), title: changedTitle(document.title) };
  });
}

/** What the draft was made from, and the draft; the draft alone where it is that still. */
export function begun({ base, draft }) {
  const mine = { ...linked(draft), title: t("state.draft_title") };
  return sameExperiment(draft, base) ? [mine] : [{ ...linked(base), title: t("state.opened_title") }, mine];
}

/** Go to the comparison; `link` has an address of its own for what nobody changed. */
export async function leave(store, link) {
  const back = history.state?.compared;
  if (!back && link.search && sameExperiment(store.draft, store.initial)) return location.assign(link.href);
  const fragment = await toFragment(...(back ? broughtBack(store.draft, history.state) : begun(store)));
  return location.assign(asSpoken("/compare") + fragment);
}

/** Say of which column the draft is. */
export function tellColumn({ place }) {
  const said = find("#said");
  said.textContent = t("compare.is_column", { letter: LETTERS[place] });
  said.hidden = false;
}
