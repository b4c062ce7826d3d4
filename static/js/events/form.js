/** The form of one event, made from the vocabulary: a control for each field of its op. */

import { findAll, make } from "../dom.js";
import { kernelOf } from "../policy/edits.js";
import { t } from "../words.js";
import { changed, renamedRegion, taskNames } from "./edits.js";
import { control } from "./fields.js";

/** The edit of one field: a new name of a region goes to all that name it. */
function edited(draft, place, name, value) {
  const event = draft.events[place];
  if (event.op === "mmap" && name === "id" && value) return renamedRegion(draft, place, value);
  return changed(draft, place, { [name]: value });
}

/** A field for the task where there are several. */
function taskField(draft) {
  return { name: "task", label: t("events.task"), control: "choice", required: true, choices: taskNames(draft) };
}

/**
 * A form for the event at `place`: {element, write}. `only` names the fields to show, else all;
 * `edit(next, kind)` takes the new draft, `draft()` is the one in force.
 */
export function createForm({ vocabulary, draft, place, edit, only, apply = edited }) {
  const event = draft().events[place];
  const spec = vocabulary.ops.find((each) => each.op === event.op);
  const prefix = `form${place}-${only ? "range" : "event"}`;
  const several = spec?.has_task && taskNames(draft()).length > 1;
  const fields = [...(several && !only ? [taskField(draft())] : []), ...(spec?.fields ?? [])]
    .filter((field) => !only || only.includes(field.name));
  const controls = fields.map((field) => ({
    field,
    ...control(field, {
      vocabulary, prefix, draft: draft(),
      set: (value) => edit(apply(draft(), place, field.name, value), `${prefix}-${field.name}`),
    }),
  }));
  const [plain, raw] = [controls.filter(({ field }) => !field.raw), controls.filter(({ field }) => field.raw)];
  const element = make("div", { className: "event-form" }, ...plain.map((each) => each.element));
  if (raw.length) {
    const inside = make("div", { className: "event-form" }, ...raw.map((each) => each.element));
    element.append(make("details", { className: "raw" }, make("summary", { textContent: t("events.raw") }), inside));
  }

  const reason = make("p", { className: "reason" });
  element.append(reason);

  function write(now) {
    const shown = now.events[place];
    const { cannot } = kernelOf(vocabulary, now);
    reason.textContent = (spec?.needs ?? []).map((thing) => cannot[thing] ?? "").join(" ").trim();
    for (const { field, write: show } of controls) show(shown[field.name], shown, now);
  }

  /** Mark the fields that the server refuses; `wrong` holds their names. What a field says itself stays. */
  function mark(wrong) {
    for (const input of findAll("[data-field]:not([aria-errormessage])", element)) input.setAttribute("aria-invalid", String(wrong.has(input.dataset.field)));
  }

  write(draft());
  return { element, write, mark };
}
