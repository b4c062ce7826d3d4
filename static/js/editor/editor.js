/**
 * The editor of the machine: its drawing, the list that is its twin, the inspector, the tools.
 * What is chosen and what was begun is the editor's own business and no part of the draft. Links
 * and moves take two presses: what, then where; a drag is never needed.
 */

import { find, findAll, make, on } from "../dom.js";
import { somebody } from "../presence.js";
import { elementOf, whyApart } from "../topology.js";
import { t } from "../words.js";
import { createEdits } from "./edits.js";
import { keyMoves, nextName } from "./keys.js";
import { bindPointer, pointOf, snapped } from "./pointer.js";
import { createStage } from "./stage.js";
import { createVoice } from "./voice.js";

/** Tie the editor to the bench. */
export function bindEditor(bench) {
  const { store, view } = bench;
  const root = find("#editor");
  const hint = find("#editor-hint");
  const menu = find(".menu", root);
  const structure = find(".structure", root);
  const state = { selected: null, mode: null, machine: null, at: null };
  const tool = (name) => find(`[data-tool=${name}]`, root);
  const stage = createStage((least, most) => { tool("out").disabled = least; tool("in").disabled = most; });
  const { svg, frame } = stage;
  const voice = createVoice(bench);
  const { label, say } = voice;
  const edits = createEdits(bench, { voice, stage, choose, selected: () => state.selected });
  const loads = () => Object.fromEntries(bench.answer().result.nodes.filter((node) => node.utilisation !== undefined && node.utilisation !== null).map((node) => [node.id, node.utilisation]));
  /** Do something with a module that only some people need. */
  const later = (module, act) => module.then(act).catch(bench.tell);
  const inspected = somebody.then(() => import("./inspector.js")).then(({ bindInspector }) => bindInspector(bench, {
    selected: () => state.selected, gone: () => choose(null), renamed: (name) => { state.selected = name; },
  }));
  const inspector = (act) => later(inspected, (bound) => bound[act]());

  function draw(at = store.draft.view?.at ?? {}) {
    stage.draw(store.draft.machine, { at, selected: state.selected, loads: loads() });
    list();
    showTools();
  }

  /** The twin in words, while it is unfolded. */
  function list() {
    if (structure.open) later(import("./list.js"), ({ writeList }) => writeList(find("#structure"), store.draft.machine, { selected: state.selected, loads: loads(), choose: pressed }));
  }

  function showTools() {
    const { selected, mode } = state;
    const box = selected && !selected.startsWith("link:");
    for (const name of ["duplicate", "delete"]) tool(name).disabled = !selected;
    for (const name of ["link", "move"]) tool(name).disabled = !box;
    tool("arrange").disabled = !Object.keys(store.draft.view?.at ?? {}).length;
    for (const name of ["link", "move"]) tool(name).setAttribute("aria-pressed", String(mode === name));
    hint.hidden = !mode;
    if (mode) find("p", hint).textContent = t(`editor.hint_${mode}`, { name: label(selected) });
    find("#link-choice").hidden = mode !== "link";
    if (mode === "link") writeEnds();
  }

  function writeEnds() {
    const names = Object.keys(stage.layout.boxes).filter((name) => name !== state.selected && !whyApart(name, state.selected));
    find("#link-end").replaceChildren(...names.map((name) => make("option", { value: name, textContent: label(name) })));
  }

  function choose(name) {
    state.selected = name;
    state.mode = null;
    draw();
    inspector("refresh");
    if (name) say(t("editor.chosen", { name: label(name) }));
  }

  /** An element was pressed: it is chosen, or it is the other end of a link. */
  function pressed(name) {
    if (state.mode === "link" && name !== state.selected && !name.startsWith("link:")) edits.link(name);
    else choose(name);
  }

  const TOOLS = {
    link: () => begin("link"),
    move: () => begin("move"),
    duplicate: () => later(import("./duplicate.js"), ({ duplicated }) => edits.brought(duplicated(store.draft, state.selected))),
    delete: edits.remove,
    arrange: edits.arrange,
    fit: () => stage.zoomTo(1),
    in: () => stage.zoomBy(1),
    out: () => stage.zoomBy(-1),
    cancel: leave,
    large: () => later(import("./large.js"), enlarge),
    connect: () => edits.link(find("#link-end").value),
  };

  /** Begin what takes two presses, and say how it goes on; begun a second time, it ends. */
  function begin(mode) {
    state.mode = state.mode === mode ? null : mode;
    showTools();
    if (state.mode) say(find("p", hint).textContent);
  }

  function leave() {
    state.mode = null;
    showTools();
  }

  /** Go to the next element, which is chosen; while something is linked, only to the next place. */
  function walk(key, name) {
    const linking = state.mode === "link";
    const next = nextName(stage.layout, name, key, linking);
    if (!linking) choose(next);
    stage.focus(next, false);
  }

  /** Enter: the numbers of the chosen element, or the end of what was begun. */
  function enter(name) {
    if (state.mode === "link") pressed(name);
    else if (state.mode) leave();
    else inspector("enter");
  }

  function enlarge({ openLarge }) {
    tool("large").hidden = true;
    openLarge(root, [find("#problems"), find("#status")], () => {
      tool("large").hidden = false;
      stage.zoomTo(1);
      tool("large").focus();
    });
  }

  on(svg, "keydown", (event) => keyMoves(event, {
    name: event.target.closest("[data-name]")?.dataset.name,
    letters: find("#letters").checked,
    moving: state.mode === "move",
    go: walk, choose: pressed, enter, nudge: edits.nudge, remove: edits.remove, tool: (name) => !tool(name).disabled && TOOLS[name](),
  }));
  on(frame, "focusin", (event) => { // a drawing that listened to it could be focused itself
    const name = event.target.closest("[data-name]")?.dataset.name;
    if (name && name !== state.selected && !state.mode && !stage.drawing) choose(name); // the choice follows the focus
  });
  on(frame, "click", (event) => {
    if (state.mode === "move" && !event.target.closest("[data-name]")) {
      const [x, y] = pointOf(svg, event);
      const [, , width, height] = stage.layout.boxes[state.selected];
      edits.place(state.selected, [snapped(x - width / 2), snapped(y - height / 2)]);
      leave();
      stage.focus(state.selected);
    }
  });
  bindPointer(svg, {
    boxOf: (name) => stage.layout.boxes[name],
    press: (name) => { pressed(name); stage.focus(state.selected ?? name); },
    drag: (name, spot) => draw(spot ? { ...store.draft.view?.at, [name]: spot } : undefined),
    drop: (name, spot) => { state.selected = name; edits.place(name, spot); inspector("refresh"); },
  });
  for (const button of findAll("[data-tool]", root)) on(button, "click", () => TOOLS[button.dataset.tool]());
  for (const button of findAll("[data-add]", root)) on(button, "click", () => { menu.open = false; edits.add(button.dataset.add); });
  on(root, "keydown", (event) => {
    const numbers = state.selected && find("#inspector").contains(event.target);
    if (event.key !== "Escape" || !(state.mode || menu.open || numbers)) return;
    event.stopPropagation();
    event.preventDefault();
    if (menu.open) find("summary", menu).focus();
    else if (numbers || svg.contains(event.target)) stage.focus(state.selected, false);
    menu.open = false;
    leave();
  });
  on(document, "pointerdown", (event) => { if (!menu.contains(event.target)) menu.open = false; });

  /** What stands in the drawing stays; each node may work harder or less. */
  function relabel() {
    stage.relabel(store.draft.machine, loads());
    list();
  }

  function follow() {
    const { machine, view: looked } = store.draft;
    if (machine === state.machine && looked?.at === state.at) return;
    [state.machine, state.at] = [machine, looked?.at];
    if (state.selected && !elementOf(machine, state.selected)) state.selected = null;
    voice.hush();
    draw();
  }

  find("[data-machine]").replaceChildren(frame);
  store.follow(follow);
  view.follow(relabel);
  on(structure, "toggle", list);
  stage.zoomTo(1);
  follow();
}
