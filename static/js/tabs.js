/** Tabs after the WAI-ARIA pattern: one is selected, arrow keys walk, Home and End jump. */

import { findAll, on } from "./dom.js";

const MOVES = {
  ArrowRight: (place, count) => (place + 1) % count,
  ArrowLeft: (place, count) => (place - 1 + count) % count,
  Home: () => 0,
  End: (_, count) => count - 1,
};

/** The place that a key leads to from `place` of `count`, or null for a key without a meaning. */
export function moved(key, place, count) {
  return Object.hasOwn(MOVES, key) ? MOVES[key](place, count) : null;
}

/** Tie a tab list; `choose` is called with the tab that becomes selected. */
export function bindTabs(list, choose) {
  const tabs = findAll('[role="tab"]', list);

  function select(tab) {
    for (const each of tabs) {
      each.setAttribute("aria-selected", String(each === tab));
      each.tabIndex = each === tab ? 0 : -1;
    }
    choose(tab);
  }

  on(list, "click", (event) => {
    const tab = event.target.closest('[role="tab"]');
    if (tab) select(tab);
  });
  on(list, "keydown", (event) => {
    const next = moved(event.key, tabs.indexOf(event.target), tabs.length);
    if (next === null) return;
    event.preventDefault();
    tabs[next].focus();
    select(tabs[next]);
  });
}
