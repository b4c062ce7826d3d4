/** The address of "Compare" for a tab of its own, which the browser opens by itself. */

import { toFragment } from "../link.js";
import { sameExperiment } from "../shared.js";
import { begun } from "./leave.js";

/** Give `link` the draft; what nobody changed has an address of its own, where it has one. */
export async function aim(store, link) {
  const known = link.search && sameExperiment(store.draft, store.initial);
  link.hash = known ? "" : await toFragment(...begun(store));
}
