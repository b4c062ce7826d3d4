/**
 * Compare with a measurement: a pasted text becomes part of the view, and the server lays it over
 * the figures and tells what is left over.
 */

import { call } from "./api.js";
import { withView } from "./document.js";
import { find, findAll, on } from "./dom.js";
import { scrubber } from "./import/pastes.js";
import { measuredView } from "./import/sheet.js";
import { showTable } from "./view.js";
import { t } from "./words.js";

/** What was measured before, with the parts exchanged that are measured anew. */
export function joined(before, now) {
  if (!before) return now;
  const pages = Object.keys(now.pages).length ? now.pages : before.pages ?? {};
  const curves = now.curves.length ? now.curves : before.curves ?? [];
  const name = pages === now.pages && curves === now.curves ? now.name : [...new Set([before.name, now.name])].join(", ");
  return { name: name.slice(0, 80), pages, curves };
}

/** What a text says of a run, as the view keeps it; null where it says nothing. */
async function read(text) {
  const scrub = await scrubber();
  const answer = await call("/api/v1/import", { texts: [{ text: scrub(text).text }] });
  return measuredView(answer.measured, answer.format);
}

/** Tie the panel to the workbench. */
export function bindMeasured({ store, view, answer }) {
  const text = find("#measured-text");
  const said = find("#measured-said");
  const shown = find("#measured-shown");
  const put = (measured) => store.edit(withView(store.draft, { measured }));

  async function compare() {
    if (!text.value.trim()) {
      said.textContent = t("results.measured_empty");
      return text.focus();
    }
    said.textContent = "";
    try {
      const measured = await read(text.value);
      if (measured) put(joined(store.draft.view.measured, measured));
      else said.textContent = t("results.measured_none");
    } catch (error) {
      said.textContent = [error.message, ...(error.problems ?? []).map((each) => each.detail)].filter(Boolean)[0];
    }
    return undefined;
  }

  function write() {
    const { measured } = store.draft.view;
    shown.hidden = !measured;
    find("span", shown).textContent = measured ? t("results.measured_shown", { name: measured.name || "–" }) : "";
    for (const place of findAll("[data-residuals]")) {
      const table = measured && answer().tables[place.dataset.residuals];
      place.hidden = !table;
      if (table) showTable(find("table", place), table);
    }
    find("#measured-alone").hidden = !measured?.curves?.length || !find("[data-residuals=measured_latency]").hidden;
  }

  on(find("#measured-compare"), "click", compare);
  on(find("button", shown), "click", () => {
    put(undefined);
    find("#measured-paste > summary").focus();
  });
  store.follow(write);
  view.follow(write);
  write();
}
