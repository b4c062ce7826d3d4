/**
 * Controls of event forms, one maker for each kind of field that the vocabulary knows. A maker
 * gives {element, write}: `write(value, event, draft)` shows a value; what is set is handed to
 * `set`, undefined where a field that may be absent is emptied.
 */

import { find, findAll, make, on } from "../dom.js";
import { nodesIn, nodesText } from "../draft.js";
import { complain, setValue, whole } from "../numbers.js";
import { flagReason, isAttribute, kernelOf, withFlag } from "../policy/edits.js";
import { t } from "../words.js";
import { regionsOf } from "./edits.js";

const option = (value, text = value) => make("option", { value, textContent: text });
const labelled = (field, input) => make("label", { className: "field" }, make("span", { textContent: field.label }), input);
const group = (field, ...children) => make("fieldset", { className: "field group" }, make("legend", { textContent: field.label }), ...children);

/** What a number that is not given means. */
const HINTS = { first: "0", page: "0", pages: t("events.all") };

function text(field, { set }) {
  const input = make("input", { type: "text", spellcheck: false, autocomplete: "off" });
  input.dataset.field = field.name;
  on(input, "change", () => set(input.value.trim() === "" && !field.required ? undefined : input.value.trim()));
  return { element: labelled(field, input), write: (value) => { if (document.activeElement !== input) input.value = value ?? ""; } };
}

function number(field, { set }) {
  const input = make("input", { type: "number", min: field.min ?? 0, max: field.max ?? "", inputMode: "numeric" });
  if (!field.required) input.placeholder = HINTS[field.name] ?? "";
  input.dataset.field = field.name;
  on(input, "input", () => {
    if (input.value === "" && !field.required && !input.validity.badInput) set(undefined);
    else {
      const value = whole(input);
      if (value !== null) set(value);
    }
  });
  return { element: labelled(field, input), write: (value) => setValue(input, value ?? "") };
}

function select(field, { set }, choices) {
  const input = make("select");
  input.dataset.field = field.name;
  on(input, "change", () => set(input.value === "" ? undefined : input.value));
  const write = (value, event, draft) => {
    const known = choices(draft);
    const all = known.some(([name]) => name === (value ?? "")) ? known : [...known, [value ?? "", value ?? "–"]];
    if (all.length !== input.options.length || all.some(([name, words], i) => input.options[i].value !== name || input.options[i].text !== words)) {
      input.replaceChildren(...all.map(([name, words]) => option(name, words)));
    }
    input.value = value ?? "";
  };
  return { element: labelled(field, input), write };
}

function choice(field, context) {
  const absent = field.required || field.default !== undefined ? [] : [["", t("events.as_usual")]];
  const { element, write } = select(field, context, () => [...absent, ...field.choices.map((name) => [name, name])]);
  return { element, write: (value, ...rest) => write(value ?? field.default, ...rest) };
}

const region = (field, context) => select(field, context, (draft) => [
  ...(field.required ? [] : [["", t("events.no_region")]]),
  ...regionsOf(draft).map(({ id }) => [id, id]),
]);

function mode(field, context) {
  const made = select(field, context, () => context.vocabulary.modes.map((each) => [each.mode, each.mode.replaceAll("_", " ")]));
  const means = make("small", { className: "small" });
  made.element.append(means);
  const write = (value, ...rest) => {
    made.write(value, ...rest);
    means.textContent = context.vocabulary.modes.find((each) => each.mode === value)?.means ?? "";
  };
  return { element: made.element, write };
}

/** Checkboxes for machine nodes with the same as text beside them: "-" and "bad" are texts only. */
function nodes(field, { set, draft }) {
  const input = make("input", { type: "text", ariaLabel: `${field.label}, ${t("events.as_text")}`, spellcheck: false });
  input.dataset.field = field.name;
  const boxes = draft.machine.nodes.map((node) => {
    const box = make("input", { type: "checkbox", value: node.id });
    return make("label", { className: "pick" }, box, make("i", { className: `mark kind-${node.kind}` }), `${node.id}`);
  });
  const element = group(field, make("div", { className: "picks" }, ...boxes, input));
  on(element, "change", (event) => {
    const chosen = findAll("input:checked", element).map((box) => Number(box.value));
    const typed = event.target === input ? input.value.trim() : nodesText(chosen);
    set(typed === "" && field.default === undefined && !field.required ? undefined : typed);
  });
  const write = (value) => {
    if (document.activeElement !== input) input.value = value ?? "";
    const chosen = /^[\d,-]+$/.test(value ?? "") ? new Set(nodesIn(value)) : new Set();
    for (const box of findAll("input[type=checkbox]", element)) box.checked = chosen.has(Number(box.value));
  };
  return { element, write };
}

function checks(field, { set, prefix }, names, next) {
  const rows = Object.entries(names).map(([name, words]) => {
    const reason = make("small", { className: "reason", id: `${prefix}-${field.name}-${name}`, hidden: true });
    const box = make("input", { type: "checkbox", value: name });
    box.setAttribute("aria-describedby", reason.id);
    return make("div", {}, make("label", { className: "pick" }, box, make("code", { textContent: name }), make("small", { className: "small", textContent: words })), reason);
  });
  const element = group(field, ...rows);
  let shown = [];
  on(element, "change", (event) => set(next(shown, event.target.value, event.target.checked)));
  const write = (value, why = () => "") => {
    shown = Array.isArray(value) ? value : [];
    for (const row of rows) {
      const [box, reason] = [find("input", row), find(".reason", row)];
      box.checked = shown.includes(box.value);
      const words = why(box.value);
      // A flag that is set stays free to be taken away.
      box.setAttribute("aria-disabled", String(words !== "" && !box.checked));
      reason.textContent = words;
      reason.hidden = words === "";
    }
  };
  on(element, "click", (event) => { if (event.target.ariaDisabled === "true") event.preventDefault(); });
  return { element, write };
}

function flags(field, context) {
  const { vocabulary } = context;
  const kernel = () => kernelOf(vocabulary, context.draft);
  const known = Object.entries(vocabulary.flags).filter(([flag]) => !isAttribute(flag) || !("attribute" in kernel().cannot));
  const made = checks(field, context, Object.fromEntries(known), withFlag);
  const why = (event) => (flag) => flagReason(vocabulary.modes.find((each) => each.mode === event.mode), flag, kernel(), t);
  return { element: made.element, write: (value, event) => made.write(value, why(event)) };
}

function mf(field, context) {
  const next = (shown, name, on) => (on ? [...shown, name].sort() : shown.filter((each) => each !== name));
  const made = checks(field, context, context.vocabulary[field.control], next);
  const stays = make("p", { className: "small", textContent: t("events.mf_stays") });
  made.element.append(stays);
  const write = (value) => {
    made.write(value);
    stays.hidden = [value ?? []].flat().some((flag) => flag.startsWith("move"));
  };
  return { element: made.element, write };
}

/** Numbers in a row, as text with commas. */
function numbers(field, { set }) {
  const input = make("input", { type: "text", spellcheck: false, autocomplete: "off", inputMode: "numeric", placeholder: "3,1" });
  input.dataset.field = field.name;
  on(input, "change", () => {
    const typed = input.value.trim();
    const listed = /^\d+(\s*,\s*\d+)*$/.test(typed);
    complain(input, listed || typed === "" || typed === "bad" ? "" : t("events.numbers_rule"));
    if (listed) set(typed.split(",").map(Number));
    else if (input.ariaInvalid === "false") set(typed || undefined);
  });
  const write = (value) => { if (document.activeElement !== input) input.value = Array.isArray(value) ? value.join(",") : value ?? ""; };
  return { element: labelled(field, input), write };
}

/** The weight that is written to each node's file; an empty place writes nothing. */
function weights(field, { set, draft, vocabulary }) {
  const inputs = draft.machine.nodes.map((node) => {
    const input = make("input", { type: "number", min: 0, max: vocabulary.max_weight, inputMode: "numeric", ariaLabel: t("policy.weight_of", { node: node.id }) });
    input.dataset.field = `set/${node.id}`;
    input.dataset.node = node.id;
    return input;
  });
  const rows = inputs.map((input, at) => make("label", { className: "pick" }, make("i", { className: `mark kind-${draft.machine.nodes[at].kind}` }), ` ${t("policy.node", { node: input.dataset.node })} `, input));
  const element = group(field, make("div", { className: "picks" }, ...rows));
  on(element, "input", (event) => {
    if (event.target.value !== "" && whole(event.target) === null) return;
    set(Object.fromEntries(inputs.filter((input) => input.value !== "").map((input) => [input.dataset.node, Number(input.value)])));
  });
  return { element, write: (value) => { for (const input of inputs) setValue(input, value?.[input.dataset.node] ?? ""); } };
}

const MAKERS = { text, name: text, hex: text, pages: text, number, choice, region, mode, nodes, flags, mf, mf2: mf, numbers, weights };

/** The control of a field. */
export const control = (field, context) => MAKERS[field.control](field, context);
