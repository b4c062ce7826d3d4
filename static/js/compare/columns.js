/** The columns of a comparison: what is told of each experiment, and a small form to change it. */

import { memoryNodes, nodesIn, nodesText, policyOf, weightOf, withMode, withPolicy, withWeights } from "../draft.js";
import { make, on } from "../dom.js";
import { setValue, whole } from "../numbers.js";
import { t } from "../words.js";

function modeField(draft, modes, change) {
  const options = modes.map((mode) => make("option", { value: mode, textContent: mode.replaceAll("_", " ") }));
  const select = make("select", {}, ...options);
  select.value = policyOf(draft()).mode;
  on(select, "change", () => change(withMode(draft(), select.value)));
  return make("label", { className: "field" }, make("span", { textContent: t("compare.mode") }), select);
}

function nodeRow(node, draft, change) {
  const box = make("input", { type: "checkbox", value: node });
  const weight = make("input", { type: "number", min: 1, max: 255, ariaLabel: t("compare.weight_of", { node }) });
  on(box, "change", () => {
    const others = nodesIn(policyOf(draft()).nodes).filter((each) => each !== node);
    change(withPolicy(draft(), { nodes: nodesText(box.checked ? [...others, node] : others) }));
  });
  on(weight, "input", () => {
    const value = whole(weight);
    if (value !== null) change(withWeights(draft(), { [node]: value }));
  });
  const row = make("div", { className: "pick" }, make("label", { className: "pick" }, box, ` ${node}`), weight);
  return {
    row,
    write() {
      const policy = policyOf(draft());
      box.checked = nodesIn(policy.nodes).includes(node);
      box.disabled = policy.mode === "default" || policy.mode === "local";
      weight.disabled = policy.mode !== "weighted_interleave";
      setValue(weight, weightOf(draft(), node));
    },
  };
}

/**
 * One column. `experiment` has `title` and `draft`; `acts.change(draft)`, `acts.open()` and
 * `acts.remove()` (null where it may not go) are what people can do.
 */
export function createColumn(letter, experiment, modes, acts) {
  const draft = () => experiment.draft;
  const policy = make("p", { className: "policy" });
  const told = make("div", { className: "told" });
  const nodes = memoryNodes(draft()).slice(0, 16).map((node) => nodeRow(node, draft, acts.change));
  const open = make("button", { type: "button", textContent: t("compare.open"), ariaLabel: t("compare.open_letter", { letter }) });
  on(open, "click", acts.open);
  const buttons = make("div", { className: "buttons" }, open);
  if (acts.remove) {
    const remove = make("button", { type: "button", className: "quiet", textContent: t("compare.remove"), ariaLabel: t("compare.remove_letter", { letter }) });
    on(remove, "click", acts.remove);
    buttons.append(remove);
  }
  const form = make("fieldset", { className: "change" },
    make("legend", { className: "unseen", textContent: t("compare.change_letter", { letter }) }),
    modeField(draft, modes, acts.change),
    make("div", { className: "field" }, make("span", { textContent: t("compare.nodes_weights") }), ...nodes.map((each) => each.row)));
  const title = make("span");
  const root = make("section", { className: "card column" },
    make("h3", {}, make("span", { className: "letter", textContent: letter }), " ", title),
    policy, form, told, buttons);
  const write = () => {
    title.textContent = experiment.title;
    root.ariaLabel = `${letter}: ${experiment.title}`;
    for (const each of nodes) each.write();
  };
  write();
  return { root, write, show: (column) => show(column, policy, told) };
}

function show(column, policy, told) {
  policy.textContent = column.policy;
  if (column.letter === "A") {
    told.replaceChildren(make("p", { className: "small", textContent: t("compare.baseline") }));
    return;
  }
  const changes = column.changes.length ? column.changes : [t("compare.no_changes")];
  told.replaceChildren(
    make("p", {}, make("strong", { textContent: column.differs })),
    make("h4", { textContent: t("compare.changes") }),
    make("ul", {}, ...changes.map((change) => make("li", { textContent: change }))));
}
