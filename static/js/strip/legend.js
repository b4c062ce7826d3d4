/** What the colours of the strip stand for: a mark and a name for each place that a cell shows. */

import { make } from "../dom.js";
import { placeName } from "./words.js";

/** The places of marks, nodes before what is nowhere: [node, kind] each, once. */
export function placesOf(marks) {
  const kinds = new Map(marks.map(({ node, kind }) => [node, kind]));
  return [...kinds].sort(([a], [b]) => (a < 0) - (b < 0) || a - b);
}

/** A legend in an element, written anew only when its places change. */
export function createLegend(element) {
  let written = "";
  return {
    write(marks, looks = {}) {
      const places = placesOf(marks).map(([node, kind]) => [node, `${kind} ${looks[node]?.texture ?? ""}`]);
      if (written === String(places)) return;
      written = String(places);
      element.replaceChildren(...places.map(([node, kind]) =>
        make("span", {}, make("i", { className: `mark kind-${kind}` }), ` ${placeName(node)}`)));
    },
  };
}
