/**
 * Takes out of a text what names a machine or a person, before anything is sent.
 *
 * The rules are those of scrub-rules.json, which the server applies as well. In each match the
 * second group is what must go; the replacement names groups as $1 to $9. What a rule that
 * `learns` takes is a name, and is taken out wherever it stands; words of formats are `spared`.
 */

const MASK = "•";
const MOST_NAMES = 32;
const NAME = /^[A-Za-z0-9_.-]{1,64}$/;

/** First character and as many dots as are needed to see that there was more. */
function masked(secret) {
  return secret.slice(0, 1) + MASK.repeat(Math.min(Math.max(secret.length - 1, 1), 7));
}

function filled(replacement, groups) {
  return replacement.replace(/\$([1-9])/g, (_, place) => groups[place - 1] ?? "");
}

/** Names in "user@host.domain.org": the user, the host with and without domain, the domain. */
function namesIn(taken, spared) {
  const parts = taken.split("@").flatMap((part) => {
    const [host] = part.split(".", 1);
    const domain = part.slice(host.length + 1);
    return [part, host, domain.includes(".") ? domain : ""];
  });
  return parts.filter((name) => NAME.test(name) && !spared.test(name)).map((name) => name.toLowerCase());
}

/** A rule that takes any of the names as a whole word, the longest first. */
function anywhere(names) {
  const ordered = [...names].sort((one, other) => other.length - one.length || (one < other ? -1 : 1));
  const either = ordered.map((name) => name.replaceAll(".", "\\.")).join("|");
  return { name: "host name", flags: "i", pattern: `(^|[^A-Za-z0-9])(${either})(?![A-Za-z0-9])`, replacement: "$1name" };
}

/**
 * @param {string} text what a program printed
 * @param {{spared: string, rules: {name: string, pattern: string, flags: string, learns?: boolean, replacement: string}[]}} table
 * @param {string[]} names known from other texts
 * @returns {{text: string, removed: {kind: string, count: number, example: string}[], names: string[]}}
 */
export function scrub(text, table, names = []) {
  const removed = new Map();
  const found = new Set(names);
  const spared = new RegExp(table.spared, "i");

  function apply({ name, pattern, flags, learns, replacement }) {
    text = text.replace(new RegExp(pattern, `g${flags}`), (whole, ...rest) => {
      const groups = rest.slice(0, rest.findIndex((part) => typeof part === "number"));
      const made = filled(replacement, groups);
      if (made === whole) return whole;
      const entry = removed.get(name) ?? { kind: name, count: 0, example: masked(groups[1]) };
      entry.count += 1;
      removed.set(name, entry);
      if (learns) for (const each of namesIn(groups[1], spared)) found.add(each);
      return made;
    });
  }

  table.rules.forEach(apply);
  const known = [...found].slice(0, MOST_NAMES);
  if (known.length) apply(anywhere(known));
  return { text, removed: [...removed.values()], names: known };
}
