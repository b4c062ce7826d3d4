/** The controls of the machine's card and the JSON text: what is set becomes a new draft. */

import { parted } from "./document.js";
import { find, make, on } from "./dom.js";
import * as edits from "./draft.js";
import { setValue, whole } from "./numbers.js";

const KIND_LABELS = { dram: "DRAM", hbm: "HBM", cxl: "CXL", remote: "remote", pmem: "PMem" };
const RATES = ["read_mib_per_s", "write_mib_per_s", "idle_ns"];

function rateRow(node) {
  const cells = RATES.map((field) => {
    const input = make("input", { type: "number", min: 1, ariaLabel: `${field} of node ${node.id}` });
    input.dataset.rate = field;
    return make("td", { className: "number" }, input);
  });
  const row = make("tr", {}, make("th", { scope: "row", textContent: node.id }), make("td", { textContent: KIND_LABELS[node.kind] }), ...cells);
  row.dataset.node = node.id;
  return row;
}

const shapeOf = (draft) => draft.machine.nodes.map((node) => `${node.id}:${node.kind}`).join(" ");

function writeRates(draft) {
  draft.machine.nodes.forEach((node, place) => {
    for (const field of RATES) {
      const input = find(`[data-rates] [data-node="${node.id}"] [data-rate="${field}"]`);
      input.disabled = false;
      setValue(input, node[field] ?? "");
      const source = draft.machine.sources?.[`/nodes/${place}/${field}`];
      const chip = input.parentElement.querySelector(".chip");
      if (source && source !== "typed" && !chip) input.after(make("span", { className: "chip", textContent: source }));
      if (!source || source === "typed") chip?.remove();
    }
  });
}

function write(draft, shape) {
  if (shapeOf(draft) !== shape.now) {
    shape.now = shapeOf(draft);
    find("[data-rates]").replaceChildren(...draft.machine.nodes.map(rateRow));
  }
  writeRates(draft);
  if (find("#as-json").open && document.activeElement !== find("#json")) {
    find("#json").setAttribute("aria-invalid", "false");
    find("#json").value = JSON.stringify(parted(draft).experiment, null, 1);
  }
}

/** Tie the controls to the store. `loadPreset` fetches a preset by name; it opens as its view says. */
export function bindControls(store, { loadPreset, readJson }) {
  const shape = { now: shapeOf(store.draft) };
  const preset = find("#preset");
  // A preset's machine stands for it, so that undo leads back to its name, too.
  const named = new WeakMap([[store.draft.machine, preset.value]]);
  store.follow((draft) => {
    write(draft, shape);
    preset.value = named.get(draft.machine) ?? "";
    find("#preset-note").textContent = preset.selectedOptions[0].title;
  });
  on(find("#controls"), "submit", (event) => event.preventDefault());
  on(preset, "change", () => {
    const name = preset.value;
    const { view } = preset.selectedOptions[0].dataset;
    if (name) loadPreset(name, view, (draft) => named.set(draft.machine, name));
  });
  on(find("[data-rates]"), "input", (event) => {
    const value = whole(event.target);
    const node = Number(event.target.closest("tr").dataset.node);
    if (value !== null) store.edit(edits.withRate(store.draft, node, event.target.dataset.rate, value), `rate${node}`);
  });
  const json = find("#json");
  json.readOnly = false;
  on(json, "input", () => readJson(json.value));
  on(find("#as-json"), "toggle", () => write(store.draft, shape));
  write(store.draft, shape);
}
