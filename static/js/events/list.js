/**
 * The list of events: rows that can be opened and edited, moved, copied, switched off and
 * deleted, with the answer of each beside it. The draft's events are the one truth.
 */

import { find, findAll, make, on } from "../dom.js";
import { t } from "../words.js";
import { bindAdd, splitPanel } from "./add.js";
import { bindDrag } from "./drag.js";
import { duplicated, eventProblems, moved, removed, switched, taskNames } from "./edits.js";
import { lateForm } from "./late.js";
import { answerOf, makeRow, writeRow } from "./rows.js";

const MANY = 200;
/** What the rows are built of; only when it changes they are built anew. */
const shapeOf = (draft, open, all) => JSON.stringify([draft.events.map((event) => [event.op, event.off ?? false]), draft.machine.nodes.map((node) => [node.id, node.kind]), taskNames(draft), open, all]);

/** Tie the list to the workbench. */
export function bindEvents(bench) {
  const { store, vocabulary } = bench;
  const list = find("[data-event-list]");
  const more = find("[data-event-more]");
  const state = { open: null, all: false, shape: "", problems: [], stale: false, form: null, split: null, events: [] };
  const say = (words) => { find("#status").textContent = words; };
  const add = bindAdd(find("[data-event-add]"), {
    vocabulary, store, openPlace: () => state.open,
    added: (next, place, spec) => put(next, place, t("events.was_added", { op: spec.op }), place),
  });

  /** Take an edit of the list, open `open`, put the focus on the row at `place`, say what was done. */
  function put(next, place, words, open = state.open, act = "open") {
    state.open = open;
    store.edit(next);
    render(store.draft);
    land(place, act);
    say(words);
  }

  /** Put the focus on a button of the row at `place`, where it has it, or on its first one. */
  function land(place, act) {
    list.querySelector(`[data-place="${place}"] [data-act="${act}"]:not(:disabled)`)?.focus();
    if (document.activeElement?.closest("[data-place]")?.dataset.place !== String(place)) {
      (list.querySelector(`[data-place="${place}"] [data-act="open"]`) ?? find("#add-event")).focus();
    }
  }

  /** Build the rows anew; focus that was among them stays there: on an event that came, or where it was. */
  function rebuild(draft) {
    const focused = list.contains(document.activeElement) ? document.activeElement : null;
    const [before, held] = [state.events, Number(focused?.closest("[data-place]").dataset.place)];
    build(draft);
    if (!focused) return;
    const known = new Set(before);
    const places = [draft.events.findIndex((event) => !known.has(event)), draft.events.indexOf(before[held]), Math.min(held, draft.events.length - 1)];
    land(places.find((place) => place >= 0) ?? -1, focused.dataset.act ?? "open");
  }

  const nameOf = (place) => store.draft.events[place].op;

  function move(place, to, act) {
    const next = moved(store.draft, place, to);
    if (next === store.draft) return;
    const open = state.open === place ? to : state.open === to ? place : state.open;
    put(next, to, t("events.was_moved", { op: nameOf(place), place: to + 1, count: next.events.length }), open, act);
  }

  const ACTS = {
    open: (place) => put(store.draft, place, "", state.open === place ? null : place),
    up: (place, act) => move(place, place - 1, act),
    down: (place, act) => move(place, place + 1, act),
    switch: (place, act) => put(switched(store.draft, place), place, t(store.draft.events[place].off ? "events.was_on" : "events.was_off", { op: nameOf(place) }), state.open, act),
    copy: (place) => put(duplicated(store.draft, place), place + 1, t("events.was_copied", { op: nameOf(place) }), place + 1),
    delete: (place) => {
      const next = removed(store.draft, place);
      put(next, Math.min(place, next.events.length - 1), t("events.was_deleted", { op: nameOf(place) }), state.open === place ? null : state.open > place ? state.open - 1 : state.open);
    },
  };

  function details(place) {
    const draft = () => store.draft;
    state.form = lateForm({ vocabulary, draft, place, edit: store.edit }, bench.tell);
    const isTouch = store.draft.events[place].op === "touch";
    state.split = isTouch ? splitPanel({ vocabulary, draft, place, split: (next, at, words) => put(next, at, words, at) }) : null;
    const button = (act, words) => {
      const made = make("button", { type: "button", textContent: words });
      made.dataset.act = act;
      return made;
    };
    const means = vocabulary.ops.find((each) => each.op === nameOf(place))?.means ?? t("events.replay_only");
    return make("div", { className: "event-more" }, make("p", { className: "small", textContent: means }), state.form.element,
      ...(state.split ? [state.split.element] : []),
      make("div", { className: "buttons" }, button("copy", t("events.copy")), button("delete", t("events.delete"))));
  }

  function build(draft) {
    if (state.open !== null && state.open >= draft.events.length) state.open = null;
    const shown = state.all ? draft.events.length : Math.min(draft.events.length, MANY);
    const rows = draft.events.slice(0, shown).map((_, place) => makeRow(draft, place, place === state.open));
    state.form = state.split = null;
    if (state.open !== null) rows[state.open]?.append(details(state.open));
    list.replaceChildren(...rows);
    more.hidden = shown === draft.events.length;
    more.textContent = t("events.show_all", { n: draft.events.length });
  }

  function render(draft) {
    const shape = shapeOf(draft, state.open, state.all);
    if (shape !== state.shape) {
      rebuild(draft);
      state.shape = shapeOf(draft, state.open, state.all);
    }
    const several = taskNames(draft).length > 1;
    for (const row of list.children) {
      const place = Number(row.dataset.place);
      const known = answerOf(draft, place, bench.answer(), state);
      writeRow(row, draft, place, known, several);
      if (place === state.open) state.form?.mark(new Set(known.problems.map((each) => each.field)));
    }
    state.events = draft.events;
    state.form?.write(draft);
    state.split?.write();
    add.write(draft);
  }

  on(list, "click", (event) => {
    const act = event.target.closest("[data-act]")?.dataset.act;
    if (ACTS[act]) ACTS[act](Number(event.target.closest("[data-place]").dataset.place), act);
  });
  on(list, "keydown", (event) => {
    if (!event.target.matches("[data-act=open], [data-act=up], [data-act=down]")) return;
    const act = event.altKey ? { ArrowUp: "up", ArrowDown: "down" }[event.key] : { Delete: "delete" }[event.key];
    if (!act) return;
    event.preventDefault();
    ACTS[act](Number(event.target.closest("[data-place]").dataset.place), "open");
  });
  bindDrag(list, (place, to) => move(place, to, "open"));
  on(more, "click", () => { state.all = true; render(store.draft); });
  store.follow(render);
  bench.view.follow(() => { Object.assign(state, { problems: [], stale: false }); render(store.draft); });
  bench.followProblems((error) => { Object.assign(state, { problems: eventProblems(error), stale: true }); render(store.draft); });
  find("[data-event-table]").open = false;
  render(store.draft);
  /** Open the event at `place` and bring it into view. */
  bench.openEvent = (place) => {
    state.all ||= place >= MANY;
    put(store.draft, place, "", place);
  };
}
