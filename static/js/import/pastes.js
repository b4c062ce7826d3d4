/**
 * Texts before they are sent: files become text, lines are found, what names a person is taken
 * out. Nothing here talks to the server but for the table of rules.
 */

import { call } from "../api.js";
import { scrub } from "../scrub.js";

/** So many bytes one text may have; the server takes as much for all of them. */
export const MOST_BYTES = 4 * 1024 * 1024;

/** So many texts may be read together. */
export const MOST_TEXTS = 16;

const BYTE_ORDERS = [[[0xff, 0xfe], "utf-16le"], [[0xfe, 0xff], "utf-16be"], [[], "utf-8"]];

/** A file that cannot be taken; `word` names the sentence that tells why. */
export class Unreadable extends Error {
  constructor(word, name) {
    super(word);
    this.word = word;
    this.file = name;
  }
}

/** The text in bytes, or null where they are no text. */
export function textIn(bytes) {
  const [, order] = BYTE_ORDERS.find(([mark]) => mark.every((byte, place) => bytes[place] === byte));
  try {
    const text = new TextDecoder(order, { fatal: true }).decode(bytes);
    return text.includes("\0") ? null : text;
  } catch {
    return null;
  }
}

/** What a file holds, as a paste. Throws Unreadable. */
export async function readFile(file) {
  if (file.size > MOST_BYTES) throw new Unreadable("import.too_big", file.name);
  const text = textIn(new Uint8Array(await file.arrayBuffer()));
  if (text === null) throw new Unreadable("import.no_text", file.name);
  if (!text.trim()) throw new Unreadable("import.empty_file", file.name);
  return { name: file.name, text, told: null };
}

/** Bytes of a text as it is sent. */
export const bytesOf = (text) => new TextEncoder().encode(text).length;

/** Number of lines of a text. */
export const linesOf = (text) => (text ? text.replace(/\n$/, "").split("\n").length : 0);

/** Where a line starts and ends in a text; the last line where there is no such line. */
export function lineSpan(text, line) {
  let start = 0;
  for (let passed = 1; passed < line; passed += 1) {
    const next = text.indexOf("\n", start);
    if (next < 0) break;
    start = next + 1;
  }
  const end = text.indexOf("\n", start);
  return [start, end < 0 ? text.length : end];
}

/** Which text and which line a problem speaks of; nulls where it does not say. */
export function placeOf({ pointer, detail }) {
  const text = /^\/texts\/(\d+)/.exec(pointer ?? "");
  const line = /\bline (\d+)/.exec(detail ?? "");
  return { text: text && Number(text[1]), line: line && Number(line[1]) };
}

let table;

/** A function that takes out of texts what names a machine or a person: a name of one, out of all. */
export async function scrubber() {
  table ??= call(new URL("../../scrub-rules.json", import.meta.url));
  try {
    const rules = await table;
    return (texts) => {
      const names = [...new Set(texts.flatMap((text) => remembered(text, rules, []).names))];
      return texts.map((text) => remembered(text, rules, names));
    };
  } catch (error) {
    table = undefined;
    throw error;
  }
}

const known = new Map();

/** The last results are kept by their text, so that typing scrubs one text and not all. */
function remembered(text, rules, names) {
  const key = `${names} ${text}`;
  if (!known.has(key)) {
    if (known.size >= 2 * MOST_TEXTS) known.clear();
    known.set(key, scrub(text, rules, names));
  }
  return known.get(key);
}
