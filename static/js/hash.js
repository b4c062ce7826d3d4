/**
 * What makes two experiments the same: the canonical text of a complete one and its hash, as
 * simcore/spec/canonical.py has them. Defaults are not filled in here: only the server knows them.
 */

const SCHEME = "ilx-content/1\n";

/** Order of texts by code points; JavaScript's own order is by halves of them. */
function byCodePoint(a, b) {
  const [x, y] = [[...a], [...b]];
  const place = x.findIndex((letter, i) => letter !== y[i]);
  if (place < 0) return x.length - y.length;
  return place < y.length ? x[place].codePointAt(0) - y[place].codePointAt(0) : 1;
}

/** JSON with sorted keys and no white space. */
export function canonicalText(value) {
  if (Array.isArray(value)) return `[${value.map(canonicalText).join(",")}]`;
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  const fields = Object.keys(value).sort(byCodePoint).map((key) => `${JSON.stringify(key)}:${canonicalText(value[key])}`);
  return `{${fields.join(",")}}`;
}

/** The content hash of a complete experiment, or null where the browser has none (without https). */
export async function contentHash(experiment) {
  if (!globalThis.crypto?.subtle) return null;
  const bytes = new TextEncoder().encode(SCHEME + canonicalText(experiment));
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
