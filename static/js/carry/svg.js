/**
 * Text in an SVG: the content of one metadata element. A file with a document type is not parsed at
 * all, so that no entity is ever expanded; a parsed document runs no script and loads nothing.
 */

import { KEYWORD, MOST_JSON, Refused } from "./refused.js";

const SVG = "http://www.w3.org/2000/svg";
const TYPE = "image/svg+xml";
const DECLARED = /<!\s*(DOCTYPE|ENTITY)/i;

/** JSON whose letters XML can hold, escaped where it cannot. */
const safe = (json) => json.replace(/[\ufffe\uffff]/g, (letter) => `\\u${letter.charCodeAt(0).toString(16)}`);

/** The SVG text with a JSON text in it. */
export function withText(svg, json) {
  const parsed = new DOMParser().parseFromString(svg, TYPE);
  const metadata = parsed.createElementNS(SVG, "metadata");
  metadata.setAttribute("id", KEYWORD);
  metadata.textContent = safe(json);
  parsed.documentElement.prepend(metadata);
  return new XMLSerializer().serializeToString(parsed);
}

/** The text of ours in an SVG, or null. Throws Refused. */
export function textIn(svg) {
  if (!svg.includes(KEYWORD)) return null;
  if (DECLARED.test(svg)) throw new Refused("files.declares");
  const parsed = new DOMParser().parseFromString(svg, TYPE);
  if (parsed.getElementsByTagName("parsererror").length) throw new Refused("files.damaged");
  const found = [...parsed.getElementsByTagNameNS(SVG, "metadata")].filter((each) => each.getAttribute("id") === KEYWORD);
  if (!found.length) return null;
  if (found.length > 1 || found[0].childElementCount) throw new Refused("files.damaged");
  if (found[0].textContent.length > MOST_JSON) throw new Refused("files.too_large");
  return found[0].textContent;
}
