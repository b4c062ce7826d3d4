/** /compare: two to four experiments, each can be changed in its column, all follow at once. */

import { bindSkip, asSpoken } from "../address.js";
import { call, previewer } from "../api.js";
import { createBar } from "../bar.js";
import { linked, opened, parted, readDocument } from "../document.js";
import { find, findAll, make, on } from "../dom.js";
import { policyOf, withMode } from "../draft.js";
import { draw, loadPlotly, presentColours } from "../figures.js";
import { somebody } from "../presence.js";
import { sameExperiment } from "../shared.js";
import { allFromFragment, toFragment } from "../link.js";
import { createWatch } from "../offline.js";
import { plotted, takeButtons } from "../take.js";
import { showTable } from "../view.js";
import { t } from "../words.js";
import { handOver } from "./column.js";
import { createColumn } from "./columns.js";
import { reasonOf } from "./reasons.js";
import { LETTERS, changedTitle } from "./titles.js";

const MOST = 4;
const FEWEST = 2;
const TWINS = ["strips", "curves"];
const boot = JSON.parse(find("#boot").textContent);
const part = (name) => find(`[data-compare="${name}"]`);
const watch = createWatch(find("#offline"), () => ask(compared));

let compared = boot.experiments.map(({ title, source, experiment }) => ({ title, source, draft: opened(experiment) }));
let columns = [];
let answer = boot.answer;
let plotly;

function tell(error) {
  const place = find("#problems");
  place.textContent = [error.message, ...(error.problems ?? []).map((each) => `${each.pointer}: ${each.detail}`)].join("\n");
  place.hidden = false;
}

/** A copy under another policy: something to compare with. */
function beside({ title, draft }) {
  const mode = policyOf(draft).mode === "interleave" ? "weighted_interleave" : "interleave";
  return { title: `${title.slice(0, 170)}, ${mode.replaceAll("_", " ")}`, draft: withMode(draft, mode) };
}

/** What a lone experiment is compared with: what it was made from, or itself under another policy. */
async function paired(one) {
  const { parent } = one.draft;
  const kept = parent && await call(`/x/${parent}.json`).catch(() => null);
  const draft = kept && readDocument({ ...kept, parent });
  if (!draft || sameExperiment(draft, one.draft)) return [one, beside(one)];
  return [{ title: kept.title || parent, source: parent, draft }, one];
}

/** Nothing is compared: under the letter of what cannot be read another experiment would stand. */
function refuse() {
  tell(new Error(t("compare.broken")));
  for (const section of findAll("main > section:not(:has(form))")) section.hidden = true;
}

/** The text for a post, with the address that opens the same. */
const post = () => answer.markdown + t("compare.address", { address: location.href });

async function readAddress() {
  const read = await Promise.allSettled([allFromFragment(location.hash)]);
  if (read[0].status === "rejected") return void refuse();
  const found = read[0].value.slice(0, MOST).map((value, i) => ({
    title: typeof value?.title === "string" ? value.title.slice(0, 200) : t("compare.letter", { letter: LETTERS[i] }),
    draft: readDocument(value),
  }));
  if (found.some(({ draft }) => !draft)) return void refuse();
  if (!found.length) return;
  if (read[0].value.length > MOST) tell(new Error(t("compare.too_many", { n: read[0].value.length, most: MOST })));
  compared = found.length < FEWEST ? await paired(found[0]) : found;
  find("#main").dataset.stale = ""; // until the answer, for what stands there is of others
  build();
  leaveAddress();
  await ask(compared);
}

/** What was said of the address, and the names in it, go with the experiments that they were of. */
function leaveAddress() {
  part("of-address").replaceChildren();
  findAll("form.choose [name=x]").forEach((field, place) => {
    const typed = field.value !== field.defaultValue;
    field.defaultValue = compared[place]?.source ?? "";
    if (!typed) field.value = field.defaultValue;
  });
}

/** What is compared, as a link carries it. */
const documents = () => compared.map(({ title, draft }) => ({ ...linked(draft), title }));

/** The address holds what is compared now, and so does the text for a post. */
const bar = createBar(() => ({ path: asSpoken("/compare"), documents: documents() }), () => { part("markdown").textContent = post(); });

function changed() {
  for (const column of columns) column.write();
  leaveAddress();
  bar.edited();
  ask(compared);
}

/** What follows has an address of its own: Back leads to what there is now. */
function step(state) {
  bar.settle();
  history.pushState(state, "", location.href);
}

/** Other columns are another comparison, and so is what the first edit makes of them. */
function replaceColumns(next) {
  step({ fresh: true });
  compared = next;
  build();
  changed();
}

function build() {
  columns = compared.map((experiment, place) => createColumn(LETTERS[place], experiment, boot.modes, {
    change(draft) {
      if (history.state?.fresh) step(null);
      experiment.draft = draft;
      experiment.title = changedTitle(experiment.title);
      experiment.source = "";
      changed();
    },
    async open() {
      const address = asSpoken("/") + await toFragment(linked(experiment.draft));
      bar.settle();
      handOver({ compared: documents(), place }, address);
      location.assign(address);
    },
    remove: compared.length > FEWEST ? () => {
      replaceColumns(compared.filter((each) => each !== experiment));
      find("button", columns[0].root).focus();
    } : null,
  }));
  part("columns").replaceChildren(...columns.map((column) => column.root));
  find("#add").hidden = compared.length >= MOST;
}

async function show(next) {
  answer = next;
  delete find("#main").dataset.stale;
  part("sentence").textContent = answer.sentence;
  part("notices").replaceChildren(...answer.notices.map((textContent) => make("p", { className: "notice", textContent })));
  part("strips").innerHTML = answer.strips; // drawn by the server from numbers only
  answer.columns.forEach((column, place) => columns[place]?.show(column));
  part("reasons").replaceChildren(...answer.columns.map((column, i) => reasonOf(column, compared[i]?.draft, answer.page)));
  showTable(find("[data-table=compared]"), answer.results);
  for (const name of TWINS) showTwin(name, answer.tables[name]);
  part("markdown").textContent = post();
  await drawCurves();
}

/** A figure's table; where nothing is drawn there is neither, nor anything to take along. */
function showTwin(name, table) {
  const place = find(`[data-table=${name}]`);
  place.closest("details").hidden = !table;
  if (table) showTable(place, table);
}

/** Buttons that take a figure along, with what its picture says of it. */
function offerToTake(name, picture, caption) {
  const source = { host: find(`figure:has(+ details [data-table=${name}])`), svg: picture, table: () => answer.tables[name], caption };
  takeButtons(name, source, async (kind) => {
    const { saveFigure } = await import("../take/save.js");
    await saveFigure(kind, source, { name, stem: "compare" });
  }, tell);
}

/** The curves: the server's picture until Plotly is there, and where there are none its words. */
async function drawCurves() {
  const [place, figure] = [find("[data-figure=compared]"), answer.figures.bandwidth];
  if (plotly) await draw(plotly, place, figure, presentColours());
  if (!plotly || !figure) place.innerHTML = answer.picture; // drawn by the server, its words escaped
}

let shown = 0;
const ask = previewer(
  async (list) => {
    const experiments = list.map(({ title, draft }) => ({ title, experiment: parted(draft).experiment }));
    return { list, answer: await call("/api/v1/compare", { experiments }) };
  },
  async (reply, number) => {
    watch.found();
    find("#problems").hidden = true;
    if (reply.list.length === compared.length) await show(reply.answer);
    shown = number;
    if (plotly) document.body.dataset.shown = shown;
  },
  (error) => {
    if (!watch.lost(error)) tell(error);
  },
);

on(find("#add"), "click", () => {
  const [first] = compared;
  replaceColumns([...compared, { ...first, title: t("compare.letter", { letter: LETTERS[compared.length] }) }]);
});
on(find("#copy-markdown"), "click", async ({ target }) => {
  if (!navigator.clipboard) return void getSelection().selectAllChildren(part("markdown"));
  await navigator.clipboard.writeText(post());
  target.textContent = t("bench.copied");
  setTimeout(() => { target.textContent = t("bench.copy"); }, 1500);
});
on(globalThis, "popstate", () => { // another address, pasted or gone back to
  bar.forget();
  location.reload();
});
bindSkip();
offerToTake("strips", (standalone) => standalone(find("svg", part("strips"))), () => answer.sentence);
offerToTake("curves", (standalone) => {
  const place = find("[data-figure=compared]");
  return plotly ? plotted(plotly, place) : standalone(find("svg", place));
});
on(document, "ilx:theme", drawCurves);
on(matchMedia("(prefers-color-scheme: dark)"), "change", drawCurves);
build();
if (!location.hash.includes("s=")) await show(answer);
await readAddress();
await somebody;
plotly = await loadPlotly(document.body.dataset.plotly);
await drawCurves();
document.body.dataset.shown = shown;
