/**
 * The workbench. One direction: draft → request → answer → view. The page is complete before
 * this module runs; it only makes it follow the user.
 */

import { bindAddress, bindSkip } from "./address.js";
import { bindAdvice } from "./advice.js";
import { call, previewer } from "./api.js";
import { bindAutosave } from "./autosave.js";
import { bindCompare } from "./compare/button.js";
import { bindControls } from "./controls.js";
import { find, on } from "./dom.js";
import { opened, parted, sameAnswer } from "./document.js";
import { nodesText, withPolicy, withWeights } from "./draft.js";
import { bindEditor } from "./editor/editor.js";
import { problemText } from "./events/edits.js";
import { bindEvents } from "./events/list.js";
import { bindHistory } from "./history.js";
import { bindHome } from "./home.js";
import { bindImportDoor } from "./import/door.js";
import { bindKeys } from "./keys.js";
import { createWatch } from "./offline.js";
import { bindPolicies } from "./policy/card.js";
import { somebody } from "./presence.js";
import { bindPrint } from "./print.js";
import { bindShare } from "./share.js";
import { bindShared } from "./shared.js";
import { createStore } from "./store.js";
import { bindTake } from "./take.js";
import { bindTimeline } from "./timeline/timeline.js";
import { createView } from "./view.js";
import { bindStrip } from "./strip/strip.js";
import { whenOpened } from "./unfold.js";
import { t } from "./words.js";

const boot = JSON.parse(find("#boot").textContent);
const store = createStore(opened(boot.experiment, boot.view, document.body.dataset.sid));
const view = createView(document.body.dataset.plotly);
const watch = createWatch(find("#offline"), () => preview(store.draft));

const doubters = new Set();
const losers = new Set();

let answered = store.base.machine; // its results are those on the page

function tell(error) {
  const place = find("#problems");
  const lines = (error.problems ?? []).map((each) => problemText(each, store.draft.events, t));
  const foreign = store.base.machine !== answered;
  if (lines.length) document.body.toggleAttribute("data-foreign", foreign);
  place.textContent = [lines.length ? t(foreign ? "state.no_result" : "state.cannot_run") : error.message, ...lines].join("\n");
  place.hidden = false;
}

const preview = previewer(
  (draft) => call(`/api/v1/preview?figures=${view.wanted()}`, parted(draft)),
  async (answer, number) => {
    watch.found();
    find("#problems").hidden = true;
    answered = store.base.machine;
    document.body.removeAttribute("data-foreign");
    await view.show(answer);
    drawn(number);
  },
  (error) => {
    for (const loser of losers) loser(error);
    if (watch.lost(error)) return;
    watch.found();
    tell(error);
    for (const doubter of doubters) doubter(error);
  },
);

let latest = 0;

/** Say which answer the page shows now; nothing is said before Plotly has taken over. */
function drawn(number) {
  latest = number;
  if (view.ready) document.body.dataset.shown = latest;
}

let previewed = store.draft;
store.follow((draft) => {
  if (!sameAnswer(previewed, draft)) preview(draft);
  previewed = draft;
});
/** What every panel of the workbench gets. */
const bench = {
  store, view, boot, tell, preview, vocabulary: boot.vocabulary,
  answer: () => view.answer ?? boot.preview,
  /** Call `doubter` with every refusal of a preview. */
  followProblems(doubter) { doubters.add(doubter); },
  /** Call `loser` with the error of every preview that did not come, refused or not answered. */
  followLosses(loser) { losers.add(loser); },
};

// What is being typed counts before those who keep the draft look at it: they listen later.
on(globalThis, "pagehide", () => document.activeElement?.blur());
view.lacking(() => preview(store.draft));
bindHistory(store);
bindShared(store);
bindKeys();
bindCompare(bench);
bindControls(bench);
bindEditor(bench);
bindPolicies(bench);
bindEvents(bench);
bindStrip(bench);
bindTimeline(bench);
whenOpened(find("#rates"), () => import("./editor/ways.js"), ({ bindWays }) => bindWays(bench), tell);
const measured = whenOpened(find("#measured-paste"), () => import("./measured.js"), ({ bindMeasured }) => bindMeasured(bench), tell);
whenOpened(find("#as-json"), () => import("./json.js"), ({ bindJson }) => bindJson(bench), tell);
store.follow(({ view: { measured: found } }) => { if (found) measured(); });
if (store.draft.view.measured) measured();
const offer = bindTake(bench);
bindShare(bench);
bindImportDoor(bench);
bindHome(bench);
bindPrint(view);
bindAdvice(store, {
  plotly: () => view.plotly,
  offer,
  use: (weights) => {
    const policy = { mode: "weighted_interleave", nodes: nodesText(Object.keys(weights).map(Number)) };
    store.edit(withWeights(withPolicy(store.draft, policy), weights));
  },
  fail: tell,
});

// What only says that it does nothing does nothing.
document.addEventListener("click", (event) => {
  if (event.target.closest?.("button[aria-disabled=true]")) event.stopPropagation();
}, true);
bindSkip();
if (document.body.dataset.draft) await (await import("./kept/page.js")).bindKept(bench);
else {
  await bindAddress(bench);
  await bindAutosave(bench);
}
if (store.draft.view.moment) await preview(store.draft);
await somebody;
await view.takeOver(boot.preview);
drawn(latest);
