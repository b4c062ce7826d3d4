/** The controls: what people set becomes a new draft, and a new draft is written back. */

import { parted } from "./document.js";
import * as edits from "./draft.js";
import { find, findAll, make, on } from "./dom.js";

const KIND_LABELS = { dram: "DRAM", hbm: "HBM", cxl: "CXL", remote: "remote", pmem: "PMem" };
const RATES = ["read_mib_per_s", "write_mib_per_s", "idle_ns"];

function weightRow(node) {
  const label = make("label", { className: "pick" },
    make("input", { type: "checkbox", name: "nodes", value: node.id }), " ",
    make("i", { className: `mark kind-${node.kind}` }), ` node ${node.id}`);
  const slider = make("input", { className: "slider", type: "range", min: 1, max: 32, ariaLabel: `Weight of node ${node.id}, slider` });
  const amount = make("input", { className: "amount", type: "number", name: "w", min: 1, max: 255, ariaLabel: `Weight of node ${node.id}` });
  const row = make("div", { className: "weight" }, label, slider, amount);
  row.dataset.node = node.id;
  return row;
}

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

function setValue(input, value) {
  if (document.activeElement === input && input.value === "") return;
  if (input.value !== String(value)) input.value = value;
}

function writeNodes(draft) {
  const policy = edits.policyOf(draft);
  const chosen = new Set(edits.nodesIn(policy.nodes));
  const weighted = policy.mode === "weighted_interleave";
  for (const row of findAll("[data-nodes] .weight")) {
    const node = Number(row.dataset.node);
    const weight = edits.weightOf(draft, node);
    const slider = find(".slider", row);
    const box = find("input[type=checkbox]", row);
    box.checked = chosen.has(node);
    box.disabled = policy.mode === "default" || policy.mode === "local";
    slider.max = Math.max(32, weight);
    setValue(slider, weight);
    setValue(find(".amount", row), weight);
    row.classList.toggle("idle", !weighted || !chosen.has(node));
  }
}

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
    find("[data-nodes]").replaceChildren(...draft.machine.nodes.map(weightRow));
    find("[data-rates]").replaceChildren(...draft.machine.nodes.map(rateRow));
  }
  const mode = find("#mode");
  setValue(mode, edits.policyOf(draft).mode);
  find("#meaning").textContent = mode.selectedOptions[0]?.title ?? "";
  setValue(find("#pages"), edits.pagesOf(draft));
  const stream = draft.workload?.streams?.[0];
  setValue(find("#threads"), stream?.threads ?? 1);
  setValue(find("#reads"), Math.round((stream?.read_permille ?? 667) / 10));
  writeNodes(draft);
  writeRates(draft);
  for (const button of findAll("[data-suggest]")) button.hidden = edits.policyOf(draft).mode !== "weighted_interleave";
  if (find("#as-json").open && document.activeElement !== find("#json")) {
    find("#json").value = JSON.stringify(parted(draft).experiment, null, 1);
  }
}

/** The sentence about an input that holds nothing usable. */
function rule(input) {
  const name = input.ariaLabel || input.closest("label")?.querySelector("span")?.textContent || input.name;
  const most = input.max ? ` to ${input.max}` : " up";
  return `${name}: a whole number from ${input.min || 0}${most}.`;
}

/** A whole number from an input, or null, with a sentence, while it holds none within its limits. */
function whole(input, fail) {
  const value = Number(input.value);
  const fits = input.value !== "" && Number.isInteger(value)
    && value >= Number(input.min || 0) && value <= Number(input.max || Number.MAX_SAFE_INTEGER);
  input.setAttribute("aria-invalid", String(!fits));
  if (!fits) fail(new Error(rule(input)));
  return fits ? value : null;
}

function listenToNodes(store, fail) {
  on(find("[data-nodes]"), "input", (event) => {
    const row = event.target.closest(".weight");
    const node = Number(row.dataset.node);
    if (event.target.type === "checkbox") {
      const chosen = findAll("[data-nodes] input:checked").map((box) => Number(box.value));
      store.edit(edits.withPolicy(store.draft, { nodes: edits.nodesText(chosen) }));
      return;
    }
    const weight = whole(event.target, fail);
    if (weight !== null) store.edit(edits.withWeights(store.draft, { [node]: weight }), `weight${node}`);
  });
}

function listenToNumbers(store, fail) {
  const numbers = {
    "#pages": (draft, value) => edits.withPages(draft, value),
    "#threads": (draft, value) => edits.withStream(draft, { threads: value }),
    "#reads": (draft, value) => edits.withStream(draft, { read_permille: value * 10 }),
  };
  for (const [selector, edit] of Object.entries(numbers)) {
    on(find(selector), "input", (event) => {
      const value = whole(event.target, fail);
      if (value !== null) store.edit(edit(store.draft, value), selector);
    });
  }
  on(find("[data-rates]"), "input", (event) => {
    const value = whole(event.target, fail);
    const node = Number(event.target.closest("tr").dataset.node);
    if (value !== null) store.edit(edits.withRate(store.draft, node, event.target.dataset.rate, value), `rate${node}`);
  });
}

/** Tie the controls to the store. `loadPreset` fetches a preset by name, `weights` suggestions. */
export function bindControls(store, { loadPreset, suggestion, readJson, fail }) {
  const shape = { now: shapeOf(store.draft) };
  store.follow((draft) => write(draft, shape));
  on(find("#controls"), "submit", (event) => event.preventDefault());
  on(find("#mode"), "change", (event) => store.edit(edits.withMode(store.draft, event.target.value)));
  on(find("#preset"), "change", (event) => event.target.value && loadPreset(event.target.value));
  listenToNodes(store, fail);
  listenToNumbers(store, fail);
  for (const button of findAll("[data-suggest]")) {
    on(button, "click", () => store.edit(edits.withWeights(store.draft, suggestion(button.dataset.suggest) ?? {})));
  }
  const json = find("#json");
  json.readOnly = false;
  on(json, "input", () => readJson(json.value));
  on(find("#as-json"), "toggle", () => write(store.draft, shape));
  write(store.draft, shape);
}
