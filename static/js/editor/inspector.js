/** The inspector: every field of the chosen element, with its unit, its source and its rule. */

import { find, findAll, make, on } from "../dom.js";
import { gbPerS } from "../format.js";
import { sourceOf } from "../sources.js";
import { elementOf, partsOf, withDistance, withField } from "../topology.js";
import { t } from "../words.js";
import { KIND_LABELS, called } from "./drawing.js";
import { withKind } from "./kinds.js";

const LINK_KINDS = ["upi", "cxl", "pcie", "nvlink", "on_package"];
const SIZES = { MiB: 1, GiB: 1024, TiB: 1024 * 1024 };
const rate = (field) => ({ field, control: "number", unit: "MiB/s", min: 1, optional: true });

/** The fields of each group, in the order in which they are shown. */
const FIELDS = {
  sockets: [],
  switches: [],
  nodes: [
    { field: "kind", control: "choice", choices: () => Object.entries(KIND_LABELS) },
    { field: "mib", control: "size", min: 0 },
    { field: "reserve_mib", control: "number", unit: "MiB", min: 0 },
    { field: "cpus", control: "list" },
    { field: "socket", control: "choice", choices: (machine) => [["", t("editor.no_socket")], ...machine.sockets.map(({ id }) => [String(id), t("drawing.socket", { id })])], read: (text) => (text === "" ? null : Number(text)) },
    rate("read_mib_per_s"),
    rate("write_mib_per_s"),
    rate("total_mib_per_s"),
    { field: "idle_ns", control: "number", unit: "ns", min: 1, optional: true },
  ],
  links: [
    { field: "kind", control: "choice", choices: () => LINK_KINDS.map((kind) => [kind, t(`drawing.kind_${kind}`)]) },
    { field: "ends", control: "ends" },
    rate("read_mib_per_s"),
    rate("write_mib_per_s"),
    rate("total_mib_per_s"),
    { field: "add_ns", control: "number", unit: "ns", min: 0 },
  ],
};

/** What an input says: { value } or { rule }. */
const READERS = {
  number(text, { min, optional, scale = 1 }) {
    if (text.trim() === "") return optional ? { value: null } : { rule: t("editor.rule_whole", { min }) };
    const value = Number(text.replace(",", ".")) * scale;
    return Number.isSafeInteger(value) && value >= min ? { value } : { rule: t("editor.rule_whole", { min }) };
  },
  list(text) {
    return /^\s*(\d+(-\d+)?(\s*,\s*\d+(-\d+)?)*)?\s*$/.test(text) ? { value: text.replace(/\s/g, "") } : { rule: t("editor.rule_list") };
  },
};
READERS.size = READERS.number;

const placesOf = (machine) => [
  ...machine.sockets.map(({ id }) => `socket${id}`),
  ...machine.switches.map(({ id }) => `switch${id}`),
  ...machine.nodes.map(({ id }) => `node${id}`),
];

function choice(pairs, value) {
  const select = make("select", {}, ...pairs.map(([each, label]) => make("option", { value: each, textContent: label })));
  select.value = value ?? "";
  return select;
}

function sized(value) {
  const unit = Object.keys(SIZES).findLast((each) => value % SIZES[each] === 0 && value >= SIZES[each]) ?? "MiB";
  return [make("input", { type: "text", inputMode: "decimal", value: value / SIZES[unit] }), choice(Object.keys(SIZES).map((each) => [each, each]), unit)];
}

function controls(machine, element, row) {
  const value = element[row.field];
  if (row.control === "choice") return [choice(row.choices(machine), value === null ? "" : String(value))];
  if (row.control === "size") return sized(value);
  if (row.control === "ends") return value.map((end) => choice(placesOf(machine).map((each) => [each, each]), end));
  return [make("input", { type: "text", inputMode: row.control === "number" ? "numeric" : "text", value: value ?? "", spellcheck: false, autocomplete: "off" })];
}

/** A rate in the unit of the drawing, beside the one that is typed. */
function converted(input) {
  const hint = make("span", { className: "unit" });
  const write = () => {
    const { value } = READERS.number(input.value, { min: 1, optional: true });
    hint.textContent = value ? `MiB/s = ${t("drawing.rate", { rate: gbPerS(value) })}` : "MiB/s";
  };
  on(input, "input", write);
  write();
  return hint;
}

/** What stands behind the inputs of a field. */
function unitOf(row, [input]) {
  if (row.unit === "MiB/s") return [converted(input)];
  return row.unit ? [make("span", { className: "unit", textContent: row.unit })] : [];
}

/**
 * Tie the inspector to the bench; `selected()` is the name of the chosen element, `renamed(name)`
 * is told when an edit gives it another one.
 */
export function bindInspector({ store, view, boot, followProblems }, { selected, gone, renamed }) {
  const place = find("#inspector");
  let shown = null;
  let problems = [];

  function say(line, rule) {
    const message = find(".rule", line);
    message.textContent = rule;
    message.hidden = !rule;
    for (const input of findAll("input, select", line)) input.setAttribute("aria-invalid", String(Boolean(rule)));
  }

  function commit(line, row, inputs) {
    const texts = inputs.map((input) => input.value);
    let read = { value: row.read ? row.read(texts[0]) : texts[0] };
    if (row.control === "ends") read = texts[0] === texts[1] ? { rule: t("editor.rule_ends") } : { value: [...texts].sort() };
    else if (row.control === "size") read = READERS.size(texts[0], { ...row, scale: SIZES[texts[1]] });
    else if (READERS[row.control]) read = READERS[row.control](texts[0], row);
    say(line, read.rule ?? "");
    if (read.rule !== undefined) return;
    take(row.field, read.value);
    line.querySelector(".chip")?.remove(); // it is the user's own now
  }

  function take(field, value) {
    if (field !== "kind") return store.edit(withField(store.draft, selected(), field, value), `${selected()} ${field}`);
    const { draft, name } = withKind(store.draft, selected(), value, boot.defaults);
    renamed(name);
    return store.edit(draft);
  }

  function fieldLine(machine, element, row) {
    const { group, id } = partsOf(selected());
    const inputs = controls(machine, element, row);
    const label = t(`editor.field_${row.field}`);
    const key = `inspect-${row.field}`;
    inputs.forEach((input, i) => {
      input.id = i ? `${key}-${i}` : key;
      if (i) input.setAttribute("aria-label", `${label}, ${t(row.control === "size" ? "editor.unit" : "editor.other_end")}`);
      input.setAttribute("aria-describedby", `${key}-rule`);
    });
    const source = sourceOf(machine, group, id, row.field);
    const line = make("div", { className: "line" },
      make("label", { htmlFor: key, textContent: label }),
      make("span", { className: "inputs" }, ...inputs, ...unitOf(row, inputs),
        ...(source === "typed" ? [] : [make("span", { className: "chip", textContent: t(`editor.source_${source}`) })])),
      make("span", { className: "rule", id: `${key}-rule`, hidden: true }));
    line.dataset.field = row.field;
    for (const input of inputs) on(input, input.tagName === "SELECT" ? "change" : "input", () => commit(line, row, inputs));
    return line;
  }

  function distanceLines(machine, element) {
    const row = machine.nodes.findIndex((node) => node.id === element.id);
    return machine.nodes.filter((node) => node.id !== element.id).map((other) => {
      const input = make("input", { type: "text", inputMode: "numeric", value: machine.distance[row][machine.nodes.indexOf(other)], id: `distance-${other.id}` });
      const line = make("div", { className: "line" }, make("label", { htmlFor: input.id, textContent: t("editor.distance_to", { id: other.id }) }), make("span", { className: "inputs" }, input), make("span", { className: "rule", hidden: true }));
      on(input, "input", () => {
        const value = Number(input.value);
        const fits = Number.isInteger(value) && value >= 10 && value <= 255;
        say(line, fits ? "" : t("editor.rule_distance"));
        if (fits) store.edit(withDistance(store.draft, element.id, other.id, value), `distance ${element.id} ${other.id}`);
      });
      return line;
    });
  }

  function build(machine, element, name) {
    const { group } = partsOf(name);
    const fields = FIELDS[group].map((row) => fieldLine(machine, element, row));
    const head = make("h3", { textContent: called(machine, name), tabIndex: -1 });
    const distances = group === "nodes" && machine.nodes.length > 1
      ? [make("details", {}, make("summary", { textContent: t("editor.distances") }), ...distanceLines(machine, element))] : [];
    const empty = fields.length ? [] : [make("p", { className: "small", textContent: t(`editor.about_${group}`) })];
    const measured = group === "links" && machine.access?.length ? [make("p", { className: "small", textContent: t("editor.link_measured") })] : [];
    place.replaceChildren(head, ...empty, ...measured, ...fields, ...distances);
  }

  function showProblems() {
    const name = selected();
    const element = name && elementOf(store.draft.machine, name);
    if (!element) return;
    const { group } = partsOf(name);
    const base = `/experiment/machine/${group}/${store.draft.machine[group].indexOf(element)}/`;
    for (const line of findAll(".line[data-field]", place)) {
      const mine = problems.filter((each) => each.pointer.startsWith(base + line.dataset.field));
      if (mine.length) say(line, mine.map((each) => each.detail).join("; "));
    }
  }

  function refresh() {
    const name = selected();
    const element = name && elementOf(store.draft.machine, name);
    if (name && !element) return gone();
    const focused = place.contains(document.activeElement) ? document.activeElement : null;
    const typing = shown === element || focused?.matches("input");
    if (typing && place.dataset.name === (name ?? "")) return;
    shown = element;
    place.dataset.name = name ?? "";
    if (element) build(store.draft.machine, element, name);
    else place.replaceChildren(make("p", { className: "small", textContent: t("editor.nothing_chosen") }));
    if (focused) document.getElementById(focused.id)?.focus();
    showProblems();
  }

  store.follow(refresh);
  followProblems((error) => {
    problems = error.problems ?? [];
    showProblems();
  });
  view.follow(() => {
    if (!problems.length) return;
    problems = [];
    for (const line of findAll(".line[data-field]", place)) say(line, "");
  });
  refresh();
  return {
    refresh,
    /** Go to the first field. */
    enter: () => (place.querySelector("input, select") ?? place.querySelector("h3"))?.focus(),
  };
}
