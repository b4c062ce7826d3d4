/** Files dropped anywhere on the page. */

import { on } from "../dom.js";

const carriesFiles = (event) => [...(event.dataTransfer?.types ?? [])].includes("Files");

/** Show `hint` while files hover over the page, and hand them to `take` when they fall. */
export function bindDrop(hint, take) {
  let depth = 0;
  const hover = (change) => (event) => {
    if (!carriesFiles(event)) return;
    depth = Math.max(0, depth + change);
    hint.hidden = depth === 0;
  };
  on(document, "dragenter", hover(1));
  on(document, "dragleave", hover(-1));
  on(document, "dragover", (event) => {
    if (carriesFiles(event)) event.preventDefault();
  });
  on(document, "drop", (event) => {
    if (event.defaultPrevented || !carriesFiles(event)) return;
    event.preventDefault();
    depth = 0;
    hint.hidden = true;
    take([...event.dataTransfer.files]);
  });
}
