/** The experiment in a file: a picture of ours, or JSON. Nothing is sent; the server checks it later. */

import { readDocument } from "../document.js";
import { contentHash } from "../hash.js";
import { isPng, textIn as textInPng } from "./png.js";
import { MOST_JSON, Refused } from "./refused.js";
import { textIn as textInSvg } from "./svg.js";

const MOST_BYTES = 16 * 1024 * 1024;
const START = 4096;
/** What an experiment has and nothing else that is read here: enough to know a broken one by. */
const PARTS = ["kernel", "events", "sysfs", "machine"];
const OURS = new RegExp(`"(${PARTS.join("|")})"\\s*:`);

const hasPart = (value) => typeof value === "object" && value !== null && PARTS.some((part) => part in value);

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** The JSON value of a picture's text. Throws Refused. */
function ofPicture(text) {
  if (text === null) return null;
  const value = parsed(text);
  if (!readDocument(value)) throw new Refused("files.no_experiment");
  return value;
}

/** The value that bytes carry: an experiment, or one in its wrapper; null where there is none. */
async function carriedIn(bytes) {
  if (isPng(bytes)) {
    const held = await textInPng(bytes);
    if (held === null) throw new Refused("files.nothing");
    return ofPicture(held);
  }
  const text = new TextDecoder().decode(bytes);
  if (/<svg[\s>]/.test(text.slice(0, START))) return ofPicture(textInSvg(text));
  if (!/^\ufeff?\s*\{/.test(text) || bytes.length > MOST_JSON) return null;
  const value = parsed(text);
  if (value === null && OURS.test(text)) throw new Refused("files.no_json");
  if (value === null || readDocument(value)) return value;
  if (hasPart(value) || hasPart(value.experiment)) throw new Refused("files.incomplete");
  return null;
}

/**
 * The draft in a file, or null where it holds no experiment. Throws Refused for damaged or too large
 * ones, and where the experiment is not the one that its hash names.
 */
export async function draftIn(file) {
  if (file.size > MOST_BYTES) return null;
  const value = await carriedIn(new Uint8Array(await file.arrayBuffer()));
  if (value === null) return null;
  if (value.experiment && value.content !== undefined) {
    const hash = await contentHash(value.experiment);
    if (hash !== null && hash !== value.content) throw new Refused("files.other_hash");
  }
  return readDocument(value.sid ? { ...value, parent: value.sid } : value);
}
