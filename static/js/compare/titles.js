/** What the columns of a comparison are called. */

import { t } from "../words.js";

export const LETTERS = "ABCD";

/** The title of what is no longer what it was called; told once. */
export function changedTitle(title) {
  const mark = t("compare.changed_title", { title: "" }).trim();
  return title.endsWith(mark) ? title : t("compare.changed_title", { title: title.slice(0, 180) });
}
