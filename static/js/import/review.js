/** Step 2: the cells of a machine, each with its source and room for a correction. */

import { findAll, make } from "../dom.js";
import { gbPerS } from "../format.js";
import { grouped, t } from "../words.js";
import { linksOf, nodesOf, tableOf, TABLES } from "./sheet.js";

const KINDS = ["dram", "hbm", "cxl", "remote", "pmem"];
const WORDY = new Set(["cpus"]);
const last = (pointer) => pointer.slice(pointer.lastIndexOf("/") + 1);
const fieldOf = (cell) => t(`import.field_${cell.pointer.startsWith("/distance/") ? "distance" : last(cell.pointer)}`);
const sourceOf = (name) => t(`import.source_${name}`);

function chip(cell) {
  const mark = make("span", { className: `chip source source-${cell.source}`, textContent: sourceOf(cell.source) });
  if (cell.from || cell.doubt) mark.title = [cell.from, cell.doubt].filter(Boolean).join("; ");
  return mark;
}

/** What else is said of a cell, and where; nothing where nothing is. */
function witnesses(cell) {
  const differing = cell.others.filter((other) => String(other.value) !== String(cell.value));
  const said = [cell.from, cell.doubt,
    ...differing.map((other) => `${t("import.also", { source: sourceOf(other.source), value: `${other.value} ${cell.unit}` })}${other.from ? ` (${other.from})` : ""}`)].filter(Boolean);
  if (!said.length) return [];
  const summary = make("summary", {}, differing.length ? `${t("import.why")} +${differing.length}` : t("import.why"));
  return [make("details", { className: "witness" }, summary, ...said.map((line) => make("p", { className: "small", textContent: line })))];
}

/** The unit, and for a rate what it is in GB/s, as data sheets tell it. */
const unitOf = ({ unit, value }) => (unit === "MiB/s" && value !== "" ? `MiB/s = ${gbPerS(value)} GB/s` : unit);

/** A cell as a field: value, unit, source, what others say. */
function field(cell, act) {
  const wordy = WORDY.has(last(cell.pointer));
  const input = make("input", {
    type: "text", value: cell.value, inputMode: wordy ? "text" : "numeric", autocomplete: "off", maxLength: 200,
    ariaLabel: t("import.value_of", { field: fieldOf(cell), subject: cell.subject, unit: cell.unit }).replace(/, $/, ""),
    onchange: () => act.correct(cell, input, wordy),
  });
  input.dataset.pointer = cell.pointer;
  return make("div", { className: `cell of-${cell.source}` },
    make("span", { className: "amount-line" }, input, make("span", { className: "unit small", textContent: unitOf(cell) })),
    chip(cell), ...witnesses(cell));
}

function kindSelect(node, chosen, act) {
  const options = [make("option", { value: "", textContent: t("import.choose") }),
    ...KINDS.map((kind) => make("option", { value: kind, textContent: t(`import.choice_${kind}`) }))];
  const select = make("select", { ariaLabel: t("import.kind_of", { node }) }, ...options);
  select.value = chosen ?? "";
  select.onchange = () => act.answer(node, select.value);
  select.dataset.pointer = `/kinds/${node}`;
  return select;
}

function section(title, ...content) {
  return make("section", { className: "part" }, make("h4", { textContent: title }), ...content);
}

function questions(asked, kinds, act) {
  if (!asked.length) return [];
  return [section(t("import.questions"), ...asked.map((ask) => make("div", { className: "ask" },
    make("span", {}, t("import.ask", { node: ask.node }), make("span", { className: "small", textContent: ` ${ask.hint}` })),
    kindSelect(ask.node, kinds[ask.node], act))))];
}

/** The kind of a node: a choice where a text told it; those asked for stand with the questions. */
function kindLine(node, asked, act) {
  if (!node.kind) return [];
  const { value } = node.kind;
  const choice = asked.some((ask) => ask.node === node.id)
    ? make("span", { textContent: t(`import.choice_${value}`) }) : kindSelect(node.id, value, act);
  return [make("div", { className: "cell" }, choice, chip(node.kind), ...witnesses(node.kind))];
}

const row = (cell, act) => make("div", { className: "row" }, make("span", { className: "small", textContent: fieldOf(cell) }), field(cell, act));

function nodeCards(answer, asked, act) {
  const cards = nodesOf(answer).map((node) => make("fieldset", { className: "node-card" },
    make("legend", { textContent: t("import.node", { id: node.id }) }),
    ...kindLine(node, asked, act), ...node.cells.map((cell) => row(cell, act))));
  return cards.length ? [make("div", { className: "node-cards" }, ...cards)] : [];
}

const head = (scope, ...content) => make("th", { scope }, ...content);

function scrolled(name, table) {
  const frame = make("div", { className: "frame", tabIndex: 0, ariaLabel: name }, table);
  frame.setAttribute("role", "region");
  frame.dataset.frame = name;
  return frame;
}

function matrix(answer, { field: name, unit }, act) {
  const { targets, rows } = tableOf(answer, name);
  if (!rows.some((row) => row.cells.some(Boolean))) return [];
  const title = t("import.matrix", { field: t(`import.field_${name}`), unit });
  const body = rows.map((row) => make("tr", {}, head("row", `${t("import.cpus_of")} ${row.initiator}`),
    ...row.cells.map((cell) => make("td", {}, cell ? field(cell, act) : make("span", { className: "small by-links", textContent: t("import.through_links") })))));
  const table = make("table", { className: "matrix" },
    make("thead", {}, make("tr", {}, make("td", {}), ...targets.map((id) => head("col", t("import.to_node", { id }))))),
    make("tbody", {}, ...body));
  return [section(title, scrolled(title, table))];
}

function distanceTable(nodes, cells, act) {
  const body = nodes.map((from, i) => make("tr", {}, head("row", t("import.node", { id: from.id })),
    ...nodes.map((_, j) => make("td", {}, cells.has(`/distance/${i}/${j}`) ? field(cells.get(`/distance/${i}/${j}`), act) : "10"))));
  return make("table", { className: "matrix" },
    make("thead", {}, make("tr", {}, make("td", {}), ...nodes.map((to) => head("col", t("import.node", { id: to.id }))))), make("tbody", {}, ...body));
}

function distances(answer, act) {
  const cells = new Map(answer.cells.map((cell) => [cell.pointer, cell]));
  if (!cells.has("/distance/0/1")) return [];
  return [folded(t("import.distances"), () => [scrolled(t("import.distances"), distanceTable(answer.facts.nodes, cells, act))])];
}

const fills = new WeakMap();

/** A part that is folded up; `build` gives its content when it is first opened. */
function folded(title, build) {
  const details = make("details", { className: "part" }, make("summary", { textContent: title }));
  const fill = () => { if (details.childElementCount === 1) details.append(...build()); };
  fills.set(details, fill);
  details.ontoggle = fill;
  details.dataset.folded = title;
  return details;
}

function links(answer, act) {
  const found = linksOf(answer);
  const card = (link) => make("fieldset", { className: "node-card" },
    make("legend", { textContent: link.subject }), ...link.cells.map((cell) => row(cell, act)));
  const ways = answer.cells.some((cell) => cell.pointer.startsWith("/access/"));
  const note = ways ? [make("p", { className: "small", textContent: t("import.ways_first") })] : [];
  return found.length ? [folded(t("import.links"), () => [...note, make("div", { className: "node-cards" }, ...found.map(card))])] : [];
}

function holes(answer, act) {
  if (!answer.holes.length) return [];
  const list = answer.holes.map((hole) => make("li", {}, hole.text, " ",
    ...(answer.cells.some((cell) => cell.pointer === hole.pointer) || /\/mib$|^\/kinds\//.test(hole.pointer)
      ? [make("button", { type: "button", className: "quiet", onclick: () => act.focus(hole.pointer) }, t("import.change"), make("span", { className: "unseen", textContent: `: ${hole.text}` }))] : [])));
  return [folded(`${t("import.holes")} (${list.length})`, () => [make("ul", { className: "holes" }, ...list)])];
}

/** A list of notes of each paste; a line number leads to its line. */
function notes(answer, names, act) {
  const lists = answer.pastes.map((paste, text) => make("li", {}, make("bdi", { textContent: names[text] ?? "" }), `: ${paste.label}`,
    make("ul", {}, ...paste.notes.map((note) => make("li", {},
      ...(note.line ? [make("button", { type: "button", className: "quiet", onclick: () => act.goTo(text, note.line) }, t("import.line", { line: note.line })), " "] : []),
      `${note.kind}: ${note.text}`)))));
  const said = answer.notes.filter((note) => note.kind === "assumed").map((note) => make("li", { textContent: `${note.kind}: ${note.text}` }));
  return [folded(t("import.notes"), () => [make("ul", {}, ...lists, ...said)])];
}

/** What people should look at first: texts that end too soon, or do not fit together. */
function doubts(answer) {
  const list = answer.notes.filter((note) => note.kind === "doubt").map((note) => make("li", { lang: "en", textContent: note.text }));
  return list.length ? [make("ul", { className: "notice doubts" }, ...list)] : [];
}

/** Whether threads run on all CPUs, where more than one node has some. */
function allSockets(answer, all, act) {
  if (answer.facts.nodes.filter((node) => node.cpus).length < 2) return [];
  const box = make("input", { type: "checkbox", checked: all, onchange: () => act.allSockets(box.checked) });
  box.dataset.pointer = "all_sockets";
  return [make("label", { className: "pick-line" }, box, make("span", { textContent: t("import.all_sockets") }))];
}

/** Whether only what is free now counts, where the texts tell what that is. */
function freeNow(answer, only, act) {
  const used = answer.facts.nodes.reduce((sum, { mib, free_mib: free }) => sum + (mib && free !== null ? Math.max(0, mib - free) : 0), 0);
  if (!used) return [];
  const box = make("input", { type: "checkbox", checked: only, onchange: () => act.freeNow(box.checked) });
  box.dataset.pointer = "free_now";
  return [make("label", { className: "pick-line" }, box, make("span", { textContent: t("import.free_now", { mib: grouped(used) }) }))];
}

/** Draw the review into `place`, keeping what is open, scrolled and focused. */
export function drawReview(place, { answer, asked, kinds, names, extra, free_now: only, all_sockets: all }, act) {
  const open = new Set(findAll("details[data-folded][open]", place).map((each) => each.dataset.folded));
  const scroll = new Map(findAll("[data-frame]", place).map((each) => [each.dataset.frame, each.scrollLeft]));
  const focused = place.contains(document.activeElement) ? document.activeElement.dataset.pointer : undefined;
  place.replaceChildren(...(answer.experiment ? [] : extra), ...doubts(answer), ...questions(asked, kinds, act), ...allSockets(answer, all, act),
    ...holes(answer, act), ...nodeCards(answer, asked, act), ...freeNow(answer, only, act),
    ...TABLES.flatMap((table) => matrix(answer, table, act)),
    ...links(answer, act), ...distances(answer, act), ...notes(answer, names, act), ...(answer.experiment ? extra : []));
  for (const each of findAll("details[data-folded]", place)) {
    if (!open.has(each.dataset.folded)) continue;
    fills.get(each)();
    each.open = true;
  }
  for (const each of findAll("[data-frame]", place)) each.scrollLeft = scroll.get(each.dataset.frame) ?? 0;
  if (focused) findAll("[data-pointer]", place).find((each) => each.dataset.pointer === focused)?.focus();
}

/** Move the focus to the field of a cell; false where there is none. */
export function focusPointer(place, pointer) {
  for (const each of findAll("details[data-folded]", place)) fills.get(each)();
  const field = findAll("[data-pointer]", place).find((each) => each.dataset.pointer === pointer);
  if (!field) return false;
  for (let each = field.closest("details"); each; each = each.parentElement.closest("details")) each.open = true;
  field.focus();
  return true;
}

