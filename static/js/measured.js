/**
 * Compare with a measurement: a pasted text becomes part of the view, and the server lays it over
 * the figures and tells what is left over.
 */

import { call } from "./api.js";
import { withView } from "./document.js";
import { find, findAll, make, on } from "./dom.js";
import { candidates, isChoice, joined, ofNode, partsOf } from "./overlays.js";
import { showTable } from "./view.js";
import { t } from "./words.js";

/** What a text says of a run, as the view keeps it; null where it says nothing. */
async function read(text) {
  const [{ scrubber }, { measuredView }] = await Promise.all([import("./import/pastes.js"), import("./import/sheet.js")]);
  const scrub = await scrubber();
  const [clean] = scrub([text]);
  const answer = await call("/api/v1/import", { texts: [{ text: clean.text }] });
  return measuredView(answer.measured, answer.format);
}

/** Why a text was refused, in words: its first problem, without the summary's pointers. */
function why(error) {
  const detail = error.problems?.find((each) => each.detail)?.detail;
  if (!detail) return error.message;
  return /^line \d/.test(detail) ? detail : t("results.measured_refused", { why: detail });
}

/** Tie the panel to the workbench. */
export function bindMeasured({ store, view, answer }) {
  const text = find("#measured-text");
  const said = find("#measured-said");
  const shown = find("#measured-shown");
  const of = find("#measured-node");
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
      said.textContent = why(error);
    }
    return undefined;
  }

  /** The choice of a node, where a curve has none of its own to go by. */
  function choose(measured) {
    const nodes = isChoice(measured) ? candidates(store.draft.machine) : [];
    of.parentElement.hidden = nodes.length < 2;
    const options = nodes.map(({ id, cpus }) => make("option", {
      value: String(id), textContent: t(cpus ? "results.measured_local" : "results.measured_node", { node: id }),
    }));
    if (nodes[1]?.cpus) options.push(make("option", { value: "", textContent: t("results.measured_all") }));
    of.replaceChildren(...options);
    const [curve] = measured?.curves ?? [];
    if (nodes.length) of.value = curve.together ? "" : String(curve.node ?? nodes[0].id);
  }

  function write() {
    const { measured } = store.draft.view;
    shown.hidden = !measured;
    choose(measured);
    const parts = partsOf(measured).map(([part, name]) => t(`results.measured_part_${part}`, { name }));
    find("span", shown).textContent = t("results.measured_shown", { n: parts.length, name: parts.join(t("results.measured_and")) });
    for (const place of findAll("[data-residuals]")) {
      const table = measured && answer().tables[place.dataset.residuals];
      place.hidden = !table;
      if (table) showTable(find("table", place), table);
    }
    find("#measured-alone").hidden = !measured?.curves?.length || !find("[data-residuals=measured_latency]").hidden;
  }

  on(find("#measured-compare"), "click", compare);
  find("#measured-compare").disabled = false;
  on(of, "change", () => put(ofNode(store.draft.view.measured, of.value)));
  on(find("button", shown), "click", () => {
    put(undefined);
    find("#measured-paste > summary").focus();
  });
  store.follow(write);
  view.follow(write);
  write();
}
