/** Where a text stops being JSON: browsers say it in their own words, or not at all. Pure. */

const TOKEN = /[ \t\r\n]*(?:([{}[\]:,])|("(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[\da-fA-F]{4}))*")|(-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null))/y;

const VALUE = { string: "after", plain: "after", "{": "first_key", "[": "first_value" };
/** What may come next, by what is waited for, and what is waited for then; "pop" closes. */
const NEXT = {
  value: VALUE,
  first_value: { ...VALUE, "]": "pop" },
  first_key: { string: "colon", "}": "pop" },
  key: { string: "colon" },
  colon: { ":": "value" },
  "{": { ",": "key", "}": "pop" },
  "[": { ",": "value", "]": "pop" },
};

/** The offset of the first letter that cannot stand there; the length of a text that breaks off. */
export function faultIn(text) {
  const open = [];
  let want = "value";
  let at = 0;
  const rest = () => at + text.slice(at).search(/[^ \t\r\n]|$/);
  while (want !== "after" || open.length) {
    TOKEN.lastIndex = at;
    const [whole = "", mark, string] = TOKEN.exec(text) ?? [];
    const kind = mark ?? (string ? "string" : "plain");
    const next = whole && NEXT[want === "after" ? open.at(-1) : want][kind];
    if (!next) return rest();
    if (next === "pop") open.pop();
    if (kind === "{" || kind === "[") open.push(kind);
    want = next === "pop" ? "after" : next;
    at += whole.length;
  }
  return rest() === text.length ? -1 : rest();
}

/** Line and column of an offset, counted from 1 as editors do. */
export function placeIn(text, offset) {
  const before = text.slice(0, offset).split("\n");
  return { line: before.length, column: before.at(-1).length + 1 };
}

/** A browser's reason without its own place, which is where it gave up. */
export const reasonIn = (message) => message.replace(/ (in JSON )?at (position|line) \d.*/s, "");
