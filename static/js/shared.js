/** The head of a link's page: it says when what is shown is no longer what was saved. */

import { parted } from "./document.js";

/** Whether two drafts hold the same experiment, however they are looked at. */
export function sameExperiment(one, other) {
  return one === other || JSON.stringify(parted(one).experiment) === JSON.stringify(parted(other).experiment);
}

/** Tell it in the head, where the page has one. */
export function bindShared(store) {
  const told = document.querySelector("#edited");
  if (told) store.follow((draft) => { told.hidden = sameExperiment(draft, store.initial); });
}
