/** The task policy: kernel, mode and flags of the last policy that the first task asks for. */

import { find, findAll, make, on } from "../dom.js";
import { policyOf, withMode, withPolicy } from "../draft.js";
import { numberOf } from "../events/edits.js";
import { t } from "../words.js";
import { flagReason, isAttribute, kernelOf, policyCount, policyPlace, withFlag, withKernel } from "./edits.js";

const modeOf = (vocabulary, name) => vocabulary.modes.find((each) => each.mode === name);

function flagRow([flag, means]) {
  const reason = make("small", { className: "reason", id: `flag-reason-${flag}` });
  const box = make("input", { type: "checkbox", value: flag });
  box.setAttribute("aria-describedby", reason.id);
  return make("div", {}, make("label", { className: "pick" }, box, make("code", { textContent: flag }), make("small", { className: "small", textContent: means })), reason);
}

function writeFlags(vocabulary, policy, kernel) {
  const mode = modeOf(vocabulary, policy.mode);
  for (const box of findAll("#mode-flags input")) {
    const reason = flagReason(mode, box.value, kernel, t);
    box.checked = policy.flags?.includes(box.value) ?? false;
    box.closest("div").hidden = isAttribute(box.value) && "attribute" in kernel.cannot && !box.checked;
    // What is refused can still be taken away.
    box.setAttribute("aria-disabled", String(reason !== "" && !box.checked));
    find(`#flag-reason-${box.value}`).textContent = reason;
  }
  const set = find("#flags-set");
  set.hidden = !policy.flags?.length;
  set.textContent = policy.flags?.join(", ") ?? "";
}

/** Which event the card edits, told where there is more than one. */
function writeEvent(draft) {
  const tag = find("#policy-of");
  const place = policyPlace(draft);
  tag.hidden = policyCount(draft) < 2;
  tag.textContent = place < 0 ? t("policy.of_none") : t("policy.of_event", { number: numberOf(draft, place) });
}

/** Tie kernel, mode and flags to the store. */
export function bindMode({ store, vocabulary, answer }) {
  const [kernel, mode, flags] = [find("#kernel"), find("#mode"), find("#mode-flags")];
  flags.replaceChildren(...Object.entries(vocabulary.flags).map(flagRow));
  on(mode, "change", () => store.edit(withMode(store.draft, mode.value)));
  on(kernel, "change", () => {
    const chosen = kernelOf(vocabulary, { kernel: kernel.value });
    const auto = store.draft.sysfs?.auto;
    store.edit(withKernel(store.draft, chosen, answer().page.weights));
    find("#status").textContent = auto && chosen.cannot.auto ? chosen.cannot.auto : "";
  });
  on(flags, "click", (event) => { if (event.target.ariaDisabled === "true") event.preventDefault(); });
  on(flags, "change", (event) => {
    const next = withFlag(policyOf(store.draft).flags ?? [], event.target.value, event.target.checked);
    store.edit(withPolicy(store.draft, { flags: next }));
  });

  function write(draft) {
    const policy = policyOf(draft);
    mode.value = policy.mode;
    kernel.value = draft.kernel ?? "linux-7.2";
    find("#kernel-note").textContent = `${kernel.value}: ${kernelOf(vocabulary, draft).source ?? ""}`;
    find("#meaning").textContent = modeOf(vocabulary, policy.mode)?.means ?? "";
    writeFlags(vocabulary, policy, kernelOf(vocabulary, draft));
    writeEvent(draft);
  }
  store.follow(write);
  write(store.draft);
}
