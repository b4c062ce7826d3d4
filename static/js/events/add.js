/** Choosing a new event: a menu by groups with a sentence about what is chosen. */

import { find, make, on } from "../dom.js";
import { whole } from "../numbers.js";
import { kernelOf } from "../policy/edits.js";
import { grouped, t } from "../words.js";
import { blankEvent } from "./blank.js";
import { inserted, splitTouch } from "./edits.js";
import { pageCount } from "./pages.js";

/** A select of ops by group with the sentence of the chosen one below. */
function opMenu(vocabulary, label, chosen, id) {
  const means = make("p", { className: "small", id: `${id}-means` });
  const menu = make("select", { id }, ...Object.entries(vocabulary.groups).map(([group, words]) => make("optgroup", { label: words },
    ...vocabulary.ops.filter((spec) => spec.group === group).map((spec) => make("option", { value: spec.op })))));
  menu.value = chosen;
  menu.setAttribute("aria-describedby", means.id);
  const spec = () => vocabulary.ops.find((each) => each.op === menu.value);
  const tell = () => { means.textContent = spec().means; };
  on(menu, "change", tell);
  tell();
  /** Calls that the draft's kernel does not have say so beforehand. */
  const mark = (draft) => {
    const { cannot } = kernelOf(vocabulary, draft);
    for (const option of menu.options) {
      const { op, title, group, needs } = vocabulary.ops.find((each) => each.op === option.value);
      const absent = group === "proposed" && needs.some((need) => need in cannot);
      option.textContent = `${title} (${op}${absent ? `, ${t("events.not_here")}` : ""})`;
    }
  };
  return { mark, field: make("label", { className: "field", htmlFor: id }, make("span", { textContent: label }), menu), means, spec };
}

/** The panel that adds an event after the open one, or at the end. `added(place)` is told. */
export function bindAdd(panel, { vocabulary, store, openPlace, added }) {
  const menu = opMenu(vocabulary, t("events.add_what"), "touch", "event-to-add");
  const button = make("button", { type: "button", id: "add-event" });
  panel.replaceChildren(make("div", { className: "event-add-row" }, menu.field, button), menu.means);
  on(button, "click", () => {
    const open = openPlace();
    const place = open === null ? store.draft.events.length : open + 1;
    const next = inserted(store.draft, place, blankEvent(store.draft, menu.spec(), place));
    added(next, place, menu.spec());
  });
  return {
    /** Say where the event goes in. */
    write(draft) {
      menu.mark(draft);
      const open = openPlace();
      button.textContent = open === null || open >= draft.events.length ? t("events.add_end") : t("events.add_after", { op: draft.events[open].op });
    },
  };
}

/** "At page N": a part of a touch's form that splits it with an event between. */
export function splitPanel({ vocabulary, draft, place, split }) {
  const count = () => pageCount(draft().events[place].pages);
  const id = `split${place}`;
  const input = make("input", { type: "number", min: 1, id, inputMode: "numeric" });
  const menu = opMenu(vocabulary, t("events.split_what"), "weights", `${id}-what`);
  const button = make("button", { type: "button", textContent: t("events.split") });
  button.dataset.act = "split";
  input.value = Math.min(5000, Math.max(1, Math.floor(count() / 2)));
  on(button, "click", () => {
    input.max = Math.max(1, count() - 1);
    const pages = whole(input);
    if (pages === null) return;
    const next = splitTouch(draft(), place, pages, blankEvent(draft(), menu.spec(), place + 1));
    if (next) split(next, place + 1, t("events.was_split", { pages: grouped(pages) }));
  });
  const field = make("label", { className: "field", htmlFor: id }, make("span", { textContent: t("events.split_after") }), input);
  const element = make("details", { className: "split" }, make("summary", { textContent: t("events.at_page") }),
    make("div", { className: "event-add-row" }, field, menu.field, button), menu.means);
  return { element, write: () => { menu.mark(draft()); find("summary", element).hidden = count() < 2; } };
}
