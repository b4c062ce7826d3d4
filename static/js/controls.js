/** The controls of the machine's card: what is set becomes a new draft. */

import { call } from "./api.js";
import { opened, sameAnswer } from "./document.js";
import { find, make, on } from "./dom.js";
import * as edits from "./draft.js";
import { setValue, whole } from "./numbers.js";
import { OPENED } from "./store.js";

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
}

/** Tie the controls to the bench. */
export function bindControls({ store, tell }) {
  const shape = { now: shapeOf(store.draft) };
  const preset = find("#preset");
  let chosen = 0;
  // A preset's machine stands for it, so that undo leads back to its name, too.
  const named = new WeakMap([[store.draft.machine, preset.value]]);
  store.follow((draft) => {
    write(draft, shape);
    preset.value = named.get(draft.machine) ?? "";
    find("#preset-note").textContent = preset.selectedOptions[0].title;
  });
  on(find("#controls"), "submit", (event) => event.preventDefault());

  /** Open a preset as its view says, unless another was chosen meanwhile or the draft was changed. */
  async function open(name, view) {
    const mine = ++chosen;
    if (!name) return;
    const before = store.draft;
    const late = () => mine !== chosen || !sameAnswer(before, store.draft);
    try {
      const draft = opened(await call(`/api/v1/presets/${name}`), JSON.parse(view));
      if (late()) return;
      named.set(draft.machine, name);
      store.edit(draft, OPENED);
    } catch (error) {
      if (late()) return;
      store.again();
      tell(error);
    }
  }
  on(preset, "change", () => open(preset.value, preset.selectedOptions[0].dataset.view));
  on(find("[data-rates]"), "input", (event) => {
    const value = whole(event.target);
    const node = Number(event.target.closest("tr").dataset.node);
    if (value !== null) store.edit(edits.withRate(store.draft, node, event.target.dataset.rate, value), `rate${node}`);
  });
  write(store.draft, shape);
}
