/**
 * A share in a frame: its weights can be moved, the page around may move them, too, and the link to
 * the explorer always opens what is shown. A frame shows the end, whatever moment was saved. The frame's own address never changes.
 */

import { asSpoken } from "../address.js";
import { call, previewer } from "../api.js";
import { find } from "../dom.js";
import { linked, opened, parted, withView } from "../document.js";
import { withWeights } from "../draft.js";
import { decimal } from "../format.js";
import { toFragment } from "../link.js";
import { createStore } from "../store.js";
import { t } from "../words.js";
import { bindGuess } from "./guess.js";
import { createLine, faultIn, spoken } from "./protocol.js";
import { show } from "./show.js";
import { bindWeights } from "./weights.js";

document.documentElement.classList.add("scripts");

const boot = JSON.parse(find("#boot").textContent);
const store = createStore(opened(boot.experiment, boot.view, boot.sid));
const shown = { result: boot.result, weights: boot.weights };
const explorer = find("#explore");
const asItWas = explorer.href;

const line = createLine(globalThis, {
  ping: () => {
    setTimeout(tellSize);
    return { type: "ready", version: 1, sid: boot.sid };
  },
  get: () => ({ type: "state", experiment: parted(store.draft).experiment }),
  set: ({ weights }) => {
    const fault = faultIn(weights, store.draft.machine.nodes);
    if (fault) return { type: "error", detail: fault };
    store.edit(withWeights(store.draft, weights));
    return undefined;
  },
});

const preview = previewer(
  (draft) => call(`/api/v1/preview?figures=&pictures=${boot.pictures.join(",")}`, parted(withView(draft, { moment: undefined }))),
  (answer) => {
    Object.assign(shown, { result: answer.result, weights: answer.page.weights });
    find("#problems").hidden = true;
    show(answer);
    shown.guessed?.();
    const [stream] = answer.result.streams;
    find("#status").textContent = stream && (document.querySelector("#results")?.open ?? true) ? t("embed.now", { rate: decimal(stream.gb_per_s, 0) }) : "";
    document.body.dataset.shown = Number(document.body.dataset.shown) + 1;
    line.say({ type: "result", ...spoken(answer.result, answer.page.weights) });
  },
  (error) => {
    const place = find("#problems");
    place.textContent = error.problems?.length ? t("state.cannot_run") : error.message;
    place.hidden = false;
    line.say({ type: "error", detail: error.message });
  },
);

const textOf = (draft) => JSON.stringify(linked(draft));
const unedited = textOf(store.initial);

/** What the link opens: the share as it was saved, or the draft with the share as its parent. */
async function writeLink(draft) {
  const address = textOf(draft) === unedited ? asItWas : asSpoken("/") + await toFragment(linked(draft));
  if (draft === store.draft) explorer.href = address;
}

let height;

function tellSize() {
  height = Math.ceil(document.body.getBoundingClientRect().height);
  line.say({ type: "resize", height });
}

new ResizeObserver(() => {
  if (Math.ceil(document.body.getBoundingClientRect().height) !== height) tellSize();
}).observe(document.body);

store.follow((draft) => {
  preview(draft);
  writeLink(draft);
});
const place = document.querySelector("[data-weights]");
if (place) bindWeights(place, store, () => shown.weights);
if (document.querySelector("#guess")) shown.guessed = bindGuess(() => shown.result, boot);
document.body.dataset.shown = 0;
