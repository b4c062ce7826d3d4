/** What the share form needs only once something was made or kept: its link, and words that come back. */

import { find, make, on } from "../dom.js";
import { INPUTS, copy } from "../share.js";
import { t } from "../words.js";

/** Show the link that was made, ready to be copied. */
export function showLink(address) {
  const field = make("input", { readOnly: true, value: address, ariaLabel: t("share.link") });
  const button = make("button", { type: "button", textContent: t("bench.copy") });
  on(button, "click", () => copy(address, button));
  on(field, "focus", () => field.select());
  find("#share-result").replaceChildren(t("share.saved"), field, button, make("a", { href: address, textContent: t("share.open") }));
  field.focus();
}

/** Put words in their place; without any the place is left alone. */
export function fillWords(words) {
  if (!words) return;
  const [title, notes, listed] = INPUTS.map((name) => find(name));
  [title.value, notes.value, listed.checked] = [words.title, words.notes, words.listed];
}
