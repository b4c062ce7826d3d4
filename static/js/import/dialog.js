/** "My machine": texts are pasted, reviewed and taken over. Texts are kept in memory only, so who leaves before is asked. */

import { call, Unreachable } from "../api.js";
import { find, findAll, make, on } from "../dom.js";
import { t } from "../words.js";
import { pasteStep } from "./paste_step.js";
import { placeOf } from "./pastes.js";
import { drawReview, focusPointer } from "./review.js";
import { identity, measuredView, realigned } from "./sheet.js";
import { takeOver } from "./take_over.js";

const PAUSE_MS = 250;
const unescaped = (part) => part.replaceAll("~1", "/").replaceAll("~0", "~");

/** Tie the dialog to the workbench; what comes in through its door is the caller's. */
export function bindImport({ store, tell: tellPage }) {
  const dialog = find("#import-dialog");
  const status = find(".import-status", dialog);
  const problems = find(".import-problems", dialog);
  const review = find("[data-review]", dialog);
  const state = { free_now: false, all_sockets: false, kinds: {}, typed: {}, asked: new Map(), answer: null, serial: 0, lost: 0, step: "paste", taken: true };
  const step = pasteStep(find("[data-step=paste]", dialog), () => {
    state.serial += 1;
    state.taken = false;
  });
  const over = takeOver(store, done);

  const say = (text) => { status.textContent = text; };

  function done() {
    state.taken = true;
    dialog.close();
  }

  function open() {
    if (!dialog.open) dialog.showModal();
    step.draw();
  }

  /** Show a step; the focus goes to its heading, or stays where `place` puts it. */
  function show(name) {
    state.step = name;
    for (const each of findAll("[data-step]", dialog)) each.hidden = each.dataset.step !== name;
    find(`[data-step=${name}] h3`, dialog).focus();
  }

  function goTo(text, line) {
    if (state.step !== "paste") show("paste");
    step.goTo(text, line);
  }

  /** A problem as a line of the list; where it names a place, a button that leads there. */
  function problem(each) {
    const { text, line } = placeOf(each);
    const typed = /^\/typed\/(.+)/.exec(each.pointer ?? "")?.[1];
    const lead = (label, act) => make("button", { type: "button", onclick: act, textContent: label });
    const name = text === null ? "" : `${t("import.current", { n: text + 1 })}: `;
    if (typed) return make("li", {}, lead(t("import.problem_typed"), () => focusPointer(review, unescaped(typed))), ` ${unescaped(typed)}: ${each.detail}`);
    if (line) return make("li", {}, lead(t("import.line", { line }), () => goTo(text ?? 0, line)), ` ${name}${each.detail}`);
    return make("li", { textContent: `${name}${each.detail}` });
  }

  function tell(error) {
    problems.hidden = !error;
    if (!error) return problems.replaceChildren();
    const sentence = error.problems?.length ? t("import.problems") : error instanceof Unreachable ? t("import.gone") : error.message;
    say("");
    problems.replaceChildren(make("strong", { textContent: sentence }), make("ul", {}, ...(error.problems ?? []).map(problem)));
    problems.scrollIntoView({ block: "nearest" });
  }

  async function ask() {
    const mine = ++state.serial;
    const texts = await step.outgoing();
    say(t("import.reading"));
    const typed = Object.fromEntries(Object.entries(state.typed).map(([pointer, { value }]) => [pointer, value]));
    const answer = await call("/api/v1/import", { texts, kinds: state.kinds, typed, free_now: state.free_now, all_sockets: state.all_sockets, take_proposals: true });
    return mine === state.serial ? answer : null;
  }

  /** Forget answers and corrections that the refusal names; false where it names none. */
  function forget({ problems: named = [] }) {
    const pointers = named.map((each) => /^\/(typed|kinds)\/(.+)/.exec(each.pointer)).filter(Boolean);
    for (const [, group, name] of pointers) delete state[group][unescaped(name)];
    state.lost += pointers.filter(([, group]) => group === "typed").length;
    return pointers.length > 0;
  }

  /** The answer to texts that may have changed: what fits them no more is dropped and told. */
  async function fitting() {
    try {
      return await ask();
    } catch (error) {
      if (state.step !== "paste" || !forget(error)) throw error;
      return ask();
    }
  }

  /** Corrections whose cell has moved or gone are put right, and the texts are read again. */
  async function settled() {
    const answer = await fitting();
    if (!answer) return null;
    const { typed, moved, lost } = realigned(state.typed, answer.cells);
    if (!moved) return answer;
    state.typed = typed;
    state.lost += lost.length;
    return ask();
  }

  function draw() {
    const { answer, kinds } = state;
    const likely = Object.fromEntries(answer.taken.map((each) => [each.node, each.proposed]));
    for (const each of [...answer.asks, ...answer.taken]) state.asked.set(each.node, each);
    const known = new Set(answer.facts.nodes.map((node) => node.id));
    const names = step.texts.map(step.nameOf);
    const measured = measuredView(answer.measured, answer.pastes.map((paste) => paste.label).join(", "));
    over.offer(answer, measured, () => state.answer === answer);
    const asked = over.measuredOnly ? [] : [...state.asked.values()].filter((each) => known.has(each.node)).sort((one, other) => one.node - other.node);
    drawReview(review, { answer, asked, kinds: { ...likely, ...kinds }, names, extra: over.controls, free_now: state.free_now, all_sockets: state.all_sockets }, act);
    find("[data-use]", dialog).hidden = over.measuredOnly;
    say(sentence(answer));
  }

  function sentence(answer) {
    const lost = state.lost ? `${t("import.lost", { n: state.lost })} ` : "";
    state.lost = 0;
    if (over.measuredOnly) return lost + t("import.measured_only");
    const proposed = answer.taken.length ? ` ${t("import.proposed")}` : "";
    if (answer.asks.length) return lost + t("import.open_question", { n: answer.asks.length }) + proposed;
    return lost + (answer.experiment ? t("import.ready") : t("import.still", { what: answer.holes[0]?.text ?? "" }));
  }

  /** Read the texts as they stand; `shown` is called when the review holds the answer. */
  function read(shown) {
    state.reading = reading(shown);
    return state.reading;
  }

  /** Read when somebody has paused: a choice is typed letter by letter, and a new review cuts in. */
  function soon() {
    clearTimeout(state.pause);
    state.reading = new Promise((done) => { state.pause = setTimeout(() => done(reading()), PAUSE_MS); });
  }

  async function reading(shown = () => {}) {
    tell(null);
    try {
      const answer = await settled();
      if (!answer) return;
      state.answer = answer;
      step.told(answer.pastes);
      shown();
      draw();
    } catch (error) {
      tell(error);
    }
  }

  const act = {
    goTo,
    freeNow(only) {
      state.free_now = only;
      read();
    },
    allSockets(all) {
      state.all_sockets = all;
      read();
    },
    focus: (pointer) => focusPointer(review, pointer),
    answer(node, kind) {
      state.kinds[node] = kind; // "" is an open question, and no likely kind is taken for it
      soon();
    },
    correct(cell, input, wordy) {
      const text = input.value.trim().replaceAll(/[\s\u202f]/g, "");
      const number = /^\d{1,15}$/.test(text);
      const bad = text !== "" && !wordy && !number;
      input.setAttribute("aria-invalid", String(bad));
      if (bad) return say(t("import.number_please"));
      if (text === "" && !wordy) delete state.typed[cell.pointer];
      else state.typed[cell.pointer] = { value: wordy ? text : Number(text), of: identity(cell) };
      read();
    },
  };

  /** Take the machine over as the last answer tells it; who is quicker than it waits for it. */
  async function use() {
    await state.reading;
    const { answer } = state;
    if (answer?.experiment) {
      over.take(answer);
      done();
      return;
    }
    const first = answer?.asks[0];
    tell(new Error(sentence(answer)));
    if (first) focusPointer(review, `/kinds/${first.node}`);
  }

  /** Open the experiment that a single file carries; whether it did, or said why not. */
  async function opensExperiment([file, ...others]) {
    if (!file || others.length) return false;
    const { openFile } = await import("../carry/open.js");
    try {
      if (!await openFile(store, file)) return false;
      dialog.close();
    } catch (error) {
      (dialog.open ? tell : tellPage)(error);
    }
    return true;
  }

  async function take(files) {
    if (await opensExperiment(files)) return;
    open();
    if (state.step !== "paste") show("paste");
    const { refused, taken } = await step.take(files);
    tell(refused.length ? new Error(refused.join(" ")) : null);
    if (taken) say(t("import.added", { n: taken }));
  }

  function more() {
    if (state.step !== "paste") show("paste");
    step.more();
  }

  const chooser = find("input[type=file]", dialog);
  on(find("[data-close]", dialog), "click", () => dialog.close());
  on(find("[data-read]", dialog), "click", () => read(() => show("review")));
  on(find("[data-add]", dialog), "click", more);
  on(find("[data-more]", dialog), "click", more);
  on(find("[data-back]", dialog), "click", () => show("paste"));
  on(find("[data-use]", dialog), "click", use);
  on(find("[data-choose]", dialog), "click", () => chooser.click());
  on(chooser, "change", async () => {
    await take([...chooser.files]);
    chooser.value = "";
  });
  on(find("[data-copy-collect]", dialog), "click", async () => {
    await navigator.clipboard.writeText(find("[data-collect]", dialog).textContent);
    say(t("bench.copied"));
  });
  on(globalThis, "beforeunload", (event) => {
    if (!state.taken && step.texts.length) event.preventDefault();
  });
  return {
    /** Show the dialog where it was left. */
    open() {
      open();
      if (state.step === "paste") find("#import-text").focus();
    },
    /** Read files as further pastes. */
    take,
  };
}
