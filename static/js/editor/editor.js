/**
 * The editor of the machine: its drawing, the list that is its twin, the inspector, the tools.
 * Every edit is a pure function of topology.js; what is chosen is the editor's own business and
 * no part of the draft. Links and moves take two presses: what, then where; a drag is never needed.
 */

import { detached, renamed } from "../consequences.js";
import { withView } from "../document.js";
import { find, findAll, make, on } from "../dom.js";
import { remember } from "../history.js";
import { somebody } from "../presence.js";
import * as topology from "../topology.js";
import { t } from "../words.js";
import { called, drawn, emptyDrawing, spoken } from "./drawing.js";
import { keyMoves, nextName } from "./keys.js";
import { bindPointer, pointOf, snapped } from "./pointer.js";

const ZOOMS = [0.5, 0.75, 1, 1.5, 2, 3];

/** Tie the editor to the bench. */
export function bindEditor(bench) {
  const { store, view, boot } = bench;
  const root = find("#editor");
  const { svg, frame } = emptyDrawing();
  const hint = find("#editor-hint");
  const menu = find(".menu", root);
  const structure = find(".structure", root);
  const state = { selected: null, mode: null, zoom: 1, scene: null, machine: null, at: null };
  const tool = (name) => find(`[data-tool=${name}]`, root);
  const loads = () => Object.fromEntries(bench.answer().result.nodes.filter((node) => node.utilisation !== undefined && node.utilisation !== null).map((node) => [node.id, node.utilisation]));
  const label = (name) => called(store.draft.machine, name);
  /** Do something with a module that only some people need. */
  const later = (module, act) => module.then(act).catch(bench.tell);
  const inspected = somebody.then(() => import("./inspector.js")).then(({ bindInspector }) => bindInspector(bench, {
    selected: () => state.selected, gone: () => choose(null), renamed: (name) => { state.selected = name; },
  }));
  const inspector = (act) => later(inspected, (bound) => bound[act]());

  /** Say something to who listens, and show what else came of it. */
  function say(words, more = []) {
    find("#status").textContent = [words, ...more].join(" ");
    find("#editor-said").textContent = more.join(" ");
    find("#editor-said").hidden = !more.length;
  }

  /** Say what an edit did, and what followed from it elsewhere; undo says it again. */
  function tell(words, before) {
    const now = store.draft;
    const left = detached(before.machine, now.machine).map(([name, place]) => t("editor.left", { name: label(name), place: label(place) }));
    say(words, [...left, ...renamed(before, now).map((policy) => t("editor.policy_follows", { policy }))]);
    remember(now, words);
  }

  /** Why something is not done: where it is seen and where it is heard. */
  function refuse(why) {
    const words = t(`editor.${why}`);
    say(words);
    bench.tell(new Error(words));
  }

  function draw(at = store.draft.view?.at ?? {}) {
    const { machine } = store.draft;
    const focused = svg.contains(document.activeElement) ? document.activeElement.dataset.name : null;
    state.scene = drawn(machine, { at, selected: state.selected, loads: loads() });
    svg.setAttribute("viewBox", state.scene.layout.view.join(" "));
    svg.style.setProperty("--wide", state.scene.layout.view[2]);
    svg.replaceChildren(...state.scene.children);
    const first = state.selected ?? topology.namesOf(machine)[0];
    element(first)?.setAttribute("tabindex", "0");
    state.drawing = true; // the focus that comes back chooses nothing
    if (focused) (element(focused) ?? element(first))?.focus();
    state.drawing = false;
    list();
    showTools();
  }

  /** The twin in words, while it is unfolded. */
  function list() {
    if (structure.open) later(import("./list.js"), ({ writeList }) => writeList(find("#structure"), store.draft.machine, { selected: state.selected, loads: loads(), choose: pressed }));
  }

  /** An answer changes nothing of the drawing but how hard each node works. */
  function relabel() {
    const now = loads();
    for (const { id } of store.draft.machine.nodes) {
      const name = `node${id}`;
      element(name)?.setAttribute("aria-label", spoken(store.draft.machine, name, now));
    }
    list();
  }

  const element = (name) => svg.querySelector(`[data-name="${CSS.escape(name)}"]`);

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
    const names = Object.keys(state.scene.layout.boxes).filter((name) => name !== state.selected && !topology.whyApart(name, state.selected));
    const select = find("#link-end");
    select.replaceChildren(...names.map((name) => make("option", { value: name, textContent: label(name) })));
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
    if (state.mode === "link" && name !== state.selected && !name.startsWith("link:")) link(name);
    else choose(name);
  }

  function edit(next, words, kind) {
    const before = store.draft;
    store.edit(next, kind);
    tell(words, before);
  }

  /** Take an edit over that brought an element, and choose it. */
  function brought(next) {
    const before = store.draft;
    const there = new Set(topology.namesOf(before.machine));
    const fresh = topology.namesOf(next.machine).filter((name) => !there.has(name));
    const name = fresh.find((each) => each.startsWith("socket") || each.startsWith("switch")) ?? fresh.find((each) => each.startsWith("node")) ?? fresh[0];
    store.edit(next);
    choose(name);
    tell(t("editor.added", { name: label(name) }), before);
    element(name)?.focus({ preventScroll: true });
  }

  function link(end) {
    const apart = topology.whyApart(state.selected, end);
    if (apart) refuse(apart);
    else brought(topology.addLink(store.draft, state.selected, end, boot.defaults));
  }

  function remove() {
    const name = state.selected;
    if (!name) return;
    const kept = topology.whyKept(store.draft, name);
    if (kept) return refuse(kept);
    const before = store.draft;
    const words = t("editor.deleted", { name: label(name) });
    const names = topology.namesOf(before.machine);
    const next = topology.removed(before, name);
    const left = topology.namesOf(next.machine);
    const neighbour = names.slice(0, names.indexOf(name)).findLast((each) => left.includes(each)) ?? left[0];
    store.edit(next);
    choose(neighbour);
    tell(words, before);
    element(neighbour)?.focus({ preventScroll: true });
  }

  function place(name, [x, y]) {
    const at = { ...store.draft.view?.at, [name]: [Math.round(x), Math.round(y)] };
    edit(withView(store.draft, { at }), t("editor.moved", { name: label(name) }), `move ${name}`);
  }

  function nudge([dx, dy]) {
    const box = state.scene.layout.boxes[state.selected];
    if (box) place(state.selected, [box[0] + dx, box[1] + dy]);
  }

  function zoomTo(zoom) {
    state.zoom = zoom;
    svg.style.setProperty("--zoom", zoom);
    svg.style.maxHeight = svg.style.maxWidth = zoom === 1 ? "" : "none";
    tool("in").disabled = zoom === ZOOMS.at(-1);
    tool("out").disabled = zoom === ZOOMS[0];
  }

  const homeSocket = () => {
    const found = topology.elementOf(store.draft.machine, state.selected ?? "");
    if (state.selected?.startsWith("socket")) return found.id;
    return found?.socket ?? store.draft.machine.sockets[0]?.id ?? null;
  };

  const TOOLS = {
    link: () => begin("link"),
    move: () => begin("move"),
    duplicate: () => later(import("./duplicate.js"), ({ duplicated }) => brought(duplicated(store.draft, state.selected))),
    delete: remove,
    arrange: () => edit(withView(store.draft, { at: undefined }), t("editor.arranged")),
    fit: () => zoomTo(1),
    in: () => zoomTo(ZOOMS[ZOOMS.indexOf(state.zoom) + 1] ?? state.zoom),
    out: () => zoomTo(ZOOMS[ZOOMS.indexOf(state.zoom) - 1] ?? state.zoom),
    cancel: leave,
    large: () => later(import("./large.js"), enlarge),
    connect: () => link(find("#link-end").value),
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
    const next = nextName(state.scene.layout, name, key, linking);
    if (!linking) choose(next);
    element(next)?.focus();
  }

  /** Enter: the numbers of the chosen element, or the end of what was begun. */
  function enter(name) {
    if (state.mode === "link") pressed(name);
    else if (state.mode) leave();
    else inspector("enter");
  }

  function add(kind) {
    const { draft } = store;
    menu.open = false;
    if (kind === "socket") brought(topology.addSocket(draft, boot.defaults));
    else if (kind === "switch") brought(topology.addSwitch(draft, homeSocket(), boot.defaults));
    else brought(topology.addNode(draft, kind, homeSocket(), boot.defaults));
  }

  function enlarge({ openLarge }) {
    tool("large").hidden = true;
    if (matchMedia("(max-width: 859px)").matches) zoomTo(1.5);
    openLarge(root, [find("#problems"), find("#status")], () => {
      tool("large").hidden = false;
      zoomTo(1);
      tool("large").focus();
    });
  }

  on(svg, "keydown", (event) => keyMoves(event, {
    name: event.target.closest("[data-name]")?.dataset.name,
    letters: find("#letters").checked,
    moving: state.mode === "move",
    go: walk, choose: pressed, enter, nudge, remove, tool: (name) => !tool(name).disabled && TOOLS[name](),
  }));
  on(frame, "focusin", (event) => { // a drawing that listened to it could be focused itself
    const name = event.target.closest("[data-name]")?.dataset.name;
    if (name && name !== state.selected && !state.mode && !state.drawing) choose(name); // the choice follows the focus
  });
  on(frame, "click", (event) => {
    if (state.mode === "move" && !event.target.closest("[data-name]")) {
      const [x, y] = pointOf(svg, event);
      const [, , width, height] = state.scene.layout.boxes[state.selected];
      place(state.selected, [snapped(x - width / 2), snapped(y - height / 2)]);
      leave();
      element(state.selected).focus({ preventScroll: true });
    }
  });
  bindPointer(svg, {
    boxOf: (name) => state.scene.layout.boxes[name],
    press: (name) => { pressed(name); element(state.selected ?? name)?.focus({ preventScroll: true }); },
    drag: (name, spot) => draw(spot ? { ...store.draft.view?.at, [name]: spot } : undefined),
    drop: (name, spot) => { state.selected = name; place(name, spot); inspector("refresh"); },
  });
  for (const button of findAll("[data-tool]", root)) on(button, "click", () => TOOLS[button.dataset.tool]());
  for (const button of findAll("[data-add]", root)) on(button, "click", () => add(button.dataset.add));
  on(root, "keydown", (event) => {
    const numbers = state.selected && find("#inspector").contains(event.target);
    if (event.key !== "Escape" || !(state.mode || menu.open || numbers)) return;
    event.stopPropagation();
    event.preventDefault();
    if (menu.open) find("summary", menu).focus();
    else if (numbers || svg.contains(event.target)) element(state.selected).focus();
    menu.open = false;
    leave();
  });
  on(document, "pointerdown", (event) => { if (!menu.contains(event.target)) menu.open = false; });

  function follow() {
    const { machine, view: looked } = store.draft;
    if (machine === state.machine && looked?.at === state.at) return;
    [state.machine, state.at] = [machine, looked?.at];
    if (state.selected && !topology.elementOf(machine, state.selected)) state.selected = null;
    find("#editor-said").hidden = true;
    draw();
  }

  find("[data-machine]").replaceChildren(frame);
  store.follow(follow);
  view.follow(relabel);
  on(structure, "toggle", list);
  zoomTo(1);
  follow();
}
