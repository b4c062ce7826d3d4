/** A slider and a number for the weight of each node of the policy. */

import { find, make, on } from "../dom.js";
import { nodesIn, policyOf, weightOf, withWeights } from "../draft.js";
import { setValue, whole } from "../numbers.js";
import { t } from "../words.js";

const WIDE = 32;

/** Ids of the nodes that the policy names, and the machine has; all without a policy. */
function nodesOf(draft) {
  const named = new Set(nodesIn(policyOf(draft).nodes ?? ""));
  return draft.machine.nodes.filter((node) => named.size === 0 || named.has(node.id));
}

function rowOf(node) {
  const name = make("span", { className: "pick" }, make("i", { className: `mark kind-${node.kind}` }), ` ${t("embed.node", { node: node.id })}`);
  const slider = make("input", { className: "slider", type: "range", min: 1, max: WIDE, ariaLabel: t("embed.weight_slider", { node: node.id }) });
  const amount = make("input", { className: "amount", type: "number", min: 1, max: 255, ariaLabel: t("embed.weight_of", { node: node.id }), inputMode: "numeric" });
  const row = make("div", { className: "weight" }, name, slider, amount);
  row.dataset.node = node.id;
  return row;
}

/** Tie the weights to the store; `shown` gives the weights in force, where the kernel sets them. */
export function bindWeights(place, store, shown) {
  place.replaceChildren(...nodesOf(store.draft).map(rowOf));

  function write(draft) {
    for (const row of place.children) {
      const node = Number(row.dataset.node);
      const weight = draft.sysfs?.auto ? shown()[node] ?? 1 : weightOf(draft, node);
      find(".slider", row).max = Math.max(WIDE, weight);
      setValue(find(".slider", row), weight);
      setValue(find(".amount", row), weight);
    }
    const { mode } = policyOf(draft);
    const note = find("#weights-note");
    note.hidden = mode === "weighted_interleave";
    note.textContent = note.hidden ? "" : t("embed.weights_idle", { mode });
  }

  on(place, "input", (event) => {
    const weight = whole(event.target);
    if (weight !== null) store.edit(withWeights(store.draft, { [event.target.closest(".weight").dataset.node]: weight }));
  });
  store.follow(write);
  write(store.draft);
}
