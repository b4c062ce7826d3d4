/**
 * The workbench. One direction: draft → request → answer → view. The page is complete before
 * this module runs; it only makes it follow the user.
 */

import { bindAdvice } from "./advice.js";
import { call, previewer } from "./api.js";
import { bindControls } from "./controls.js";
import { find, on } from "./dom.js";
import { opened, parted, readDocument, withView } from "./document.js";
import { nodesText, withPolicy, withWeights } from "./draft.js";
import { bindEvents } from "./events/list.js";
import { bindHome } from "./home.js";
import { fromFragment, toFragment } from "./link.js";
import { bindImport } from "./import/dialog.js";
import { bindPolicies } from "./policy/card.js";
import { bindPrint } from "./print.js";
import { bindShare } from "./share.js";
import { createStore } from "./store.js";
import { createView } from "./view.js";
import { bindWhy } from "./why.js";

const boot = JSON.parse(find("#boot").textContent);
const address = location.pathname + location.search;
const language = new URLSearchParams(location.search).get("lang");
const home = language ? `/?lang=${language}` : "/";
const store = createStore(opened(boot.experiment, boot.view));
const view = createView(document.body.dataset.plotly);

const doubters = new Set();

function tell(error) {
  const place = find("#problems");
  const lines = (error.problems ?? []).map((each) => `${each.pointer || "/"}: ${each.detail}`);
  place.textContent = error ? [lines.length ? "This cannot be run as written. The last result still stands." : error.message, ...lines].join("\n") : "";
  place.hidden = !error;
}

const preview = previewer(
  (draft) => call("/api/v1/preview", parted(withView(draft, { page: why.page }))),
  async (answer, number) => {
    find("#problems").hidden = true;
    await view.show(answer);
    why.refresh();
    drawn(number);
  },
  (error) => {
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

const why = bindWhy(store, {
  strip: () => (view.answer ?? boot.preview).page.strip,
  look: () => preview(store.draft),
});

let settling;

/** Keep the address bar shareable: the start's own address, or the draft as a fragment. */
function follow(draft) {
  clearTimeout(settling);
  settling = setTimeout(async () => {
    const bar = draft === store.initial ? address : home + await toFragment(parted(draft));
    if (draft === store.draft) history.replaceState(null, "", bar);
  }, 300);
}

function bindHistory() {
  const [undo, redo] = [find("#undo"), find("#redo")];
  on(undo, "click", () => store.undo());
  on(redo, "click", () => store.redo());
  on(document, "keydown", (event) => {
    const typing = event.target.matches("textarea, input:not([type=range], [type=checkbox])");
    if (!(event.ctrlKey || event.metaKey) || typing) return;
    const key = event.key.toLowerCase();
    if (key === "z" && !event.shiftKey) store.undo();
    else if (key === "y" || (key === "z" && event.shiftKey)) store.redo();
    else return;
    event.preventDefault();
  });
  store.follow(() => {
    undo.disabled = !store.canUndo;
    redo.disabled = !store.canRedo;
  });
}

/** Take a document over as the draft, or say why it cannot be one. */
function take(value, kind) {
  const draft = readDocument(value);
  if (draft) store.edit(draft, kind);
  else tell(new Error("This is no experiment: it needs machine.nodes and events, both lists."));
}

let typing;

function readJson(text) {
  clearTimeout(typing);
  typing = setTimeout(() => {
    try {
      take({ experiment: JSON.parse(text), view: parted(store.draft).view }, "json");
    } catch (error) {
      tell(new Error(`The text is no JSON yet: ${error.message}`));
    }
  }, 250);
}

/** The experiment in the address, if it holds one. */
async function readAddress() {
  try {
    const draft = await fromFragment(location.hash);
    if (draft !== null) take(draft);
  } catch {
    tell(new Error("The link's fragment is damaged; this is the experiment without it."));
  }
}

document.documentElement.classList.add("live");
store.follow(preview);
store.follow(follow);
/** What every panel of the workbench gets. */
const bench = {
  store, view, boot, tell, preview, vocabulary: boot.vocabulary,
  answer: () => view.answer ?? boot.preview,
  /** Call `doubter` with every refusal of a preview. */
  followProblems(doubter) { doubters.add(doubter); },
};

bindHistory();
bindControls(store, {
  loadPreset: (name) => call(`/api/v1/presets/${name}`).then((experiment) => store.edit(opened(experiment)), tell),
  readJson,
  fail: tell,
});
bindPolicies(bench);
bindEvents(bench);
bindShare(store, document.body.dataset.sid, tell);
bindImport(bench);
bindHome(bench);
bindPrint(view);
bindAdvice(store, {
  plotly: () => view.plotly,
  use: (weights) => {
    const policy = { mode: "weighted_interleave", nodes: nodesText(Object.keys(weights).map(Number)) };
    store.edit(withWeights(withPolicy(store.draft, policy), weights));
  },
  fail: tell,
});

on(globalThis, "hashchange", readAddress);
on(find(".skip"), "click", (event) => {
  event.preventDefault(); // the address holds the experiment
  find("#answer").focus();
});
await readAddress();
await view.takeOver(boot.preview);
drawn(latest);
