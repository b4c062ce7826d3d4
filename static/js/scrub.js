/**
 * Takes out of a text what names a machine or a person, before anything is sent.
 *
 * The rules are those of scrub-rules.json, which the server applies as well. In each match the
 * second group is what must go; the replacement names groups as $1 to $9.
 */

const MASK = "•";

/** First character and as many dots as are needed to see that there was more. */
function masked(secret) {
  return secret.slice(0, 1) + MASK.repeat(Math.min(Math.max(secret.length - 1, 1), 7));
}

function filled(replacement, groups) {
  return replacement.replace(/\$([1-9])/g, (_, place) => groups[place - 1] ?? "");
}

/**
 * @param {string} text what a program printed
 * @param {{name: string, pattern: string, flags: string, replacement: string}[]} rules
 * @returns {{text: string, removed: {kind: string, count: number, example: string}[]}}
 */
export function scrub(text, rules) {
  const removed = new Map();
  for (const { name, pattern, flags, replacement } of rules) {
    text = text.replace(new RegExp(pattern, `g${flags}`), (whole, ...rest) => {
      const groups = rest.slice(0, rest.findIndex((part) => typeof part === "number"));
      const made = filled(replacement, groups);
      if (made === whole) return whole;
      const entry = removed.get(name) ?? { kind: name, count: 0, example: masked(groups[1]) };
      entry.count += 1;
      removed.set(name, entry);
      return made;
    });
  }
  return { text, removed: [...removed.values()] };
}
