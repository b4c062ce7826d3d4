/** Nodes and weights: slider and number together, by bandwidth, as the kernel would, or auto. */

import { find, findAll, make, on } from "../dom.js";
import * as edits from "../draft.js";
import { setValue, whole } from "../numbers.js";
import { t } from "../words.js";
import { kernelOf, withAuto } from "./edits.js";

function weightRow(node) {
  const label = make("label", { className: "pick" },
    make("input", { type: "checkbox", name: "nodes", value: node.id }), " ",
    make("i", { className: `mark kind-${node.kind}` }), ` ${t("policy.node", { node: node.id })}`);
  const slider = make("input", { className: "slider", type: "range", min: 1, max: 32, ariaLabel: t("policy.weight_slider", { node: node.id }) });
  const amount = make("input", { className: "amount", type: "number", name: "w", min: 1, max: 255, ariaLabel: t("policy.weight_of", { node: node.id }), inputMode: "numeric" });
  const row = make("div", { className: "weight" }, label, slider, amount);
  row.dataset.node = node.id;
  return row;
}

const shapeOf = (draft) => draft.machine.nodes.map((node) => `${node.id}:${node.kind}`).join(" ");

function writeRows(draft, { weights: shown, weights_note: later }, cannot) {
  const memory = new Set(edits.memoryNodes(draft));
  const filed = (node) => !cannot.empty_node_weight || memory.has(node);
  const policy = edits.policyOf(draft);
  const chosen = new Set(edits.nodesIn(policy.nodes ?? ""));
  const weighted = policy.mode === "weighted_interleave";
  const auto = draft.sysfs?.auto ?? false;
  for (const row of findAll("[data-nodes] .weight")) {
    const node = Number(row.dataset.node);
    const weight = auto ? shown[node] ?? 1 : edits.weightOf(draft, node);
    const [slider, amount, box] = [find(".slider", row), find(".amount", row), find("input[type=checkbox]", row)];
    box.checked = chosen.has(node);
    box.disabled = policy.mode === "default" || policy.mode === "local";
    slider.max = Math.max(32, weight);
    setValue(slider, weight);
    setValue(amount, weight);
    slider.disabled = amount.readOnly = auto || !filed(node);
    amount.setAttribute("aria-describedby", amount.readOnly ? "weights-note" : "");
    row.classList.toggle("idle", !weighted || !chosen.has(node));
  }
  const note = find("#weights-note");
  const idle = auto || weighted ? "" : t("policy.weights_idle", { mode: policy.mode });
  const fileless = draft.machine.nodes.every(({ id }) => filed(id)) ? "" : cannot.empty_node_weight;
  note.textContent = [auto ? t("policy.auto_sets") : "", idle, later, fileless].filter(Boolean).join(" ");
  note.hidden = note.textContent === "";
}

function writeAuto(draft, why = "") {
  const box = find("#auto-weights");
  box.checked = draft.sysfs?.auto ?? false;
  box.setAttribute("aria-disabled", String(why !== "" && !box.checked));
  find("#auto-note").textContent = why;
}

/** Weights to take over stand where weights count; what the kernel cannot compute says why. */
function writeSuggestions(draft, why = "") {
  for (const button of findAll("[data-suggest]")) {
    button.hidden = edits.policyOf(draft).mode !== "weighted_interleave";
    button.setAttribute("aria-disabled", String(button.dataset.suggest === "kernel" && why !== ""));
  }
}

function listen(store) {
  on(find("[data-nodes]"), "input", (event) => {
    const row = event.target.closest(".weight");
    if (event.target.type === "checkbox") {
      const chosen = findAll("[data-nodes] input:checked").map((box) => Number(box.value));
      store.edit(edits.withPolicy(store.draft, { nodes: edits.nodesText(chosen) }));
      return;
    }
    const node = Number(row.dataset.node);
    const weight = whole(event.target);
    if (weight !== null) store.edit(edits.withWeights(store.draft, { [node]: weight }), `weight${node}`);
  });
}

/** A click on the curve sets the weight there, a step of its own. */
function listenToCurve(store) {
  on(find("[data-figure=bandwidth]"), "ilx:point", ({ detail: { x, data } }) => {
    const { node } = data.meta;
    if (!find(`.weight[data-node="${node}"] .slider`).disabled) store.edit(edits.withWeights(store.draft, { [node]: x }));
  });
}

/** Tie nodes and weights to the store. */
export function bindWeights({ store, view, vocabulary, answer }) {
  let shape = shapeOf(store.draft);
  const shown = () => answer().page.weights;

  function write(draft) {
    if (shapeOf(draft) !== shape) {
      shape = shapeOf(draft);
      find("[data-nodes]").replaceChildren(...draft.machine.nodes.map(weightRow));
    }
    const { cannot } = kernelOf(vocabulary, draft);
    writeRows(draft, answer().page, cannot);
    writeAuto(draft, cannot.auto);
    writeSuggestions(draft, cannot.auto);
  }

  listen(store);
  listenToCurve(store);
  const auto = find("#auto-weights");
  on(auto, "click", (event) => { if (auto.ariaDisabled === "true") event.preventDefault(); });
  on(auto, "change", () => store.edit(withAuto(store.draft, auto.checked, shown())));
  const note = find("#suggestion-note");
  for (const button of findAll("[data-suggest]")) {
    on(button, "click", () => {
      if (button.ariaDisabled === "true") return;
      const { suggestions, suggestion_notes: notes } = answer().page;
      note.textContent = notes[button.dataset.suggest] ?? "";
      note.hidden = note.textContent === "";
      store.edit(edits.withWeights(store.draft, suggestions[button.dataset.suggest] ?? {}));
    });
  }
  store.follow(write);
  view.follow(() => write(store.draft));
  write(store.draft);
}
