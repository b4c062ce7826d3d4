/** Open the experiment that a file carries. */

import { find } from "../dom.js";
import { OPENED } from "../store.js";
import { t } from "../words.js";
import { draftIn } from "./read.js";
import { Refused } from "./refused.js";

/** Make the draft in a file the present one; false where it holds none. Throws why it cannot be. */
export async function openFile(store, file) {
  const draft = await draftIn(file).catch((error) => {
    throw error instanceof Refused ? new Error(t(error.word, { file: file.name })) : error;
  });
  if (!draft) return false;
  store.edit(draft, OPENED);
  find("#preset").value = "";
  const said = find("#said");
  said.textContent = t("files.opened", { file: file.name });
  said.hidden = false;
  return true;
}
