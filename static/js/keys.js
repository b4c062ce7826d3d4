/** The list of keyboard shortcuts: "?" opens it, and so does a button in the footer. */

import { find, make, on } from "./dom.js";
import { t } from "./words.js";

const keys = [
  ["Ctrl+Z", "state.key_undo"],
  ["Ctrl+Shift+Z, Ctrl+Y", "state.key_redo"],
  ["Alt+↑, Alt+↓", "state.key_move"],
  ["Delete", "state.key_delete"],
  ["+, −", "state.key_zoom"],
  ["←, →, ↑, ↓, Home, End, PageUp, PageDown", "state.key_walk"],
  ["Enter", "state.key_enter"],
  ["?", "state.key_help"],
];

/** Add lines to the list: [keys, word] each. */
export function addKeys(...lines) {
  keys.push(...lines);
}

function dialog() {
  const close = make("button", { type: "button", textContent: t("state.close") });
  const rows = keys.map(([key, word]) => make("tr", {},
    make("th", { scope: "row" }, make("kbd", { textContent: key })), make("td", { textContent: t(word) })));
  const sheet = make("div", { className: "sheet" },
    make("h2", { id: "keys-title", textContent: t("state.keys") }),
    make("table", {}, make("tbody", {}, ...rows)), make("div", { className: "buttons" }, close));
  const made = make("dialog", { id: "keys" }, sheet);
  made.setAttribute("aria-labelledby", "keys-title");
  on(close, "click", () => made.close());
  on(made, "close", () => made.remove());
  document.body.append(made);
  made.showModal();
}

/** Whether somebody is writing text where a key means itself. */
export function writes(target) {
  return target.matches?.("textarea, select, [contenteditable], input:not([type=range], [type=checkbox], [type=radio], [type=number])") ?? false;
}

/** Tie the list to "?" and to its button. */
export function bindKeys() {
  const button = find("#show-keys");
  button.hidden = false;
  on(button, "click", dialog);
  on(document, "keydown", (event) => {
    if (event.key !== "?" || event.ctrlKey || event.metaKey || event.altKey || writes(event.target)) return;
    if (document.querySelector("dialog[open]")) return;
    event.preventDefault();
    dialog();
  });
}
