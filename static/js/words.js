/** The words of the page's language, as the server put them into the page. */

const place = globalThis.document?.getElementById("words");
const entries = place ? JSON.parse(place.textContent) : {};

/** The text of a word with its named places filled in; plural forms are chosen by `n`. */
export function textOf(word, values = {}) {
  const text = typeof word === "string" ? word : word[values.n === 1 ? "one" : "other"];
  return text.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? String(values[name]) : whole));
}

/** The word "room.name". Throws for a word that the catalogue lacks. */
export function t(key, values) {
  if (!(key in entries)) throw new Error(`the catalogue has no word ${key}`);
  return textOf(entries[key], values);
}

/** A whole number as the page's language groups it, by thin spaces as in the server's tables. */
export const grouped = (number) => String(number).replace(/\B(?=(\d{3})+(?!\d))/g, "\u202f");
