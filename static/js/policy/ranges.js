/** Policies of ranges: a list over the mbind events, each with a form and its home node. */

import { find, make, on } from "../dom.js";
import { inserted, regionsOf, taskNames } from "../events/edits.js";
import { lateForm } from "../events/late.js";
import { rangePolicy } from "../events/summary.js";
import { blankEvent } from "../events/blank.js";
import { t } from "../words.js";
import { rangePlace, rangesOf, withHome, withoutRange, withRange } from "./edits.js";

const FIELDS = ["id", "first", "pages", "mode", "nodes"];
const act = (name, words) => {
  const button = make("button", { type: "button", className: "quiet", textContent: words });
  button.dataset.act = name;
  return button;
};

/** The select of a home node: none, or a node of the machine. */
function homeField(draft, edit) {
  const select = make("select", {}, make("option", { value: "", textContent: t("policy.no_home") }),
    ...draft.machine.nodes.map((node) => make("option", { value: node.id, textContent: t("policy.node", { node: node.id }) })));
  const reason = make("small", { className: "reason", id: "home-reason" });
  select.setAttribute("aria-describedby", reason.id);
  on(select, "change", () => edit(select.value === "" ? null : Number(select.value)));
  const element = make("label", { className: "field" }, make("span", { textContent: t("policy.home") }), select, reason);
  const write = ({ event, home }) => {
    const able = ["bind", "preferred_many"].includes(event.mode);
    select.value = home ?? "";
    select.disabled = !able;
    reason.textContent = able ? "" : t("policy.home_only");
  };
  return { element, write };
}

/** Tie the list of ranges to the store. */
export function bindRanges(bench) {
  const { store, vocabulary } = bench;
  const part = find("[data-ranges]");
  const list = make("ul", { className: "plain" });
  const add = make("button", { type: "button", id: "add-range", textContent: t("policy.add_range") });
  const why = make("p", { className: "reason", id: "add-range-reason" });
  add.setAttribute("aria-describedby", why.id);
  part.replaceChildren(list, add, why);
  const state = { open: null, shape: "", form: null, home: null };
  const draft = () => store.draft;

  function row(range) {
    const open = range.place === state.open;
    const words = make("span", { className: "range-words" });
    const edit = act("edit", open ? t("policy.close") : t("policy.edit"));
    edit.setAttribute("aria-expanded", String(open));
    const item = make("li", {}, make("div", { className: "line" }, words, edit, act("delete", t("policy.delete"))));
    item.dataset.place = range.place;
    if (open) {
      state.form = lateForm({ vocabulary, draft, place: range.place, only: FIELDS, edit: store.edit,
        apply: (now, place, name, value) => withRange(now, place, { [name]: value }) }, bench.tell);
      state.home = homeField(draft(), (node) => store.edit(withHome(draft(), state.open, node)));
      const whole = act("whole", t("policy.open_event"));
      item.append(make("div", { className: "range-form" }, state.form.element, state.home.element, whole));
    }
    return item;
  }

  function write(now) {
    const ranges = rangesOf(now);
    if (!ranges.some((range) => range.place === state.open)) state.open = null;
    const shape = JSON.stringify([ranges.map((range) => range.place), state.open, now.machine.nodes.map((node) => node.id), taskNames(now)]);
    if (shape !== state.shape) {
      state.shape = shape;
      state.form = state.home = null;
      list.replaceChildren(...ranges.map(row));
    }
    ranges.forEach((range, at) => {
      const home = range.home === null ? "" : t("policy.with_home", { node: range.home });
      const words = rangePolicy(range.event) + home;
      find(".range-words", list.children[at]).textContent = words;
      find("[data-act=edit]", list.children[at]).ariaLabel = `${state.open === range.place ? t("policy.close") : t("policy.edit")}: ${words}`;
      find("[data-act=delete]", list.children[at]).ariaLabel = `${t("policy.delete")}: ${words}`;
      if (range.place === state.open) state.home.write(range);
    });
    state.form?.write(now);
    find("#ranges-count").textContent = ranges.length;
    add.disabled = !regionsOf(now).length;
    why.textContent = add.disabled ? t("policy.no_regions") : "";
  }

  function put(next, open, words) {
    state.open = open;
    if (next === draft()) write(next);
    else store.edit(next);
    (list.querySelector(`[data-place="${open}"] [data-act=edit]`) ?? add).focus();
    find("#status").textContent = words;
  }

  on(add, "click", () => {
    const spec = vocabulary.ops.find((each) => each.op === "mbind");
    const { id } = regionsOf(draft())[0];
    const place = rangePlace(draft(), id);
    const event = { ...blankEvent(draft(), spec, place), id };
    put(inserted(draft(), place, event), place, t("policy.range_added", { range: rangePolicy(event) }));
  });
  on(list, "click", (event) => {
    const name = event.target.closest("[data-act]")?.dataset.act;
    if (!name) return;
    const place = Number(event.target.closest("[data-place]").dataset.place);
    if (name === "whole") bench.openEvent(place);
    else if (name === "delete") put(withoutRange(draft(), place), null, t("policy.range_deleted"));
    else {
      const open = state.open === place ? null : place;
      put(draft(), open, "");
      if (open === null) list.querySelector(`[data-place="${place}"] [data-act=edit]`)?.focus();
    }
  });
  store.follow(write);
  write(store.draft);
}
